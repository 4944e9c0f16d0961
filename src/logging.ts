import { join } from 'node:path';
import type { Params } from 'nestjs-pino';
import { pino } from 'pino';
import type { Settings } from '../config/index.js';

/** What waits to be written while the log's disk is full, in characters; lines beyond it are dropped. */
const MOST_WAITING = 1_000_000;

/**
 * Structured logs without personal data. Of a request only its method, route pattern, status and trace id are written, and only where
 * the fault is ours (libs/http): never its address (which can hold a token), its query, its headers or its body. No logger is made
 * for each request. In demo they go to a file, so that the terminal stays calm.
 */
export function loggerOptions(settings: Settings): Params {
  const dest = settings.profile === 'demo' ? join(settings.dataDir, 'program.log') : 1;
  const stream = pino.destination({ dest, mkdir: true, maxLength: MOST_WAITING });
  // A log that cannot be written (its disk is full) must not end the program; it goes on with the next line that finds room.
  stream.on('error', () => undefined);
  return { pinoHttp: [{ level: 'info' }, stream], forRoutes: [] };
}
