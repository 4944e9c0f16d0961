import {
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  dayOf,
  formatDay,
  isWeekend,
  parseDay,
  parseTime,
  startOf,
  yearOf,
  type KstDay,
} from './kst-day.js';

/** A day on which public offices are closed, besides Saturdays and Sundays. */
export interface Holiday {
  /** `YYYY-MM-DD` in KST. */
  date: string;
  /** As citizens and officers read it, e.g. `노동절`. */
  name: string;
}

/** What of the office hours 09:00–18:00 a county may set (지방공무원 복무규정 art. 2). */
export interface OfficeHours {
  /** `HH:MM` at which the hour of lunch begins, 11:00 to 13:00; 12:00 unless told. */
  lunchStartsAt?: string;
}

/** A calculation needs a year for which the holiday table has no data. Never guessed: the caller decides what an empty answer means. */
export class CalendarMissing extends Error {
  readonly code = 'WORKING_TIME.CALENDAR_MISSING';
  constructor(readonly year: number) {
    super(`the holiday table does not cover ${year}`);
    this.name = 'CalendarMissing';
  }
}

/** An unbroken run of covered years, with what makes every question a look-up. */
interface Span {
  first: KstDay;
  last: KstDay;
  /** `[i]`: working days of the span before its day i; one entry more than days. */
  before: Int32Array;
  /** All working days of the span, ascending. */
  working: Int32Array;
}

const OPENS = 9 * MS_PER_HOUR;
const CLOSES = 18 * MS_PER_HOUR;
const LUNCH = MS_PER_HOUR;
/** A working day in milliseconds: 8 hours (Act art. 19(1)). */
export const WORKING_DAY_MS = CLOSES - OPENS - LUNCH;

/**
 * The working days and hours of a public office in Korea: Monday to Friday 09:00–18:00 KST less an hour of lunch, without holidays.
 * Dates are `YYYY-MM-DD` in KST, instants `Date`; the machine's time zone is never read. Immutable: a changed table is a new calendar.
 * Every method throws CalendarMissing where its answer depends on a year that is not covered.
 *
 * The methods that end in `Ms` or take a `KstDay` are the same arithmetic on plain numbers, for code that does much of it.
 */
export class HolidayCalendar {
  private readonly names = new Map<KstDay, string>();
  private readonly spans: Span[] = [];
  private readonly lunchFrom: number;
  private readonly lunchTo: number;
  private readonly morning: number;

  /** `coveredYears`: the years whose holidays are all in the list. Throws RangeError for a date or a lunch that cannot be. */
  constructor(holidays: Iterable<Holiday>, coveredYears: Iterable<number>, hours: OfficeHours = {}) {
    this.lunchFrom = parseTime(hours.lunchStartsAt ?? '12:00');
    if (this.lunchFrom < 11 * MS_PER_HOUR || this.lunchFrom > 13 * MS_PER_HOUR) {
      throw new RangeError('lunch begins between 11:00 and 13:00');
    }
    this.lunchTo = this.lunchFrom + LUNCH;
    this.morning = this.lunchFrom - OPENS;
    for (const { date, name } of holidays) this.names.set(parseDay(date), name);
    const years = [...new Set(coveredYears)].sort((a, b) => a - b);
    for (let i = 0; i < years.length;) {
      let j = i;
      while (years[j + 1] === years[j]! + 1) j++;
      this.spans.push(this.layOut(years[i]!, years[j]!));
      i = j + 1;
    }
  }

  private layOut(firstYear: number, lastYear: number): Span {
    const first = Date.UTC(firstYear, 0, 1) / MS_PER_DAY;
    const last = Date.UTC(lastYear + 1, 0, 1) / MS_PER_DAY - 1;
    const before = new Int32Array(last - first + 2);
    const working: number[] = [];
    for (let day = first; day <= last; day++) {
      before[day - first] = working.length;
      if (!isWeekend(day) && !this.names.has(day)) working.push(day);
    }
    before[last - first + 1] = working.length;
    return { first, last, before, working: Int32Array.from(working) };
  }

