import { kstDate, kstInstant } from '../../libs/clock/index.js';
import type { HolidayCalendar } from '../../libs/working-time/index.js';
import { lastOfThreeWorkingDays } from '../cases/index.js';

const DAY_MS = 86_400_000;

/** The ends of "today" and of "within 3 working days, today included", as the filters of `cases` have them. */
export function dueWindow(calendar: HolidayCalendar, now: Date): { endOfToday: Date; endOfThird: Date } {
  const today = kstDate(now);
  return { endOfToday: endOf(today), endOfThird: endOf(lastOfThreeWorkingDays(calendar, today)) };
}

function endOf(date: string): Date {
  return new Date(kstInstant(date).getTime() + DAY_MS);
}
