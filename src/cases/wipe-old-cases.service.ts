import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';
import { EventBus, EveryTick } from '../../libs/events/index.js';
import { MessageDestruction, WaitingNotices } from '../messaging/index.js';
import { AuditTrail, DestructionRuns } from '../staff/index.js';
import { CaseDataWiped } from './case.events.js';
import { readRetention, type Retention } from './retention.js';

const DAY_MS = 86_400_000;
const AT_NIGHT = '03:00';
const SET = 200;
const SYSTEM = { kind: 'system' as const, id: 'destruction' };

interface OldCase {
  id: string;
  receipt_no: string;
}

/**
 * Each night of product time, what is personal goes from cases whose time has come (개인정보 보호법 art. 21): names, numbers and words of
 * the case, the texts of its messages, its links. Deadlines, instants, outcomes and the proof of delivery stay.
 */
@Injectable()
export class WipeOldCases implements OnModuleDestroy {
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly wiper: CaseWiper,
    private readonly runs: DestructionRuns,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'cases.wipe-old-cases', everyMs: 1_000 })
  async runIfDue(): Promise<void> {
    const now = this.clock.now();
    const tx = this.dataSource.manager;
    const [row] = await tx.query<{ due_at: Date }[]>('SELECT due_at FROM cases.destruction');
    if (row === undefined) {
      await tx.query('INSERT INTO cases.destruction (due_at) VALUES ($1) ON CONFLICT DO NOTHING', [nextNight(now)]);
    } else if (row.due_at <= now) await this.run(now);
  }

  /** A run that is broken off is due still, and goes on under the same report. */
  private async run(now: Date): Promise<void> {
    const run = await this.runs.begin(this.dataSource.manager, 'cases', now);
    const retention = await readRetention(this.dataSource.manager);
    for (let wiped = SET; wiped === SET;) {
      if (this.stopping) return;
      wiped = await this.dataSource.transaction(async (tx) => {
        const counts = await this.wiper.wipeSome(tx, retention, now);
        await this.runs.add(tx, run, counts);
        return counts.cases;
      });
    }
    await this.dataSource.transaction(async (tx) => {
      await this.runs.add(tx, run, await this.wiper.wipeUnlabelled(tx, retention, now));
      await this.runs.end(tx, run, this.clock.now());
      await tx.query('UPDATE cases.destruction SET due_at = $1', [nextNight(now)]);
    });
  }
}

function nextNight(now: Date): Date {
  const today = kstInstant(kstDate(now), AT_NIGHT);
  return today > now ? today : kstInstant(kstDate(new Date(now.getTime() + DAY_MS)), AT_NIGHT);
}

/** Wipes cases, in sets. */
@Injectable()
export class CaseWiper {
  constructor(
    private readonly messages: MessageDestruction,
    private readonly waiting: WaitingNotices,
    private readonly audit: AuditTrail,
    private readonly bus: EventBus,
  ) {}

  /** Up to 200 cases whose time has come; publishes CaseDataWiped. */
  async wipeSome(
    tx: EntityManager,
    retention: Retention,
    now: Date,
  ): Promise<{ cases: number; steps: number; links: number; messages: number }> {
    const cases = await dueCases(tx, retention, now);
    if (cases.length === 0) return { cases: 0, steps: 0, links: 0, messages: 0 };
    const ids = cases.map(({ id }) => id);
    const receiptNos = cases.map(({ receipt_no }) => receipt_no);
    await this.waiting.withdraw(tx, ids);
    const messages = await this.messages.destroy(tx, receiptNos);
    await tx.query(
      `UPDATE cases.civil_case SET applicant_sealed = NULL, applicant_phone_index = NULL, agent_sealed = NULL, agent_phone_index = NULL,
         officer_sealed = NULL, wiped_at = $2 WHERE id = ANY ($1)`,
      [ids, now],
    );
    const [, steps] = await tx.query<[unknown[], number]>(
      'UPDATE cases.step SET words_sealed = NULL WHERE case_id = ANY ($1) AND words_sealed IS NOT NULL',
      [ids],
    );
    await tx.query('UPDATE cases.interval SET note = NULL WHERE case_id = ANY ($1) AND note IS NOT NULL', [ids]);
    const [, links] = await tx.query<[unknown[], number]>(
      `UPDATE cases.status_link SET phone_index = '', revoked_at = coalesce(revoked_at, $2) WHERE case_id = ANY ($1)`,
      [ids, now],
    );
    await this.audit.write(tx, [
      {
        actor: SYSTEM,
        action: 'cases.wipe',
        subjectKind: 'case',
        subjects: receiptNos,
        detail: { steps, links, messages },
      },
    ]);
    await this.bus.publish(
      tx,
      cases.map(({ id, receipt_no }) => new CaseDataWiped(id, receipt_no)),
    );
    return { cases: cases.length, steps, links, messages };
  }

  /** Messages about no case: what officers were told, after the same time. */
  async wipeUnlabelled(tx: EntityManager, { days }: Retention, now: Date): Promise<{ otherMessages: number }> {
    return { otherMessages: await this.messages.destroyUnlabelled(tx, daysBefore(now, days)) };
  }
}

/** Locked; those that somebody holds come with the next night. A voided petition counts from its last step. */
async function dueCases(tx: EntityManager, { days, refusedDays }: Retention, now: Date): Promise<OldCase[]> {
  const [others, refused] = [daysBefore(now, days), daysBefore(now, refusedDays)];
  return tx.query<OldCase[]>(
    `SELECT c.id, c.receipt_no FROM cases.civil_case c WHERE c.id IN (
       (SELECT id FROM cases.civil_case
        WHERE stage = 'COMPLETED' AND (wiped_at IS NULL OR wiped_at < completed_at) AND completed_at <= greatest($1::timestamptz, $2::timestamptz)
          AND completed_at <= CASE WHEN outcome IN ('REFUSED', 'RETURNED') THEN $2::timestamptz ELSE $1::timestamptz END LIMIT $3)
       UNION ALL
       (SELECT v.id FROM cases.civil_case v WHERE v.stage = 'VOIDED' AND v.wiped_at IS NULL
          AND (SELECT max(s.recorded_at) FROM cases.step s WHERE s.case_id = v.id) <= $1 LIMIT $3))
     ORDER BY c.receipt_no LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [others, refused, SET],
  );
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
