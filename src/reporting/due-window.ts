import { kstDate, kstInstant } from '../../libs/clock/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';

const DAY_MS = 86_400_000;

/**
 * The ends of "today" and of "within 3 working days, today included", as the filters of `cases` have them. Where the holiday table
 * ends before the third working day, that end is today's: a year that it lacks is never guessed (product petitions §3).
 */
export function dueWindow(calendar: HolidayCalendar, now: Date): { endOfToday: Date; endOfThird: Date } {
  const today = kstDate(now);
  try {
    const third = calendar.addWorkingDays(calendar.workingDayOnOrAfter(today), 2);
    return { endOfToday: endOf(today), endOfThird: endOf(third) };
  } catch (error) {
    if (error instanceof CalendarMissing) return { endOfToday: endOf(today), endOfThird: endOf(today) };
    throw error;
  }
}

function endOf(date: string): Date {
  return new Date(kstInstant(date).getTime() + DAY_MS);
}
