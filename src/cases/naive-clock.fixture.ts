/**
 * A second reckoning of a case's deadlines, as a clerk with a wall calendar would do it: minute by minute for hours, day by day for
 * days, the whole history told again for each question. It shares no code with libs/working-time nor with cases/statutory-clock;
 * it reads the same history and the same list of holidays. Slow on purpose; receipts at whole minutes only.
 */
import type { CaseHistory, ClockSettings, ClockStep, EnteredInterval } from './statutory-clock.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const KST = 9 * 60 * MINUTE;
const OPENS = 9 * 60;
const CLOSES = 18 * 60;

interface NaivePeriod {
  unit: string;
  length: number;
}

/** A stretch left out, to the minute (the end not included) and by whole days (both included). */
interface Hole {
  from: number;
  to: number;
  firstDay: number;
  lastDay: number;
}

export class NoTable extends Error {}

export interface NaiveAnswer {
  dueAt: number | null;
  promisedDueAt: number | null;
  supplementDueAt: number | null;
  plannedAt: number | null;
  targetAt: number | null;
  paused: boolean;
  provisional: boolean;
  dueMismatch: boolean;
  flags: string[];
}

export class NaiveClock {
  private readonly worksOn = new Map<number, boolean>();
  private readonly dates = new Map<number, string>();

  constructor(
    private readonly holidays: ReadonlySet<string>,
    private readonly years: ReadonlySet<number>,
    private readonly lunchMinute = 12 * 60,
  ) {}

  private date(day: number): string {
    let date = this.dates.get(day);
    if (date === undefined) this.dates.set(day, (date = new Date(day * DAY).toISOString().slice(0, 10)));
    return date;
  }

  private day(ms: number): number {
    return Math.floor((ms + KST) / DAY);
  }

  private dayOfDate(date: string): number {
    return Date.parse(`${date}T00:00:00Z`) / DAY;
  }

  private at(day: number, minuteOfDay: number): number {
    return day * DAY - KST + minuteOfDay * MINUTE;
  }

  works(day: number): boolean {
    const known = this.worksOn.get(day);
    if (known !== undefined) return known;
    const date = new Date(day * DAY);
    if (!this.years.has(date.getUTCFullYear())) throw new NoTable(this.date(day));
    const works = date.getUTCDay() !== 0 && date.getUTCDay() !== 6 && !this.holidays.has(this.date(day));
    this.worksOn.set(day, works);
    return works;
  }

  private minuteWorks(minute: number): boolean {
    return minute < this.lunchMinute || minute >= this.lunchMinute + 60;
  }

  /** Minute after minute until the working minutes are used up. */
  private afterMinutes(from: number, minutes: number, holes: Hole[], toTheMinute: boolean): number {
    let left = minutes;
    for (let day = this.day(from); ; day++) {
      const midnight = this.at(day, 0);
      const allOut = toTheMinute
        ? holes.some((hole) => hole.from <= midnight && hole.to >= midnight + DAY)
        : this.leftOut(day, holes);
      if (allOut || !this.works(day)) continue;
      for (let minute = OPENS; minute < CLOSES; minute++) {
        const ms = midnight + minute * MINUTE;
        if (ms < from || !this.minuteWorks(minute)) continue;
        if (toTheMinute && holes.some((hole) => hole.from <= ms && ms < hole.to)) continue;
        left--;
        if (left === 0) return ms + MINUTE;
      }
    }
  }

  minutesBetween(from: number, to: number): number {
    let minutes = 0;
    for (let day = this.day(from); day <= this.day(to); day++) {
      if (!this.works(day)) continue;
      for (let minute = OPENS; minute < CLOSES; minute++) {
        const ms = this.at(day, minute);
        if (ms >= from && ms < to && this.minuteWorks(minute)) minutes++;
      }
    }
    return minutes;
  }

  private leftOut(day: number, holes: Hole[]): boolean {
    return holes.some((hole) => hole.firstDay <= day && day <= hole.lastDay);
  }

  /** Day after day until the working days are used up. */
  private afterDays(firstDay: number, length: number, holes: Hole[]): number {
    let left = length;
    for (let day = firstDay; ; day++) {
      if (this.leftOut(day, holes) || !this.works(day)) continue;
      left--;
      if (left === 0) return this.at(day, CLOSES);
    }
  }

  /** Calendar days, then on to a working day. */
  private afterCalendar(firstDay: number, period: NaivePeriod, holes: Hole[]): number {
    let left = this.calendarDays(firstDay, period);
    let day = firstDay - 1;
    while (left > 0) {
      day++;
      if (!this.leftOut(day, holes)) left--;
    }
    while (this.leftOut(day, holes) || !this.works(day)) day++;
    return this.at(day, CLOSES);
  }

