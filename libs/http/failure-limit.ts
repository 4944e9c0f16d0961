import { Problem } from './problem.js';

/**
 * Counts failures (wrong logins, bad signatures) per address within a sliding pair of windows, in this process. Successes
 * cost nothing, so a busy honest caller is never slowed. Times are machine milliseconds, given by the caller.
 */
export class FailureLimit {
  private windowStart = 0;
  private current = new Map<string, number>();
  private previous = new Map<string, number>();

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  /** @throws Problem 429 with Retry-After where the address failed too often; call it before the check itself. */
  assertAllowed(address: string, nowMs: number): void {
    this.roll(nowMs);
    const elapsed = nowMs - this.windowStart;
    const weighted =
      (this.current.get(address) ?? 0) + (this.previous.get(address) ?? 0) * (1 - elapsed / this.windowMs);
    if (weighted < this.limit) return;
    throw new Problem(
      429,
      'HTTP.TOO_MANY_FAILURES',
      '실패가 너무 많아 잠시 막았습니다. 잠시 뒤에 다시 시도해 주세요.',
      {
        retryAfter: Math.ceil((this.windowMs - elapsed) / 1000),
      },
    );
  }

  failed(address: string, nowMs: number): void {
    this.roll(nowMs);
    this.current.set(address, (this.current.get(address) ?? 0) + 1);
  }

  private roll(nowMs: number): void {
    const elapsed = nowMs - this.windowStart;
    if (elapsed < this.windowMs && elapsed >= 0) return;
    this.previous = elapsed < 2 * this.windowMs && elapsed >= 0 ? this.current : new Map();
    this.current = new Map();
    this.windowStart = nowMs - (elapsed >= 0 ? elapsed % this.windowMs : 0);
  }
}
