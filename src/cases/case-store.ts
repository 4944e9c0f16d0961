import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Privacy } from '../../libs/privacy/index.js';
import { boundOf, entriesOf, type KeptHistory, type RecordedStep } from './case-history.js';
import type { CaseRecord } from './case-record.js';
import { type CaseRow, deadlineColumnsOf, recordOfRow, rowOfRecord } from './case-rows.js';
import type { ClockStep, EnteredInterval } from './statutory-clock.js';

/** A step as the timeline keeps it: what the clock reads, what a page shows, and the words of officials, sealed. */
export interface KeptStep extends RecordedStep {
  /** Outcome, officer's id, kind of supplement: nothing personal, no free text. */
  shown: Record<string, string>;
  /** Free text and names. */
  words: Record<string, string> | null;
}

/** Why `dueAt` moved. */
export interface DeadlineMove {
  caseId: string;
  revision: number;
  at: Date;
  from: Date | null;
  to: Date | null;
  /** The kind of the step, or of what moved it besides (HOLIDAY, OUTAGE, …). */
  cause: string;
  /** In Korean, which holiday, outage or interval it was; null for steps. */
  detail: string | null;
}

interface HistoryRow {
  case_id: string;
  part: 'STEP' | 'INTERVAL';
  sequence: number;
  at: Date;
  detail: unknown;
}

interface IntervalDetail {
  reason: EnteredInterval['reason'];
  from: string;
  to: string | null;
  endedAfter: number | null;
}

/**
 * One round trip for all that deadlines follow from, steps in their sequence; words stay sealed. Case by case, so that a table that has
 * grown since its statistics were taken is not read through.
 */
const HISTORIES = `
SELECT wanted.id AS case_id, 'STEP' AS part, step.*
FROM unnest($1::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
  SELECT sequence, recorded_at AS at, detail - 'shown' AS detail FROM cases.step WHERE case_id = wanted.id ORDER BY sequence) AS step
UNION ALL
SELECT case_id, 'INTERVAL', after_sequence, entered_at,
  jsonb_build_object('reason', reason, 'from', from_at, 'to', to_at, 'endedAfter', ended_after_sequence)
FROM cases.interval WHERE case_id = ANY($1) AND removed_at IS NULL`;

const INSERT = 'INSERT INTO cases.civil_case SELECT * FROM json_populate_recordset(NULL::cases.civil_case, $1)';

/**
 * A step has moved a case on since it was read, or is about to. Nothing of the attempt may stand: the next one locks first, and then waits for it.
 */
export class ChangedMeanwhile extends Error {
  override name = 'ChangedMeanwhile';
}

/** Cases and their steps in and out of the database, in sets. */
@Injectable()
export class CaseStore {
  constructor(private readonly privacy: Privacy) {}

  /** Locks and loads the cases of these receipt numbers, in sorted order. */
  async lock(tx: EntityManager, receiptNos: string[]): Promise<Map<string, CaseRecord>> {
    const records = await this.select(tx, 'WHERE receipt_no = ANY($1) ORDER BY receipt_no FOR UPDATE', [receiptNos]);
    return new Map(records.map((record) => [record.receiptNo, record]));
  }

  byReceiptNos(tx: EntityManager, receiptNos: string[]): Promise<CaseRecord[]> {
    return this.select(tx, 'WHERE receipt_no = ANY($1) ORDER BY receipt_no', [receiptNos]);
  }

  byIds(tx: EntityManager, ids: string[]): Promise<CaseRecord[]> {
    return this.select(tx, 'WHERE id = ANY($1)', [ids]);
  }

  /** @param rest of the statement, over cases.civil_case `c` */
  async select(tx: EntityManager, rest: string, values: unknown[]): Promise<CaseRecord[]> {
    const rows = await tx.query<CaseRow[]>(`SELECT * FROM cases.civil_case c ${rest}`, values);
    return rows.map((row) => recordOfRow(row, this.privacy));
  }

  /** What the deadlines of these cases follow from, by case id. */
  async histories(tx: EntityManager, caseIds: string[]): Promise<Map<string, KeptHistory>> {
    if (caseIds.length === 0) return new Map();
    const rows = await tx.query<HistoryRow[]>(HISTORIES, [caseIds]);
    const histories = new Map(
      caseIds.map((id) => [id, { steps: [] as RecordedStep[], intervals: [] as EnteredInterval[] }]),
    );
    for (const { case_id, part, sequence, at, detail } of rows) {
      const history = histories.get(case_id)!;
      if (part === 'STEP') history.steps.push({ ...(detail as ClockStep), recordedAt: at });
      else history.intervals.push(...enteredIntervals(detail as IntervalDetail, sequence));
    }
    return histories;
  }