  /** How many days a week, month or year from a day is: up to the day before the one with the same number, else to the month's last. */
  private calendarDays(firstDay: number, { unit, length }: NaivePeriod): number {
    if (unit === 'WEEK') return 7 * length;
    const first = this.date(firstDay);
    let year = Number(first.slice(0, 4));
    let month = Number(first.slice(5, 7));
    for (let n = 0; n < (unit === 'YEAR' ? 12 : 1) * length; n++) {
      month++;
      if (month === 13) {
        month = 1;
        year++;
      }
    }
    const prefix = `${year}-${String(month).padStart(2, '0')}-`;
    let days = 0;
    for (let day = firstDay; ; day++) {
      if (this.date(day) === `${prefix}${first.slice(8)}`) return days;
      days++;
      const next = this.date(day + 1);
      if (this.date(day).startsWith(prefix) && !next.startsWith(prefix)) return days;
    }
  }

  private end(period: NaivePeriod, instant: number, firstDay: number, holes: Hole[], settings: ClockSettings): number {
    if (period.unit === 'DAY' && period.length <= 5) {
      const minutes = period.length === 0 ? 180 : period.length * 480;
      return this.afterMinutes(instant, minutes, holes, settings.exactInstants);
    }
    if (period.unit === 'DAY') return this.afterDays(firstDay, period.length, holes);
    return this.afterCalendar(firstDay, period, holes);
  }

  private fromReceipt(period: NaivePeriod, receivedAt: number, holes: Hole[], settings: ClockSettings): number {
    let first = this.day(receivedAt);
    const lateInTheDay = receivedAt > this.at(first, CLOSES);
    if (period.unit === 'DAY' && lateInTheDay && !settings.receiptAfterHoursIsDayOne) first++;
    return this.end(period, receivedAt, first, holes, settings);
  }

  private continued(period: NaivePeriod, deadline: number, holes: Hole[], settings: ClockSettings): number {
    return this.end(period, deadline, this.day(deadline) + 1, holes, settings);
  }

  answer(history: CaseHistory, settings: ClockSettings, now: number): NaiveAnswer {
    const steps = [...history.steps].sort((a, b) => a.sequence - b.sequence);
    const intervals = history.intervals ?? [];
    const story = new Story(this, steps, intervals, now);
    const flags = new Set<string>();
    const tryIt = (what: () => number | null): number | null => {
      try {
        return what();
      } catch (error) {
        if (!(error instanceof NoTable)) throw error;
        flags.add('CALENDAR_MISSING');
        return null;
      }
    };
    const dueAt = tryIt(() => this.due(story, story.petition.period, settings));
    const promise = story.petition.promised;
    const promisedDueAt = promise ? tryIt(() => this.due(story, promise, settings)) : null;
    const supplementDueAt = story.ended === null ? tryIt(() => this.supplementEnd(story)) : null;
    for (const flag of this.rules(story, settings, dueAt !== null)) flags.add(flag);
    const plannedAt = this.planned(steps, intervals, history.holidayMoves ?? [], settings, now);
    const inHours = story.petition.period.unit === 'DAY' && story.petition.period.length <= 5;
    return {
      dueAt,
      promisedDueAt,
      supplementDueAt,
      plannedAt,
      targetAt: plannedAt ?? promisedDueAt ?? dueAt,
      paused: story.paused(),
      provisional: dueAt !== null && story.paused() && this.growsDaily(story, settings, dueAt),
      dueMismatch:
        plannedAt !== null &&
        dueAt !== null &&
        (inHours
          ? Math.floor(plannedAt / MINUTE) !== Math.floor(dueAt / MINUTE)
          : this.day(plannedAt) !== this.day(dueAt)),
      flags: [...flags].sort(),
    };
  }

  private due(story: Story, period: NaivePeriod, settings: ClockSettings): number {
    const holes = story.entered();
    for (const pause of story.pauses()) {
      if (this.fold(story, period, holes, settings, pause.sequence) >= pause.from) holes.push(pause);
    }
    return this.fold(story, period, holes, settings, Infinity);
  }

  private fold(story: Story, period: NaivePeriod, holes: Hole[], settings: ClockSettings, before: number): number {
    let due = this.fromReceipt(period, story.receivedAt, holes, settings);
    for (const step of story.of('EXTENDED')) {
      if (step.sequence < before) due = this.continued(step.extension!.period, due, holes, settings);
    }
    return due;
  }

