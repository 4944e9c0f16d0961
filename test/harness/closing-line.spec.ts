import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minwon-closing-line-'));
  const reporter = resolve('test/harness/closing-line.reporter.ts');
  await writeFile(
    join(folder, 'vitest.config.mjs'),
    `import { ClosingLine } from ${JSON.stringify(reporter)};
     export default { test: { globals: true, reporters: ['default', new ClosingLine()] } };`,
  );
});
afterEach(() => rm(folder, { recursive: true }));

/** A real run of Vitest over files with this content. */
async function run(files: Record<string, string>): Promise<{ code: number; lastLine: string }> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return new Promise((done) => {
    const vitest = resolve('node_modules/vitest/vitest.mjs');
    const options = { cwd: folder, env: { ...process.env, VITEST: undefined, VITEST_WORKER_ID: undefined } };
    execFile(process.execPath, [vitest, 'run', '--root', folder], options, (error, stdout) => {
      done({ code: Number(error?.code ?? 0), lastLine: stdout.split('\n').at(-2)! });
    });
  });
}

test('counts what passed', async () => {
  expect(await run({ 'a.spec.js': `test('good', () => {});` })).toEqual({ code: 0, lastLine: '1 passed, 0 failed' });
});

test('counts failures in and outside of tests, and what was skipped', async () => {
  const answer = await run({
    'a.spec.js': `test('good', () => {}); test('bad', () => { throw new Error('no'); }); test.skip('later', () => {});`,
    'does-not-load.spec.js': `throw new Error('not loaded'); test('never seen', () => {});`,
  });
  expect(answer).toEqual({ code: 1, lastLine: '1 passed, 2 failed, 1 skipped' });
});

test('counts a hook that failed', async () => {
  const answer = await run({
    'a.spec.js': `describe('x', () => { beforeAll(() => { throw new Error('no'); }); test('unreached', () => {}); });`,
  });
  expect(answer.code).toBe(1);
  expect(answer.lastLine).toMatch(/^0 passed, 1 failed/);
});

test('a run without any test is no success', async () => {
  expect(await run({})).toEqual({ code: 1, lastLine: '0 passed, 1 failed' });
});

test('a run that never began has failed', async () => {
  await writeFile(
    join(folder, 'vitest.config.mjs'),
    `import { ClosingLine } from ${JSON.stringify(resolve('test/harness/closing-line.reporter.ts'))};
     export default { test: { globals: true, globalSetup: './setup.js', reporters: [new ClosingLine()] } };`,
  );
  const answer = await run({ 'setup.js': `throw new Error('no database');`, 'a.spec.js': `test('good', () => {});` });
  expect(answer).toEqual({ code: 1, lastLine: '0 passed, 1 failed' });
});
