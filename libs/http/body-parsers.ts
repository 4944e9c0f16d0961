import { parse as parseForm } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problemOfStatus } from './error-to-problem.js';

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
    else void parseJson(request, body.toString(), done);
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
    done(null, isRaw(request) ? body : parseForm(body.toString()));
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isRaw(request)) done(null, body);
    else done(problemOfStatus(415), undefined);
  });
}
