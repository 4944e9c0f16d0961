import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { keptOf, type ReckoningRules } from './case-advance.js';
import { historyOf, type KeptHistory } from './case-history.js';
import { CaseStore } from './case-store.js';
import { type ChangedDays, whereTouched } from './changed-days.js';
import { type ComparedDeadlines, isNewDateToCitizens, sameDeadlines, voidsPlannedDate } from './deadline-move.js';
import type { MoveKind } from './case.events.js';
import type { CountyRules } from './holiday-table.js';
import { reckonDeadlines } from './statutory-clock.js';

/** An open case whose deadlines are others by the rules looked through. */
export interface MovingCase {
  receiptNo: string;
  departmentCode: string;
  from: Pick<ComparedDeadlines, 'dueAt' | 'targetAt'>;
  to: Pick<ComparedDeadlines, 'dueAt' | 'targetAt'>;
  /** Citizens are told of it. */
  told: boolean;
}

export interface Examined {
  moving: MovingCase[];
  /** How many were looked at. */
  count: number;
  /** The last of them; null: there was none. */
  last: string | null;
}

interface OpenCaseRow {
  id: string;
  receipt_no: string;
  department_code: string;
  received_at: Date;
  last_sequence: number;
  planned_void_after: number | null;
  notified: boolean;
  told: boolean;
  told_target_at: Date | null;
  supplement_open: boolean;
  due_at: Date | null;
  promised_due_at: Date | null;
  planned_at: Date | null;
  target_at: Date | null;
  supplement_due_at: Date | null;
  provisional: boolean;
  due_mismatch: boolean;
  paused: boolean;
  reckon_daily: boolean;
  missing_year: number | null;
  flags: string[];
}

const COLUMNS = `id, receipt_no, department_code, received_at, last_sequence, planned_void_after, notified, told, told_target_at, supplement_open, due_at,
  promised_due_at, planned_at, target_at, supplement_due_at, provisional, due_mismatch, paused, reckon_daily, missing_year, flags`;

/** Looks through open cases without a lock, and without opening anything personal: which deadlines are others by these rules? */
@Injectable()
export class DeadlineExamination {
  constructor(
    private readonly store: CaseStore,
    private readonly clock: Clock,
  ) {}

  /** @param after the receipt number after which to begin */
  async next(
    tx: EntityManager,
    changed: ChangedDays,
    county: CountyRules,
    after: string,
    limit: number,
  ): Promise<Examined> {
    const now = this.clock.now();
    const { sql, values } = whereTouched(changed, now, after, limit);
    const rows = await tx.query<OpenCaseRow[]>(`SELECT ${COLUMNS} FROM cases.civil_case ${sql}`, values);
    const histories = await this.store.histories(
      tx,
      rows.map(({ id }) => id),
    );
    const rules = { ...county, clockSettings: county.settings.clock, now };
    const moving = rows.flatMap((row): MovingCase[] => {
      const from = deadlinesOf(row);
      const to = reckonedBy(row, from, histories.get(row.id)!, rules, changed.kind);
      if (sameDeadlines(from, to)) return [];
      const told = row.told ? { targetAt: row.told_target_at } : null;
      return [
        {
          receiptNo: row.receipt_no,
          departmentCode: row.department_code,
          from,
          to,
          told: isNewDateToCitizens(
            { ...to, notified: row.notified, supplementOpen: row.supplement_open, told },
            changed.kind,
          ),
        },
      ];
    });
    return { moving, count: rows.length, last: rows.at(-1)?.receipt_no ?? null };
  }
}

function reckonedBy(
  row: OpenCaseRow,
  from: ComparedDeadlines,
  kept: KeptHistory,
  rules: ReckoningRules,
  kind: MoveKind,
): ComparedDeadlines {
  const reckon = (plannedVoidAfter: number | null) => {
    const history = historyOf({ receivedAt: row.received_at, plannedVoidAfter }, kept, rules.outages);
    return keptOf(reckonDeadlines(history, rules.calendar, rules.clockSettings, rules.now));
  };
  const to = reckon(row.planned_void_after);
  if (!voidsPlannedDate(kind, from.dueAt, to.dueAt) || to.plannedAt === null) return to;
  return reckon(row.last_sequence);
}

function deadlinesOf(row: OpenCaseRow): ComparedDeadlines {
  return {
    dueAt: row.due_at,
    promisedDueAt: row.promised_due_at,
    plannedAt: row.planned_at,
    targetAt: row.target_at,
    supplementDueAt: row.supplement_due_at,
    provisional: row.provisional,
    dueMismatch: row.due_mismatch,
    paused: row.paused,
    reckonDaily: row.reckon_daily,
    missingYear: row.missing_year,
    flags: row.flags,
  };
}
