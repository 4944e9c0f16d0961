import type { EntityManager } from 'typeorm';
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

/** Sets when ladders come due next; with `armedFrom` it moves them past what was dealt with. */
export async function setNextDue(
  tx: EntityManager,
  ladders: Pick<Ladder, 'caseId' | 'nextDueAt'>[],
  armedFrom: Date | null = null,
): Promise<void> {
  if (ladders.length === 0) return;
  await tx.query(
    `UPDATE deadlines.ladder SET armed_from = coalesce($3, armed_from), next_due_at = l.next_due_at
     FROM unnest($1::uuid[], $2::timestamptz[]) AS l (case_id, next_due_at) WHERE ladder.case_id = l.case_id`,
    [ladders.map(({ caseId }) => caseId), ladders.map(({ nextDueAt }) => nextDueAt?.toISOString() ?? null), armedFrom],
  );
}

/** Who was to be told of a rung, and whether they were. */
export interface RungOutcome {
  /** Staff id. */
  id: string;
  kind: 'OFFICER' | 'LEADER' | 'HEAD';
  /** In the place of an officer without a mobile number. */
  standIn: boolean;
  state: 'SENT' | 'DROPPED';
  reason: 'ONE_A_DAY' | 'NO_RECIPIENT' | null;
  /** Told together with others. */
  inDigest: boolean;
}

/** A newer rung, a moved deadline or a pause made it pointless; the case ended; it came due before the county went live; nobody is there to hear it. */
export type DropReason = 'OVERTAKEN' | 'MOVED' | 'ENDED' | 'NOT_LIVE' | 'NO_RECIPIENT';

/** What became of a rung that came due. */
export interface DecidedRung extends Rung {
  receiptNo: string;
  /** null: its recipients were told; else why it is only recorded. */
  dropped: DropReason | null;
  recipients: RungOutcome[];
}

/** Stands for "no slot" in the key of rungs that do not repeat. */
const NO_SLOT = '-infinity';

export function keyOf({
  receiptNo,
  name,
  aimAt,
  slot,
}: Pick<DecidedRung, 'receiptNo' | 'name' | 'aimAt' | 'slot'>): string {
  return `${receiptNo} ${name} ${aimAt.getTime()} ${slot ?? ''}`;
}

/** Which of these rungs were decided before. */
export async function decidedBefore(tx: EntityManager, rungs: (Rung & { receiptNo: string })[]): Promise<Set<string>> {
  if (rungs.length === 0) return new Set();
  const rows = await tx.query<{ n: number }[]>(
    `SELECT q.n::int FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::date[]) WITH ORDINALITY AS q (receipt_no, name, aim_at, slot, n)
     JOIN deadlines.rung r USING (receipt_no, name, aim_at, slot)`,
    [
      rungs.map(({ receiptNo }) => receiptNo),
      rungs.map(({ name }) => name),
      rungs.map(({ aimAt }) => aimAt.toISOString()),
      rungs.map(({ slot }) => slot ?? NO_SLOT),
    ],
  );
  return new Set(rows.map(({ n }) => keyOf(rungs[n - 1]!)));
}

/** Records decisions; a rung that was decided before keeps its first one. */
export async function recordRungs(tx: EntityManager, rungs: DecidedRung[], decidedAt: Date): Promise<void> {
  if (rungs.length === 0) return;
  await tx.query(
    `INSERT INTO deadlines.rung (receipt_no, name, aim_at, slot, due_at, reason, recipients, decided_at)
     SELECT r.*, $8 FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::date[], $5::timestamptz[], $6::text[], $7::jsonb[]) AS r
     ON CONFLICT DO NOTHING`,
    [
      rungs.map(({ receiptNo }) => receiptNo),
      rungs.map(({ name }) => name),
      rungs.map(({ aimAt }) => aimAt.toISOString()),
      rungs.map(({ slot }) => slot ?? NO_SLOT),
      rungs.map(({ dueAt }) => dueAt.toISOString()),
      rungs.map(({ dropped }) => dropped),
      rungs.map(({ recipients }) => JSON.stringify(recipients)),
      decidedAt,
    ],
  );
}