  /** Is the deadline one that the open interval pushes on? Asked by letting it last another 30 days. */
  private growsDaily(story: Story, settings: ClockSettings, dueAt: number): boolean {
    const later = story.asOf(story.until + 30 * DAY);
    try {
      return this.due(later, story.petition.period, settings) > dueAt;
    } catch (error) {
      if (error instanceof NoTable) return true;
      throw error;
    }
  }

  private supplementEnd(story: Story): number | null {
    const demand = story.openDemand();
    if (demand === null) return null;
    const { dueDays, dueDate } = demand.supplement ?? {};
    let day: number;
    if (dueDate) day = this.dayOfDate(dueDate);
    else if (dueDays != null) day = this.day(Number(demand.at)) + dueDays;
    else return null;
    while (!this.works(day)) day++;
    return this.at(day, CLOSES);
  }

  private rules(story: Story, settings: ClockSettings, reckoned: boolean): string[] {
    const flags: string[] = [];
    const { period } = story.petition;
    story.of('EXTENDED').forEach((step, index) => {
      const extension = step.extension!;
      if (extension.period.unit === period.unit) {
        if (extension.period.length > period.length) flags.push('EXTENSION_TOO_LONG');
      } else if (reckoned) {
        const holes = story.entered();
        for (const pause of story.pauses()) {
          if (this.fold(story, period, holes, settings, pause.sequence) >= pause.from) holes.push(pause);
        }
        const old = this.fold(story, period, holes, settings, step.sequence);
        try {
          const most = this.continued(period, old, [], settings);
          if (this.continued(extension.period, old, [], settings) > most) flags.push('EXTENSION_TOO_LONG');
        } catch (error) {
          if (!(error instanceof NoTable)) throw error;
        }
      }
      if (index > 1) flags.push('THIRD_EXTENSION');
      if (index > 0 && extension.consent !== true) flags.push('CONSENT_MISSING');
      const reasons = ['COOPERATION', 'SITE_CHECK', 'FORCE_MAJEURE', 'EQUIVALENT'];
      const receivedOn = this.date(this.day(story.receivedAt));
      if (receivedOn >= '2026-05-06' && !reasons.includes(extension.reasonCode ?? '')) flags.push('REASON_NOT_ALLOWED');
    });
    for (const pause of story.demands()) {
      try {
        if (this.minutesBetween(story.receivedAt, pause) > 480) flags.push('SUPPLEMENT_LATE');
      } catch (error) {
        if (!(error instanceof NoTable)) throw error;
      }
    }
    return flags;
  }

  /** Looks at the deadline again after every step and every day that was open in between. */
  private planned(
    steps: ClockStep[],
    intervals: readonly EnteredInterval[],
    moves: readonly { afterSequence: number }[],
    settings: ClockSettings,
    now: number,
  ): number | null {
    const brought = steps.filter((step) => step.plannedAt).at(-1);
    if (brought === undefined) return null;
    const start = steps.indexOf(brought);
    if (moves.some(({ afterSequence }) => afterSequence >= brought.sequence)) return null;
    const dueAfter = (count: number, entered: readonly EnteredInterval[], asOf: number): number | null => {
      const story = new Story(this, steps.slice(0, count), entered, asOf);
      try {
        return this.due(story, story.petition.period, settings);
      } catch (error) {
        if (error instanceof NoTable) return null;
        throw error;
      }
    };
    const before = intervals.filter(({ afterSequence }) => afterSequence < brought.sequence);
    const then = dueAfter(start + 1, before, Number(brought.at));
    for (let index = start; index < steps.length; index++) {
      const at = Number(steps[index]!.at);
      const next = steps[index + 1];
      const known = intervals.filter(({ afterSequence }) => afterSequence < steps[index]!.sequence);
      if (dueAfter(index + 1, known, at) !== then) return null;
      for (const interval of intervals) {
        if (interval.afterSequence < steps[index]!.sequence || interval.afterSequence >= (next?.sequence ?? Infinity))
          continue;
        known.push(interval);
        if (dueAfter(index + 1, known, at) !== then) return null;
      }
      if (dueAfter(index + 1, known, next ? Number(next.at) : now) !== then) return null;
    }
    return Number(brought.plannedAt);
  }

  holeOf(from: string | Date, to: string | Date): Hole {
    const firstDay = typeof from === 'string' ? this.dayOfDate(from) : this.day(from.getTime());
    const lastDay = typeof to === 'string' ? this.dayOfDate(to) : this.day(to.getTime());
    return {
      from: typeof from === 'string' ? this.at(firstDay, 0) : from.getTime(),
      to: typeof to === 'string' ? this.at(lastDay + 1, 0) : to.getTime(),
      firstDay,
      lastDay,
    };
  }
}

/** What a history says when it is read from the first step to a given moment. */
class Story {
  readonly ended: number | null;
  readonly until: number;

