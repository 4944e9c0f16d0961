import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { countsHours } from '../../libs/working-time/index.js';
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

/** What the ladder of a case hangs on. */
export interface CaseClock {
  caseId: string;
  receiptNo: string;
  departmentCode: string;
  officerId: string | null;
  open: boolean;
  paused: boolean;
  receivedAt: Date;
  targetAt: Date | null;
  /** 18:00 of the last day of the supplement that is open. */
  supplementDueAt: Date | null;
  /** `targetAt` is an instant, counted in hours. */
  hourCase: boolean;
}

/** Cases that are taken to aim at the same instant. */
export interface CasesAimingAt {
  caseIds: readonly string[];
  /** The date told; of paused cases 18:00 of the last day of the supplement that is open. */
  at: Date;
  paused: boolean;
}

const COLUMNS = `receipt_no AS "receiptNo", stage, outcome, open, supplement_open AS "supplementOpen", department_code AS "departmentCode",
  officer_id AS "officerId", received_at AS "receivedAt", completed_at AS "completedAt", planned_at AS "plannedAt", target_at AS "targetAt"`;

type ClockRow = Omit<CaseClock, 'hourCase'> & { period: Period; promised: Period | null };

const CLOCK_COLUMNS = `id AS "caseId", receipt_no AS "receiptNo", department_code AS "departmentCode", officer_id AS "officerId", open, paused,
  received_at AS "receivedAt", target_at AS "targetAt", supplement_due_at AS "supplementDueAt", period, promised`;

/** Cases as those see them who compare and reckon, in sets; nothing of a person is opened. */
@Injectable()
export class CaseStandings {
  /** Unknown receipt numbers are absent from the answer. */
  async byReceiptNo(tx: EntityManager, receiptNos: readonly string[]): Promise<Map<string, CaseStanding>> {
    const rows = await tx.query<CaseStanding[]>(`SELECT ${COLUMNS} FROM cases.civil_case WHERE receipt_no = ANY($1)`, [
      receiptNos,
    ]);
    return new Map(rows.map((row) => [row.receiptNo, row]));
  }

  /** By case id. */
  async clocks(tx: EntityManager, caseIds: readonly string[]): Promise<Map<string, CaseClock>> {
    const rows = await tx.query<ClockRow[]>(`SELECT ${CLOCK_COLUMNS} FROM cases.civil_case WHERE id = ANY($1)`, [
      caseIds,
    ]);
    return new Map(
      rows.map(({ period, promised, ...clock }) => [
        clock.caseId,
        { ...clock, hourCase: countsHours(promised ?? period) },
      ]),
    );
  }

  /**
   * Of cases that are taken to be open and to aim at something: those that do not as they stand, by case id. For many at a time: only
   * what differs is answered.
   */
  async aimingElsewhere(tx: EntityManager, taken: readonly CasesAimingAt[]): Promise<Map<string, 'MOVED' | 'ENDED'>> {
    const asked = taken.map(({ caseIds, at, paused }) => ({ case_ids: `{${caseIds.join(',')}}`, at, paused }));
    const rows = await tx.query<{ id: string; open: boolean }[]>(
      `SELECT q.id, coalesce(c.open, false) AS open
       FROM json_to_recordset($1) AS k (case_ids text, at timestamptz, paused boolean), unnest(k.case_ids::uuid[]) AS q (id)
       LEFT JOIN cases.civil_case c ON c.id = q.id
       WHERE (c.open AND c.paused = k.paused AND CASE WHEN k.paused THEN c.supplement_due_at ELSE c.target_at END = k.at) IS NOT TRUE`,
      [JSON.stringify(asked)],
    );
    return new Map(rows.map(({ id, open }) => [id, open ? 'MOVED' : 'ENDED']));
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
