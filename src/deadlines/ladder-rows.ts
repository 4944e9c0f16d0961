import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { LadderCase, Rung } from './ladder.js';

/** The ladder of an open case as it is kept. */
export interface Ladder extends LadderCase {
  caseId: string;
  receiptNo: string;
  /** The last change of the case that was heard. */
  revision: number;
  departmentCode: string;
  officerId: string | null;
  /** Rungs before it are over. */
  armedFrom: Date;
  nextDueAt: Date | null;
}

export interface LadderRow {
  case_id: string;
  receipt_no: string;
  revision: number;
  department_code: string;
  officer_id: string | null;
  received_at: Date;
  target_at: Date | null;
  hour_case: boolean;
  paused: boolean;
  supplement_due_at: Date | null;
  armed_from: Date;
  next_due_at: Date | null;
}

export function ladderOf(row: LadderRow): Ladder {
  return {
    caseId: row.case_id,
    receiptNo: row.receipt_no,
    revision: row.revision,
    departmentCode: row.department_code,
    officerId: row.officer_id,
    receivedAt: row.received_at,
    targetAt: row.target_at,
    hourCase: row.hour_case,
    paused: row.paused,
    supplementDueAt: row.supplement_due_at,
    armedFrom: row.armed_from,
    nextDueAt: row.next_due_at,
  };
}

/** Writes whole ladders. */
export async function saveLadders(tx: EntityManager, ladders: Ladder[]): Promise<void> {
  if (ladders.length === 0) return;
  await tx.query(
    `INSERT INTO deadlines.ladder (case_id, receipt_no, revision, department_code, officer_id, received_at, target_at, hour_case, paused,
       supplement_due_at, armed_from, next_due_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::boolean[],
       $9::boolean[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[])
     ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision, department_code = excluded.department_code,
       officer_id = excluded.officer_id, target_at = excluded.target_at, hour_case = excluded.hour_case, paused = excluded.paused,
       supplement_due_at = excluded.supplement_due_at, armed_from = excluded.armed_from, next_due_at = excluded.next_due_at`,
    [
      ladders.map(({ caseId }) => caseId),
      ladders.map(({ receiptNo }) => receiptNo),
      ladders.map(({ revision }) => revision),
      ladders.map(({ departmentCode }) => departmentCode),
      ladders.map(({ officerId }) => officerId),
      ladders.map(({ receivedAt }) => receivedAt),
      ladders.map(({ targetAt }) => targetAt),
      ladders.map(({ hourCase }) => hourCase),
      ladders.map(({ paused }) => paused),
      ladders.map(({ supplementDueAt }) => supplementDueAt),
      ladders.map(({ armedFrom }) => armedFrom),
      ladders.map(({ nextDueAt }) => nextDueAt),
    ],
  );
}

/** Moves ladders on after their due rungs were dealt with; the lighter write of a sweep. */
export async function moveLaddersOn(
  tx: EntityManager,
  ladders: Pick<Ladder, 'caseId' | 'armedFrom' | 'nextDueAt'>[],
): Promise<void> {
  if (ladders.length === 0) return;
  await tx.query(
    `UPDATE deadlines.ladder SET armed_from = l.armed_from, next_due_at = l.next_due_at
     FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS l (case_id, armed_from, next_due_at)
     WHERE ladder.case_id = l.case_id`,
    [
      ladders.map(({ caseId }) => caseId),
      ladders.map(({ armedFrom }) => armedFrom),
      ladders.map(({ nextDueAt }) => nextDueAt),
    ],
  );
}

/** A decision on one rung. */
export interface DecidedRung extends Rung {
  caseId: string;
  receiptNo: string;
  /** null: it is told; else why it is only recorded. */
  dropped: DropReason | null;
}

/** A newer rung, a moved deadline or a pause made it pointless; the case ended; it came due before the county went live; nobody is there to hear it. */
export type DropReason = 'OVERTAKEN' | 'MOVED' | 'ENDED' | 'NOT_LIVE' | 'NO_RECIPIENT';

/** Records decisions, each rung once for ever; returns those that are new, with the id that they got. */
export async function recordRungs(
  tx: EntityManager,
  rungs: DecidedRung[],
  decidedAt: Date,
): Promise<(DecidedRung & { id: string })[]> {
  if (rungs.length === 0) return [];
  const withIds = rungs.map((rung) => ({ ...rung, id: uuidv7() }));
  const inserted = await tx.query<{ id: string }[]>(
    `INSERT INTO deadlines.rung (id, case_id, receipt_no, name, aim_at, slot, due_at, state, reason, decided_at)
     SELECT id, case_id, receipt_no, name, aim_at, slot, due_at, CASE WHEN reason IS NULL THEN 'TAKEN' ELSE 'DROPPED' END, reason, $9
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::date[], $7::timestamptz[], $8::text[])
       AS r (id, case_id, receipt_no, name, aim_at, slot, due_at, reason)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      withIds.map(({ id }) => id),
      withIds.map(({ caseId }) => caseId),
      withIds.map(({ receiptNo }) => receiptNo),
      withIds.map(({ name }) => name),
      withIds.map(({ aimAt }) => aimAt),
      withIds.map(({ slot }) => slot),
      withIds.map(({ dueAt }) => dueAt),
      withIds.map(({ dropped }) => dropped),
      decidedAt,
    ],
  );
  const isNew = new Set(inserted.map(({ id }) => id));
  return withIds.filter(({ id }) => isNew.has(id));
}
