import type { EntityManager } from 'typeorm';
import { monthOf, NOW, type CellDelta } from './figure-cells.js';

/** Why the citizen of a case lacks a notice, and where that counts. */
export interface Miss {
  reason: string;
  departmentCode: string;
  typeCode: string;
  /** First day of the month of receipt. */
  month: string;
}

interface MissRow {
  caseId: string;
  /** As it is counted; null where it is not. */
  was: Miss | null;
  /** By the first of the notices that are missed now, in the order of their asking; null where none is. */
  is: Miss | null;
}

/**
 * Brings the misses of these cases to where they and their notices stand: a case with notices that did not reach its citizen counts
 * once, in its own department and type, for the reason of the first of them; voided cases, and those whose citizen is to be told no
 * more, count not. In whatever order things are heard, it comes to the same.
 */
export async function followMisses(tx: EntityManager, caseIds: string[]): Promise<CellDelta[]> {
  if (caseIds.length === 0) return [];
  const ids = [...new Set(caseIds)].sort();
  // Two things of one case may be counted at the same time; whoever comes second reads what the first one wrote.
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('reporting.missed ' || id, 0)) FROM (SELECT id FROM unnest($1::text[]) AS id ORDER BY id) AS c`,
    [ids],
  );
  const rows = await tx.query<MissRow[]>(
    `SELECT c.id AS "caseId",
       CASE WHEN w.case_id IS NOT NULL THEN json_build_object('reason', w.reason, 'departmentCode', w.department_code,
         'typeCode', w.type_code, 'month', w.received_month) END AS was,
       CASE WHEN i.missed IS NOT NULL THEN json_build_object('reason', i.missed,
         -- What is uncounted yet of the case follows; its notices are asked for where it stands.
         'departmentCode', coalesce(p.department_code, i.department_code), 'typeCode', coalesce(p.type_code, ''),
         'month', coalesce(
           (SELECT r.received_month FROM reporting.counted_revision r WHERE r.case_id = c.id ORDER BY r.revision LIMIT 1),
           -- The receipt may be uncounted yet: the month of the notice stands in for its own until it is.
           date_trunc('month', i.day)::date)) END AS is
     FROM unnest($1::uuid[]) AS c (id)
     LEFT JOIN reporting.missed_case w ON w.case_id = c.id
     LEFT JOIN LATERAL (
       SELECT r.department_code, r.type_code, r.told FROM reporting.counted_revision r WHERE r.case_id = c.id ORDER BY r.revision DESC LIMIT 1
     ) p ON true
     LEFT JOIN LATERAL (
       SELECT n.missed, n.department_code, n.day FROM reporting.counted_notice n
       WHERE n.subject = c.id AND n.missed IS NOT NULL ORDER BY n.notification_id LIMIT 1
     ) i ON p.told IS NOT FALSE AND NOT EXISTS (SELECT FROM reporting.voided_case v WHERE v.case_id = c.id)
     ORDER BY c.id`,
    [ids],
  );
  const changed = rows.filter(({ was, is }) => !sameMiss(was, is));
  if (changed.length === 0) return [];
  await tx.query('DELETE FROM reporting.missed_case WHERE case_id = ANY($1)', [changed.map(({ caseId }) => caseId)]);
  const missed = changed.flatMap(({ caseId, is }) => (is === null ? [] : [{ caseId, ...is }]));
  await tx.query(
    `INSERT INTO reporting.missed_case (case_id, reason, department_code, type_code, received_month)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[])`,
    [
      missed.map(({ caseId }) => caseId),
      missed.map(({ reason }) => reason),
      missed.map(({ departmentCode }) => departmentCode),
      missed.map(({ typeCode }) => typeCode),
      missed.map(({ month }) => month),
    ],
  );
  return changed.flatMap(({ was, is }) => [
    ...(was === null ? [] : [missedCell(was, -1)]),
    ...(is === null ? [] : [missedCell(is, 1)]),
  ]);
}

function sameMiss(a: Miss | null, b: Miss | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.reason === b.reason && a.departmentCode === b.departmentCode && a.typeCode === b.typeCode && a.month === b.month
  );
}

/** Voided cases are in no figure, whatever of them fails later. */
export async function forgetMisses(tx: EntityManager, caseIds: string[]): Promise<CellDelta[]> {
  await tx.query(
    'INSERT INTO reporting.voided_case (case_id) SELECT id FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING',
    [caseIds],
  );
  return followMisses(tx, caseIds);
}

export function missedCell({ reason, departmentCode, typeCode, month }: Miss, n: 1 | -1): CellDelta {
  return { metric: 'MISSED', departmentCode, typeCode, facet: reason, day: monthOf(month), at: NOW, n };
}
