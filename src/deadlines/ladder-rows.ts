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

/**
 * Ladders that came due at the same instant and hang on the same things: the same rungs, told to the same people. A morning's hundred
 * thousand are a few hundred of these, so what is reckoned is reckoned once for all of a group.
 */
export interface LadderGroup extends Omit<LadderCase, 'receivedAt'> {
  departmentCode: string;
  officerId: string | null;
  /** Of the group's ladders the one that was armed first, and the one that was armed last. */
  armedFrom: Date;
  armedTo: Date;
  nextDueAt: Date;
  /** In the same order as `receiptNos`. */
  caseIds: string[];
  receiptNos: string[];
}

interface LadderGroupRow extends Pick<
  LadderRow,
  'department_code' | 'officer_id' | 'target_at' | 'hour_case' | 'paused' | 'supplement_due_at' | 'next_due_at'
> {
  armed_from: Date;
  armed_to: Date;
  case_ids: string;
  receipt_nos: string;
}

const ALIKE = 'next_due_at, target_at, hour_case, paused, supplement_due_at, department_code, officer_id';

const LISTS = `string_agg(case_id::text, ',' ORDER BY case_id) AS case_ids, string_agg(receipt_no, ',' ORDER BY case_id) AS receipt_nos`;

/** Ladders that have come due, the longest due first. */
export async function dueLadders(tx: EntityManager, now: Date, limit: number): Promise<LadderGroup[]> {
  const rows = await tx.query<LadderGroupRow[]>(
    `SELECT ${ALIKE}, min(armed_from) AS armed_from, max(armed_from) AS armed_to,
       ${LISTS}
     FROM (SELECT * FROM deadlines.ladder WHERE next_due_at <= $1 ORDER BY next_due_at, case_id LIMIT $2) AS due
     GROUP BY ${ALIKE} ORDER BY next_due_at, (array_agg(case_id ORDER BY case_id))[1]`,
    [now, limit],
  );
  return rows.map(groupOf);
}

/** The same ladders as groups of those that were armed at the same instant as well. */
export async function groupedByArming(tx: EntityManager, group: LadderGroup): Promise<LadderGroup[]> {
  const rows = await tx.query<LadderGroupRow[]>(
    `SELECT ${ALIKE}, armed_from, armed_from AS armed_to, ${LISTS}
     FROM deadlines.ladder WHERE case_id = ANY($1::text::uuid[]) AND next_due_at = $2 GROUP BY ${ALIKE}, armed_from ORDER BY armed_from`,
    [literal(group.caseIds), group.nextDueAt],
  );
  return rows.map(groupOf);
}

function groupOf(row: LadderGroupRow): LadderGroup {
  return {
    targetAt: row.target_at,
    hourCase: row.hour_case,
    paused: row.paused,
    supplementDueAt: row.supplement_due_at,
    departmentCode: row.department_code,
    officerId: row.officer_id,
    armedFrom: row.armed_from,
    armedTo: row.armed_to,
    nextDueAt: row.next_due_at!,
    caseIds: row.case_ids.split(','),
    receiptNos: row.receipt_nos.split(','),
  };
}

/** Those of a group whose case is meant. */
export function onlyCases(group: LadderGroup, isMeant: (caseId: string) => boolean): LadderGroup {
  const places = group.caseIds.flatMap((caseId, place) => (isMeant(caseId) ? [place] : []));
  return {
    ...group,
    caseIds: places.map((place) => group.caseIds[place]!),
    receiptNos: places.map((place) => group.receiptNos[place]!),
  };
}

/**
 * Takes ladders that came due: moves each past what is dealt with now, to when it comes due next. One that was armed anew since it
 * was read, or that somebody else holds, is left alone.
 * @returns the ids of the cases whose ladders were moved; null: all of them
 */
