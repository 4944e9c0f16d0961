import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let program: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  // Inside the project, so that its packages are found.
  folder = mkdtempSync(join(process.cwd(), 'node_modules', '.sandbox-main-'));
  program = join(folder, 'main.mjs');
  await build({
    entryPoints: ['src/sandbox/main.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
  });
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(program, { env: { SANDBOX_PORT: '0', ...env }, cwd: tmpdir(), silent: true });
  children.push(child);
  const [message] = (await once(child, 'message')) as [{ ready: boolean; url: string }];
  return { child, url: message.url };
}

describe('the sandbox as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends at once with 0 at %s', async (signal) => {
    const { child } = await start();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('outlives whoever started it', async () => {
    const { child, url } = await start();
    child.disconnect();
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('goes by itself when nobody calls any more', async () => {
    const { child } = await start({ SANDBOX_ALONE_MS: '200' });
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
