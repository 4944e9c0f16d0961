import { execFileSync, spawn } from 'node:child_process';
import { expect, it } from 'vitest';

/** The short form of `npm run chaos`: one run of the nine, on the built program, with a PostgreSQL of its own whose durability is on. */
it(
  'an app and a worker die at random instants: nothing is lost, doubled or out of order',
  { timeout: 240_000 },
  async () => {
    execFileSync('npm', ['run', 'build:proofs', '--silent'], { stdio: 'inherit' });
    const said: string[] = [];
    const run = spawn(process.execPath, ['dist/test/chaos/main.js', '--short', '--only', '1', '--seed', '477'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    run.stdout.on('data', (text: Buffer) => said.push(text.toString()));
    const code = await new Promise<number | null>((exit) => run.once('exit', exit));
    expect(code, said.join('')).toBe(0);
    expect(said.join('')).toMatch(/^1 +kill -9 of app and worker under load +48 +48 +48 +0 +0 +0 +kept/m);
  },
);
