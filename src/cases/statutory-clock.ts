import { koreanDayTime, kstDate, kstInstant, toKst } from '../../libs/clock/index.js';
import {
  CalendarMissing,
  calendarDaysAfter,
  continuePeriod,
  countsHours,
  describeStep,
  endOfNamedDay,
  explainContinuation,
  explainPeriod,
  koreanPeriod,
  reckonPeriod,
  type ExcludedInterval,
  type HolidayCalendar,
  type Period,
  type WorkingStep,
} from '../../libs/working-time/index.js';
import type { StepKind } from './case.events.js';
import type { ExclusionReason, ExtensionReason } from './case-fact.js';

/** An instant as a `Date` or, out of stored JSON, as ISO 8601 with its offset. */
export type Instant = Date | string;

/** What the clock reads of one applied step: the contract's event without persons, as the timeline stores it. */
export interface ClockStep {
  /** Dense per case, from 1; the clock goes by it, not by the order of the list. */
  sequence: number;
  kind: StepKind;
  /** When it occurred. */
  at: Instant;
  /** Saeol's own planned completion, where this step brings one. */
  plannedAt?: Instant | null;
  /** RECEIVED; AMENDED where the petition changed: it then replaces both periods, from the receipt on. */
  petition?: { period: Period; promised?: Period | null } | null;
  /** SUPPLEMENT_REQUESTED: calendar days, or a named day `YYYY-MM-DD`. */
  supplement?: { dueDays?: number | null; dueDate?: string | null } | null;
  /** EXCLUDED: dates, both included; without `to` open until one with the same reason and `from` brings it. */
  excluded?: { reason: ExclusionReason; from: string; to?: string | null } | null;
  /** EXTENDED. */
  extension?: { period: Period; reasonCode?: ExtensionReason | null; consent?: boolean | null } | null;
}

/** Time left out that no step of Saeol brought: an operator's entry for this case, or an outage of the whole county. */
export interface EnteredInterval {
  reason: ExclusionReason;
  /** A date `YYYY-MM-DD` (that day included) or an instant. */
  from: string | Date;
  /** Null: open. */
  to: string | Date | null;
  /** The last sequence that was applied to the case when it was entered. */
  afterSequence: number;
}

/** Everything that a case's deadlines follow from. */
export interface CaseHistory {
  steps: readonly ClockStep[];
  intervals?: readonly EnteredInterval[];
  /** Each edit of the holiday table that moved this case's deadline, with the last sequence applied before it: planned dates of before are void. */
  holidayMoves?: readonly { afterSequence: number }[];
}

/** What a county may set (product petitions §4, §5); lunch is part of the calendar. */
export interface ClockSettings {
  /** Petitions of up to 5 days: leave time out to the minute and not by whole days. */
  exactInstants: boolean;
  /** A receipt after 18:00 on a working day still makes it day 1. */
  receiptAfterHoursIsDayOne: boolean;
}

export const DEFAULT_CLOCK_SETTINGS: ClockSettings = { exactInstants: false, receiptAfterHoursIsDayOne: true };

export type ClockFlag =
  | 'CALENDAR_MISSING'
  | 'EXTENSION_TOO_LONG'
  | 'THIRD_EXTENSION'
  | 'CONSENT_MISSING'
  | 'REASON_NOT_ALLOWED'
  | 'SUPPLEMENT_LATE';

/** One stretch of the reckoning: the petition's own period, or an extension counted on from the leg before. */
export interface DeadlineLeg {
  kind: 'PERIOD' | 'EXTENSION';
  period: Period;
  /** The receipt, or the old deadline. */
  from: Date;
  dueAt: Date;
}

