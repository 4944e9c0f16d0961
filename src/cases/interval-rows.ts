import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { kstDate, toKst } from '../../libs/clock/index.js';
import { Privacy, scrubForMessage } from '../../libs/privacy/index.js';
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

type Row = KeptInterval & { noteSealed: Buffer | null };

const COLUMNS = `id, case_id AS "caseId", reason, from_at AS "from", to_at AS "to", note, note_sealed AS "noteSealed", entered_at AS "enteredAt"`;

/** Entered intervals in and out of the database. Notes are typed by hand: identifiers are masked, and the rest is sealed. */
@Injectable()
export class IntervalRows {
  constructor(private readonly privacy: Privacy) {}

  async list(tx: EntityManager, caseId: string | null): Promise<KeptInterval[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM cases.interval WHERE case_id IS NOT DISTINCT FROM $1 AND removed_at IS NULL ORDER BY from_at, id`,
      [caseId],
    );
    return rows.map((row) => this.opened(row));
  }

  /** Of these cases, by case. */
  async listOf(tx: EntityManager, caseIds: readonly string[]): Promise<Map<string, KeptInterval[]>> {
    const rows = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM cases.interval WHERE case_id = ANY ($1) AND removed_at IS NULL ORDER BY from_at, id`,
      [caseIds],
    );
    return Map.groupBy(
      rows.map((row) => this.opened(row)),
      (row) => row.caseId!,
    );
  }

  /** Where one of the same reason and beginning is open and this brings its end, that one is closed. @throws IntervalEndsBeforeItBegins, IntervalExists */
  async enter(
    tx: EntityManager,
    asked: AskedInterval,
    { caseId, at, by, afterSequence }: IntervalEntry,
  ): Promise<KeptInterval> {
    if (asked.to !== null && isReversed(asked.from, asked.to)) throw new IntervalEndsBeforeItBegins();
    const from = stored(asked.from);
    const to = asked.to === null ? null : stored(asked.to);
    const note = asked.note === null ? null : scrubForMessage(asked.note);
    const sealed = note === null ? null : this.privacy.seal(note);
    const [known] = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM cases.interval
       WHERE case_id IS NOT DISTINCT FROM $1 AND reason = $2 AND from_at = $3 AND removed_at IS NULL FOR UPDATE`,
      [caseId, asked.reason, from],
    );
    if (known !== undefined) {
      if (known.to !== null || to === null) throw new IntervalExists();
      await tx.query(
        `UPDATE cases.interval SET to_at = $2, note = CASE WHEN $3::bytea IS NULL THEN note END, note_sealed = coalesce($3, note_sealed),
           ended_at = $4, ended_by = $5, ended_after_sequence = $6 WHERE id = $1`,
        [known.id, to, sealed, at, by, afterSequence],
      );
      const before = this.opened(known);
      return { ...before, to, note: note ?? before.note };
    }
    const entered = { ...asked, from, to, note, id: v7(), caseId, enteredAt: at };
    await tx.query(
      `INSERT INTO cases.interval (id, case_id, reason, from_at, to_at, note_sealed, entered_at, entered_by, after_sequence)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [entered.id, caseId, asked.reason, from, to, sealed, at, by, afterSequence],
    );
    return entered;
  }

  /** @throws IntervalNotFound */
  async remove(
    tx: EntityManager,
    id: string,
    { caseId, at, by }: Omit<IntervalEntry, 'afterSequence'>,
  ): Promise<KeptInterval> {
    const [rows] = await tx.query<[Row[], number]>(
      `UPDATE cases.interval SET removed_at = $3, removed_by = $4
       WHERE id = $1 AND case_id IS NOT DISTINCT FROM $2 AND removed_at IS NULL RETURNING ${COLUMNS}`,
      [id, caseId, at, by],
    );
    if (rows[0] === undefined) throw new IntervalNotFound();
    return this.opened(rows[0]);
  }

  /** Notes of before they were sealed stand in `note`. */
  private opened({ noteSealed, ...row }: Row): KeptInterval {
    return { ...row, note: noteSealed === null ? row.note : this.privacy.open(noteSealed) };
  }
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
