import { gapsOf, mergeGaps, type ExcludedInterval, type Gap } from './excluded-time.js';
import { WORKING_DAY_MS, type HolidayCalendar } from './holiday-calendar.js';
import { MS_PER_HOUR, civilOf, dayInMonth, dayOf, lastDayOfMonth, parseDay, type KstDay } from './kst-day.js';

export type PeriodUnit = 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

/** A processing period (처리기간). DAY with length 0 is "immediately" (즉시). */
export interface Period {
  unit: PeriodUnit;
  /** A whole number; at least 1 except for DAY. */
  length: number;
}

export interface ReckoningOptions {
  /** Time that does not count. Whole days, unless `exactInstants`. */
  excluded?: readonly ExcludedInterval[];
  /** In periods counted in hours, excluded instants are left out to the millisecond, not by the day. Default false. */
  exactInstants?: boolean;
  /** False: a receipt after 18:00 makes the next working day day 1. Default true, the literal reading of Act art. 19(2). */
  receiptAfterHoursIsDayOne?: boolean;
}

/** Act art. 19(3): "immediately" means within 3 working hours. */
const IMMEDIATELY_MS = 3 * MS_PER_HOUR;
/** Act art. 19(1): periods of up to 5 days are counted in hours. */
const LONGEST_HOUR_PERIOD = 5;

/** Is this period counted in working hours, so that its end is an instant and not the end of a day? */
export function countsHours(period: Period): boolean {
  return period.unit === 'DAY' && period.length <= LONGEST_HOUR_PERIOD;
}

/** The working hours of such a period, in milliseconds. */
export function hoursOf(period: Period): number {
  return period.length === 0 ? IMMEDIATELY_MS : period.length * WORKING_DAY_MS;
}

/** Throws RangeError for a period that cannot be. */
function check({ unit, length }: Period): void {
  const known = unit === 'DAY' || unit === 'WEEK' || unit === 'MONTH' || unit === 'YEAR';
  if (!known || !Number.isInteger(length) || length < (unit === 'DAY' ? 0 : 1)) {
    throw new RangeError(`no such period: ${length} ${unit}`);
  }
}

/** Where counting begins: the instant for hours, day 1 at the earliest for days, the first day for calendar time. */
export interface PeriodStart {
  instant: number;
  day: KstDay;
}

/** The start of a period that runs from a receipt (Act art. 19). */
export function startAtReceipt(
  calendar: HolidayCalendar,
  period: Period,
  receivedAt: Date,
  options: ReckoningOptions,
): PeriodStart {
  const instant = receivedAt.getTime();
  const day = dayOf(instant);
  const nextDay =
    options.receiptAfterHoursIsDayOne === false && period.unit === 'DAY' && instant > calendar.closingMs(day);
  return { instant, day: nextDay ? day + 1 : day };
}

/** The start of a period that is counted on from an old deadline (Decree art. 21): its instant, and the day after its day. */
export function startAfterDeadline(deadline: Date): PeriodStart {
  return { instant: deadline.getTime(), day: dayOf(deadline.getTime()) + 1 };
}

/**
 * The deadline of a period from an instant of receipt (Act art. 19, Civil Act arts. 159–161):
 * up to 5 days the instant at which `length × 8` working hours have run; from 6 days 18:00 of the n-th working day, the day of
 * receipt being day 1; weeks, months and years end 18:00 of the day before the corresponding day (the last day of a month that
 * lacks it), moved on to a working day. Days left out are never counted. Throws CalendarMissing, and RangeError for a period that cannot be.
 */
export function reckonPeriod(
  calendar: HolidayCalendar,
  period: Period,
  receivedAt: Date,
  options: ReckoningOptions = {},
): Date {
  return reckonFrom(calendar, period, startAtReceipt(calendar, period, receivedAt, options), options);
}

/**
 * The deadline of a period counted on from an old deadline (Decree art. 21): hours from its instant; days from the working day
 * after its day as day 1; weeks, months and years from the calendar day after its day. Throws as `reckonPeriod`.
 */
export function continuePeriod(
  calendar: HolidayCalendar,
  period: Period,
  deadline: Date,
  options: ReckoningOptions = {},
): Date {
  return reckonFrom(calendar, period, startAfterDeadline(deadline), options);
}