/** All deadlines of a case. Instants; null where there is none or the holiday table ends too early. */
export interface Deadlines {
  /** Ours, statutory. */
  dueAt: Date | null;
  /** `dueAt` is reckoned up to today, since time is being left out with no end known. */
  provisional: boolean;
  promisedDueAt: Date | null;
  /** Saeol's planned completion while it counts; null once something later moved the deadline without bringing a new one. */
  plannedAt: Date | null;
  /** The date told to the citizen and laddered: planned, else promised, else ours. */
  targetAt: Date | null;
  /** `plannedAt` is another day than `dueAt` (another minute in petitions counted in hours). */
  dueMismatch: boolean;
  /** An interval is open: time stands still today. */
  paused: boolean;
  /** An interval is open or will be: what is said here holds for today only. */
  reckonDaily: boolean;
  /** 18:00 of the last day of the supplement that is open; null where none is. */
  supplementDueAt: Date | null;
  /** Each once. */
  flags: ClockFlag[];
  /** With CALENDAR_MISSING: the first year that the holiday table lacks. */
  missingYear: number | null;
  /** How many extensions there are. */
  extensions: number;
  /** The petition (its statutory period) is counted in hours: the end is an instant. */
  dueInHours: boolean;
  /** The same of the period that the told date follows: the promised one, where there is one. */
  targetInHours: boolean;
  /** How `dueAt` came about; empty where it is null. */
  legs: DeadlineLeg[];
}

/** The extension rules and the outage of information systems as amended on 2026-05-06 (Decree arts. 20, 21). */
const AMENDED_DECREE_SINCE = '2026-05-06';
/** Decree art. 21 as amended; OTHER, mere overload, late assignment and absence are not among them. */
const ALLOWED_REASONS: readonly ExtensionReason[] = ['COOPERATION', 'SITE_CHECK', 'FORCE_MAJEURE', 'EQUIVALENT'];
/** Decree art. 24: a supplement is demanded within 8 working hours of receipt. */
const SUPPLEMENT_WITHIN_MINUTES = 8 * 60;

const SUPPLEMENT_NOTE = '보완';
const EXCLUSION_NOTES: Record<ExclusionReason, string> = {
  HEARING: '의견청취',
  TEST: '시험·검사·감정',
  REVIEW: '전문적인 기술검토',
  PRIOR_BUSINESS: '선행사무 처리',
  REPRESENTATIVE: '대표자 선정',
  TRANSIT: '원거리 기관 이송',
  CERTIFICATE: '다른 기관 증명서 대기',
  OUTAGE: '정보시스템 장애',
};

interface SupplementInterval {
  /** The sequence of the demand (of the reopening, where that opened it again). */
  sequence: number;
  from: Date;
  until: Date | null;
}

interface Extension {
  sequence: number;
  period: Period;
  reasonCode: ExtensionReason | null;
  consent: boolean;
}

/** The history up to some step, as far as it moves deadlines. */
interface Told {
  receivedAt: Date;
  period: Period;
  promised: Period | null;
  extensions: Extension[];
  supplements: SupplementInterval[];
  /** The supplement that is open, or was when the case was completed. */
  supplement: { sentAt: Date; dueDays: number | null; dueDate: string | null } | null;
  /** When each supplement was first demanded. */
  demands: Date[];
  excluded: { reason: ExclusionReason; from: string | Date; to: string | Date | null; countsFrom: string | Date }[];
  /** When it was completed or voided. */
  endedAt: Date | null;
}

interface Reckoned {
  dueAt: Date;
  legs: DeadlineLeg[];
  excluded: ExcludedInterval[];
  /** Demands that came after the deadline: their time is not left out. */
  lateDemands: Date[];
}

const dateOf = (instant: Instant): Date => (typeof instant === 'string' ? new Date(instant) : instant);

/**
 * All deadlines of a case, always from its whole history and from scratch: the same history, calendar, settings and `now` give the
 * same answer in whatever order the steps arrived (product petitions §§4–8). Pure. `now` matters only while an interval is open, so
 * a paused case is reckoned again each day. Throws TypeError for a history without RECEIVED, RangeError for a period that cannot be.
 */
