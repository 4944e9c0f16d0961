import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Clock } from '../../libs/clock/index.js';
import { AuditTrail } from '../staff/index.js';
import type { Way } from './link-traffic.js';
import { lockReceipts } from './receipt-rows.js';
import { SnapshotRows } from './snapshot-rows.js';

const SYSTEM = { kind: 'system' as const, id: 'destruction' };
const CODE = 'SAEOL.WAITED_TOO_LONG';
/** Receipt numbers in one transaction. */
export const MOST_GIVEN_UP = 200;

/**
 * Records that wait for one that never came. What nobody can apply serves no purpose, so its content goes
 * (개인정보 보호법 art. 21); the record itself is put into quarantine, where an operator reads what is missing and closes the gap.
 */
@Injectable()
export class GiveUpWaitingRecords {
  constructor(
    private readonly snapshots: SnapshotRows,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Events stored before an instant of machine time, of up to `MOST_GIVEN_UP` receipt numbers. Returns how many of either. */
  async events(tx: EntityManager, storedBefore: Date): Promise<{ receiptNos: number; records: number }> {
    const late = await tx.query<{ receipt_no: string }[]>(
      `SELECT DISTINCT receipt_no FROM saeol.inbox WHERE state = 'WAITING' AND stored_at < $1 ORDER BY 1 LIMIT $2`,
      [storedBefore, MOST_GIVEN_UP],
    );
    const receiptNos = late.map((row) => row.receipt_no);
    return { receiptNos: receiptNos.length, records: await this.eventsOf(tx, receiptNos, storedBefore) };
  }

  /** The same of these receipt numbers. Returns how many records. */
  async eventsOf(tx: EntityManager, receiptNos: readonly string[], storedBefore: Date): Promise<number> {
    if (receiptNos.length === 0) return 0;
    // Whoever applies what waits holds the same locks, so that nothing is given up while it is being applied.
    await lockReceipts(tx, receiptNos);
    const [given] = await tx.query<[{ receipt_no: string; event_key: Buffer | null }[], number]>(
      `UPDATE saeol.inbox SET state = 'QUARANTINED', code = $3, payload = NULL,
         detail = 'waited since ' || to_char(stored_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') || ' for an earlier record that did not come; emptied'
       WHERE state = 'WAITING' AND receipt_no = ANY ($1) AND stored_at < $2 RETURNING receipt_no, event_key`,
      [receiptNos, storedBefore, CODE],
    );
    // It was never applied: sent again it is no duplicate.
    await tx.query('DELETE FROM saeol.inbox_key WHERE event_key = ANY ($1)', [given.map((row) => row.event_key)]);
    await this.tell(
      tx,
      given.map((row) => row.receipt_no),
    );
    return given.length;
  }

  /** Steps read from tables or files since before an instant of machine time, whose case's row did not come. Returns of how many cases. */
  async steps(tx: EntityManager, waitingSince: Date): Promise<number> {
    const late = await tx.query<{ receipt_no: string }[]>(
      'SELECT receipt_no FROM saeol.snapshot WHERE waits_since < $1 ORDER BY receipt_no LIMIT $2',
      [waitingSince, MOST_GIVEN_UP],
    );
    const receiptNos = late.map((row) => row.receipt_no);
    if (receiptNos.length === 0) return 0;
    await lockReceipts(tx, receiptNos);
    const waiting = [...(await this.snapshots.load(tx, receiptNos)).values()].filter(
      ({ stepRows }) => stepRows.length > 0,
    );
    await tx.query(
      `INSERT INTO saeol.inbox (id, stored_at, receipt_no, source, state, code, detail, form, place)
       SELECT id, $1, receipt_no, source, 'QUARANTINED', $2, detail, 'ROW', place
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) AS given (id, receipt_no, source, detail, place)`,
      [
        this.clock.realNow(),
        CODE,
        waiting.map(() => v7()),
        waiting.map(({ receiptNo }) => receiptNo),
        waiting.map(({ stepRows }) => wayOf(stepRows[0]!.place)),
        waiting.map(
          ({ stepRows }) => `${stepRows.length} steps waited for the row of their case, which did not come; emptied`,
        ),
        waiting.map(({ stepRows }) => stepRows[0]!.place),
      ],
    );
    await tx.query(
      'UPDATE saeol.snapshot SET row_sealed = NULL, steps_sealed = NULL, waits_since = NULL WHERE receipt_no = ANY ($1)',
      [receiptNos],
    );
    await this.tell(tx, receiptNos);
    return receiptNos.length;
  }

  private async tell(tx: EntityManager, receiptNos: readonly string[]): Promise<void> {
    if (receiptNos.length === 0) return;
    const subjects = [...new Set(receiptNos)];
    await this.audit.write(tx, [{ actor: SYSTEM, action: 'saeol.give-up', subjectKind: 'case', subjects }]);
  }
}

/** Rows of the link table are named by their index, those of files by the file's name. */
function wayOf(place: string | null): Way {
  return place?.startsWith('link_plan:') === true ? 'TABLE' : 'FILE';
}
