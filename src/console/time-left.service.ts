import { Injectable } from '@nestjs/common';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { HolidayTable } from '../cases/index.js';

export interface TimeToTarget {
  isOverdue: boolean;
  isDueToday: boolean;
  /** Working minutes; null where overdue, or beyond the holiday table. */
  minutesLeft: number | null;
  /** Working days; null where not overdue, or beyond the holiday table. */
  daysOver: number | null;
}

/** How long until a date that was told, and how long since, in working time. Null beyond the holiday table: no day is guessed. */
@Injectable()
export class TimeLeft {
  constructor(
    private readonly holidays: HolidayTable,
    private readonly clock: Clock,
  ) {}

  /** How a date stands now. */
  of(targetAt: string | null): TimeToTarget {
    const now = this.clock.now();
    const isOverdue = targetAt !== null && Date.parse(targetAt) < now.getTime();
    return {
      isOverdue,
      isDueToday: targetAt !== null && !isOverdue && kstDate(new Date(targetAt)) === kstDate(now),
      minutesLeft: targetAt === null || isOverdue ? null : this.minutesUntil(targetAt),
      daysOver: targetAt !== null && isOverdue ? this.daysSince(targetAt) : null,
    };
  }

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