export function reckonDeadlines(
  history: CaseHistory,
  calendar: HolidayCalendar,
  settings: ClockSettings,
  now: Date,
): Deadlines {
  const rules = { calendar, settings };
  const { told, plannedAt } = replay(history, rules, now);
  const { promised } = told;
  const statutory = orMissing(() => reckon(told, told.period, rules, now));
  const byPromise = promised === null ? null : orMissing(() => reckon(told, promised, rules, now));
  const supplementDueAt = told.endedAt === null ? orMissing(() => supplementDue(told, calendar)) : null;
  const missing = [statutory, byPromise, supplementDueAt].find((answer) => answer instanceof CalendarMissing);

  const reckoned = unlessMissing(statutory);
  const dueAt = reckoned?.dueAt ?? null;
  const legs = reckoned?.legs ?? [];
  const promisedDueAt = unlessMissing(byPromise)?.dueAt ?? null;
  const dueInHours = countsHours(told.period);
  return {
    dueAt,
    provisional: reckoned !== null && isProvisional(told, reckoned, now),
    promisedDueAt,
    plannedAt,
    targetAt: plannedAt ?? promisedDueAt ?? dueAt,
    dueMismatch: plannedAt !== null && dueAt !== null && !agree(plannedAt, dueAt, dueInHours),
    paused: openSupplement(told) || openExclusions(told, now).length > 0,
    reckonDaily: told.endedAt === null && (told.supplement !== null || told.excluded.some(({ to }) => to === null)),
    supplementDueAt: unlessMissing(supplementDueAt),
    flags: flagsOf(told, legs, missing !== undefined, rules),
    missingYear: missing?.year ?? null,
    extensions: told.extensions.length,
    dueInHours,
    targetInHours: countsHours(promised ?? told.period),
    legs,
  };
}

interface Rules {
  calendar: HolidayCalendar;
  settings: ClockSettings;
}

/** A year that the table does not cover is an answer of its own: no date is guessed (product petitions §3). */
function orMissing<T>(reckonIt: () => T): T | CalendarMissing {
  try {
    return reckonIt();
  } catch (error) {
    if (error instanceof CalendarMissing) return error;
    throw error;
  }
}

function unlessMissing<T>(answer: T | CalendarMissing): T | null {
  return answer instanceof CalendarMissing ? null : answer;
}

/**
 * Goes through the history once. Saeol's planned date counts until something later moves the deadline without bringing a new one
 * (product petitions §8): after each entry the deadline is compared with the one that stood when the planned date came.
 */
function replay(history: CaseHistory, rules: Rules, now: Date): { told: Told; plannedAt: Date | null } {
  const [received, ...later] = inOrder(history.steps);
  if (received?.kind !== 'RECEIVED' || !received.petition) {
    throw new TypeError('a history begins with RECEIVED and its petition');
  }
  const told = receive(dateOf(received.at), received.petition);
  const saeol: { planned: { at: Date; dueThen: number | null } | null } = { planned: null };
  const dueAsOf = (at: Date) => unlessMissing(orMissing(() => reckon(told, told.period, rules, at).dueAt.getTime()));
  const voidPlannedIfMoved = (at: Date) => {
    if (saeol.planned !== null && dueAsOf(at) !== saeol.planned.dueThen) saeol.planned = null;
  };
  const voidPlannedIfGrown = (at: Date) => {
    if (openSupplement(told) || openExclusions(told, at).length > 0) voidPlannedIfMoved(at);
  };

  const steps = [received, ...later];
  const intervals = history.intervals ?? [];
  for (const interval of intervals) if (interval.afterSequence < received.sequence) leaveOut(told, interval);
  for (const [index, step] of steps.entries()) {
    const at = dateOf(step.at);
    voidPlannedIfGrown(at);
    if (index > 0) take(told, step, at);
    if (step.plannedAt) saeol.planned = { at: dateOf(step.plannedAt), dueThen: dueAsOf(at) };
    else if (!MOVES_NOTHING.has(step.kind)) voidPlannedIfMoved(at);

    const nextSequence = steps[index + 1]?.sequence ?? Infinity;
    const enteredHere = (entry: { afterSequence: number }) =>
      entry.afterSequence >= step.sequence && entry.afterSequence < nextSequence;
    for (const interval of intervals.filter(enteredHere)) {
      leaveOut(told, interval);
      voidPlannedIfMoved(at);
    }
    if (history.holidayMoves?.some(enteredHere)) saeol.planned = null;
  }
  voidPlannedIfGrown(now);
  return { told, plannedAt: saeol.planned?.at ?? null };
}

