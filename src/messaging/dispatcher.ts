import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus, EveryTick } from '../../libs/events/index.js';
import { Alarms } from '../staff/index.js';
import type { FoundOut } from './apply-finding.js';
import { factOf, takeDue, writeDecisions, type Decision } from './due-rows.js';
import { GatewayChoice } from './gateway-choice.js';
import type { Gateway, Outgoing, SendAnswer } from './gateways/gateway.js';
import { NotificationDropped, NotificationFailed, type Channel } from './messaging.events.js';
import { SendDecision, type Judged, type OwnFault } from './send-decision.js';
import { SendingRulesStore } from './sending-rules.store.js';
import { Settlement } from './settlement.service.js';

/** Twice a second, product rule for everything that becomes due. */
const TICK_MS = 500;
const MOST_ROWS = 256;
/** Calls under way in this process: the bulkhead. */
const MOST_CALLS = 16;
/** A call begins so soon after its claim or not at all; with the longest call it stays well within the lease. */
const BEGIN_WITHIN_MS = 4_000;
/** After so long another process may take over a claim, and asks before anything else. */
export const LEASE_MS = 20_000;

type Sent = Extract<Decision, { do: 'SEND' }>;

interface Call {
  gateway: Gateway;
  channel: Channel;
  claimedAt: number;
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
  private readonly underWay = new Set<Promise<void>>();
  private running: Promise<void> | null = null;
  private woken = false;
  /** Rows may be due that were not claimed for want of room. */
  private full = false;
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly bus: EventBus,
    private readonly rules: SendingRulesStore,
    private readonly decision: SendDecision,
    private readonly choice: GatewayChoice,
    private readonly settlement: Settlement,
    private readonly alarms: Alarms,
  ) {
    settlement.onSomethingDue(() => this.wake());
  }

  /** Looks for due rows soon; cheap to call as often as one likes. */
  @EveryTick({ name: 'messaging.dispatch', everyMs: TICK_MS })
  wake(): void {
    this.woken = true;
    if (this.running === null && !this.stopped) this.running = this.run().finally(() => (this.running = null));
  }

  /** Claims nothing more and finishes what is under way. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private async run(): Promise<void> {
    while (this.woken && !this.stopped) {
      this.woken = false;
      try {
        this.full = this.waiting.length >= MOST_CALLS;
        if (this.full) return;
        const rows = await this.claim();
        if (rows >= MOST_ROWS) this.woken = true;
      } catch (error) {
        // The next tick tries again; what was claimed by a transaction that failed was not claimed.
        this.logger.error(`Claiming failed: ${(error as Error).message}`);
      }
    }
  }

  /** Returns how many rows it took. */
  private async claim(): Promise<number> {
    const judged = await this.dataSource.transaction(async (tx) => {
      const rules = await this.rules.current(tx);
      if (rules.stopped) return [];
      const now = this.clock.now();
      const realNow = this.clock.realNow();
      const rows = await takeDue(tx, now, realNow, MOST_ROWS);
      if (rows.length === 0) return [];
      const each = rows.map((row) => this.decision.judge(row, rules));
      const decisions = each.map((one) => one.decision);
      await writeDecisions(tx, decisions, now, realNow, new Date(realNow.getTime() + LEASE_MS));
      const facts = factsOf(decisions, toKst(now));
      if (facts.length > 0) await this.bus.publish(tx, facts);
      for (const fault of distinct(each.flatMap((one) => one.faults))) {
        await this.alarms.raise(tx, { code: 'MESSAGING.CANNOT_SEND', ...fault });
      }
      return each;
    });
    // A notice that was dropped or failed may have kept another one waiting.
    if (judged.some(({ decision }) => decision.do === 'DROP' || decision.do === 'FAIL')) this.woken = true;
    this.waiting.push(...callsOf(judged, this.clock.realNow().getTime()));
    this.beginCalls();
    return judged.length;
  }

  private beginCalls(): void {
    while (this.waiting.length > 0 && this.underWay.size < MOST_CALLS) {
      const call = this.waiting.shift()!;
      const done: Promise<void> = this.make(call).finally(() => {
        this.underWay.delete(done);
        this.beginCalls();
        if (this.full) this.wake();
      });
      this.underWay.add(done);
    }
  }

  private async make({ gateway, channel, claimedAt, items }: Call): Promise<void> {
    const late = this.clock.realNow().getTime() - claimedAt > BEGIN_WITHIN_MS;
    const answers = late
      ? items.map(() => TOO_LATE)
      : await this.choice.send(
          gateway,
          channel,
          items.map((item) => item.message),
        );
    await this.settlement.settle(items.map(({ decision }, index) => foundOut(decision, answers[index]!)));
  }
}

/** Messages for one vendor and channel travel together, never two to one number; what failed once travels alone. */
function callsOf(judged: readonly Judged[], claimedAt: number): Call[] {
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
  const common = { attemptId: attempt.id, startedAt: attempt.startedAt, claim: row.claims + 1, byAsking: false };
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

function factsOf(decisions: readonly Decision[], at: string): object[] {
  return decisions.flatMap((decision): object[] => {
    if (decision.do === 'DROP') return [new NotificationDropped(factOf(decision.row, at), decision.reason)];
    if (decision.do === 'FAIL') return [new NotificationFailed(factOf(decision.row, at), 'NO_CHANNEL', decision.cause)];
    return [];
  });
}

function distinct(faults: readonly OwnFault[]): OwnFault[] {
  return [...new Map(faults.map((fault) => [fault.key, fault])).values()];
}
