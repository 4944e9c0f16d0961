import { parse as parseForm } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problemOfStatus } from './error-to-problem.js';
import { refuseDeepNesting } from './validation.js';

/**
 * How bodies are read: JSON, and forms of the pages. Compressed bodies are refused, so that none can swell.
 * @param rawRoutes route patterns whose handlers get the bytes as they came, whatever type they say they have: the link's, since its
 *   signature covers them and is checked before anybody looks into them, and those that take files
 */
export function readBodies(fastify: FastifyInstance, rawRoutes: readonly string[]): void {
  const raw = new Set(rawRoutes);
  const isRaw = (request: FastifyRequest) => raw.has(request.routeOptions.url ?? '');
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addHook('preParsing', (request, _reply, _body, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding.toLowerCase() === 'identity') done();
    else done(problemOfStatus(415));
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isRaw(request)) done(null, body);
    else if (body.length === 0) done(null, undefined);
    else void parseJson(request, body.toString(), (error, value) => done(error ?? faultOf(value), value));
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
    done(null, isRaw(request) ? body : parseForm(body.toString()));
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isRaw(request)) done(null, body);
    else done(problemOfStatus(415), undefined);
  });
}

/** Pages read their forms themselves, and JSON in place of them. */
function faultOf(value: unknown): Error | null {
  try {
    refuseDeepNesting(value);
    return null;
  } catch (error) {
    return error as Error;
  }
}
