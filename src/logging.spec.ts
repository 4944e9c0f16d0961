import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type DestinationStream } from 'pino';
import { afterAll, expect, it } from 'vitest';
import type { Settings } from '../config/index.js';
import { loggerOptions } from './logging.js';

const dataDir = mkdtempSync(join(tmpdir(), 'minwon-log-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

function demoLog(folder: string) {
  const { pinoHttp } = loggerOptions({ profile: 'demo', dataDir: folder } as Settings);
  const [options, stream] = pinoHttp as [object, DestinationStream & NodeJS.EventEmitter];
  return { log: pino(options, stream), stream };
}

it('writes a demo’s log into its folder', async () => {
  const { log, stream } = demoLog(dataDir);
  await once(stream, 'ready');
  const written = once(stream, 'write');
  log.info('a line');
  await written;
  expect(readFileSync(join(dataDir, 'program.log'), 'utf8')).toContain('"msg":"a line"');
});

it.runIf(process.platform === 'linux')('goes on when the log’s disk is full', async () => {
  const full = join(dataDir, 'full');
  const { log, stream } = demoLog(full);
  await once(stream, 'ready');
  // A device that is always full takes the file's place.
  rmSync(join(full, 'program.log'));
  symlinkSync('/dev/full', join(full, 'program.log'));
  (stream as unknown as { reopen(): void }).reopen();
  await once(stream, 'ready');
  const refused = once(stream, 'error').catch((error: NodeJS.ErrnoException) => [error]);
  log.info('a line that finds no room');
  expect(await refused).toMatchObject([{ code: 'ENOSPC' }]);
  // What waits is bounded: the rest is dropped.
  const dropped = once(stream, 'drop');
  for (let line = 0; line < 20_000; line += 1) log.info('a line that finds no room either');
  expect(await dropped).toHaveLength(1);
});
