import { kstDate, kstInstant, kstParts } from '../../libs/clock/index.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Where a case stands, as its row says it. */
export interface Standing {
  receiptNo: string;
  departmentCode: string;
  officerId: string | null;
  open: boolean;
  paused: boolean;
  hourCase: boolean;
  targetAt: Date | null;
  supplementDueAt: Date | null;
}

/** A pre-notice by the words of the ladder; `slot` is the day of one that comes again and again. */
export interface DueRung {
  name: 'D3' | 'D1' | 'DDAY' | 'OVERDUE' | 'SUPPLEMENT_LAPSED';
  at: Date;
  slot: string | null;
}

/**
 * The ladder of product/notifications.md by counting minutes and days one by one, without any of the program's arithmetic. It knows
 * only which days are holidays.
 */
export class NaiveLadder {
  private readonly counted: number[] = [0];
  private readonly first: number;

  /** @param from `YYYY-MM-DD`; nothing before it or after `to` is asked for */
  constructor(
    private readonly holidays: ReadonlySet<string>,
    from: string,
    to: string,
  ) {
    this.first = kstInstant(from).getTime();
    for (let t = this.first; t < kstInstant(to).getTime(); t += MINUTE)
      this.counted.push(this.counted.at(-1)! + (this.isWorking(new Date(t)) ? 1 : 0));
  }

  isWorkingDay(date: string): boolean {
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    return weekday > 0 && weekday < 6 && !this.holidays.has(date);
  }

  isWorking(at: Date): boolean {
    const { hour } = kstParts(at);
    return hour >= 9 && hour < 18 && hour !== 12 && this.isWorkingDay(kstDate(at));
  }

  /** Everything of a standing that falls due from one instant to another, both included, in order. */
  due(standing: Standing, from: Date, to: Date): DueRung[] {
    if (!standing.open) return [];
    const rungs = standing.paused ? this.lapsed(standing.supplementDueAt, to) : this.ofDeadline(standing, to);
    return rungs.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  private ofDeadline({ targetAt, hourCase }: Standing, to: Date): DueRung[] {
    if (targetAt === null) return [];
    const fixed = hourCase ? this.hoursLeft(targetAt) : this.daysLeft(targetAt);
    const overdue: DueRung[] = [];
    let at = targetAt.getTime() + MINUTE;
    while (at <= to.getTime() && !this.isWorking(new Date(at))) at += MINUTE;
    // The first working minute past the deadline stands for its first instant.
    const firstMinute = this.isWorking(targetAt) ? new Date(targetAt.getTime() + 1) : new Date(at);
    if (firstMinute <= to) overdue.push({ name: 'OVERDUE', at: firstMinute, slot: kstDate(firstMinute) });
    for (let day = kstInstant(kstDate(firstMinute)).getTime() + DAY; day <= to.getTime(); day += DAY) {
      const date = kstDate(new Date(day));
      if (this.isWorkingDay(date)) overdue.push({ name: 'OVERDUE', at: kstInstant(date, '09:00'), slot: date });
    }
    return [...fixed, ...overdue];
  }

  /** The morning after so many more working days are left, today not counted. */
  private daysLeft(targetAt: Date): DueRung[] {
    let last = kstInstant(kstDate(targetAt)).getTime();
    while (!this.isWorkingDay(kstDate(new Date(last))) || kstInstant(kstDate(new Date(last)), '09:00') >= targetAt)
      last -= DAY;
    const rungs: DueRung[] = [];
    let left = 0;
    for (let day = last; left <= 3; day -= DAY) {
      const date = kstDate(new Date(day));
      if (!this.isWorkingDay(date)) continue;
      const name = ({ 0: 'DDAY', 1: 'D1', 3: 'D3' } as const)[left];
      if (name !== undefined) rungs.push({ name, at: kstInstant(date, '09:00'), slot: null });
      left++;
    }
    return rungs;
  }

  /** The working minute at which so many are left. */
  private hoursLeft(targetAt: Date): DueRung[] {
    const rungs: DueRung[] = [];
    const wanted = new Map([
      [480, 'D3'],
      [240, 'D1'],
      [120, 'DDAY'],
    ] as const);
    for (let t = targetAt.getTime() - MINUTE; rungs.length < 3 && t >= this.first; t -= MINUTE) {
      const at = new Date(t);
      if (!this.isWorking(at)) continue;
      const name = wanted.get((this.minutesBefore(targetAt) - this.minutesBefore(at)) as 480);
      if (name !== undefined) rungs.push({ name, at, slot: null });
    }
    return rungs;
  }

  /** The working day after the supplement's last, then every third. */
  private lapsed(supplementDueAt: Date | null, to: Date): DueRung[] {
    if (supplementDueAt === null) return [];
    const rungs: DueRung[] = [];
    let workingDays = 0;
    for (let day = kstInstant(kstDate(supplementDueAt)).getTime() + DAY; day <= to.getTime(); day += DAY) {
      const date = kstDate(new Date(day));
      if (!this.isWorkingDay(date)) continue;
      if (workingDays++ % 3 === 0) rungs.push({ name: 'SUPPLEMENT_LAPSED', at: kstInstant(date, '09:00'), slot: date });
    }
    return rungs;
  }

  private minutesBefore(at: Date): number {
    return this.counted[Math.round((at.getTime() - this.first) / MINUTE)]!;
  }
}
