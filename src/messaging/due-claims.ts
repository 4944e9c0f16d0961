import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { Alarms } from '../staff/index.js';
import { inOrderOfChain } from './delivery-plan.js';
import { factOf, takeDue, writeDecisions, type Decision } from './due-rows.js';
import { NotificationDropped, NotificationFailed, type Channel } from './messaging.events.js';
import { withinRates } from './rate-limits.js';
import { withoutTaken } from './adopt-taken.js';
import { SendDecision, type Judged, type OwnFault } from './send-decision.js';
import { SendingRulesStore } from './sending-rules.store.js';

/** Claims due rows in one short transaction, with attempts written before any call. */
@Injectable()
export class DueClaims {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly bus: EventBus,
    private readonly rules: SendingRulesStore,
    private readonly decision: SendDecision,
    private readonly alarms: Alarms,
  ) {}

  /** At most `most` rows by product time and as many by machine time. @param leaseMs until another process may ask for them */
  claim(most: number, leaseMs: number): Promise<Judged[]> {
    return this.dataSource.transaction(async (tx) => {
      const rules = await this.rules.current(tx);
      if (rules.stopped) return [];
      const now = this.clock.now();
      const realNow = this.clock.realNow();
      const rows = await takeDue(tx, now, realNow, most);
      if (rows.length === 0) return [];
      const able = rows.map((row) => this.decision.judge(row, rules));
      const judged = await withoutTaken(tx, await withinRates(tx, able, rules, realNow), rules, now);
      const decisions = judged.map((one) => one.decision);
      await writeDecisions(tx, decisions, now, realNow, new Date(realNow.getTime() + leaseMs));
      const facts = factsOf(decisions, toKst(now));
      if (facts.length > 0) await this.bus.publish(tx, facts);
      for (const fault of distinct(judged.flatMap((one) => one.faults))) {
        await this.alarms.raise(tx, fault);
      }
      return judged;
    });
  }

  /** Keeps claims whose calls take long, so that nobody takes this process for dead. What was settled meanwhile waits longer, and stays. */
  async extend(claims: readonly { id: string; claim: number }[], leaseMs: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE messaging.notification n SET act_at = greatest(n.act_at, $3) FROM unnest($1::uuid[], $2::int[]) AS f (id, claim)
       WHERE n.id = f.id AND n.claims = f.claim AND n.step = 'ASK'`,
      [claims.map((one) => one.id), claims.map((one) => one.claim), new Date(this.clock.realNow().getTime() + leaseMs)],
    );
  }
}

function factsOf(decisions: readonly Decision[], at: string): object[] {
  return decisions.flatMap((decision): object[] => {
    if (decision.row.test_template_id !== null) return [];
    if (decision.do === 'DROP') return [new NotificationDropped(factOf(decision.row, at), decision.reason)];
    if (decision.do === 'FAIL')
      return [
        new NotificationFailed(
          factOf(decision.row, at),
          'NO_CHANNEL',
          decision.cause,
          inOrderOfChain(Object.keys(decision.row.tried) as Channel[]),
        ),
      ];
    return [];
  });
}

function distinct(faults: readonly OwnFault[]): OwnFault[] {
  return [...new Map(faults.map((fault) => [fault.key, fault])).values()];
}
