import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate, toKst } from '../../libs/clock/index.js';
import type { Page } from '../../libs/http/index.js';
import { CalendarMissing } from '../../libs/working-time/index.js';
import { CaseNotFound, CaseQueries, HolidayTable, type CaseSummary } from '../cases/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { NotPastStatute, OrderedToday } from './reporting.errors.js';

/** A reminder order (독촉장, Decree art. 28) that was issued. */
export interface ReminderOrder {
  /** Product time, +09:00. */
  issuedAt: string;
  /** As of the issue. */
  daysOver: number | null;
}

/** An open case past its statutory deadline, with the orders that were issued about it. Instants are product time, +09:00. */
export interface OverdueCase {
  receiptNo: string;
  petitionName: string;
  departmentCode: string;
  departmentName: string;
  officer: { id: string; name: string } | null;
  receivedAt: string;
  /** Statutory (법정 처리기한). */
  dueAt: string;
  /** What the citizen was told last; null where there is none. */
  targetAt: string | null;
  /** Working days since the day of `dueAt`; 0 on that day, null beyond the holiday table. */
  daysOver: number | null;
  paused: boolean;
  extensions: number;
  /** The oldest first. */
  orders: ReminderOrder[];
}

interface OrderRow {
  receipt_no: string;
  issued_at: Date;
  days_over: number | null;
}

/** What the inspector (민원심사관) may issue reminder orders about, and which ones were issued. */
@Injectable()
export class ReminderOrders {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly cases: CaseQueries,
    private readonly holidays: HolidayTable,
    private readonly audit: AuditTrail,
  ) {}

  /** A page, the longest past first. @throws Problem 400 for a cursor that is not of this list */
  async list(
    scope: string[] | 'ALL',
    filter: { departmentCode?: string; receiptNo?: string },
    limit: number,
    cursor?: string,
  ): Promise<Page<OverdueCase>> {
    const { items, nextCursor } = await this.cases.pastStatute(filter, scope, limit, cursor);
    const orders = await this.ordersOf(
      this.dataSource.manager,
      items.map(({ receiptNo }) => receiptNo),
    );
    return { items: items.map((one) => this.overdueCase(one, orders.get(one.receiptNo) ?? [])), nextCursor };
  }

  /**
   * Records that an order about a case was issued.
   * @throws CaseNotFound 404, also where it lies outside the actor's departments; NotPastStatute, OrderedToday 409
   */
  async issue(receiptNo: string, actor: Actor): Promise<OverdueCase> {
    const {
      items: [found],
    } = await this.cases.pastStatute({ receiptNo }, actor.departmentScope, 1);
    if (found === undefined) {
      if ((await this.cases.detail(receiptNo, actor.departmentScope)) === null) throw new CaseNotFound();
      throw new NotPastStatute();
    }
    return this.dataSource.transaction(async (tx) => {
      const now = this.clock.now();
      const daysOver = this.daysOver(found.dueAt!);
      const inserted = await tx.query<unknown[]>(
        `INSERT INTO reporting.reminder_order (receipt_no, issued_on, department_code, officer_id, due_at, days_over, issued_at, issued_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING 1`,
        [
          receiptNo,
          kstDate(now),
          found.departmentCode,
          found.officer?.id ?? null,
          found.dueAt,
          daysOver,
          now,
          actor.id,
        ],
      );
      if (inserted.length === 0) throw new OrderedToday();
      await this.audit.write(tx, [
        {
          actor,
          action: 'reports.issue-reminder-order',
          subjectKind: 'case',
          subjects: [receiptNo],
          departmentCode: found.departmentCode,
        },
      ]);
      return this.overdueCase(found, (await this.ordersOf(tx, [receiptNo])).get(receiptNo) ?? []);
    });
  }

  /** How many were issued in a period of days (`YYYY-MM-DD`, KST, both included), by department. */
  async issuedIn(from: string, to: string): Promise<Map<string, number>> {
    const rows = await this.dataSource.query<{ code: string; n: number }[]>(
      `SELECT department_code AS code, count(*)::int AS n FROM reporting.reminder_order WHERE issued_on BETWEEN $1 AND $2 GROUP BY 1`,
      [from, to],
    );
    return new Map(rows.map(({ code, n }) => [code, n]));
  }

  private async ordersOf(tx: EntityManager, receiptNos: string[]): Promise<Map<string, ReminderOrder[]>> {
    if (receiptNos.length === 0) return new Map();
    const rows = await tx.query<OrderRow[]>(
      'SELECT receipt_no, issued_at, days_over FROM reporting.reminder_order WHERE receipt_no = ANY($1) ORDER BY receipt_no, issued_on',
      [receiptNos],
    );
    const orders = rows.map((row) => ({
      receiptNo: row.receipt_no,
      order: { issuedAt: toKst(row.issued_at), daysOver: row.days_over },
    }));
    return new Map(
      [...Map.groupBy(orders, ({ receiptNo }) => receiptNo)].map(([receiptNo, own]) => [
        receiptNo,
        own.map(({ order }) => order),
      ]),
    );
  }

  private overdueCase(summary: CaseSummary, orders: ReminderOrder[]): OverdueCase {
    const { receiptNo, petition, departmentCode, departmentName, officer, receivedAt, targetAt } = summary;
    return {
      receiptNo,
      petitionName: petition.typeName,
      departmentCode,
      departmentName,
      officer: officer === undefined ? null : { id: officer.id, name: officer.name },
      receivedAt,
      dueAt: summary.dueAt!,
      targetAt,
      daysOver: this.daysOver(summary.dueAt!),
      paused: summary.paused,
      extensions: summary.extensions,
      orders,
    };
  }

  private daysOver(dueAt: string): number | null {
    try {
      return this.holidays.calendar().workingDaysBetween(kstDate(new Date(dueAt)), kstDate(this.clock.now()));
    } catch (error) {
      if (error instanceof CalendarMissing) return null;
      throw error;
    }
  }
}