  /** The steps of these cases by case id, in their sequence, with their words. */
  async steps(tx: EntityManager, caseIds: string[]): Promise<Map<string, KeptStep[]>> {
    if (caseIds.length === 0) return new Map();
    const rows = await tx.query<
      {
        case_id: string;
        recorded_at: Date;
        detail: ClockStep & { shown: Record<string, string> };
        words_sealed: Buffer | null;
      }[]
    >(
      'SELECT case_id, recorded_at, detail, words_sealed FROM cases.step WHERE case_id = ANY($1) ORDER BY case_id, sequence',
      [caseIds],
    );
    const steps = new Map<string, KeptStep[]>();
    for (const row of rows) {
      const step = {
        ...row.detail,
        recordedAt: row.recorded_at,
        words: row.words_sealed === null ? null : this.privacy.openJson<Record<string, string>>(row.words_sealed),
      };
      const list = steps.get(row.case_id);
      if (list === undefined) steps.set(row.case_id, [step]);
      else list.push(step);
    }
    return steps;
  }

  /** @param isNew whether a case came with this transaction; all others are locked by it */
  async saveCases(tx: EntityManager, records: CaseRecord[], isNew: (record: CaseRecord) => boolean): Promise<void> {
    const write = async (statement: string, chosen: CaseRecord[]) => {
      if (chosen.length > 0)
        await tx.query(statement, [JSON.stringify(chosen.map((record) => rowOfRecord(record, this.privacy)))]);
    };
    const { made = [], changed = [] } = Object.groupBy(records, (record) => (isNew(record) ? 'made' : 'changed'));
    await write(INSERT, made);
    await write(UPDATE, changed);
  }

  /**
   * Writes what moved without a step; persons and stage stay as they are.
   * @throws ChangedMeanwhile where a case is no longer what it was reckoned from, or somebody else works on it
   */
  async saveDeadlines(tx: EntityManager, records: CaseRecord[]): Promise<void> {
    const rows = records.map((record) => ({
      ...deadlineColumnsOf(record),
      revision: record.revision,
      notified: record.notified,
      not_notified_reason: record.notNotifiedReason,
      flags: `{${record.flags.join()}}`,
    }));
    const [, saved] = await tx.query<[unknown[], number]>(MOVE, [
      records.map(({ id }) => id),
      ...MOVED_COLUMNS.map((column) =>
        rows.map(({ [column]: value }) => (value instanceof Date ? value.toISOString() : value)),
      ),
    ]);
    if (saved < records.length) throw new ChangedMeanwhile();
  }

  /**
   * Citizens are being told the dates of these cases as they stand.
   * @throws ChangedMeanwhile where one stands otherwise by now, or somebody else works on it
   */
  async noteToldDates(tx: EntityManager, records: CaseRecord[]): Promise<void> {
    if (records.length === 0) return;
    const [, noted] = await tx.query<[unknown[], number]>(
      `WITH same AS (
         SELECT c.id, c.target_at FROM unnest($1::uuid[], $2::int[]) AS t (id, revision)
         JOIN cases.civil_case c ON c.id = t.id AND c.revision = t.revision ORDER BY c.receipt_no FOR UPDATE OF c SKIP LOCKED
       )
       UPDATE cases.civil_case c SET told = true, told_target_at = same.target_at FROM same WHERE c.id = same.id`,
      [records.map(({ id }) => id), records.map(({ revision }) => revision)],
    );
    if (noted < records.length) throw new ChangedMeanwhile();
  }

  /** Something besides its steps is another now, and its deadlines stay: who reckons it just then, unlocked, has to see that it changed. */
  async noteChange(tx: EntityManager, caseId: string): Promise<void> {
    await tx.query('UPDATE cases.civil_case SET revision = revision + 1 WHERE id = $1', [caseId]);
  }

  /** These were looked at and stay as they are. */
  async noteReckoned(tx: EntityManager, caseIds: string[], on: string): Promise<void> {
    if (caseIds.length === 0) return;
    await tx.query('UPDATE cases.civil_case SET reckoned_on = $2 WHERE id = ANY($1)', [caseIds, on]);
  }

  async saveSteps(tx: EntityManager, steps: { caseId: string; step: KeptStep }[]): Promise<void> {
    if (steps.length === 0) return;
    await tx.query(
      `INSERT INTO cases.step (case_id, sequence, kind, at, recorded_at, detail, words_sealed)
       SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::jsonb[], $7::bytea[])`,
      [
        steps.map(({ caseId }) => caseId),
        steps.map(({ step }) => step.sequence),
        steps.map(({ step }) => step.kind),
        steps.map(({ step }) => step.at),
        steps.map(({ step }) => step.recordedAt),
        steps.map(({ step: { recordedAt: _at, words: _words, ...detail } }) => JSON.stringify(detail)),
        steps.map(({ step }) => step.words && this.privacy.sealJson(step.words)),
      ],
    );
  }

