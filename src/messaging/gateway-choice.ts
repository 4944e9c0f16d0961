import { Injectable } from '@nestjs/common';
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleAll,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { Clock } from '../../libs/clock/index.js';
import { GatewayBreakers } from './gateway-breakers.store.js';
import type { Gateway, Outgoing, SendAnswer } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import type { Channel } from './messaging.events.js';
import type { SendingRules } from './sending-rules.js';

/** A vendor that failed so many calls running is left alone; one message that is refused three times is not yet an outage. */
const FAILURES_THAT_OPEN = 10;
const LEFT_ALONE_MS = 5_000;
const SECOND = 1_000;
/** Calls to one vendor, under way and waiting: the bulkhead. What is more goes to another vendor, or later. */
const MOST_CALLS = 32;
const UNTIL_THERE_IS_ROOM_MS = 500;
/** HTTP 429. */
const TOO_FAST = '429';
const LONGEST_LEFT_ALONE_MS = 10 * 60_000;

/** The gateway to use; or how long every one of the channel is left alone; null where none is set up, switched on and has the words. */
export type Choice = { gateway: Gateway } | { againInMs: number } | null;

interface Line {
  breaker: CircuitBreakerPolicy;
  /** Machine time, ms; the breaker itself tells only when it is tried. */
  leftAloneSince: number;
  leftAloneUntil: number;
}

class CallFailed extends Error {
  constructor(readonly answers: SendAnswer[]) {
    super('the call failed');
  }
}

/** Which vendor carries a message, by weight, and a breaker before each vendor's channel. */
@Injectable()
export class GatewayChoice {
  private readonly lines = new Map<string, Line>();
  /** By vendor, in this process. */
  private readonly calls = new Map<string, number>();

  constructor(
    private readonly gateways: Gateways,
    private readonly clock: Clock,
    private readonly breakers: GatewayBreakers,
  ) {}

  /** @param hasWords whether a vendor may send the message at all: its wording is approved there */
  choose(channel: Channel, rules: SendingRules, hasWords: (vendor: string) => boolean, random = Math.random()): Choice {
    const weighted = this.gateways
      .carrying(channel)
      .filter((gateway) => hasWords(gateway.vendor))
      .map((gateway) => ({ gateway, weight: rules.weightOf(gateway.vendor, channel) }))
      .filter(({ weight }) => weight > 0);
    if (weighted.length === 0) return null;
    const now = this.clock.realNow().getTime();
    const well = weighted.filter(({ gateway }) => this.line(gateway, channel).leftAloneUntil <= now);
    if (well.length === 0) {
      const first = Math.min(...weighted.map(({ gateway }) => this.line(gateway, channel).leftAloneUntil));
      return { againInMs: first - now };
    }
    const able = well.filter(({ gateway }) => this.hasRoom(gateway));
    if (able.length === 0) return { againInMs: UNTIL_THERE_IS_ROOM_MS };
    let at = random * able.reduce((sum, { weight }) => sum + weight, 0);
    return { gateway: (able.find(({ weight }) => (at -= weight) < 0) ?? able.at(-1)!).gateway };
  }

  /** Whether any vendor of the channel is set up and switched on. */
  isSetUp(channel: Channel, rules: SendingRules): boolean {
    return this.gateways.carrying(channel).some((gateway) => rules.weightOf(gateway.vendor, channel) > 0);
  }

  /** The gateway of a vendor, where it may be used for the channel at this moment. */
  stillAble(vendor: string, channel: Channel, rules: SendingRules): Gateway | null {
    const gateway = this.gateways.carrying(channel).find((one) => one.vendor === vendor);
    if (gateway === undefined || rules.weightOf(vendor, channel) === 0) return null;
    return this.line(gateway, channel).leftAloneUntil <= this.clock.realNow().getTime() ? gateway : null;
  }

  /** A call to a vendor is about to be made. Each vendor has room of its own, so that a slow one takes none from the others. */
  callWaits({ vendor }: Gateway): void {
    this.calls.set(vendor, (this.calls.get(vendor) ?? 0) + 1);
  }

  callEnded({ vendor }: Gateway): void {
    this.calls.set(vendor, this.calls.get(vendor)! - 1);
  }

  /** Whether no vendor has room for one more. */
  isFull(): boolean {
    return this.gateways.all.length > 0 && !this.gateways.all.some((gateway) => this.hasRoom(gateway));
  }

  private hasRoom({ vendor }: Gateway): boolean {
    return (this.calls.get(vendor) ?? 0) < MOST_CALLS;
  }

  /** Hands messages of one channel over, unless the breaker has opened meanwhile. Never throws. */
  async send(gateway: Gateway, channel: Channel, messages: readonly Outgoing[]): Promise<SendAnswer[]> {
    const line = this.line(gateway, channel);
    try {
      return await line.breaker.execute(async () => {
        const answers = await gateway.send(messages);
        this.heed(line, answers);
        if (answers.some(isFailureOfTheVendor)) throw new CallFailed(answers);
        return answers;
      });
    } catch (error) {
      if (error instanceof CallFailed) return error.answers;
      if (error instanceof BrokenCircuitError) return messages.map(() => LEFT_ALONE);
      throw error;
    }
  }

  /** A vendor that says "too fast" is left alone as long as it asks for. Another process hears it with its next call. */
  private heed(line: Line, answers: readonly SendAnswer[]): void {
    for (const answer of answers) {
      if (answer.kind !== 'NOT_TAKEN' || answer.verdict.code !== TOO_FAST) continue;
      this.leaveAlone(line, Math.min(answer.retryAfterMs ?? SECOND, LONGEST_LEFT_ALONE_MS));
    }
  }

  private leaveAlone(line: Line, ms: number): void {
    line.leftAloneSince = this.clock.realNow().getTime();
    line.leftAloneUntil = Math.max(line.leftAloneUntil, line.leftAloneSince + ms);
  }

  private line(gateway: Gateway, channel: Channel): Line {
    const name = `${gateway.vendor} ${channel}`;
    const known = this.lines.get(name);
    if (known !== undefined && known.leftAloneSince <= this.clock.realNow().getTime()) return known;
    // The machine's clock was put back: a vendor that is left alone would be so until the clock comes by that instant again, and the
    // breaker reads the same clock.
    if (known !== undefined) this.breakers.closed(gateway.vendor, channel);
    const breaker = circuitBreaker(handleAll, {
      halfOpenAfter: LEFT_ALONE_MS,
      breaker: new ConsecutiveBreaker(FAILURES_THAT_OPEN),
    });
    const line = { breaker, leftAloneSince: 0, leftAloneUntil: 0 };
    breaker.onBreak(() => {
      this.leaveAlone(line, LEFT_ALONE_MS);
      this.breakers.opened(gateway.vendor, channel);
    });
    breaker.onReset(() => this.breakers.closed(gateway.vendor, channel));
    this.lines.set(name, line);
    return line;
  }
}

/** Being told to slow down is no outage. */
function isFailureOfTheVendor(answer: SendAnswer): boolean {
  return (answer.kind === 'NOT_TAKEN' && answer.verdict.code !== TOO_FAST) || answer.kind === 'UNCLEAR';
}

/** Soon again, while the breaker is still open: then another vendor is chosen, where there is one. */
const LEFT_ALONE: SendAnswer = {
  kind: 'NOT_TAKEN',
  verdict: {
    outcome: 'TRANSPORT',
    code: 'BREAKER',
    reason: '업체에 장애가 이어져 잠시 보내지 않습니다. 곧 다시 보냅니다.',
    alarm: false,
  },
};
