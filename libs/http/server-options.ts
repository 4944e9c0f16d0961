import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { problemOfStatus } from './error-to-problem.js';
import { problemBody } from './problem.js';
import { PROBLEM_TYPE } from './problem.filter.js';
import { requestTarget } from './request-target.js';
import { traceIdFrom } from './trace-id.js';

/** The largest body that any route takes unless it says otherwise: 2 MiB, what the link may send at once. */
export const BODY_LIMIT = 2 * 1024 * 1024;

/**
 * Options for `new FastifyAdapter(httpServerOptions())`: trace ids as request ids, bounded sizes and times (a request that
 * trickles in is cut after 30 s, headers after half of that), and problem+json also for what is no request at all.
 * @param patienceMs how long a request may take to arrive
 * @param trustedProxies addresses and networks whose X-Forwarded-For says who calls; without them it is whoever connects
 */
export function httpServerOptions({
  trustedProxies = [],
  patienceMs = 30_000,
}: { trustedProxies?: string[]; patienceMs?: number } = {}) {
  return {
    bodyLimit: BODY_LIMIT,
    trustProxy: trustedProxies.length > 0 && trustedProxies,
    requestTimeout: patienceMs,
    connectionTimeout: 0,
    // Node looks for slow callers this often; by default as seldom as every 30 s.
    http: {
      headersTimeout: patienceMs / 2,
      connectionsCheckingInterval: Math.min(patienceMs / 6, 5_000),
      // `refuseMalformedRequests` does, with a problem.
      requireHostHeader: false,
    },
    keepAliveTimeout: 65_000,
    rewriteUrl: requestTarget,
    // The router's own refusal would come before anybody asked who calls; the bound is that of `refuseMalformedRequests`.
    routerOptions: { maxParamLength: maxHeaderSize },
    genReqId: traceIdFrom,
    return503OnClosing: true,
    // No middleware of Express runs here.
    skipMiddie: true,
    // Inputs are checked by classes (validation.ts) and answers are plain JSON: Fastify's compilers of schemas stay unloaded.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    clientErrorHandler,
  };
}

function noSchemas(): never {
  throw new Error('a route has a schema; inputs are checked by classes here');
}

/** What is not HTTP at all, or whose headers are too large or too slow: answered on the bare socket. */
function clientErrorHandler(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify(problemBody(problemOfStatus(status), traceIdFrom({ headers: {} })));
  socket.end(
    `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : status === 408 ? 'Request Timeout' : 'Bad Request'}\r\n` +
      `Content-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
