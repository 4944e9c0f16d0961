import { join } from 'node:path';
import type { Params } from 'nestjs-pino';
import { pino } from 'pino';
import type { Settings } from '../config/index.js';

/**
 * Structured logs without personal data: of a request only method, route pattern, status and time, never its address
 * (which can hold a token), its query, its headers or its body. In demo they go to a file, so that the terminal stays calm.
 */
export function loggerOptions(settings: Settings): Params {
  const stream =
    settings.profile === 'demo'
      ? pino.destination({ dest: join(settings.dataDir, 'program.log'), mkdir: true })
      : pino.destination(1);
  return {
    pinoHttp: [
      {
        level: 'info',
        customLogLevel: (_request, response, error) =>
          error !== undefined || response.statusCode >= 500 ? 'error' : 'silent',
        serializers: {
          req: (request: { id: string; method: string }) => ({ id: request.id, method: request.method }),
          res: (response: { statusCode: number }) => ({ status: response.statusCode }),
        },
        redact: ['req.headers', 'req.url', 'req.query', 'req.params', 'res.headers'],
      },
      stream,
    ],
  };
}
