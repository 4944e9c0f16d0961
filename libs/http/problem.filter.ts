import { Catch, Inject, Injectable, Logger, Optional, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scrubForMessage } from '../privacy/index.js';
import { databaseError, errorToProblem } from './error-to-problem.js';
import { problemBody, type Problem, type ProblemBody } from './problem.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Provide a function under this token to show a browser a page in place of JSON; null leaves the JSON. */
export const PROBLEM_PAGE = Symbol('PROBLEM_PAGE');
export type ProblemPage = (
  problem: ProblemBody,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<string | null>;

/** Answers every error of every route, unknown routes and unreadable bodies included, and logs what is our own fault. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(@Optional() @Inject(PROBLEM_PAGE) private readonly page: ProblemPage | null = null) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = errorToProblem(error);
    logIfOurs(this.logger, error, problem, request);
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    answerProblem(reply, problem, request.id, await this.pageFor(problem, request, reply));
  }

  private async pageFor(problem: Problem, request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
    const wantsPage = !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html');
    if (!wantsPage || this.page === null) return null;
    try {
      return await this.page(problemBody(problem, request.id), request, reply);
    } catch (error) {
      // The page needs the database as well: where that is the problem, the problem itself is told all the same.
      logIfOurs(this.logger, error, errorToProblem(error), request);
      return null;
    }
  }
}

/** Writes a problem where no filter is reached: hooks and the router's own refusals. */
export function answerProblem(
  reply: FastifyReply,
  problem: Problem,
  traceId: string,
  html: string | null = null,
): void {
  reply.code(problem.status).header('cache-control', 'no-store');
  if (problem.retryAfter !== null) reply.header('retry-after', String(problem.retryAfter));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="minwon-alim"');
  if (html !== null) reply.type('text/html; charset=utf-8').send(html);
  else reply.type(PROBLEM_TYPE).send(JSON.stringify(problemBody(problem, traceId)));
}

/**
 * Our faults (5xx) and values that the database refused. The database's own words are never logged: they quote the value
 * (`invalid input syntax for type uuid: "홍길동"`), and TypeORM's error carries every parameter.
 */
function logIfOurs(logger: Logger, error: unknown, problem: Problem, request: FastifyRequest): void {
  if (problem.status < 500 && problem.code !== 'HTTP.BAD_VALUE') return;
  const known = error instanceof Error ? error : new Error('a thrown value that is no Error');
  const database = databaseError(error);
  const frames = (known.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  const entry = {
    msg: `${request.method} ${request.routeOptions?.url ?? 'unknown route'} answered ${problem.status}`,
    traceId: request.id,
    code: problem.code,
    error: known.name,
    ...(database === null ? { reason: scrubForMessage(known.message).slice(0, 300) } : { databaseCode: database.code }),
    stack: frames.join('\n'),
  };
  if (problem.status >= 500) logger.error(entry);
  else logger.warn(entry);
}
