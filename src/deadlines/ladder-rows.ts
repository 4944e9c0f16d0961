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

type Instants = 'received_at' | 'target_at' | 'supplement_due_at' | 'armed_from' | 'next_due_at';
const INSTANTS: Instants[] = ['received_at', 'target_at', 'supplement_due_at', 'armed_from', 'next_due_at'];
/** Instants as milliseconds: the driver's own reading of texts is a third of what a sweep of 100,000 costs. */
const COLUMNS = `case_id, receipt_no, revision, department_code, officer_id, hour_case, paused, ${INSTANTS.map(
  (name) => `(extract(epoch FROM ${name}) * 1000)::float8 AS ${name}`,
).join(', ')}`;

/** Ladders that have come due, the longest due first. */
export async function dueLadders(tx: EntityManager, now: Date, limit: number): Promise<Ladder[]> {
  const rows = await tx.query<(Omit<LadderRow, Instants> & Record<Instants, number | null>)[]>(
    `SELECT ${COLUMNS} FROM deadlines.ladder WHERE next_due_at <= $1 ORDER BY deadlines.ladder.next_due_at, case_id LIMIT $2`,
    [now, limit],
  );
  const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms));
  return rows.map((row) => ({
    caseId: row.case_id,
    receiptNo: row.receipt_no,
    revision: row.revision,
    departmentCode: row.department_code,
    officerId: row.officer_id,
    receivedAt: new Date(row.received_at!),
    targetAt: dateOf(row.target_at),
    hourCase: row.hour_case,
    paused: row.paused,
    supplementDueAt: dateOf(row.supplement_due_at),
    armedFrom: new Date(row.armed_from!),
    nextDueAt: dateOf(row.next_due_at),
  }));
}

/** Locks these ladders, those that nobody else holds: how each stands, by case id. `nextDueAt` in milliseconds. */
export async function lockLadders(
  tx: EntityManager,
  caseIds: readonly string[],
): Promise<Map<string, { revision: number; nextDueAt: number | null }>> {
  const rows = await tx.query<{ case_id: string; revision: number; next_due_at: number | null }[]>(
    `SELECT case_id, revision, (extract(epoch FROM next_due_at) * 1000)::float8 AS next_due_at FROM deadlines.ladder
     WHERE case_id = ANY($1::text::uuid[]) ORDER BY case_id FOR UPDATE SKIP LOCKED`,
    [literal(caseIds)],
  );
  return new Map(rows.map(({ case_id, revision, next_due_at }) => [case_id, { revision, nextDueAt: next_due_at }]));
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
  const due = distinct(ladders.map(({ nextDueAt }) => nextDueAt?.toISOString() ?? 'NULL'));
  await tx.query(
    `UPDATE deadlines.ladder SET armed_from = coalesce($4, armed_from), next_due_at = d.at
     FROM unnest($1::text::uuid[], $2::text::int[]) AS l (case_id, due)
     JOIN unnest($3::text::timestamptz[]) WITH ORDINALITY AS d (at, place) ON d.place = l.due WHERE ladder.case_id = l.case_id`,
    [literal(ladders.map(({ caseId }) => caseId)), literal(due.places), literal(due.values), armedFrom],
  );
}

/** An array for PostgreSQL of what needs no quoting: ids, numbers, instants. The driver's own would look at every letter. */
function literal(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}

/** Each value once, where it stands first, and for each of `all` the place of its value, from 1: hundreds of rows share a few. */
function distinct(all: readonly string[]): { values: string[]; firsts: number[]; places: number[] } {
  const place = new Map<string, number>();
  const firsts: number[] = [];
  const places = all.map((value, i) => {
    const known = place.get(value);
    if (known !== undefined) return known;
    firsts.push(i);
    place.set(value, firsts.length);
    return firsts.length;
  });
  return { values: [...place.keys()], firsts, places };
}

/** What rungs of many cases have in common: when, why, and what came of it to whom. */
function kindOf({ name, aimAt, slot, dueAt, dropped, recipients }: DecidedRung): string {
  const people = recipients.map(
    (one) => `${one.id} ${one.kind} ${one.standIn} ${one.state} ${one.reason} ${one.inDigest}`,
  );
  return `${name} ${aimAt.getTime()} ${slot} ${dueAt.getTime()} ${dropped} ${people.join()}`;
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
  const kinds = distinct(rungs.map(({ name, aimAt, slot }) => `${name} ${aimAt.getTime()} ${slot}`));
  const asked = kinds.firsts.map((place) => {
    const { name, aimAt, slot } = rungs[place]!;
    return { name, aim_at: aimAt, slot: slot ?? NO_SLOT };
  });
  const rows = await tx.query<{ n: number }[]>(
    `SELECT q.n::int FROM unnest($1::text::text[], $2::text::int[]) WITH ORDINALITY AS q (receipt_no, kind, n)
     JOIN ROWS FROM (json_to_recordset($3) AS (name text, aim_at timestamptz, slot date)) WITH ORDINALITY AS k (name, aim_at, slot, kind) USING (kind)
     CROSS JOIN LATERAL (
       SELECT FROM deadlines.rung r WHERE (r.receipt_no, r.name, r.aim_at, r.slot) = (q.receipt_no, k.name, k.aim_at, k.slot) OFFSET 0) AS decided`,
    [literal(rungs.map(({ receiptNo }) => receiptNo)), literal(kinds.places), JSON.stringify(asked)],
  );
  return new Set(rows.map(({ n }) => keyOf(rungs[n - 1]!)));
}

/** Records decisions; a rung that was decided before keeps its first one. */
export async function recordRungs(tx: EntityManager, rungs: DecidedRung[], decidedAt: Date): Promise<void> {
  if (rungs.length === 0) return;
  const kinds = distinct(rungs.map(kindOf));
  const first = kinds.firsts.map((place) => rungs[place]!);
  const asked = first.map(({ name, aimAt, slot, dueAt, dropped, recipients }) => ({
    name,
    aim_at: aimAt,
    slot: slot ?? NO_SLOT,
    due_at: dueAt,
    reason: dropped,
    recipients,
  }));
  await tx.query(
    `INSERT INTO deadlines.rung (receipt_no, name, aim_at, slot, due_at, reason, recipients, decided_at)
     SELECT r.receipt_no, k.name, k.aim_at, k.slot, k.due_at, k.reason, k.recipients, $4
     FROM unnest($1::text::text[], $2::text::int[]) AS r (receipt_no, kind)
     JOIN ROWS FROM (json_to_recordset($3) AS (name text, aim_at timestamptz, slot date, due_at timestamptz, reason text, recipients jsonb))
       WITH ORDINALITY AS k (name, aim_at, slot, due_at, reason, recipients, kind) USING (kind)
     ORDER BY r.receipt_no ON CONFLICT DO NOTHING`,
    [literal(rungs.map(({ receiptNo }) => receiptNo)), literal(kinds.places), JSON.stringify(asked), decidedAt],
  );
}
