import { kstDate, kstInstant } from '../../libs/clock/index.js';
import { HolidayCalendar, SEEDED_YEARS, seedHolidays } from '../../libs/working-time/index.js';
import type { County } from './county.js';
import type { PlannedEvent } from './course.js';
import { planOpeningStories } from './opening-stories.js';
import { planDay } from './plan-day.js';

const DAY_MS = 86_400_000;
/** Cases older than this are not played on after a restart of the feed: it bounds what is sent once more. */
const LONGEST_LOOK_BACK_DAYS = 45;

/**
 * The calendar by which the simulated officials work. In years whose holidays are not known yet they take weekends only;
 * what the product makes of such a year is its own affair.
 */
export function calendarOfOfficials(): HolidayCalendar {
  const last = Math.max(...SEEDED_YEARS);
  return new HolidayCalendar(seedHolidays(), [...SEEDED_YEARS, last + 1, last + 2, last + 3]);
}

/** The county's days one after the other: every event in the order of time, planned a day at a time. */
export class CountyDays {
  private pending: PlannedEvent[];
  private nextDate: string;
  private readonly from: Date;

  /** `since`: when the demo began; nothing that came in before it is played. `now`: product time. */
  constructor(
    private readonly county: County,
    private readonly calendar: HolidayCalendar,
    since: Date,
    now: Date,
  ) {
    const lookBack = new Date(now.getTime() - LONGEST_LOOK_BACK_DAYS * DAY_MS);
    this.from = since > lookBack ? since : lookBack;
    this.pending = since < this.from ? [] : planOpeningStories(county, since, calendar);
    this.nextDate = kstDate(this.from);
  }

  /** Takes the events that are due at an instant of product time, oldest first. */
  takeDue(now: Date): PlannedEvent[] {
    while (kstInstant(this.nextDate) <= now) this.planNextDay();
    const firstLater = this.pending.findIndex(({ at }) => at > now);
    return this.pending.splice(0, firstLater === -1 ? this.pending.length : firstLater);
  }

  /** Product time at which there is something to do again. */
  nextAt(): Date {
    const nextDay = kstInstant(this.nextDate);
    const nextEvent = this.pending[0]?.at;
    return nextEvent !== undefined && nextEvent < nextDay ? nextEvent : nextDay;
  }

  private planNextDay(): void {
    const received = new Set<string>();
    for (const { at, event } of planDay(this.county, this.nextDate, this.calendar)) {
      if (event.kind === 'RECEIVED' && at >= this.from) received.add(event.receiptNo);
      if (received.has(event.receiptNo)) this.pending.push({ at, event });
    }
    this.pending.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.event.eventId < b.event.eventId ? -1 : 1));
    this.nextDate = kstDate(new Date(kstInstant(this.nextDate).getTime() + DAY_MS));
  }
}
