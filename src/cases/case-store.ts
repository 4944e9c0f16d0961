import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Privacy } from '../../libs/privacy/index.js';
import type { CaseRecord } from './case-record.js';
import { type CaseRow, recordOfRow, rowOfRecord } from './case-rows.js';
import type { ClockStep } from './statutory-clock.js';

/** A step as the timeline keeps it: what the clock reads, what a page shows, and the words of officials, sealed. */
export interface KeptStep extends ClockStep {
  recordedAt: Date;
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
  cause: string;
}

/** Cases and their steps in and out of the database, in sets. */
@Injectable()
export class CaseStore {
  constructor(private readonly privacy: Privacy) {}

  /** Locks and loads the cases of these receipt numbers, in sorted order. */
  async lock(tx: EntityManager, receiptNos: string[]): Promise<Map<string, CaseRecord>> {
    const rows = await tx.query<CaseRow[]>(
      'SELECT * FROM cases.civil_case WHERE receipt_no = ANY($1) ORDER BY receipt_no FOR UPDATE',
      [receiptNos],
    );
    return new Map(rows.map((row) => [row.receipt_no, recordOfRow(row, this.privacy)]));
  }

  async byIds(tx: EntityManager, ids: string[]): Promise<CaseRecord[]> {
    const rows = await tx.query<CaseRow[]>('SELECT * FROM cases.civil_case WHERE id = ANY($1)', [ids]);
    return rows.map((row) => recordOfRow(row, this.privacy));
  }

  /** The steps of these cases by case id, in their sequence. */
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

  async saveCases(tx: EntityManager, records: CaseRecord[]): Promise<void> {
    if (records.length === 0) return;
    await tx.query(
      `INSERT INTO cases.civil_case SELECT * FROM json_populate_recordset(NULL::cases.civil_case, $1)
       ON CONFLICT (id) DO UPDATE SET ${UPDATED.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      [JSON.stringify(records.map((record) => rowOfRecord(record, this.privacy)))],
    );
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
      `INSERT INTO cases.deadline_move (case_id, revision, at, from_at, to_at, cause)
       SELECT * FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[])`,
      [
        moves.map(({ caseId }) => caseId),
        moves.map(({ revision }) => revision),
        moves.map(({ at }) => at),
        moves.map(({ from }) => from),
        moves.map(({ to }) => to),
        moves.map(({ cause }) => cause),
      ],
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
}

/** Columns that a change of a case may touch; id, receipt number and receipt instant never change. */
const UPDATED = [
  'revision',
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
  'notified',
  'not_notified_reason',
  'link_generation',
  'completed_at',
  'due_at',
  'provisional',
  'promised_due_at',
  'planned_at',
  'target_at',
  'due_mismatch',
  'paused',
  'supplement_due_at',
  'flags',
  'extensions',
  'on_time',
  'on_promise',
  'working_minutes',
  'refused_step',
];