  private spanOf(day: KstDay): Span {
    for (const span of this.spans) if (day >= span.first && day <= span.last) return span;
    throw new CalendarMissing(yearOf(day));
  }

  /** The last day up to which nothing is missing, seen from a covered day; what the "table ends soon" warning looks at. */
  coveredThrough(date: string): string {
    return formatDay(this.spanOf(parseDay(date)).last);
  }

  /** The holiday's name, or null; a plain Saturday or Sunday has none. */
  holidayName(date: string): string | null {
    return this.holidayNameOfDay(parseDay(date));
  }

  holidayNameOfDay(day: KstDay): string | null {
    this.spanOf(day);
    return this.names.get(day) ?? null;
  }

  isWorkingDay(date: string): boolean {
    return this.isWorking(parseDay(date));
  }

  isWorking(day: KstDay): boolean {
    const { first, before } = this.spanOf(day);
    return before[day - first + 1]! > before[day - first]!;
  }

  /** The first working day after a date. */
  nextWorkingDay(date: string): string {
    return formatDay(this.nthWorkingDay(parseDay(date) + 1, 1));
  }

  /** The date itself where it is a working day, else the next one. */
  workingDayOnOrAfter(date: string): string {
    return formatDay(this.nthWorkingDay(parseDay(date), 1));
  }

  /** The n-th working day after a date; with a negative n the |n|-th before it. Throws RangeError for 0. */
  addWorkingDays(date: string, n: number): string {
    if (!Number.isInteger(n) || n === 0) throw new RangeError('a whole number of working days, not 0');
    const day = parseDay(date);
    if (n > 0) return formatDay(this.nthWorkingDay(day + 1, n));
    const span = this.spanOf(day);
    return formatDay(this.workingDayAt(span, span.before[day - span.first]! + n));
  }

  /** Working days after `from` up to and with `to`: "n working days left" on the day `from`. Negative where `to` lies before. */
  workingDaysBetween(from: string, to: string): number {
    return this.countWorkingDays(parseDay(from) + 1, parseDay(to) + 1);
  }

  /**
   * The last working day on which n working days (≥ 0) are left before a due date, the days after it counted: due Tue 2025-10-21,
   * 3 left → Thu 2025-10-16. A due date on a day off counts like the working day before it.
   */
  dayWithWorkingDaysLeft(dueDate: string, n: number): string {
    const due = parseDay(dueDate);
    const span = this.spanOf(due);
    return formatDay(this.workingDayAt(span, span.before[due - span.first + 1]! - 1 - n));
  }

  /** The n-th (≥ 1) working day on or after a day. */
  nthWorkingDay(day: KstDay, n: number): KstDay {
    const span = this.spanOf(day);
    return this.workingDayAt(span, span.before[day - span.first]! + n - 1);
  }

  /** Working days from a day on, up to but not with `until`. */
  countWorkingDays(from: KstDay, until: KstDay): number {
    if (until < from) return -this.countWorkingDays(until, from);
    const span = this.spanOf(from);
    if (until - 1 > span.last) throw new CalendarMissing(yearOf(span.last) + 1);
    return span.before[until - span.first]! - span.before[from - span.first]!;
  }

  private workingDayAt(span: Span, index: number): KstDay {
    if (index < 0) throw new CalendarMissing(yearOf(span.first) - 1);
    if (index >= span.working.length) throw new CalendarMissing(yearOf(span.last) + 1);
    return span.working[index]!;
  }

  /** 09:00 KST of a date, working day or not. */
  opening(date: string): Date {
    return new Date(this.openingMs(parseDay(date)));
  }

  /** 18:00 KST of a date, working day or not. */
  closing(date: string): Date {
    return new Date(this.closingMs(parseDay(date)));
  }

