import fastifyFormbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problemOfStatus } from '../libs/http/index.js';

const LINK_PATH = '/api/v1/saeol/events';

const isLink = (request: FastifyRequest) => request.url.split('?', 1)[0] === LINK_PATH;

/**
 * How bodies are read: JSON, and forms of the pages. What the link pushes stays as it came, since its signature covers
 * the raw bytes and is checked before anybody looks into them, whatever type it says it has.
 */
export function readBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isLink(request)) done(null, body);
    else if (body.length === 0) done(null, undefined);
    else void parseJson(request, body.toString(), done);
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isLink(request)) done(null, body);
    else done(problemOfStatus(415), undefined);
  });
  void fastify.register(fastifyFormbody);
}
