import { kstDate, kstInstant } from '../../libs/clock/index.js';
import { UNDER_TWO_DAYS } from './eligibility.js';
import type { Privacy } from '../../libs/privacy/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';

export const DUE_FILTERS = ['overdue', 'today', 'within3days'] as const;
export type DueFilter = (typeof DUE_FILTERS)[number];

/** What a list of cases is narrowed by; days are `YYYY-MM-DD` in KST, both ends included. */
export interface CaseFilters {
  stage?: string;
  departmentCode?: string;
  officerId?: string;
  typeCode?: string;
  outcome?: string;
  /** By `targetAt`, open cases only; `today` and `within3days` (working days, today included) hold what is not overdue yet. */
  due?: DueFilter;
  supplementLapsed?: boolean;
  open?: boolean;
  /** Cases that were voided have left the figures, and stand in lists all the same. */
  voided?: boolean;
  receivedFrom?: string;
  receivedTo?: string;
  completedFrom?: string;
  completedTo?: string;
  extended?: boolean;
  onTime?: boolean;
  receiptNo?: string;
  /** Those whose citizen is told; or is to be told by law; or is not told for a reason, though the law names the petition. */
  told?: 'TOLD' | 'DUE' | `NOT:${string}`;
  /** Of these only, or all but these. */
  ids?: string[];
  withoutIds?: string[];
  /** Blind index of the applicant's or agent's number. */
  phoneIndex?: Buffer;
}

/** A search text is a receipt number when it has 18 digits, else a telephone number, also as it is dialled from abroad. */
export function searched(q: string | undefined, privacy: Privacy): Pick<CaseFilters, 'receiptNo' | 'phoneIndex'> {
  if (q === undefined || q.trim() === '') return {};
  const digits = q.replace(/\D/g, '').replace(/^(00)?820?(?=1\d{8,9}$)/, '0');
  return digits.length === 18 ? { receiptNo: digits } : { phoneIndex: privacy.phoneIndex(digits) };
}

/** Parts of a WHERE clause with their values, in the order of `$1…`. */
export interface Where {
  sql: string;
  values: unknown[];
}

/**
 * The filters as SQL over cases.civil_case `c`. Figures of the dashboard and the lists behind them use this one function,
 * so that a figure and its list cannot disagree.
 * @param scope departments that the caller may see
 */
export function whereOf(filters: CaseFilters, scope: string[] | 'ALL', calendar: HolidayCalendar, now: Date): Where {
  const values: unknown[] = [];
  const parts: string[] = [];
  const add = (make: (placeholder: string) => string, value: unknown) => {
    values.push(value);
    parts.push(make(`$${values.length}`));
  };
  if (scope !== 'ALL') add((p) => `c.department_code = ANY(${p})`, scope);
  if (filters.receiptNo !== undefined) add((p) => `c.receipt_no = ${p}`, filters.receiptNo);
  if (filters.phoneIndex !== undefined)
    add((p) => `(c.applicant_phone_index = ${p} OR c.agent_phone_index = ${p})`, filters.phoneIndex);
  if (filters.stage !== undefined) add((p) => `c.stage = ${p}`, filters.stage);
  if (filters.departmentCode !== undefined) add((p) => `c.department_code = ${p}`, filters.departmentCode);
  if (filters.officerId !== undefined) add((p) => `c.officer_id = ${p}`, filters.officerId);
  if (filters.typeCode !== undefined) add((p) => `c.type_code = ${p}`, filters.typeCode);
  if (filters.outcome !== undefined) add((p) => `c.outcome = ${p}`, filters.outcome);
  if (filters.open !== undefined) add((p) => `c.open = ${p}`, filters.open);
  if (filters.voided !== undefined) add((p) => `(c.stage = 'VOIDED') = ${p}`, filters.voided);
  if (filters.extended !== undefined) add((p) => `(c.extensions > 0) = ${p}`, filters.extended);
  if (filters.onTime !== undefined) add((p) => `c.on_time = ${p}`, filters.onTime);
  if (filters.receivedFrom !== undefined) add((p) => `c.received_at >= ${p}`, kstInstant(filters.receivedFrom));
  if (filters.receivedTo !== undefined) add((p) => `c.received_at < ${p}`, dayAfter(filters.receivedTo));
  if (filters.completedFrom !== undefined) add((p) => `c.completed_at >= ${p}`, kstInstant(filters.completedFrom));
  if (filters.completedTo !== undefined) add((p) => `c.completed_at < ${p}`, dayAfter(filters.completedTo));
  if (filters.ids !== undefined) add((p) => `c.id = ANY(${p}::uuid[])`, filters.ids);
  if (filters.withoutIds !== undefined) add((p) => `c.id <> ALL(${p}::uuid[])`, filters.withoutIds);
  if (filters.told === 'TOLD') parts.push('c.notified');
  else if (filters.told === 'DUE')
    add((p) => `(c.notified OR c.statutory AND c.not_notified_reason <> ${p})`, UNDER_TWO_DAYS);
  else if (filters.told !== undefined)
    add((p) => `NOT c.notified AND c.statutory AND c.not_notified_reason = ${p}`, filters.told.slice('NOT:'.length));
  if (filters.supplementLapsed) add((p) => `c.open AND c.supplement_open AND c.supplement_due_at < ${p}`, now);
  if (filters.due === 'overdue') add((p) => `c.open AND c.target_at < ${p}`, now);
  if (filters.due === 'today' || filters.due === 'within3days') {
    add((p) => `c.open AND c.target_at >= ${p}`, now);
    add(
      (p) => `c.target_at < ${p}`,
      filters.due === 'today' ? dayAfter(kstDate(now)) : dayAfter(lastOfThreeWorkingDays(calendar, kstDate(now))),
    );
  }
  return { sql: parts.length === 0 ? 'true' : parts.join(' AND '), values };
}

function dayAfter(date: string): Date {
  return new Date(kstInstant(date).getTime() + 86_400_000);
}

/** The last of three working days: today counts where it is one. Beyond the end of the holiday table, where no day is known to be one, calendar days. */
export function lastOfThreeWorkingDays(calendar: HolidayCalendar, today: string): string {
  try {
    return calendar.addWorkingDays(calendar.workingDayOnOrAfter(today), 2);
  } catch (error) {
    if (error instanceof CalendarMissing) return kstDate(new Date(kstInstant(today).getTime() + 2 * 86_400_000));
    throw error;
  }
}
