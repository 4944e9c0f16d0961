import { gapsOf, mergeGaps, type Gap } from './excluded-time.js';
import type { HolidayCalendar } from './holiday-calendar.js';
import { MS_PER_HOUR, MS_PER_MINUTE, dayOf, formatDay, formatTime, startOf, type KstDay } from './kst-day.js';
import {
  continuePeriod,
  countsHours,
  endOfCalendarTime,
  hoursOf,
  reckonPeriod,
  startAfterDeadline,
  startAtReceipt,
  type Period,
  type PeriodStart,
  type ReckoningOptions,
} from './periods.js';

/** One line of the working behind a deadline. Dates are `YYYY-MM-DD`, times `HH:MM`, both KST; runs of days include both ends. */
export type WorkingStep =
  /** Working time of one day, lunch not in `minutes`; `total` counts up to here. Whole minutes, rounded. */
  | { kind: 'HOURS'; date: string; from: string; to: string; minutes: number; total: number }
  /** Working days, numbered. */
  | { kind: 'DAYS'; from: string; to: string; first: number; last: number }
  /** Calendar days that count, numbered. */
  | { kind: 'CALENDAR'; from: string; to: string; first: number; last: number }
  /** Time that does not count and why; with times where it is part of a day. */
  | { kind: 'LEFT_OUT'; from: string; to: string; fromTime?: string; toTime?: string; note: string }
  /** The end of calendar time fell on days off and moved on. */
  | { kind: 'MOVED'; from: string; to: string; note: string };

export interface Working {
  dueAt: Date;
  steps: WorkingStep[];
}

const WEEKEND = '주말';
const AFTER_HOURS = '근무시간 외';

/** `reckonPeriod` with its working. Slower; for people. */
export function explainPeriod(
  calendar: HolidayCalendar,
  period: Period,
  receivedAt: Date,
  options: ReckoningOptions = {},
): Working {
  const dueAt = reckonPeriod(calendar, period, receivedAt, options);
  return {
    dueAt,
    steps: stepsOf(calendar, period, startAtReceipt(calendar, period, receivedAt, options), dueAt, options),
  };
}

/** `continuePeriod` with its working. */
export function explainContinuation(
  calendar: HolidayCalendar,
  period: Period,
  deadline: Date,
  options: ReckoningOptions = {},
): Working {
  const dueAt = continuePeriod(calendar, period, deadline, options);
  return { dueAt, steps: stepsOf(calendar, period, startAfterDeadline(deadline), dueAt, options) };
}

function stepsOf(
  calendar: HolidayCalendar,
  period: Period,
  start: PeriodStart,
  dueAt: Date,
  { excluded = [], exactInstants = false }: ReckoningOptions,
): WorkingStep[] {
  const hours = countsHours(period);
  const gaps = gapsOf(excluded, !(hours && exactInstants)).sort((a, b) => a.from - b.from);
  if (hours) return hourSteps(calendar, start.instant, dueAt.getTime(), gaps);
  const due = dayOf(dueAt.getTime());
  if (period.unit === 'DAY') return dayRuns(start.day, due, 'DAYS', (day) => whyOff(calendar, day, gaps));
  const end = endOfCalendarTime(period, start.day, mergeGaps(gaps));
  const steps = dayRuns(start.day, end, 'CALENDAR', (day) => gapNote(gaps, day));
  if (due === end) return steps;
  const notes = new Set<string>();
  for (let day = end; day < due; day++) notes.add(whyOff(calendar, day, gaps) ?? '');
  return [...steps, { kind: 'MOVED', from: formatDay(end), to: formatDay(due), note: [...notes].join(', ') }];
}

function gapNote(gaps: readonly Gap[], day: KstDay): string | null {
  return gaps.find((gap) => gap.from <= startOf(day) && gap.until >= startOf(day + 1))?.note ?? null;
}

function whyOff(calendar: HolidayCalendar, day: KstDay, gaps: readonly Gap[]): string | null {
  const note = gapNote(gaps, day);
  if (note !== null || calendar.isWorking(day)) return note;
  return calendar.holidayNameOfDay(day) ?? WEEKEND;
}

