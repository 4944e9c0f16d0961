import { Webhook } from 'standardwebhooks';
import { v7 } from 'uuid';
import type { Clock } from '../../libs/clock/index.js';
import type { LinkEvent } from './saeol-event.js';

/** What the link said to each event of a request, counted. */
export interface PushCounts {
  accepted: number;
  duplicate: number;
  quarantined: number;
}

/** The link will never take this request as it is: a wrong secret or a wrong address. */
export class PushRefused extends Error {
  constructor(readonly status: number) {
    super(`the Saeol link answered ${status} to the simulated Saeol; check FEED_URL and SAEOL_LINK_SECRET`);
    this.name = 'PushRefused';
  }
}

/** The link cannot take it now; the same request may be sent again. */
export class PushPutOff extends Error {
  constructor(
    readonly why: string,
    /** As the link asked for (Retry-After), else null. */
    readonly retryAfterMs: number | null,
  ) {
    super(why);
    this.name = 'PushPutOff';
  }
}

const TIMEOUT_MS = 30_000;

/**
 * Sends events to `POST /api/v1/saeol/events`, signed by Standard Webhooks over the raw body with the machine's time.
 * Throws PushPutOff (no connection, no answer, 429, 5xx) or PushRefused (anything else but 202).
 */
export async function pushToTheLink(
  link: { url: string; secret: string },
  events: LinkEvent[],
  clock: Clock,
  signal: AbortSignal,
): Promise<PushCounts> {
  const body = JSON.stringify({ events });
  const id = `msg_${v7()}`;
  const sentAt = clock.realNow();
  let response: Response;
  let answer: string;
  try {
    response = await fetch(new URL('/api/v1/saeol/events', link.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
        'webhook-signature': new Webhook(link.secret).sign(id, sentAt, body),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    answer = await response.text();
  } catch (error) {
    signal.throwIfAborted();
    throw new PushPutOff(error instanceof Error && error.name === 'TimeoutError' ? 'no answer' : 'no connection', null);
  }
  if (response.status === 429 || response.status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    throw new PushPutOff(`answered ${response.status}`, Number.isFinite(seconds) ? seconds * 1000 : null);
  }
  if (response.status !== 202) throw new PushRefused(response.status);
  const { results } = JSON.parse(answer) as { results: { status: string }[] };
  const count = (status: string) => results.filter((result) => result.status === status).length;
  return { accepted: count('ACCEPTED'), duplicate: count('DUPLICATE'), quarantined: count('QUARANTINED') };
}