  openingMs(day: KstDay): number {
    return startOf(day) + OPENS;
  }

  closingMs(day: KstDay): number {
    return startOf(day) + CLOSES;
  }

  /** Is the office at work at this instant? The opening belongs to it, the closing does not. */
  isWorkingTime(instant: Date): boolean {
    return this.nextWorkingTime(instant).getTime() === instant.getTime();
  }

  /** The instant itself where the office is at work, else its next opening (after lunch, in the morning, after the holidays). */
  nextWorkingTime(instant: Date): Date {
    const worked = this.workedMs(instant.getTime());
    const span = this.spanOf(dayOf(instant.getTime()));
    const day = this.workingDayAt(span, Math.floor(worked / WORKING_DAY_MS));
    return new Date(startOf(day) + this.latestTimeAfter(worked % WORKING_DAY_MS));
  }

  /**
   * The first instant at which that many working minutes (≥ 0, fractions allowed) have passed; hours that run out at a
   * closing end there, not at the next opening. 0 gives the instant itself.
   */
  addWorkingMinutes(instant: Date, minutes: number): Date {
    return new Date(this.addWorkingMs(instant.getTime(), minutes * MS_PER_MINUTE));
  }

  /** The last instant at which that many working minutes are left before `due`: an opening rather than the closing before it. */
  subtractWorkingMinutes(due: Date, minutes: number): Date {
    return new Date(this.subtractWorkingMs(due.getTime(), minutes * MS_PER_MINUTE));
  }

  /** Working minutes from a to b; negative where b is before a. */
  workingMinutesBetween(a: Date, b: Date): number {
    return this.workingMsBetween(a.getTime(), b.getTime()) / MS_PER_MINUTE;
  }

  addWorkingMs(ms: number, amount: number): number {
    if (!(amount >= 0)) throw new RangeError('working time to add is 0 or more');
    if (amount === 0) return ms;
    const total = this.workedMs(ms) + amount;
    const index = Math.ceil(total / WORKING_DAY_MS) - 1;
    const day = this.workingDayAt(this.spanOf(dayOf(ms)), index);
    return startOf(day) + this.earliestTimeAfter(total - index * WORKING_DAY_MS);
  }

  subtractWorkingMs(ms: number, amount: number): number {
    if (!(amount >= 0)) throw new RangeError('working time to subtract is 0 or more');
    if (amount === 0) return ms;
    const total = this.workedMs(ms) - amount;
    const index = Math.floor(total / WORKING_DAY_MS);
    const day = this.workingDayAt(this.spanOf(dayOf(ms)), index);
    return startOf(day) + this.latestTimeAfter(total - index * WORKING_DAY_MS);
  }

  workingMsBetween(from: number, to: number): number {
    if (to < from) return -this.workingMsBetween(to, from);
    const span = this.spanOf(dayOf(from));
    if (dayOf(to) > span.last) throw new CalendarMissing(yearOf(span.last) + 1);
    return this.workedMs(to) - this.workedMs(from);
  }

  /** Working time from the beginning of the covered years to an instant. */
  private workedMs(ms: number): number {
    const day = dayOf(ms);
    const { first, before } = this.spanOf(day);
    const days = before[day - first]!;
    if (before[day - first + 1] === days) return days * WORKING_DAY_MS;
    const time = ms - startOf(day);
    const morning = Math.min(Math.max(time, OPENS), this.lunchFrom) - OPENS;
    const afternoon = Math.min(Math.max(time, this.lunchTo), CLOSES) - this.lunchTo;
    return days * WORKING_DAY_MS + morning + afternoon;
  }

  private earliestTimeAfter(worked: number): number {
    return worked <= this.morning ? OPENS + worked : this.lunchTo + worked - this.morning;
  }

  private latestTimeAfter(worked: number): number {
    return worked < this.morning ? OPENS + worked : this.lunchTo + worked - this.morning;
  }
}