/** Days that count, numbered, and days left out, each run of the same as one step. */
function dayRuns(
  first: KstDay,
  last: KstDay,
  kind: 'DAYS' | 'CALENDAR',
  why: (day: KstDay) => string | null,
): WorkingStep[] {
  const steps: WorkingStep[] = [];
  let counted = 0;
  for (let day = first; day <= last; day++) {
    const note = why(day);
    const step = steps.at(-1);
    if (note !== null) {
      leaveOut(steps, day, note);
    } else if (step?.kind === kind) {
      step.to = formatDay(day);
      step.last = ++counted;
    } else {
      counted++;
      steps.push({ kind, from: formatDay(day), to: formatDay(day), first: counted, last: counted });
    }
  }
  return steps;
}

function leaveOut(steps: WorkingStep[], day: KstDay, note: string): void {
  const step = steps.at(-1);
  if (step?.kind === 'LEFT_OUT' && step.note === note && step.fromTime === undefined) step.to = formatDay(day);
  else steps.push({ kind: 'LEFT_OUT', from: formatDay(day), to: formatDay(day), note });
}

function hourSteps(calendar: HolidayCalendar, start: number, due: number, gaps: readonly Gap[]): WorkingStep[] {
  const steps: WorkingStep[] = [];
  let total = 0;
  for (let day = dayOf(start); day <= dayOf(due); day++) {
    const note = whyOff(calendar, day, gaps);
    if (note !== null) {
      leaveOut(steps, day, note);
      continue;
    }
    const opens = calendar.openingMs(day);
    const closes = calendar.closingMs(day);
    const from = Math.max(opens, start);
    const to = Math.min(closes, due);
    if (start > closes) leaveOut(steps, day, AFTER_HOURS);
    let at = from;
    for (const gap of gaps) {
      if (gap.until <= at || gap.from >= to) continue;
      work(at, gap.from);
      steps.push({
        kind: 'LEFT_OUT',
        from: formatDay(day),
        to: formatDay(day),
        fromTime: formatTime(Math.max(gap.from, opens)),
        toTime: formatTime(Math.min(gap.until, closes)),
        note: gap.note,
      });
      at = gap.until;
    }
    work(at, to);
  }
  return steps;

  function work(from: number, to: number): void {
    if (to <= from) return;
    const worked = calendar.workingMsBetween(from, to);
    if (worked === 0) return;
    total += worked;
    steps.push({
      kind: 'HOURS',
      date: formatDay(dayOf(from)),
      from: formatTime(from),
      to: formatTime(to),
      minutes: Math.round(worked / MS_PER_MINUTE),
      total: Math.round(total / MS_PER_MINUTE),
    });
  }
}

const monthDay = (date: string): string => `${Number(date.slice(5, 7))}/${Number(date.slice(8))}`;
const run = (from: string, to: string): string => (from === to ? monthDay(from) : `${monthDay(from)}–${monthDay(to)}`);
const numbers = (first: number, last: number): string => (first === last ? `${first}` : `${first}–${last}`);

/** `4시간`, `3시간 30분`, `30분`. */
export function koreanHours(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 || rest === 0 ? `${hours}시간` : '', rest > 0 ? `${rest}분` : '']
    .filter((part) => part !== '')
    .join(' ');
}

const UNITS: Record<Period['unit'], string> = { DAY: '일', WEEK: '주', MONTH: '개월', YEAR: '년' };

/** `3일(24근무시간)`, `15일`, `1개월`, `즉시(3근무시간)`. */
export function koreanPeriod(period: Period): string {
  const inHours = countsHours(period) ? `(${hoursOf(period) / MS_PER_HOUR}근무시간)` : '';
  return period.length === 0 ? `즉시${inHours}` : `${period.length}${UNITS[period.unit]}${inHours}`;
}

/** A step as a line in Korean: `4/29 14:00–18:00 4시간`, `5/1 노동절 제외`, `8/10–8/11 1–2일째`, `2/28 → 3/3 (주말, 3·1절)`. */
export function describeStep(step: WorkingStep): string {
  switch (step.kind) {
    case 'HOURS':
      return `${monthDay(step.date)} ${step.from}–${step.to} ${koreanHours(step.minutes)}`;
    case 'DAYS':
    case 'CALENDAR':
      return `${run(step.from, step.to)} ${numbers(step.first, step.last)}일째`;
    case 'LEFT_OUT': {
      const times = step.fromTime === undefined ? '' : ` ${step.fromTime}–${step.toTime}`;
      return `${run(step.from, step.to)}${times} ${step.note} 제외`;
    }
    case 'MOVED':
      return `${monthDay(step.from)} → ${monthDay(step.to)} (${step.note})`;
  }
}
