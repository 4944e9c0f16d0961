import type { FastifyRequest } from 'fastify';
import { CrossSiteRequest } from './staff.errors.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses an unsafe request that another site made a browser send: by Sec-Fetch-Site, else by Origin. A request with
 * neither comes from no browser of this decade, and so carries no cookie that a person did not put there.
 * @param ownOrigins origins that are ours besides the Host that was called
 * @throws CrossSiteRequest
 */
export function refuseCrossSite(
  request: Pick<FastifyRequest, 'method' | 'headers'>,
  ownOrigins: readonly string[],
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw new CrossSiteRequest();
    return;
  }
  const { origin, host } = request.headers;
  if (origin === undefined || ownOrigins.includes(origin)) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new CrossSiteRequest();
}
