import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { kstDate, toKst } from '../../libs/clock/index.js';
import { scrubForMessage } from '../../libs/privacy/index.js';
import { IntervalEndsBeforeItBegins, IntervalExists, IntervalNotFound } from './case.errors.js';
import type { ExclusionReason } from './case-fact.js';
import { boundOf } from './case-history.js';

/** Time left out as an operator enters it. Bounds are `YYYY-MM-DD`, both included, or instants with their offset. */
export interface AskedInterval {
  reason: ExclusionReason;
  from: string;
  /** Null: open, until the same reason and beginning comes with an end. */
  to: string | null;
  note: string | null;
}

/** An interval as it is kept; `caseId` null: an outage of the whole county. */
export interface KeptInterval extends AskedInterval {
  id: string;
  caseId: string | null;
  enteredAt: Date;
}

/** Who enters it, when, and after which step of the case; null: for the whole county. */
export interface IntervalEntry {
  caseId: string | null;
  at: Date;
  by: string;
  afterSequence: number | null;
}

const COLUMNS = `id, case_id AS "caseId", reason, from_at AS "from", to_at AS "to", note, entered_at AS "enteredAt"`;

export function listIntervals(tx: EntityManager, caseId: string | null): Promise<KeptInterval[]> {
  return tx.query(
    `SELECT ${COLUMNS} FROM cases.interval WHERE case_id IS NOT DISTINCT FROM $1 AND removed_at IS NULL ORDER BY from_at, id`,
    [caseId],
  );
}

/** Of these cases, by case. */
export async function listIntervalsOf(
  tx: EntityManager,
  caseIds: readonly string[],
): Promise<Map<string, KeptInterval[]>> {
  const rows = await tx.query<KeptInterval[]>(
    `SELECT ${COLUMNS} FROM cases.interval WHERE case_id = ANY ($1) AND removed_at IS NULL ORDER BY from_at, id`,
    [caseIds],
  );
  return Map.groupBy(rows, (row) => row.caseId!);
}

/** Where one of the same reason and beginning is open and this brings its end, that one is closed. @throws IntervalEndsBeforeItBegins, IntervalExists */
export async function enterInterval(
  tx: EntityManager,
  asked: AskedInterval,
  { caseId, at, by, afterSequence }: IntervalEntry,
): Promise<KeptInterval> {
  if (asked.to !== null && isReversed(asked.from, asked.to)) throw new IntervalEndsBeforeItBegins();
  const from = stored(asked.from);
  const to = asked.to === null ? null : stored(asked.to);
  // Typed by an operator and not sealed, since it says why time is left out, not of whom: numbers do not belong there.
  const note = asked.note === null ? null : scrubForMessage(asked.note);
  const [known] = await tx.query<KeptInterval[]>(
    `SELECT ${COLUMNS} FROM cases.interval
     WHERE case_id IS NOT DISTINCT FROM $1 AND reason = $2 AND from_at = $3 AND removed_at IS NULL FOR UPDATE`,
    [caseId, asked.reason, from],
  );
  if (known !== undefined) {
    if (known.to !== null || to === null) throw new IntervalExists();
    await tx.query(
      'UPDATE cases.interval SET to_at = $2, note = coalesce($3, note), ended_at = $4, ended_by = $5, ended_after_sequence = $6 WHERE id = $1',
      [known.id, to, note, at, by, afterSequence],
    );
    return { ...known, to, note: note ?? known.note };
  }
  const entered = { ...asked, from, to, note, id: v7(), caseId, enteredAt: at };
  await tx.query(
    `INSERT INTO cases.interval (id, case_id, reason, from_at, to_at, note, entered_at, entered_by, after_sequence)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [entered.id, caseId, asked.reason, from, to, note, at, by, afterSequence],
  );
  return entered;
}

/** @throws IntervalNotFound */
export async function removeInterval(
  tx: EntityManager,
  id: string,
  { caseId, at, by }: Omit<IntervalEntry, 'afterSequence'>,
): Promise<KeptInterval> {
  const [rows] = await tx.query<[KeptInterval[], number]>(
    `UPDATE cases.interval SET removed_at = $3, removed_by = $4
     WHERE id = $1 AND case_id IS NOT DISTINCT FROM $2 AND removed_at IS NULL RETURNING ${COLUMNS}`,
    [id, caseId, at, by],
  );
  if (rows[0] === undefined) throw new IntervalNotFound();
  return rows[0];
}

/** An instant is kept in one form, so that the same beginning is known again. */
function stored(bound: string): string {
  const read = boundOf(bound);
  return typeof read === 'string' ? read : toKst(read);
}

function isReversed(from: string, to: string): boolean {
  const [a, b] = [boundOf(from), boundOf(to)];
  if (typeof a === 'string' || typeof b === 'string') return dayOf(b) < dayOf(a);
  return b < a;
}

/** The day (KST) of a bound. */
export function dayOf(bound: string | Date): string {
  return typeof bound === 'string' ? bound : kstDate(bound);
}
