import { Injectable } from '@nestjs/common';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { HolidayTable } from '../cases/index.js';

/** How long until a date that was told, and how long since, in working time. Null beyond the holiday table: no day is guessed. */
@Injectable()
export class TimeLeft {
  constructor(
    private readonly holidays: HolidayTable,
    private readonly clock: Clock,
  ) {}

  /** Working minutes from now. */
  minutesUntil(targetAt: string): number | null {
    return this.worked((calendar) => calendar.workingMinutesBetween(this.clock.now(), new Date(targetAt)));
  }

  /** Working days that have passed since. */
  daysSince(targetAt: string): number | null {
    return this.worked((calendar) =>
      calendar.workingDaysBetween(kstDate(new Date(targetAt)), kstDate(this.clock.now())),
    );
  }

  private worked(reckon: (calendar: HolidayCalendar) => number): number | null {
    try {
      return reckon(this.holidays.calendar());
    } catch (error) {
      if (error instanceof CalendarMissing) return null;
      throw error;
    }
  }
}
