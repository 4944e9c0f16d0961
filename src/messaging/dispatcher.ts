import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import type { FoundOut } from './apply-finding.js';
import { DueClaims } from './due-claims.js';
import type { Decision } from './due-rows.js';
import { GatewayChoice } from './gateway-choice.js';
import type { Gateway, Outgoing, SendAnswer } from './gateways/gateway.js';
import { logSafe } from './log-safe.js';
import type { Channel } from './messaging.events.js';
import { callSeconds } from './messaging.metrics.js';
import type { Judged, Sent } from './send-decision.js';
import { Settlement } from './settlement.service.js';
import { TakenBefore } from './taken-before.service.js';
import { Templates } from './templates.service.js';

/** Twice a second, product rule for everything that becomes due. */
const TICK_MS = 500;
const MOST_ROWS = 256;
/** Calls under way to one vendor in this process. */
const MOST_CALLS = 16;
/** After so long without a sign of life another process may take over a claim; it asks the vendor before anything else. */
export const LEASE_MS = 5_000;
const SIGN_OF_LIFE_MS = 1_000;
/** A process that is told to stop has ten seconds; on a busy machine the rest of its end takes more than two. */
const FINISH_MS = 6_000;
/** So long it counts that sending may begin, once that was looked at; a tick comes four times meanwhile. */
const READY_MS = 2_000;
/** A call begins so soon after its claim or not at all. */
const BEGIN_WITHIN_MS = 3_000;

interface Call {
  gateway: Gateway;
  channel: Channel;
  /** Machine time. */
  claimedAt: Date;
  items: { decision: Sent; message: Outgoing }[];
}

/**
 * Sends what is due. A set is claimed and its attempts are written in one short transaction, the vendor is called with none
 * open, and the answers are settled in another. Whatever is killed in between, the row says what to do next: ask.
 */
