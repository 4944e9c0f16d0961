import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Faults } from './faults.js';
import type { Pace, Vendor } from './messages.js';
import { quirkOf, type Channel } from './recipients.js';

/** What of a send matters for the way it is answered. */
export interface Send {
  to: string;
  channel: Channel | undefined;
  /** The sender's reference; where the vendor has no field for one, what tells one message from the next. */
  reference: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes messages: its answers are subject to the recipients' quirks, not to the faults of calls that only ask. */
    sends?: boolean;
  }
}

/** Route options of a route that takes messages. */
export const SENDS = { config: { sends: true } } as const;

/** What a caller that came too fast is asked to wait, seconds. */
export const RETRY_AFTER_S = 1;
const UNAVAILABLE_TIMES = 3;

/** How a vendor's API behaves before and after it does its work: outages, resets, slowness, and the quirks of 9008, 9009 and 9011. */
export class Answers {
  private readonly timesUnavailable = new Map<string, number>();

  constructor(
    private readonly faults: Faults,
    private readonly pace: Pace,
    private readonly latencyMs: number,
  ) {}

  /** HTTP status with which a send is refused before it is looked at; null where it is taken. */
  refusalOfSend(vendor: Vendor, sends: readonly Send[]): 503 | 429 | null {
    const channel = sends[0]?.channel;
    if (this.faults.strikes('OUTAGE', vendor, channel) !== undefined) return 503;
    if (this.faults.strikes('RATE_LIMIT', vendor, channel) !== undefined) return 429;
    let unavailable = false;
    for (const send of sends) {
      if (quirkOf(send.to) === 'UNAVAILABLE_THREE_TIMES' && this.isStillUnavailable(vendor, send)) unavailable = true;
    }
    return unavailable ? 503 : null;
  }

  /** Whether a call that only asks meets an outage. */
  refusesToTell(vendor: Vendor): boolean {
    return this.faults.strikes('OUTAGE', vendor) !== undefined;
  }

  /**
   * Waits as long as the answer to an accepted send takes.
   * @returns false where the connection was reset in place of an answer
   */
  async beforeAnsweringSend(vendor: Vendor, sends: readonly Send[], reply: FastifyReply): Promise<boolean> {
    const channel = sends[0]?.channel;
    let wait = this.latencyMs + (this.faults.strikes('SLOW', vendor, channel)?.delayMs ?? 0);
    let reset = this.faults.strikes('RESET', vendor, channel) !== undefined;
    for (const { to } of sends) {
      const quirk = quirkOf(to);
      if (quirk === 'RESET_AFTER_ACCEPTANCE') reset = true;
      if (quirk === 'ANSWERS_LATE') wait = Math.max(wait, this.pace.lateAnswer);
    }
    if (wait > 0) await delay(wait);
    if (!reset) return true;
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
    return false;
  }

  async beforeTelling(vendor: Vendor): Promise<void> {
    const wait = this.latencyMs + (this.faults.strikes('SLOW', vendor)?.delayMs ?? 0);
    if (wait > 0) await delay(wait);
  }

  forget(): void {
    this.timesUnavailable.clear();
  }

  private isStillUnavailable(vendor: Vendor, { to, channel, reference }: Send): boolean {
    const key = `${vendor} ${channel} ${to} ${reference}`;
    const times = this.timesUnavailable.get(key) ?? 0;
    if (times >= UNAVAILABLE_TIMES) return false;
    this.timesUnavailable.set(key, times + 1);
    return true;
  }
}
