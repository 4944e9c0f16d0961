import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Period } from './case-fact.js';
import type { Outcome, Stage, StepKind } from './case.events.js';
import type { KeptStep } from './case-store.js';

/** How a case stands, without anything of its persons. */
export interface CaseStanding {
  receiptNo: string;
  stage: Stage;
  outcome: Outcome | null;
  open: boolean;
  supplementOpen: boolean;
  departmentCode: string;
  officerId: string | null;
  receivedAt: Date;
  completedAt: Date | null;
  /** Saeol's planned completion, while it counts. */
  plannedAt: Date | null;
  targetAt: Date | null;
}

/** An applied step, as far as every way in to the link carries it. */
export interface StepStanding {
  kind: StepKind;
  at: Date;
  officerId: string | null;
  outcome: string | null;
  extension: Period | null;
  supplement: { dueDays?: number | null; dueDate?: string | null } | null;
}

/** What a case aims at as it stands. */
export interface CaseAim {
  open: boolean;
  paused: boolean;
  /** What is told and laddered; null where no calendar covers it. */
  targetAt: Date | null;
  /** 18:00 of the last day of the supplement that is open. */
  supplementDueAt: Date | null;
}

const COLUMNS = `receipt_no AS "receiptNo", stage, outcome, open, supplement_open AS "supplementOpen", department_code AS "departmentCode",
  officer_id AS "officerId", received_at AS "receivedAt", completed_at AS "completedAt", planned_at AS "plannedAt", target_at AS "targetAt"`;

/** Cases as the link compares them with what Saeol says, in sets. */
@Injectable()
export class CaseStandings {
  /** Unknown receipt numbers are absent from the answer. */
  async byReceiptNo(tx: EntityManager, receiptNos: readonly string[]): Promise<Map<string, CaseStanding>> {
    const rows = await tx.query<CaseStanding[]>(`SELECT ${COLUMNS} FROM cases.civil_case WHERE receipt_no = ANY($1)`, [
      receiptNos,
    ]);
    return new Map(rows.map((row) => [row.receiptNo, row]));
  }

  /** By case id; unknown ones are absent from the answer. */
  async aims(tx: EntityManager, caseIds: readonly string[]): Promise<Map<string, CaseAim>> {
    // Instants as milliseconds: a sweep asks of 100,000 cases, and the driver's own reading of texts is slow.
    const rows = await tx.query<
      { id: string; open: boolean; paused: boolean; target: number | null; supplement: number | null }[]
    >(
      `SELECT id, open, paused, (extract(epoch FROM target_at) * 1000)::float8 AS target,
         (extract(epoch FROM supplement_due_at) * 1000)::float8 AS supplement
       FROM cases.civil_case WHERE id = ANY($1::text::uuid[])`,
      [`{${caseIds.join(',')}}`],
    );
    const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms));
    return new Map(
      rows.map(({ id, open, paused, target, supplement }) => [
        id,
        { open, paused, targetAt: dateOf(target), supplementDueAt: dateOf(supplement) },
      ]),
    );
  }

  /** Receipt numbers of open cases after one, in their order. */
  async openAfter(tx: EntityManager, after: string, limit: number): Promise<string[]> {
    const rows = await tx.query<{ receipt_no: string }[]>(
      'SELECT receipt_no FROM cases.civil_case WHERE open AND receipt_no > $1 ORDER BY receipt_no LIMIT $2',
      [after, limit],
    );
    return rows.map(({ receipt_no: receiptNo }) => receiptNo);
  }

  /** The applied steps of these receipt numbers in their sequence. */
  async steps(tx: EntityManager, receiptNos: readonly string[]): Promise<Map<string, StepStanding[]>> {
    if (receiptNos.length === 0) return new Map();
    const rows = await tx.query<{ receipt_no: string; kind: StepKind; at: Date; detail: KeptStep }[]>(
      `SELECT c.receipt_no, s.kind, s.at, s.detail FROM cases.civil_case c JOIN cases.step s ON s.case_id = c.id
       WHERE c.receipt_no = ANY($1) ORDER BY s.case_id, s.sequence`,
      [receiptNos],
    );
    const steps = new Map<string, StepStanding[]>();
    for (const { receipt_no: receiptNo, kind, at, detail } of rows) {
      const step: StepStanding = {
        kind,
        at,
        officerId: detail.shown.officerId ?? null,
        outcome: detail.shown.outcome ?? null,
        extension: detail.extension?.period ?? null,
        supplement: detail.supplement ?? null,
      };
      const list = steps.get(receiptNo);
      if (list === undefined) steps.set(receiptNo, [step]);
      else list.push(step);
    }
    return steps;
  }
}
