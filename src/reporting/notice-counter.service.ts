import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { monthOf, NOW, type CellDelta } from './figure-cells.js';
import { addDeltas } from './figure-deltas.js';
import { dayOf, deltasOf, facetsOf, missOf, type CountedFacet, type NoticeEnd } from './notice-cells.js';

interface CountedRow {
  notification_id: string;
  ended: NoticeEnd['ended'];
  department_code: string;
  day: string;
  counted: CountedFacet[];
}

interface MissedRow {
  case_id: string;
  notices: number;
  reason: string;
  department_code: string;
  received_month: string;
}

/** Counts how notices ended, each once; a message that arrives after it was given up takes its failure back. */
@Injectable()
export class NoticeCounter {
  constructor(private readonly clock: Clock) {}

  async count(tx: EntityManager, ends: NoticeEnd[]): Promise<void> {
    const once = [...new Map(ends.map((end) => [end.notification.notificationId, end])).values()].sort(byId);
    const fresh = await this.firstEnds(tx, once);
    const changed = await this.changedEnds(
      tx,
      once.filter((end) => !fresh.includes(end)),
    );
    const deltas = [
      ...fresh.flatMap((end) => deltasOf(facetsOf(end), end.notification.departmentCode, dayOf(end), 1)),
      ...changed.flatMap(({ before, end }) => [
        ...deltasOf(before.counted, before.department_code, before.day, -1),
        ...deltasOf(facetsOf(end), end.notification.departmentCode, dayOf(end), 1),
      ]),
      ...(await this.missed(
        tx,
        fresh.filter((end) => missOf(end) !== null),
      )),
      ...(await this.madeGood(
        tx,
        changed.filter(wasMissed).map(({ end }) => end),
      )),
    ];
    await addDeltas(tx, deltas, this.clock.now());
  }

  private async firstEnds(tx: EntityManager, ends: NoticeEnd[]): Promise<NoticeEnd[]> {
    const inserted = await tx.query<{ notification_id: string }[]>(
      `INSERT INTO reporting.counted_notice (notification_id, ended, department_code, day, counted)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::jsonb[]) ON CONFLICT DO NOTHING RETURNING notification_id`,
      [
        ends.map(({ notification }) => notification.notificationId),
        ends.map(({ ended }) => ended),
        ends.map(({ notification }) => notification.departmentCode),
        ends.map(dayOf),
        ends.map((end) => JSON.stringify(facetsOf(end))),
      ],
    );
    const isNew = new Set(inserted.map(({ notification_id }) => notification_id));
    return ends.filter(({ notification }) => isNew.has(notification.notificationId));
  }

  /** Of those counted before, the ones that were delivered after all. */
  private async changedEnds(tx: EntityManager, ends: NoticeEnd[]): Promise<{ before: CountedRow; end: NoticeEnd }[]> {
    const delivered = ends.filter(({ ended }) => ended === 'DELIVERED');
    if (delivered.length === 0) return [];
    const rows = await tx.query<CountedRow[]>(
      `SELECT * FROM reporting.counted_notice WHERE notification_id = ANY($1) AND ended <> 'DELIVERED' ORDER BY notification_id FOR UPDATE`,
      [delivered.map(({ notification }) => notification.notificationId)],
    );
    const before = new Map(rows.map((row) => [row.notification_id, row]));
    const changed = delivered.flatMap((end) => {
      const row = before.get(end.notification.notificationId);
      return row === undefined ? [] : [{ before: row, end }];
    });
    if (changed.length === 0) return [];
    await tx.query(
      `UPDATE reporting.counted_notice c SET ended = 'DELIVERED', department_code = n.department_code, day = n.day, counted = n.counted
       FROM unnest($1::uuid[], $2::text[], $3::date[], $4::jsonb[]) AS n (id, department_code, day, counted) WHERE c.notification_id = n.id`,
      [
        changed.map(({ end }) => end.notification.notificationId),
        changed.map(({ end }) => end.notification.departmentCode),
        changed.map(({ end }) => dayOf(end)),
        changed.map(({ end }) => JSON.stringify(facetsOf(end))),
      ],
    );
    return changed;
  }

  /** Notes cases whose citizen lacks a notice; the first one of a case counts. */
  private async missed(tx: EntityManager, ends: NoticeEnd[]): Promise<CellDelta[]> {
    if (ends.length === 0) return [];
    const byCase = [...Map.groupBy(ends, ({ notification }) => notification.subject)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const months = await this.receivedMonths(
      tx,
      byCase.map(([caseId]) => caseId),
    );
    const rows = await tx.query<(MissedRow & { is_first: boolean })[]>(
      `INSERT INTO reporting.missed_case AS m (case_id, notices, reason, department_code, received_month)
       SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::date[])
       ON CONFLICT (case_id) DO UPDATE SET notices = m.notices + excluded.notices RETURNING m.*, xmax = 0 AS is_first`,
      [
        byCase.map(([caseId]) => caseId),
        byCase.map(([, ofCase]) => ofCase.length),
        byCase.map(([, [first]]) => missOf(first!)),
        byCase.map(([, [first]]) => first!.notification.departmentCode),
        // The receipt may be uncounted yet when its own notice fails; both are of one day then.
        byCase.map(([caseId, [first]]) => months.get(caseId) ?? monthOf(dayOf(first!))),
      ],
    );
    return rows.filter(({ is_first }) => is_first).map((row) => missedCell(row, 1));
  }

  private async madeGood(tx: EntityManager, ends: NoticeEnd[]): Promise<CellDelta[]> {
    if (ends.length === 0) return [];
    const byCase = [...Map.groupBy(ends, ({ notification }) => notification.subject)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    await tx.query(
      `UPDATE reporting.missed_case m SET notices = m.notices - g.notices
       FROM unnest($1::uuid[], $2::int[]) AS g (case_id, notices) WHERE m.case_id = g.case_id`,
      [byCase.map(([caseId]) => caseId), byCase.map(([, ofCase]) => ofCase.length)],
    );
    const [rows] = await tx.query<[MissedRow[], number]>(
      'DELETE FROM reporting.missed_case WHERE case_id = ANY($1) AND notices <= 0 RETURNING *',
      [byCase.map(([caseId]) => caseId)],
    );
    return rows.map((row) => missedCell(row, -1));
  }

  private async receivedMonths(tx: EntityManager, caseIds: string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ case_id: string; received_month: string }[]>(
      'SELECT DISTINCT ON (case_id) case_id, received_month FROM reporting.counted_revision WHERE case_id = ANY($1) ORDER BY case_id, revision',
      [caseIds],
    );
    return new Map(rows.map((row) => [row.case_id, row.received_month]));
  }
}

function byId(a: NoticeEnd, b: NoticeEnd): number {
  return a.notification.notificationId < b.notification.notificationId ? -1 : 1;
}

/** Whether the end that was counted before had left a citizen without a notice about a step. */
function wasMissed({ before, end }: { before: CountedRow; end: NoticeEnd }): boolean {
  const { occasion, recipientKind } = end.notification;
  const isToCitizen = recipientKind === 'APPLICANT' || recipientKind === 'AGENT';
  return (
    occasion.startsWith('case.') && isToCitizen && !before.counted.some(({ facet }) => facet.endsWith(' OVERTAKEN'))
  );
}

function missedCell({ reason, department_code, received_month }: MissedRow, n: 1 | -1): CellDelta {
  return {
    metric: 'MISSED',
    departmentCode: department_code,
    typeCode: '',
    facet: reason,
    day: received_month,
    at: NOW,
    n,
  };
}
