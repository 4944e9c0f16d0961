import { kstDate } from '../../libs/clock/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';

/** The fixed rungs in order of urgency, then those that come again and again. */
export type RungName = 'D3' | 'D1' | 'DDAY' | 'OVERDUE' | 'SUPPLEMENT_LAPSED';

/** In the line above a case, its officer first. */
export const POSTS = ['OFFICER', 'LEADER', 'HEAD'] as const;
export type Post = (typeof POSTS)[number];

/** How far ahead the rungs lie and who is told of each (product notifications: the ladder); a county's or a department's own. */
export interface LadderSettings {
  /** Working days left at D-3 and D-1 of a case counted in days. */
  dayD3: number;
  dayD1: number;
  /** Working hours left at D-3, D-1 and D-day of a case counted in hours. */
  hourD3: number;
  hourD1: number;
  hourDday: number;
  /** While a lapsed supplement stays open, it is told again every so many working days. */
  lapsedEvery: number;
  told: Record<RungName, readonly Post[]>;
}

export const DEFAULT_LADDER: LadderSettings = {
  dayD3: 3,
  dayD1: 1,
  hourD3: 8,
  hourD1: 4,
  hourDday: 2,
  lapsedEvery: 3,
  told: {
    D3: ['OFFICER'],
    D1: ['OFFICER'],
    DDAY: ['OFFICER', 'LEADER'],
    OVERDUE: ['OFFICER', 'LEADER', 'HEAD'],
    SUPPLEMENT_LAPSED: ['OFFICER', 'LEADER'],
  },
};

/** What the ladder of an open case hangs on. */
export interface LadderCase {
  receivedAt: Date;
  /** What is told and laddered; null where no calendar covers it. */
  targetAt: Date | null;
  /** The period is counted in working hours. */
  hourCase: boolean;
  /** Time stands still: silent, but for a supplement whose day has passed. */
  paused: boolean;
  /** 18:00 of the last day of the supplement that is open. */
  supplementDueAt: Date | null;
}

/** One rung of one aim. */
export interface Rung {
  name: RungName;
  /** The deadline, or the supplement's last day, that it belongs to. */
  aimAt: Date;
  /** Working day (`YYYY-MM-DD`, KST) of a rung that repeats; null for the others. */
  slot: string | null;
  dueAt: Date;
}

const FIXED = ['D3', 'D1', 'DDAY'] as const;
const INSTANT_MS = 1;

/** The last working day before a deadline runs out: a deadline on a day off, or before the opening, ends the working day before. */
export function lastDayOf(targetAt: Date, calendar: HolidayCalendar): string {
  return kstDate(calendar.subtractWorkingMinutes(targetAt, INSTANT_MS / 60_000));
}

/** D-3, D-1 and D-day of a deadline, in this order; those before the receipt are left out (product notifications: the ladder). */
export function fixedRungs(state: LadderCase, calendar: HolidayCalendar, settings: LadderSettings): Rung[] {
  if (state.paused || state.targetAt === null) return [];
  const { targetAt, receivedAt } = state;
  const dueAts = instantsBefore(targetAt, state.hourCase, calendar, settings);
  return FIXED.map((name, i) => ({ name, aimAt: targetAt, slot: null, dueAt: dueAts[i]! })).filter(
    ({ dueAt }) => dueAt >= receivedAt && dueAt < targetAt,
  );
}

/** Thousands of cases run out at the same closing; their rungs are reckoned once for a calendar. */
const KNOWN = new WeakMap<HolidayCalendar, Map<string, Date[]>>();
const MOST_KNOWN = 10_000;

