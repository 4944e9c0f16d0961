import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** A fresh value for one response: `<meta name="csp-nonce">` hands it to Turbo, which puts it on the style that it inserts. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

const NONCE = 'nonce-of-this-response';
const HEADERS = headersWith(NONCE);
const POLICY = 'Content-Security-Policy';

/**
 * The headers of every page: nothing from another host, nothing inline, in no frame, in no search engine.
 * `same-origin` and not `no-referrer`, since the latter makes a form send `Origin: null`, which our check of it refuses.
 * @param nonce of this response
 */
export function securityHeaders(nonce: string): Record<string, string> {
  return { ...HEADERS, [POLICY]: HEADERS[POLICY]!.replace(NONCE, nonce) };
}

function headersWith(nonce: string): Record<string, string> {
  const headers: Record<string, string> = {
    'X-Robots-Tag': 'noindex, nofollow',
    'Cache-Control': 'no-store',
  };
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", `'nonce-${nonce}'`],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  // helmet is a middleware over a response; only the headers are wanted here.
  const recorder = {
    setHeader: (name: string, value: string | number | readonly string[]) => {
      headers[name] = String(value);
    },
    removeHeader: () => undefined,
  };
  setHeaders({} as IncomingMessage, recorder as unknown as ServerResponse, (error?: unknown) => {
    if (error) throw new Error('A security header could not be made', { cause: error });
  });
  return headers;
}
