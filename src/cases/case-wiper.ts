import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EventBus } from '../../libs/events/index.js';
import { MessageDestruction, WaitingNotices } from '../messaging/index.js';
import { AuditTrail } from '../staff/index.js';
import { CaseDataWiped } from './case.events.js';
import type { Retention } from './retention.js';

const DAY_MS = 86_400_000;
/** Cases in one transaction. */
export const MOST_WIPED = 200;
const SYSTEM = { kind: 'system' as const, id: 'destruction' };

interface OldCase {
  id: string;
  receipt_no: string;
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

  /** Up to `MOST_WIPED` cases whose time has come; publishes CaseDataWiped. */
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
    await tx.query('UPDATE cases.interval SET note = NULL, note_sealed = NULL WHERE case_id = ANY ($1)', [ids]);
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

  wipeArrived(tx: EntityManager): Promise<number> {
    return this.messages.destroyArrived(tx);
  }

  /** What belongs to no case, after the same time: what officers were told, why messages were sent again, notes on outages. */
  async wipeUnlabelled(
    tx: EntityManager,
    { days }: Retention,
    now: Date,
  ): Promise<{ otherMessages: number; resendReasons: number; outageNotes: number }> {
    const before = daysBefore(now, days);
    const [, outageNotes] = await tx.query<[unknown[], number]>(
      `UPDATE cases.interval SET note = NULL, note_sealed = NULL
       WHERE case_id IS NULL AND (to_at IS NOT NULL OR removed_at IS NOT NULL) AND coalesce(removed_at, ended_at, entered_at) <= $1
         AND (note IS NOT NULL OR note_sealed IS NOT NULL)`,
      [before],
    );
    return { ...(await this.messages.destroyUnlabelled(tx, before)), outageNotes };
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
    [others, refused, MOST_WIPED],
  );
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
