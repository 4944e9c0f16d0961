import type { EntityManager } from 'typeorm';
import { monthOf, NOW, type CellDelta } from './figure-cells.js';

interface MissRow {
  case_id: string;
  /** As it is counted; null where it is not. */
  was_reason: string | null;
  was_department: string;
  was_month: string;
  /** As the notices that are missed now have it, the first of them by the time of its asking; null where none is. */
  is_reason: string | null;
  is_department: string;
  is_month: string;
}

/**
 * Brings the misses of these cases to where their notices stand: a case with notices that did not reach its citizen counts once, for the
 * reason of the first of them; voided cases count no more. In whatever order things are heard, it comes to the same.
 */
export async function followMisses(tx: EntityManager, caseIds: string[]): Promise<CellDelta[]> {
  if (caseIds.length === 0) return [];
  const ids = [...new Set(caseIds)].sort();
  // Two notices of one case may be counted at the same time; whoever comes second reads what the first one wrote.
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('reporting.missed ' || id, 0)) FROM (SELECT id FROM unnest($1::text[]) AS id ORDER BY id) AS c`,
    [ids],
  );
  const rows = await tx.query<MissRow[]>(
    `SELECT c.id AS case_id, w.reason AS was_reason, w.department_code AS was_department, w.received_month AS was_month,
       i.missed AS is_reason, i.department_code AS is_department, coalesce(
         (SELECT r.received_month FROM reporting.counted_revision r WHERE r.case_id = c.id ORDER BY r.revision LIMIT 1),
         -- The receipt may be uncounted yet when its own notice fails; both are of one day then.
         date_trunc('month', i.day)::date) AS is_month
     FROM unnest($1::uuid[]) AS c (id)
     LEFT JOIN reporting.missed_case w ON w.case_id = c.id
     LEFT JOIN LATERAL (
       SELECT n.missed, n.department_code, n.day FROM reporting.counted_notice n
       WHERE n.subject = c.id AND n.missed IS NOT NULL ORDER BY n.notification_id LIMIT 1
     ) i ON NOT EXISTS (SELECT FROM reporting.voided_case v WHERE v.case_id = c.id)
     ORDER BY c.id`,
    [ids],
  );
  const changed = rows.filter(
    (row) => row.was_reason !== row.is_reason || (row.is_reason !== null && row.was_department !== row.is_department),
  );
  if (changed.length === 0) return [];
  await tx.query('DELETE FROM reporting.missed_case WHERE case_id = ANY($1)', [changed.map((row) => row.case_id)]);
  const missed = changed.filter((row) => row.is_reason !== null);
  await tx.query(
    `INSERT INTO reporting.missed_case (case_id, reason, department_code, received_month)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[])`,
    [
      missed.map((row) => row.case_id),
      missed.map((row) => row.is_reason),
      missed.map((row) => row.is_department),
      missed.map((row) => row.is_month),
    ],
  );
  return changed.flatMap((row) => [
    ...(row.was_reason === null ? [] : [missedCell(row.was_reason, row.was_department, row.was_month, -1)]),
    ...(row.is_reason === null ? [] : [missedCell(row.is_reason, row.is_department, row.is_month, 1)]),
  ]);
}

/** Voided cases are in no figure, whatever of them fails later. */
export async function forgetMisses(tx: EntityManager, caseIds: string[]): Promise<CellDelta[]> {
  await tx.query(
    'INSERT INTO reporting.voided_case (case_id) SELECT id FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING',
    [caseIds],
  );
  return followMisses(tx, caseIds);
}

/** @param receivedOn a day of the month in which the case was received */
export function missedCell(reason: string, departmentCode: string, receivedOn: string, n: 1 | -1): CellDelta {
  return { metric: 'MISSED', departmentCode, typeCode: '', facet: reason, day: monthOf(receivedOn), at: NOW, n };
}
