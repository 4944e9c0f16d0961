import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { keyOf, pushHeaders } from './feed.js';

const PATIENCE_MS = 10_000;
/** Longer than the longest time that a fault run keeps a program from taking anything. */
const TAKEN_WITHIN_MS = 180_000;

/** What of an answer the agent looks at. */
interface PushAnswer {
  results: { eventId: string; status: 'ACCEPTED' | 'DUPLICATE' | 'QUARANTINED'; code?: string }[];
}

/**
 * The county's side of the link as it should be written: it sends a batch again, unchanged, until it hears 202, waits when it is asked to,
 * and takes any of several addresses in turn.
 */
export class CountyAgent {
  private readonly pools: Pool[];
  private readonly key: Buffer;
  private turn = 0;
  /** Answers by status, broken connections as `none`. */
  readonly answers: Record<string, number> = {};
  /** 503 without Retry-After: the promise is that they have it. */
  bareRefusals = 0;
  quarantined = 0;
  /** How far the clock of the agent's machine is ahead of ours: it signs by it. */
  clockAheadMs = 0;
  /** Instants (performance.now) at which a batch was taken. */
  readonly takenAt: number[] = [];

  constructor(urls: string[], secret: string) {
    this.pools = urls.map((url) => new Pool(url, { connections: 16, pipelining: 1, headersTimeout: PATIENCE_MS }));
    this.key = keyOf(secret);
  }

  /** Resolves when the events are stored. @throws Error when they are refused for good, or not taken within three minutes */
  async push(events: object[]): Promise<void> {
    const body = JSON.stringify({ events });
    const began = performance.now();
    for (;;) {
      const pool = this.pools[this.turn++ % this.pools.length]!;
      const answer = await pool
        .request({
          method: 'POST',
          path: '/api/v1/saeol/events',
          headers: pushHeaders(this.key, body, this.clockAheadMs),
          body,
        })
        .then(async (response) => ({ ...response, text: await response.body.text() }))
        .catch(() => null);
      const status = answer === null ? 'none' : String(answer.statusCode);
      this.answers[status] = (this.answers[status] ?? 0) + 1;
      if (answer?.statusCode === 202) {
        this.takenAt.push(performance.now());
        const { results } = JSON.parse(answer.text) as PushAnswer;
        this.quarantined += results.filter((result) => result.status === 'QUARANTINED').length;
        return;
      }
      if (answer !== null && answer.statusCode < 500 && answer.statusCode !== 429)
        throw new Error(`the push was refused with ${status}: ${answer.text.slice(0, 300)}`);
      if (answer?.statusCode === 503 && answer.headers['retry-after'] === undefined) this.bareRefusals += 1;
      if (performance.now() - began > TAKEN_WITHIN_MS)
        throw new Error(
          `a push was not taken within ${TAKEN_WITHIN_MS / 1000} s; all answers ${JSON.stringify(this.answers)}`,
        );
      // Sooner than Retry-After says, which is a second: how fast the program is back is what is measured.
      await pause(50);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
  }
}
