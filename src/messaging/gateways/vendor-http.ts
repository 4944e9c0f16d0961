import type { IncomingHttpHeaders } from 'node:http';
import { Pool } from 'undici';

/** Longer than a vendor that answers after five seconds; far shorter than the lease of a claim. */
const ANSWER_WITHIN_MS = 10_000;
const CONNECTIONS = 32;
/** Far more than any page of reports: a vendor, or who poses as one, shall not fill our memory. */
const LONGEST_ANSWER_BYTES = 16 * 1024 * 1024;
const SECOND = 1_000;

/** What came of one call. `answered`: a whole answer; otherwise whether the vendor may have received the request. */
export type Called =
  | { answered: true; status: number; body: unknown; retryAfterMs?: number }
  | { answered: false; mayHaveArrived: boolean; why: string };

/** Errors of a connection that never stood: the request was not written. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** JSON over a kept-alive pool to one vendor's base address. A call is never repeated here: that is the plan's to decide. */
export class VendorHttp {
  private readonly pool: Pool;
  private readonly basePath: string;

  /** @param baseUrl may hold a path, e.g. `http://127.0.0.1:3001/solapi` */
  constructor(baseUrl: string) {
    const url = new URL(baseUrl);
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      headersTimeout: ANSWER_WITHIN_MS,
      bodyTimeout: ANSWER_WITHIN_MS,
      maxResponseSize: LONGEST_ANSWER_BYTES,
      connect: { timeout: 5 * SECOND },
    });
  }

  async call(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Called> {
    try {
      const response = await this.pool.request({
        method,
        path: `${this.basePath}${path}`,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const text = await response.body.text();
      const retryAfterMs = retryAfterOf(response.headers);
      return {
        answered: true,
        status: response.statusCode,
        body: parsed(text),
        ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
      };
    } catch (error) {
      const { code, name } = error as { code?: string; name: string };
      const why = code ?? name;
      return { answered: false, mayHaveArrived: !NEVER_CONNECTED.has(why), why };
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

/** Seconds, or an HTTP date by the vendor's own clock (RFC 9110); 0 where there is none. */
function retryAfterOf({ 'retry-after': header, date }: IncomingHttpHeaders): number {
  if (header === undefined) return 0;
  if (/^\d+$/.test(header)) return Number(header) * SECOND;
  return Math.max(0, Date.parse(header) - Date.parse(date ?? '')) || 0;
}

/** undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
