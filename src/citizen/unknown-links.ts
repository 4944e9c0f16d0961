import { Injectable } from '@nestjs/common';
import { Clock } from '../../libs/clock/index.js';
import { FailureLimit } from '../../libs/http/index.js';

const TOKEN = /^[\w-]{22}$/;
const MOST_UNKNOWN = 30;
const WINDOW_MS = 60_000;

/**
 * Counts addresses that open nothing, per network address: whoever tries them out is stopped. A link that is known always opens, since
 * thousands of phones share one address of their carrier.
 */
@Injectable()
export class UnknownLinks {
  private readonly limit = new FailureLimit(MOST_UNKNOWN, WINDOW_MS);

  constructor(private readonly clock: Clock) {}

  couldBeToken(token: string): boolean {
    return TOKEN.test(token);
  }

  /** @throws Problem 429 */
  count(address: string): void {
    const now = this.clock.realNow().getTime();
    this.limit.assertAllowed(address, now);
    this.limit.failed(address, now);
  }
}