function reckonFrom(
  calendar: HolidayCalendar,
  period: Period,
  start: PeriodStart,
  { excluded = [], exactInstants = false }: ReckoningOptions,
): Date {
  check(period);
  const hours = countsHours(period);
  const gaps = excluded.length === 0 ? [] : mergeGaps(gapsOf(excluded, !(hours && exactInstants)));
  if (hours) return new Date(endOfHours(calendar, start.instant, hoursOf(period), gaps));
  const day =
    period.unit === 'DAY'
      ? endOfDays(calendar, start.day, period.length, gaps)
      : rollOn(calendar, endOfCalendarTime(period, start.day, gaps), gaps);
  return new Date(calendar.closingMs(day));
}

function endOfHours(calendar: HolidayCalendar, from: number, need: number, gaps: readonly Gap[]): number {
  let end = calendar.addWorkingMs(from, need);
  for (const gap of gaps) {
    if (gap.until <= from) continue;
    if (end <= gap.from) return end;
    if (gap.from > from) need -= calendar.workingMsBetween(from, gap.from);
    from = gap.until;
    end = calendar.addWorkingMs(from, need);
  }
  return end;
}

function endOfDays(calendar: HolidayCalendar, from: KstDay, need: number, gaps: readonly Gap[]): KstDay {
  let end = calendar.nthWorkingDay(from, need);
  for (const gap of gaps) {
    const gapFrom = dayOf(gap.from);
    const gapUntil = dayOf(gap.until);
    if (gapUntil <= from) continue;
    if (end < gapFrom) return end;
    if (gapFrom > from) need -= calendar.countWorkingDays(from, gapFrom);
    from = gapUntil;
    end = calendar.nthWorkingDay(from, need);
  }
  return end;
}

/** The last day of a period in calendar time before it is moved on to a working day; days left out are added to its end. */
export function endOfCalendarTime(period: Period, first: KstDay, gaps: readonly Gap[]): KstDay {
  let end = correspondingEnd(period, first);
  for (const gap of gaps) {
    const gapFrom = Math.max(dayOf(gap.from), first);
    const gapUntil = dayOf(gap.until);
    if (gapUntil <= first) continue;
    if (end < gapFrom) return end;
    end += gapUntil - gapFrom;
  }
  return end;
}

/** Civil Act art. 160: the day before the corresponding day; the last day of the last month where it has no such day. */
function correspondingEnd({ unit, length }: Period, first: KstDay): KstDay {
  if (unit === 'WEEK') return first + 7 * length - 1;
  const { year, month, dayOfMonth } = civilOf(first);
  const lastMonth = month + (unit === 'YEAR' ? 12 * length : length);
  const corresponding = dayInMonth(year, lastMonth, dayOfMonth);
  return corresponding === null ? lastDayOfMonth(year, lastMonth) : corresponding - 1;
}

/** Civil Act art. 161: an end on a Saturday or holiday, or on a day left out, moves to the next working day, again and again. */
function rollOn(calendar: HolidayCalendar, day: KstDay, gaps: readonly Gap[]): KstDay {
  let end = calendar.nthWorkingDay(day, 1);
  for (const gap of gaps) {
    if (end < dayOf(gap.from)) return end;
    if (end < dayOf(gap.until)) end = calendar.nthWorkingDay(dayOf(gap.until), 1);
  }
  return end;
}

/**
 * 18:00 of the last day of a period in calendar days whose first day is not counted (Civil Act arts. 157, 159, 161): what a
 * citizen is given to bring papers. An end on a Saturday or holiday moves on to the next working day. Throws CalendarMissing.
 */
export function calendarDaysAfter(calendar: HolidayCalendar, sentAt: Date, days: number): Date {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`no such number of days: ${days}`);
  return new Date(calendar.closingMs(calendar.nthWorkingDay(dayOf(sentAt.getTime()) + days, 1)));
}

/** 18:00 of a last day that was named (`YYYY-MM-DD`), moved on from a Saturday or holiday (Civil Act art. 161). Throws CalendarMissing. */
export function endOfNamedDay(calendar: HolidayCalendar, date: string): Date {
  return new Date(calendar.closingMs(calendar.nthWorkingDay(parseDay(date), 1)));
}