const MOVES_NOTHING: ReadonlySet<StepKind> = new Set(['RECEIVED', 'ASSIGNED', 'COMPLETED', 'VOIDED']);

function inOrder(steps: readonly ClockStep[]): readonly ClockStep[] {
  const sorted = steps.every((step, i) => i === 0 || steps[i - 1]!.sequence < step.sequence);
  return sorted ? steps : [...steps].sort((a, b) => a.sequence - b.sequence);
}

function receive(receivedAt: Date, { period, promised = null }: { period: Period; promised?: Period | null }): Told {
  return {
    receivedAt,
    period,
    promised,
    extensions: [],
    supplements: [],
    supplement: null,
    demands: [],
    excluded: [],
    endedAt: null,
  };
}

/** What a step after the receipt changes. ASSIGNED changes nothing. */
function take(told: Told, step: ClockStep, at: Date): void {
  const { sequence } = step;
  switch (step.kind) {
    case 'SUPPLEMENT_REQUESTED':
      if (told.supplement === null) {
        told.supplements.push({ sequence, from: at, until: null });
        told.demands.push(at);
      }
      // While one is open a further demand replaces its due day and opens no second interval.
      told.supplement = {
        sentAt: at,
        dueDays: step.supplement?.dueDays ?? null,
        dueDate: step.supplement?.dueDate ?? null,
      };
      return;
    case 'SUPPLEMENT_DONE':
      closeSupplement(told, at);
      told.supplement = null;
      return;
    case 'EXCLUDED':
      if (step.excluded) leaveOut(told, step.excluded);
      return;
    case 'EXTENDED':
      if (step.extension) {
        const { period, reasonCode = null, consent } = step.extension;
        told.extensions.push({ sequence, period, reasonCode, consent: consent === true });
      }
      return;
    case 'AMENDED':
      if (step.petition) {
        told.period = step.petition.period;
        told.promised = step.petition.promised ?? null;
      }
      return;
    case 'COMPLETED':
    case 'VOIDED':
      closeSupplement(told, at);
      told.endedAt = at;
      return;
    case 'REOPENED':
      // The time since the completion counts; a supplement that was open then is open again from today.
      if (told.supplement !== null) told.supplements.push({ sequence, from: at, until: null });
      told.endedAt = null;
      return;
    case 'RECEIVED':
    case 'ASSIGNED':
      return;
  }
}

function closeSupplement(told: Told, at: Date): void {
  const last = told.supplements.at(-1);
  if (last?.until === null) last.until = at;
}

/** One interval per reason and beginning; the entry that brings its end closes it. */
function leaveOut(
  told: Told,
  { reason, from, to = null }: { reason: ExclusionReason; from: string | Date; to?: string | Date | null },
): void {
  const known = told.excluded.find(
    (interval) => interval.reason === reason && beginningOf(interval.from) === beginningOf(from),
  );
  if (known === undefined) told.excluded.push({ reason, from, to, countsFrom: sinceAmendment(reason, from) });
  else known.to = to ?? known.to;
}

/** An outage is left out since the amended Decree art. 20 only. */
function sinceAmendment(reason: ExclusionReason, from: string | Date): string | Date {
  const tooEarly = reason === 'OUTAGE' && beginningOf(from) < beginningOf(AMENDED_DECREE_SINCE);
  return tooEarly ? AMENDED_DECREE_SINCE : from;
}

function openSupplement(told: Told): boolean {
  return told.endedAt === null && told.supplement !== null;
}

/** The intervals without an end that have begun; none once the case is completed. */
function openExclusions(told: Told, now: Date): Told['excluded'] {
  if (told.endedAt !== null) return [];
  return told.excluded.filter((interval) => interval.to === null && beginningOf(interval.countsFrom) <= now.getTime());
}

const beginningOf = (from: string | Date): number => (typeof from === 'string' ? kstInstant(from) : from).getTime();

