import type { EntityManager } from 'typeorm';
import type { CaseRecord } from './case-record.js';
import { timersOf } from './timed-notices.js';

/**
 * Brings the timers of these cases to what the cases are now, in one statement. A timer that stands for the same thing is left as it
 * is, also one that is due and waits to be taken; one whose time has passed before it was armed is not armed any more.
 */
export async function armTimers(tx: EntityManager, records: CaseRecord[], now: Date): Promise<void> {
  if (records.length === 0) return;
  const wanted = records.flatMap((record) => timersOf(record, now).map((timer) => ({ ...timer, caseId: record.id })));
  await tx.query(
    `WITH wanted AS (
       SELECT * FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[]) AS w (case_id, kind, aim_at, due_at)
     ), gone AS (
       DELETE FROM cases.timer t WHERE t.case_id = ANY($1) AND NOT EXISTS (
         SELECT FROM wanted w WHERE w.case_id = t.case_id AND w.kind = t.kind AND (w.aim_at = t.aim_at OR w.due_at > $6))
     )
     INSERT INTO cases.timer AS t (case_id, kind, aim_at, due_at)
     SELECT case_id, kind, aim_at, due_at FROM wanted WHERE due_at > $6 ORDER BY case_id, kind
     ON CONFLICT (case_id, kind) DO UPDATE SET aim_at = excluded.aim_at, due_at = excluded.due_at
     WHERE t.aim_at <> excluded.aim_at`,
    [
      records.map(({ id }) => id),
      wanted.map(({ caseId }) => caseId),
      wanted.map(({ kind }) => kind),
      wanted.map(({ aimAt }) => aimAt),
      wanted.map(({ dueAt }) => dueAt),
      now,
    ],
  );
}
