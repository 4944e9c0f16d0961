import { Injectable } from '@nestjs/common';
import type { Fraction } from './dashboard-counts.js';
import { ReminderOrders } from './reminder-orders.service.js';
import { Reports, type DepartmentReportRow, type ReportFilter } from './reports.service.js';

/** One department's line of the monthly check. */
export interface MonthlyRow extends Pick<
  DepartmentReportRow,
  | 'departmentCode'
  | 'departmentName'
  | 'received'
  | 'completed'
  | 'outcomes'
  | 'inTime'
  | 'onPromise'
  | 'hours'
  | 'inProgress'
  | 'overdue'
> {
  /** Reminder orders (독촉장) issued in the month. */
  reminderOrders: number;
  /** Of the cases received in the month. */
  coverage: Fraction & { reasons: Record<string, number> };
  /** Of the completions of the month; `mean` null below five answers. */
  satisfaction: { invited: number; answered: number; mean: number | null };
}

/** The check of how petitions are dealt with, due by the 5th for the month before (Rule art. 7). */
@Injectable()
export class MonthlyCheck {
  constructor(
    private readonly reports: Reports,
    private readonly reminderOrders: ReminderOrders,
  ) {}

  /** @param month `YYYY-MM`; `inProgress` and `overdue` are those of now */
  async of(
    month: string,
    departments: string[] | 'ALL',
    filter: ReportFilter,
  ): Promise<{ asOf: string; month: string; rows: MonthlyRow[] }> {
    const days = { from: `${month}-01`, to: lastDayOf(month) };
    const [byDay, coverage, surveys, orders] = await Promise.all([
      this.reports.departments(departments, filter, days),
      this.reports.coverage(departments, filter, { from: month, to: month }),
      this.reports.surveys('department', departments, filter, { from: month, to: month }),
      this.reminderOrders.issuedIn(days.from, days.to),
    ]);
    return {
      asOf: byDay.asOf,
      month,
      rows: byDay.rows.map(
        ({
          departmentCode,
          departmentName,
          received,
          completed,
          outcomes,
          inTime,
          onPromise,
          hours,
          inProgress,
          overdue,
        }) => {
          const told = coverage.rows.find((row) => row.departmentCode === departmentCode);
          const asked = surveys.rows.find(({ key }) => key === departmentCode);
          return {
            departmentCode,
            departmentName,
            received,
            completed,
            outcomes,
            inTime,
            onPromise,
            hours,
            inProgress,
            overdue,
            reminderOrders: orders.get(departmentCode) ?? 0,
            coverage: { num: told?.num ?? 0, den: told?.den ?? 0, reasons: told?.reasons ?? {} },
            satisfaction: { invited: asked?.invited ?? 0, answered: asked?.answered ?? 0, mean: asked?.mean ?? null },
          };
        },
      ),
    };
  }
}

function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, number!, 0)).toISOString().slice(0, 10);
}