/** Does the deadline move on from day to day? A demand or an interval that came after the deadline moves it no more. */
function isProvisional(told: Told, { dueAt, lateDemands }: Reckoned, now: Date): boolean {
  const demand = told.supplements.at(-1);
  if (openSupplement(told) && demand && demand.from < dueAt && !lateDemands.includes(demand.from)) return true;
  return openExclusions(told, now).some((interval) => beginningOf(interval.countsFrom) < dueAt.getTime());
}

/** The deadline of one of the case's periods over the history so far, open intervals reckoned up to `asOf`. Throws CalendarMissing. */
function reckon(told: Told, period: Period, rules: Rules, asOf: Date): Reckoned {
  const end = told.endedAt ?? asOf;
  const excluded: ExcludedInterval[] = told.excluded.map(({ reason, countsFrom, to }) => ({
    from: countsFrom,
    to: to ?? end,
    note: EXCLUSION_NOTES[reason],
  }));
  const lateDemands: Date[] = [];
  for (const { sequence, from, until } of told.supplements) {
    // A demand after the deadline, as it stood then, moves no deadline (product petitions §7).
    const before = countOn(told, period, excluded, rules, sequence);
    if (from > before.at(-1)!.dueAt) lateDemands.push(from);
    else excluded.push({ from, to: until ?? (from > end ? from : end), note: SUPPLEMENT_NOTE });
  }
  const legs = countOn(told, period, excluded, rules, Infinity);
  return { dueAt: legs.at(-1)!.dueAt, legs, excluded, lateDemands };
}

/** The period from the receipt, then each extension from the deadline before it (Decree art. 21). */
function countOn(
  told: Told,
  period: Period,
  excluded: readonly ExcludedInterval[],
  { calendar, settings }: Rules,
  beforeSequence: number,
): DeadlineLeg[] {
  const options = { ...settings, excluded };
  let dueAt = reckonPeriod(calendar, period, told.receivedAt, options);
  const legs: DeadlineLeg[] = [{ kind: 'PERIOD', period, from: told.receivedAt, dueAt }];
  for (const extension of told.extensions) {
    if (extension.sequence >= beforeSequence) break;
    const from = dueAt;
    dueAt = continuePeriod(calendar, extension.period, from, options);
    legs.push({ kind: 'EXTENSION', period: extension.period, from, dueAt });
  }
  return legs;
}

function supplementDue({ supplement }: Told, calendar: HolidayCalendar): Date | null {
  if (supplement === null) return null;
  if (supplement.dueDate !== null) return endOfNamedDay(calendar, supplement.dueDate);
  return supplement.dueDays === null ? null : calendarDaysAfter(calendar, supplement.sentAt, supplement.dueDays);
}

/** To the minute in petitions counted in hours, else by the day. */
function agree(planned: Date, due: Date, inHours: boolean): boolean {
  if (!inHours) return kstDate(planned) === kstDate(due);
  return Math.floor(planned.getTime() / 60_000) === Math.floor(due.getTime() / 60_000);
}

/** What breaks a rule is applied all the same and flagged: Saeol is the record (product petitions §6). */
function flagsOf(told: Told, legs: readonly DeadlineLeg[], missing: boolean, rules: Rules): ClockFlag[] {
  const flags = new Set<ClockFlag>();
  if (missing) flags.add('CALENDAR_MISSING');
  const needsReason = kstDate(told.receivedAt) >= AMENDED_DECREE_SINCE;
  for (const [index, extension] of told.extensions.entries()) {
    if (isLonger(extension.period, told.period, legs[index + 1], rules)) flags.add('EXTENSION_TOO_LONG');
    if (index >= 2) flags.add('THIRD_EXTENSION');
    if (index >= 1 && !extension.consent) flags.add('CONSENT_MISSING');
    const allowed = extension.reasonCode !== null && ALLOWED_REASONS.includes(extension.reasonCode);
    if (needsReason && !allowed) flags.add('REASON_NOT_ALLOWED');
  }
  const late = (demand: Date) =>
    rules.calendar.workingMinutesBetween(told.receivedAt, demand) > SUPPLEMENT_WITHIN_MINUTES;
  if (told.demands.some((demand) => unlessMissing(orMissing(() => late(demand))) === true))
    flags.add('SUPPLEMENT_LATE');
  return [...flags];
}