function instantsBefore(
  targetAt: Date,
  hourCase: boolean,
  calendar: HolidayCalendar,
  settings: LadderSettings,
): Date[] {
  const known = KNOWN.get(calendar) ?? new Map<string, Date[]>();
  KNOWN.set(calendar, known);
  const { dayD3, dayD1, hourD3, hourD1, hourDday } = settings;
  const key = `${targetAt.getTime()} ${hourCase ? `h ${hourD3} ${hourD1} ${hourDday}` : `d ${dayD3} ${dayD1}`}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const instants = hourCase ? hoursBefore(targetAt, calendar, settings) : morningsBefore(targetAt, calendar, settings);
  known.set(key, instants);
  return instants;
}

function hoursBefore(targetAt: Date, calendar: HolidayCalendar, { hourD3, hourD1, hourDday }: LadderSettings): Date[] {
  return [hourD3, hourD1, hourDday].map((hours) => calendar.subtractWorkingMinutes(targetAt, hours * 60));
}

function morningsBefore(targetAt: Date, calendar: HolidayCalendar, { dayD3, dayD1 }: LadderSettings): Date[] {
  const lastDay = lastDayOf(targetAt, calendar);
  return [calendar.addWorkingDays(lastDay, -dayD3), calendar.addWorkingDays(lastDay, -dayD1), lastDay].map((day) =>
    calendar.opening(day),
  );
}

/** The first rung at or after an instant; null where the ladder is silent from there on, or the holiday table ends before it. */
export function nextRung(
  state: LadderCase,
  from: Date,
  calendar: HolidayCalendar,
  settings: LadderSettings,
): Rung | null {
  try {
    const fixed = fixedRungs(state, calendar, settings).find(({ dueAt }) => dueAt >= from);
    return fixed ?? repeated(state, from, calendar, settings);
  } catch (error) {
    // A year without holidays is never guessed (product petitions §3); the ladder is reckoned again when the table has it.
    if (error instanceof CalendarMissing) return null;
    throw error;
  }
}

/** The first overdue or lapsed rung at or after an instant. */
function repeated(state: LadderCase, from: Date, calendar: HolidayCalendar, settings: LadderSettings): Rung | null {
  if (state.paused)
    return state.supplementDueAt === null ? null : lapsed(state.supplementDueAt, from, calendar, settings.lapsedEvery);
  return state.targetAt === null ? null : overdue(state.targetAt, from, calendar);
}

/** The first working instant past the deadline, then each working day's opening. */
function overdue(targetAt: Date, from: Date, calendar: HolidayCalendar): Rung {
  const first = calendar.nextWorkingTime(new Date(targetAt.getTime() + INSTANT_MS));
  const dueAt = from <= first ? first : openingAtOrAfter(from, calendar);
  return { name: 'OVERDUE', aimAt: targetAt, slot: kstDate(dueAt), dueAt };
}

/** The opening of the working day after the supplement's last day, then of every `every`-th working day. */
function lapsed(supplementDueAt: Date, from: Date, calendar: HolidayCalendar, every: number): Rung {
  const firstDay = calendar.nextWorkingDay(kstDate(supplementDueAt));
  let day = firstDay;
  const opening = openingAtOrAfter(from, calendar);
  if (opening > calendar.opening(firstDay)) {
    const passed = calendar.workingDaysBetween(firstDay, kstDate(opening));
    day = calendar.addWorkingDays(firstDay, Math.ceil(passed / every) * every);
  }
  return { name: 'SUPPLEMENT_LAPSED', aimAt: supplementDueAt, slot: day, dueAt: calendar.opening(day) };
}

/** The first opening of a working day at or after an instant. */
function openingAtOrAfter(instant: Date, calendar: HolidayCalendar): Date {
  const day = kstDate(instant);
  const today = calendar.opening(day);
  return calendar.isWorkingDay(day) && instant <= today ? today : calendar.opening(calendar.nextWorkingDay(day));
}

/** Whether two states have the same ladder. */
export function sameLadder(a: LadderCase, b: LadderCase): boolean {
  if (a.paused || b.paused) return a.paused && b.paused && same(a.supplementDueAt, b.supplementDueAt);
  return same(a.targetAt, b.targetAt) && a.hourCase === b.hourCase;
}

function same(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime();
}

/**
 * From which instant rungs are told after a deadline moved at `movedAt`: those still ahead of the new deadline, and not the
 * passed ones again. Where the deadline came nearer and the move jumped over a rung, that rung is still to be told.
 */
export function armedAfterMove(
  before: LadderCase | null,
  after: LadderCase,
  movedAt: Date,
  calendar: HolidayCalendar,
  settings: LadderSettings,
): Date {
  if (before === null || before.paused || before.targetAt === null || after.targetAt === null) return movedAt;
  if (after.targetAt >= before.targetAt) return movedAt;
  try {
    const passed = lastPassed(after, movedAt, calendar, settings);
    return passed.rank > lastPassed(before, movedAt, calendar, settings).rank ? passed.dueAt! : movedAt;
  } catch (error) {
    if (error instanceof CalendarMissing) return movedAt;
    throw error;
  }
}

function lastPassed(
  state: LadderCase,
  at: Date,
  calendar: HolidayCalendar,
  settings: LadderSettings,
): { rank: number; dueAt: Date | null } {
  const last = fixedRungs(state, calendar, settings).findLast(({ dueAt }) => dueAt < at);
  return last === undefined
    ? { rank: -1, dueAt: null }
    : { rank: FIXED.indexOf(last.name as (typeof FIXED)[number]), dueAt: last.dueAt };
}

/**
 * What to do at `now` with the rungs that came due since `armedFrom`: the latest still matters and is told, those before it are
 * overtaken and only recorded: all fixed ones, and of the mornings those of the last month.
 * @throws CalendarMissing
 */
export function dueRungs(
  state: LadderCase,
  armedFrom: Date,
  now: Date,
  calendar: HolidayCalendar,
  settings: LadderSettings,
): { told: Rung | null; overtaken: Rung[] } {
  const fixed = fixedRungs(state, calendar, settings).filter(({ dueAt }) => dueAt >= armedFrom && dueAt <= now);
  const due = [...fixed, ...repeatedUntil(now, state, armedFrom, calendar, settings)];
  return { told: due.at(-1) ?? null, overtaken: due.slice(0, -1) };
}

const MORNINGS_BACK_MS = 31 * 86_400_000;

/** The repeated rungs from `armedFrom` to `now`, of a ladder that slept long those of the last month. */
function repeatedUntil(
  now: Date,
  state: LadderCase,
  armedFrom: Date,
  calendar: HolidayCalendar,
  settings: LadderSettings,
): Rung[] {
  // Nothing repeats before the deadline is past.
  if (!state.paused && (state.targetAt === null || now <= state.targetAt)) return [];
  const rungs: Rung[] = [];
  let from = new Date(Math.max(armedFrom.getTime(), now.getTime() - MORNINGS_BACK_MS));
  for (;;) {
    const next = repeated(state, from, calendar, settings);
    if (next === null || next.dueAt > now) return rungs;
    rungs.push(next);
    from = new Date(next.dueAt.getTime() + INSTANT_MS);
  }
}
