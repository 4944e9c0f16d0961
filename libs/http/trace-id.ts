import type { IncomingHttpHeaders } from 'node:http';
import { freshBytes } from '../privacy/index.js';

const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * 32 hexadecimal digits that name one request in answers and logs: the caller's own where it sends `traceparent`
 * (W3C Trace Context), else random. For Fastify's `genReqId`, so that `request.id` is the trace id.
 */
export function traceIdFrom(request: { headers: IncomingHttpHeaders }): string {
  const given = request.headers['traceparent'];
  const id = typeof given === 'string' ? TRACE_PARENT.exec(given)?.[1] : undefined;
  return id !== undefined && !/^0+$/.test(id) ? id : freshBytes(16).toString('hex');
}
