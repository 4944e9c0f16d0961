import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problemOfStatus } from './error-to-problem.js';

/** Longer than any id, name of a file or token in a path of ours. */
const LONGEST_PARAMETER = 200;
/** `GET http://host/path`, which every server must take (RFC 9112, section 3.2.2). */
const ABSOLUTE = /^https?:\/\/[^/?]*/i;

/** Requests whose path was. */
const malformed = new WeakSet<object>();

/**
 * The target of a request in the one form that everything behind it reads: path and query, and a percent sign that encodes nothing
 * stands for itself. For Fastify's `rewriteUrl`: the router would else answer such a path before anybody asked who calls.
 */
export function requestTarget(request: Pick<IncomingMessage, 'url'>): string {
  const { url = '/' } = request;
  const target = ABSOLUTE.test(url) ? url.replace(ABSOLUTE, '').replace(/^(?!\/)/, '/') : url;
  if (!target.includes('%')) return target;
  const end = target.includes('?') ? target.indexOf('?') : target.length;
  const path = target.slice(0, end);
  if (!isMalformed(path)) return target;
  malformed.add(request);
  return path.replaceAll('%', '%25') + target.slice(end);
}

/**
 * Refuses, once it is known who calls, what comes without the name of a host (RFC 9112, section 3.2), and operations whose path is malformed
 * (400) or has a parameter that is too long (414). A page of such an address is one that is not there, and says so itself.
 */
export function refuseMalformedRequests(fastify: FastifyInstance): void {
  // An expectation that nobody knows may be passed over (RFC 9110, section 10.1.1); Node would answer 417 without a problem.
  fastify.server.on('checkExpectation', (request, response) => fastify.server.emit('request', request, response));
  fastify.addHook('preParsing', (request, _reply, _body, done) => {
    const fault = faultOf(request);
    if (fault === null) done();
    else done(problemOfStatus(fault));
  });
}

function faultOf(request: FastifyRequest): 400 | 414 | null {
  if (request.headers.host === undefined && request.raw.httpVersion === '1.1') return 400;
  if (!request.url.startsWith('/api/')) return null;
  if (malformed.has(request.raw)) return 400;
  for (const value of Object.values((request.params ?? {}) as Record<string, string>))
    if (value.length > LONGEST_PARAMETER) return 414;
  return null;
}

function isMalformed(path: string): boolean {
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    return true;
  }
}