export async function takeDue(
  tx: EntityManager,
  groups: readonly { ladders: LadderGroup; nextDueAt: Date | null }[],
  armedFrom: Date,
): Promise<Set<string> | null> {
  const asked = groups.map(({ ladders, nextDueAt }) => ({
    case_ids: literal(ladders.caseIds),
    next_due_at: ladders.nextDueAt,
    target_at: ladders.targetAt,
    hour_case: ladders.hourCase,
    paused: ladders.paused,
    supplement_due_at: ladders.supplementDueAt,
    department_code: ladders.departmentCode,
    officer_id: ladders.officerId,
    next: nextDueAt,
  }));
  const all = groups.reduce((sum, { ladders }) => sum + ladders.caseIds.length, 0);
  const [taken] = await tx.query<{ n: number; case_ids: string | null }[]>(
    `WITH asked AS (
       SELECT k.*, c.case_id FROM json_to_recordset($1) AS k (case_ids text, next_due_at timestamptz, target_at timestamptz, hour_case boolean,
         paused boolean, supplement_due_at timestamptz, department_code text, officer_id text, next timestamptz),
         unnest(k.case_ids::uuid[]) AS c (case_id) ORDER BY c.case_id
     ), standing AS (
       SELECT l.tid, a.next FROM asked a CROSS JOIN LATERAL (
         SELECT l.ctid AS tid FROM deadlines.ladder l
         WHERE l.case_id = a.case_id AND l.next_due_at = a.next_due_at AND l.target_at IS NOT DISTINCT FROM a.target_at
           AND l.hour_case = a.hour_case AND l.paused = a.paused AND l.supplement_due_at IS NOT DISTINCT FROM a.supplement_due_at
           AND l.department_code = a.department_code AND l.officer_id IS NOT DISTINCT FROM a.officer_id
         FOR UPDATE SKIP LOCKED) AS l
     ), taken AS (
       UPDATE deadlines.ladder l SET armed_from = $2, next_due_at = s.next FROM standing s WHERE l.ctid = s.tid RETURNING l.case_id
     )
     SELECT count(*)::int AS n, CASE WHEN count(*) < $3 THEN string_agg(case_id::text, ',') END AS case_ids FROM taken`,
    [JSON.stringify(asked), armedFrom, all],
  );
  return taken!.n === all ? null : new Set(taken!.case_ids?.split(','));
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

/**
 * Sets when ladders come due next, where they stand as they were read.
 * @returns whether all of them did
 */
export async function setNextDue(
  tx: EntityManager,
  ladders: { read: Ladder; nextDueAt: Date | null }[],
): Promise<boolean> {
  if (ladders.length === 0) return true;
  const [, set] = await tx.query<[unknown[], number]>(
    `WITH same AS (
       SELECT l.case_id, d.at FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
         AS d (case_id, revision, armed_from, was, at)
       JOIN deadlines.ladder l ON l.case_id = d.case_id AND l.revision = d.revision AND l.armed_from = d.armed_from
         AND l.next_due_at IS NOT DISTINCT FROM d.was
       ORDER BY l.case_id FOR UPDATE OF l
     )
     UPDATE deadlines.ladder l SET next_due_at = same.at FROM same WHERE l.case_id = same.case_id`,
    [
      ladders.map(({ read }) => read.caseId),
      ladders.map(({ read }) => read.revision),
      ladders.map(({ read }) => read.armedFrom),
      ladders.map(({ read }) => read.nextDueAt),
      ladders.map(({ nextDueAt }) => nextDueAt),
    ],
  );
  return set === ladders.length;
}

/** An array for PostgreSQL of what needs no quoting: ids, numbers. The driver's own would look at every letter. */
function literal(values: readonly string[]): string {
  return `{${values.join(',')}}`;
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
  /** Of the digest that told it, which stands in the message log under no single case. */
  digestId?: string;
}

/** A newer rung, a moved deadline or a pause made it pointless; the case ended; it came due before the county went live; nobody is there to hear it. */
export type DropReason = 'OVERTAKEN' | 'MOVED' | 'ENDED' | 'NOT_LIVE' | 'NO_RECIPIENT';

/** What became of a rung that came due, of one case or of several alike. */
export interface DecidedRung extends Rung {
  receiptNos: string[];
  /** null: its recipients were told; else why it is only recorded. */
  dropped: DropReason | null;
  recipients: RungOutcome[];
}

/** Stands for "no slot" in the key of rungs that do not repeat. */
const NO_SLOT = '-infinity';

/** Of those cases, by receipt number, that a rung was decided for before: a set for each of `rungs`, in their order. */
export async function decidedBefore(
  tx: EntityManager,
  rungs: readonly (Rung & { receiptNos: string[] })[],
): Promise<Set<string>[]> {
  const found = rungs.map(() => new Set<string>());
  if (rungs.length === 0) return found;
  const asked = rungs.map(({ name, aimAt, slot, receiptNos }, place) => ({
    place,
    name,
    aim_at: aimAt,
    slot: slot ?? NO_SLOT,
    receipt_nos: literal(receiptNos),
  }));
  const rows = await tx.query<{ place: number; receipt_no: string }[]>(
    `SELECT k.place, q.receipt_no
     FROM json_to_recordset($1) AS k (place int, name text, aim_at timestamptz, slot date, receipt_nos text), unnest(k.receipt_nos::text[]) AS q (receipt_no)
     CROSS JOIN LATERAL (
       SELECT FROM deadlines.rung r WHERE (r.receipt_no, r.name, r.aim_at, r.slot) = (q.receipt_no, k.name, k.aim_at, k.slot) OFFSET 0) AS decided`,
    [JSON.stringify(asked)],
  );
  for (const { place, receipt_no: receiptNo } of rows) found[place]!.add(receiptNo);
  return found;
}

/** Records decisions; a rung that was decided before keeps its first one. The caller holds the ladders of these cases. */
export async function recordRungs(tx: EntityManager, rungs: readonly DecidedRung[], decidedAt: Date): Promise<void> {
  if (rungs.length === 0) return;
  const decided = rungs.map(({ name, aimAt, slot, dueAt, dropped, recipients, receiptNos }) => ({
    receipt_nos: literal(receiptNos),
    name,
    aim_at: aimAt,
    slot: slot ?? NO_SLOT,
    due_at: dueAt,
    reason: dropped,
    recipients,
  }));
  await tx.query(
    `INSERT INTO deadlines.rung (receipt_no, name, aim_at, slot, due_at, reason, recipients, decided_at)
     SELECT r.receipt_no, k.name, k.aim_at, k.slot, k.due_at, k.reason, k.recipients, $2
     FROM json_to_recordset($1) AS k (receipt_nos text, name text, aim_at timestamptz, slot date, due_at timestamptz, reason text, recipients jsonb),
       unnest(k.receipt_nos::text[]) AS r (receipt_no)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(decided), decidedAt],
  );
}
