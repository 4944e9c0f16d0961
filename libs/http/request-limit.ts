import { Problem } from './problem.js';

/** Callers that are counted at once; the counts of a second are forgotten with it. */
const MOST_CALLERS = 10_000;

/** Bounds how often one caller may ask within a second of machine time, in this process. */
export class RequestLimit {
  private second = 0;
  private counts = new Map<string, number>();

  constructor(private readonly perSecond: number) {}

  /** Counts a request. @throws Problem 429 with Retry-After where there were too many in this second */
  assertAllowed(caller: string, nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.second || this.counts.size >= MOST_CALLERS) {
      this.second = second;
      this.counts = new Map();
    }
    const count = (this.counts.get(caller) ?? 0) + 1;
    this.counts.set(caller, count);
    if (count <= this.perSecond) return;
    throw new Problem(429, 'HTTP.TOO_MANY_REQUESTS', '요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.', {
      retryAfter: 1,
    });
  }
}