@Injectable()
export class Dispatcher implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Dispatcher');
  private readonly waiting: Call[] = [];
  private readonly underWay = new Map<Call, Promise<void>>();
  private running: Promise<void> | null = null;
  private woken = false;
  /** Rows may be due that were not claimed for want of room. */
  private full = false;
  private stopped = false;
  /** Monotonic, ms. */
  private readyUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly claims: DueClaims,
    private readonly choice: GatewayChoice,
    private readonly settlement: Settlement,
    private readonly templates: Templates,
    private readonly takenBefore: TakenBefore,
  ) {
    settlement.onSomethingDue(() => this.wake());
  }

  /** Looks for due rows soon; cheap to call as often as one likes. */
  @EveryTick({ name: 'messaging.dispatch', everyMs: TICK_MS })
  wake(): void {
    this.woken = true;
    if (this.running === null && !this.stopped) this.running = this.run().finally(() => (this.running = null));
  }

  /** Whether a notice that is asked for just now may be begun by this process; else it waits to be claimed. */
  get hasRoom(): boolean {
    return !this.stopped && !this.choice.isFull() && performance.now() < this.readyUntil;
  }

  /** Has sent what is claimed, or was stored as under way. @param claimedAt machine time */
  send(judged: readonly Judged[], claimedAt: Date): void {
    const calls = callsOf(judged, claimedAt);
    for (const { gateway } of calls) this.choice.callWaits(gateway);
    this.waiting.push(...calls);
    this.beginCalls();
  }

  /** Claims nothing more and finishes what is under way; what takes longer is asked about by whoever comes next. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
    await Promise.race([this.allDone(), pause(FINISH_MS, undefined, { ref: false })]);
  }

  private async allDone(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay.values());
  }

  private async run(): Promise<void> {
    while (this.woken && !this.stopped) {
      this.woken = false;
      this.full = this.choice.isFull();
      if (this.full) return;
      try {
        if (!(await this.templates.mayBeSent()) || !(await this.takenBefore.isKnown())) return;
        this.readyUntil = performance.now() + READY_MS;
        const claimedAt = this.clock.realNow();
        const judged = await this.claims.claim(MOST_ROWS, LEASE_MS);
        // More may be due; or a notice that was dropped or failed has kept another one waiting.
        if (judged.length >= MOST_ROWS || judged.some(({ decision }) => isFinal(decision))) this.woken = true;
        this.send(judged, claimedAt);
      } catch (error) {
        // The next tick tries again; what was claimed by a transaction that failed was not claimed.
        this.logger.error(`Claiming failed: ${logSafe(error)}`);
      }
    }
  }

  private beginCalls(): void {
    const underWay = Map.groupBy(this.underWay.keys(), ({ gateway }) => gateway);
    const room = new Map([...underWay].map(([gateway, calls]) => [gateway, MOST_CALLS - calls.length]));
    const next = this.waiting.filter(({ gateway }) => {
      const left = room.get(gateway) ?? MOST_CALLS;
      room.set(gateway, left - 1);
      return left > 0;
    });
    for (const call of next) this.begin(call);
  }

  private begin(call: Call): void {
    this.waiting.splice(this.waiting.indexOf(call), 1);
    this.underWay.set(
      call,
      this.make(call).finally(() => {
        this.underWay.delete(call);
        this.choice.callEnded(call.gateway);
        this.beginCalls();
        if (this.full) this.wake();
      }),
    );
  }

  private async make(call: Call): Promise<void> {
    const { gateway, channel, claimedAt, items } = call;
    const alive = setInterval(() => void this.giveSignOfLife(call), SIGN_OF_LIFE_MS);
    try {
      const late = this.clock.realMsSince(claimedAt) > BEGIN_WITHIN_MS;
      const messages = items.map((item) => item.message);
      const measured = callSeconds.startTimer({ vendor: gateway.vendor, channel });
      const answers = late ? items.map(() => TOO_LATE) : await this.choice.send(gateway, channel, messages);
      measured();
      await this.settlement.settle(items.map(({ decision }, index) => foundOut(decision, answers[index]!)));
    } finally {
      clearInterval(alive);
    }
  }

  private async giveSignOfLife({ items }: Call): Promise<void> {
    const claims = items.map(({ decision: { row } }) => ({ id: row.id, claim: row.claims + 1 }));
    try {
      await this.claims.extend(claims, LEASE_MS);
    } catch (error) {
      this.logger.warn(`Claims could not be kept: ${logSafe(error)}`);
    }
  }
}

function isFinal(decision: Decision): boolean {
  return decision.do === 'DROP' || decision.do === 'FAIL';
}

/** Messages for one vendor and channel travel together, never two to one number; what failed once travels alone. */
function callsOf(judged: readonly Judged[], claimedAt: Date): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, { call: Call; numbers: Set<string> }[]>();
  for (const { decision, outgoing } of judged) {
    if (decision.do !== 'SEND' || outgoing === null) continue;
    const { gateway, message } = outgoing;
    const item = { decision, message };
    const line = `${gateway.vendor} ${message.channel}`;
    const alone = decision.attempt.calls > 1;
    const room = alone
      ? undefined
      : open
          .get(line)
          ?.find(({ call, numbers }) => call.items.length < gateway.mostPerCall && !numbers.has(message.to));
    if (room !== undefined) {
      room.call.items.push(item);
      room.numbers.add(message.to);
      continue;
    }
    const call: Call = { gateway, channel: message.channel, claimedAt, items: [item] };
    calls.push(call);
    if (!alone) open.set(line, [...(open.get(line) ?? []), { call, numbers: new Set([message.to]) }]);
  }
  return calls;
}

function foundOut({ row, attempt }: Sent, answer: SendAnswer): FoundOut {
  const common = {
    attemptId: attempt.id,
    startedAt: attempt.startedAt,
    notificationId: row.id,
    claim: row.claims + 1,
    byAsking: false,
  };
  switch (answer.kind) {
    case 'ACCEPTED':
      return { ...common, finding: { kind: 'ACCEPTED' }, verdict: null, vendorMessageId: answer.vendorMessageId };
    case 'REFUSED':
      return { ...common, finding: { kind: 'REPORT', outcome: answer.verdict.outcome }, verdict: answer.verdict };
    case 'NOT_TAKEN':
      return { ...common, finding: { kind: 'NOT_TAKEN', retryAfterMs: answer.retryAfterMs }, verdict: answer.verdict };
    case 'UNCLEAR':
      return { ...common, finding: { kind: 'UNCLEAR' }, verdict: answer.verdict };
  }
}

const TOO_LATE: SendAnswer = {
  kind: 'NOT_TAKEN',
  verdict: { outcome: 'TRANSPORT', code: 'BUSY', reason: '다른 전송이 밀려 있습니다. 곧 다시 보냅니다.', alarm: false },
};