  constructor(
    private readonly clock: NaiveClock,
    private readonly steps: ClockStep[],
    private readonly intervals: readonly EnteredInterval[],
    readonly now: number,
    /** Open intervals that begin to count later than this are not looked at. */
    private readonly begunBy = Infinity,
  ) {
    const last = steps.filter(({ kind }) => ['COMPLETED', 'REOPENED', 'VOIDED'].includes(kind)).at(-1);
    this.ended = last === undefined || last.kind === 'REOPENED' ? null : Number(last.at);
    this.until = this.ended ?? now;
  }

  asOf(now: number): Story {
    return new Story(this.clock, this.steps, this.intervals, now, this.now);
  }

  of(kind: string): ClockStep[] {
    return this.steps.filter((step) => step.kind === kind);
  }

  get receivedAt(): number {
    return Number(this.steps[0]!.at);
  }

  get petition(): NonNullable<ClockStep['petition']> {
    return this.steps.filter((step) => step.petition && (step.kind === 'RECEIVED' || step.kind === 'AMENDED')).at(-1)!
      .petition!;
  }

  openDemand(): ClockStep | null {
    const last = this.steps.filter(({ kind }) => kind === 'SUPPLEMENT_REQUESTED' || kind === 'SUPPLEMENT_DONE').at(-1);
    return last?.kind === 'SUPPLEMENT_REQUESTED' ? last : null;
  }

  /** From each demand to the papers, cut where the case was completed, taken up again where it was reopened. */
  pauses(): (Hole & { sequence: number })[] {
    const pauses: (Hole & { sequence: number })[] = [];
    let open: { from: Date; sequence: number } | null = null;
    let waiting = false;
    for (const { kind, at, sequence } of this.steps) {
      const starts = (kind === 'SUPPLEMENT_REQUESTED' && !waiting) || (kind === 'REOPENED' && waiting);
      if (starts) open = { from: new Date(at), sequence };
      if (kind === 'SUPPLEMENT_REQUESTED') waiting = true;
      if (kind === 'SUPPLEMENT_DONE') waiting = false;
      if (open && ['SUPPLEMENT_DONE', 'COMPLETED', 'VOIDED'].includes(kind)) {
        pauses.push({ ...this.clock.holeOf(open.from, new Date(at)), sequence: open.sequence });
        open = null;
      }
    }
    if (open) {
      const to = new Date(Math.max(this.until, open.from.getTime()));
      pauses.push({ ...this.clock.holeOf(open.from, to), sequence: open.sequence });
    }
    return pauses;
  }

  demands(): number[] {
    const demands: number[] = [];
    let waiting = false;
    for (const { kind, at } of this.steps) {
      if (kind === 'SUPPLEMENT_REQUESTED' && !waiting) demands.push(Number(at));
      if (kind === 'SUPPLEMENT_REQUESTED') waiting = true;
      if (kind === 'SUPPLEMENT_DONE') waiting = false;
    }
    return demands;
  }

  private known(): { reason: string; from: string | Date; to: string | Date | null }[] {
    const told = [
      ...this.of('EXCLUDED').map((step) => ({ order: step.sequence, ...step.excluded! })),
      ...this.intervals.map((interval) => ({ order: interval.afterSequence + 0.5, ...interval })),
    ].sort((a, b) => a.order - b.order);
    const byKey = new Map<string, { reason: string; from: string | Date; to: string | Date | null }>();
    for (const { reason, from, to } of told) {
      const key = `${reason} ${this.clock.holeOf(from, from).from}`;
      byKey.set(key, { reason, from: byKey.get(key)?.from ?? from, to: to ?? byKey.get(key)?.to ?? null });
    }
    return [...byKey.values()];
  }

  entered(): Hole[] {
    const since = this.clock.holeOf('2026-05-06', '2026-05-06');
    const holes: Hole[] = [];
    for (const { reason, from, to } of this.known()) {
      const hole = this.clock.holeOf(from, to ?? new Date(this.until));
      if (reason === 'OUTAGE') {
        hole.from = Math.max(hole.from, since.from);
        hole.firstDay = Math.max(hole.firstDay, since.firstDay);
      }
      if (hole.to >= hole.from && (to !== null || hole.from <= this.begunBy)) holes.push(hole);
    }
    return holes;
  }

  paused(): boolean {
    if (this.ended !== null) return false;
    const running = this.known().some(({ reason, from, to }) => {
      const begun = this.clock.holeOf(from, from).from <= this.now;
      return (
        to === null && begun && !(reason === 'OUTAGE' && this.now < this.clock.holeOf('2026-05-06', '2026-05-06').from)
      );
    });
    return this.openDemand() !== null || running;
  }
}