/** Is an extension longer than the original period? Units that differ are compared by where each would end. */
function isLonger(extension: Period, original: Period, leg: DeadlineLeg | undefined, rules: Rules): boolean {
  if (extension.unit === original.unit) return extension.length > original.length;
  if (leg === undefined) return false;
  const atMost = unlessMissing(orMissing(() => continuePeriod(rules.calendar, original, leg.from)));
  const asked = unlessMissing(orMissing(() => continuePeriod(rules.calendar, extension, leg.from)));
  return atMost !== null && asked !== null && asked > atMost;
}

/** How a deadline came about, for `GET /api/v1/cases/{receiptNo}/deadline` and the case page. JSON as it is; instants `+09:00`. */
export interface ExplainedDeadline {
  dueAt: string;
  legs: {
    kind: DeadlineLeg['kind'];
    /** `처리기간 3일(24근무시간)`, `1차 연장 7일`. */
    title: string;
    period: Period;
    from: string;
    dueAt: string;
    /** Each with its line in Korean: `4/29 14:00–18:00 4시간`, `5/1 노동절 제외`. */
    steps: (WorkingStep & { text: string })[];
  }[];
}

export interface DeadlineExplanation {
  /** Null: the holiday table ends too early. */
  statutory: ExplainedDeadline | null;
  /** Null also where nothing was promised. */
  promised: ExplainedDeadline | null;
  provisional: boolean;
  flags: ClockFlag[];
  /** What the lines do not show, in Korean sentences. */
  notes: string[];
}

/** The working behind the deadlines of a case; the same history gives the same as `reckonDeadlines`. Throws as it does. */
export function explainDeadline(
  history: CaseHistory,
  calendar: HolidayCalendar,
  settings: ClockSettings,
  now: Date,
): DeadlineExplanation {
  const rules = { calendar, settings };
  const { told, plannedAt } = replay(history, rules, now);
  const { provisional, flags, missingYear } = reckonDeadlines(history, calendar, settings, now);
  const statutory = unlessMissing(orMissing(() => reckon(told, told.period, rules, now)));
  const { promised } = told;
  const byPromise = promised === null ? null : unlessMissing(orMissing(() => reckon(told, promised, rules, now)));
  const late = told.demands.filter((demand) => statutory?.lateDemands.includes(demand));
  const notes = late.map((at) => `${koreanDayTime(at)} 보완 요구는 처리기한이 지난 뒤여서 기한을 옮기지 않습니다.`);
  if (provisional) notes.push('산입하지 않는 기간이 끝나지 않아 오늘까지로 계산한 잠정 기한입니다.');
  if (plannedAt === null && history.steps.some((step) => step.plannedAt)) {
    notes.push('새올의 처리예정일은 그 뒤에 기한이 바뀌어 쓰지 않습니다.');
  }
  if (missingYear !== null) notes.push(`${missingYear}년 공휴일이 등록되지 않아 기한을 계산할 수 없습니다.`);
  return {
    statutory: statutory && explainLegs(statutory, rules),
    promised: byPromise && explainLegs(byPromise, rules),
    provisional,
    flags,
    notes,
  };
}

function explainLegs({ dueAt, legs, excluded }: Reckoned, { calendar, settings }: Rules): ExplainedDeadline {
  const options = { ...settings, excluded };
  return {
    dueAt: toKst(dueAt),
    legs: legs.map((leg, index) => {
      const explain = leg.kind === 'PERIOD' ? explainPeriod : explainContinuation;
      return {
        kind: leg.kind,
        title: `${leg.kind === 'PERIOD' ? '처리기간' : `${index}차 연장`} ${koreanPeriod(leg.period)}`,
        period: leg.period,
        from: toKst(leg.from),
        dueAt: toKst(leg.dueAt),
        steps: explain(calendar, leg.period, leg.from, options).steps.map((step) => ({
          ...step,
          text: describeStep(step),
        })),
      };
    }),
  };
}