  async saveMoves(tx: EntityManager, moves: DeadlineMove[]): Promise<void> {
    if (moves.length === 0) return;
    await tx.query(
      `INSERT INTO cases.deadline_move (case_id, revision, at, from_at, to_at, cause, detail)
       SELECT * FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[])`,
      [
        moves.map(({ caseId }) => caseId),
        moves.map(({ revision }) => revision),
        moves.map(({ at }) => at),
        moves.map(({ from }) => from),
        moves.map(({ to }) => to),
        moves.map(({ cause }) => cause),
        moves.map(({ detail }) => detail),
      ],
    );
  }

  movesOf(tx: EntityManager, caseId: string): Promise<DeadlineMove[]> {
    return tx.query(
      `SELECT case_id AS "caseId", revision, at, from_at AS "from", to_at AS "to", cause, detail
       FROM cases.deadline_move WHERE case_id = $1 ORDER BY revision`,
      [caseId],
    );
  }

  /** Marks the cases that have a step which the stage table refused. */
  async markRefused(tx: EntityManager, refused: { receiptNo: string; code: string }[]): Promise<void> {
    if (refused.length === 0) return;
    await tx.query(
      `UPDATE cases.civil_case SET refused_step = r.code FROM unnest($1::text[], $2::text[]) AS r (receipt_no, code)
       WHERE civil_case.receipt_no = r.receipt_no`,
      [refused.map(({ receiptNo }) => receiptNo), refused.map(({ code }) => code)],
    );
  }

  async clearRefused(tx: EntityManager, receiptNo: string): Promise<void> {
    await tx.query(
      'UPDATE cases.civil_case SET refused_step = NULL WHERE receipt_no = $1 AND refused_step IS NOT NULL',
      [receiptNo],
    );
  }
}

function enteredIntervals({ reason, from, to, endedAfter }: IntervalDetail, entered: number): EnteredInterval[] {
  return entriesOf({ from: boundOf(from), to: to === null ? null : boundOf(to) }, entered, endedAfter).map(
    ({ at, ...bounds }) => ({ ...bounds, reason, afterSequence: at }),
  );
}

/** Columns that a move without a step may touch, each with its type where a value a row is sent. */
const MOVED = {
  revision: 'int',
  notified: 'boolean',
  not_notified_reason: 'text',
  due_at: 'timestamptz',
  provisional: 'boolean',
  promised_due_at: 'timestamptz',
  planned_at: 'timestamptz',
  target_at: 'timestamptz',
  due_mismatch: 'boolean',
  paused: 'boolean',
  supplement_due_at: 'timestamptz',
  // Arrays in an array have to be of one length: each travels as text, {A,B}.
  flags: 'text',
  missing_year: 'int',
  reckon_daily: 'boolean',
  reckoned_on: 'date',
  recorded_due_at: 'timestamptz',
  planned_void_after: 'int',
  told: 'boolean',
  told_target_at: 'timestamptz',
} as const;
const MOVED_COLUMNS = Object.keys(MOVED) as (keyof typeof MOVED)[];

const MOVE = `
WITH moved AS (
  SELECT m.* FROM unnest($1::uuid[], ${MOVED_COLUMNS.map((column, index) => `$${index + 2}::${MOVED[column]}[]`).join(', ')})
    AS m (id, ${MOVED_COLUMNS.join(', ')})
  JOIN cases.civil_case c ON c.id = m.id AND c.revision = m.revision - 1 ORDER BY c.receipt_no FOR UPDATE OF c SKIP LOCKED
)
UPDATE cases.civil_case c SET ${MOVED_COLUMNS.map((column) => `${column} = m.${column}${column === 'flags' ? '::text[]' : ''}`).join(', ')}
FROM moved m WHERE c.id = m.id`;

/** Columns that a step may touch; id, receipt number and receipt instant never change. */
const UPDATED = [
  ...MOVED_COLUMNS,
  // No record brings it, so a case that takes a step after it was wiped is wiped anew.
  'wiped_at',
  'last_sequence',
  'stage',
  'stage_before_completed',
  'outcome',
  'open',
  'supplement_open',
  'type_code',
  'type_name',
  'petition_kind',
  'statutory',
  'period',
  'promised',
  'petition_department_code',
  'department_code',
  'officer_id',
  'officer_sealed',
  'applicant_sealed',
  'applicant_phone_index',
  'agent_sealed',
  'agent_phone_index',
  'link_generation',
  'completed_at',
  'extensions',
  'on_time',
  'on_promise',
  'working_minutes',
  'refused_step',
];

const UPDATE = `
UPDATE cases.civil_case c SET ${UPDATED.map((column) => `${column} = r.${column}`).join(', ')}
FROM json_populate_recordset(NULL::cases.civil_case, $1) r WHERE c.id = r.id`;
