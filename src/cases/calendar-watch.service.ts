import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { Alarms } from '../staff/index.js';
import { CALENDAR_MISSING_KEY } from './case-changes.js';
import { HolidayTable } from './holiday-table.js';

const DAY_MS = 86_400_000;
/** A year's holidays are published in the June before; whoever has not entered them by then is late (product petitions §3). */
const WARNED_DAYS_BEFORE = 90;
const CALENDAR_ENDS_KEY = 'cases.calendar-ends';

/** Once a day of the product, and after every edit: does the holiday table reach far enough? */
@Injectable()
export class CalendarWatch {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly holidays: HolidayTable,
    private readonly alarms: Alarms,
  ) {}

  @EveryTick({ name: 'cases.calendar-watch', everyMs: 1_000 })
  async look(): Promise<void> {
    const today = kstDate(this.clock.now());
    const [due] = await this.dataSource.query<unknown[]>(
      'SELECT FROM cases.calendar WHERE checked_on IS DISTINCT FROM $1',
      [today],
    );
    if (due === undefined) return;
    await this.dataSource.transaction(async (tx) => {
      const { calendar } = await this.holidays.current(tx);
      await tx.query('UPDATE cases.calendar SET checked_on = $1', [today]);
      await this.watchItsEnd(tx, calendar, today);
      await this.watchWhatIsMissing(tx);
    });
  }

  private async watchItsEnd(tx: EntityManager, calendar: HolidayCalendar, today: string): Promise<void> {
    const daysLeft = daysCovered(calendar, today);
    if (daysLeft > WARNED_DAYS_BEFORE) return this.alarms.clear(tx, CALENDAR_ENDS_KEY);
    const year = Number(kstDate(new Date(kstInstant(today).getTime() + (daysLeft + 1) * DAY_MS)).slice(0, 4));
    await this.alarms.raise(tx, {
      code: 'CASES.CALENDAR_ENDS',
      key: CALENDAR_ENDS_KEY,
      detail: `${year}년 공휴일이 등록되지 않았습니다. ${daysLeft < 0 ? '이미' : `${daysLeft}일 뒤부터`} 처리기한을 계산할 수 없으니 등록해 주세요.`,
    });
  }

  private async watchWhatIsMissing(tx: EntityManager): Promise<void> {
    const rows = await tx.query<{ year: number; n: number }[]>(
      'SELECT missing_year AS year, count(*)::int AS n FROM cases.civil_case WHERE open AND missing_year IS NOT NULL GROUP BY 1 ORDER BY 1',
    );
    if (rows.length === 0) return this.alarms.clear(tx, CALENDAR_MISSING_KEY);
    await this.alarms.raise(tx, {
      code: 'CASES.CALENDAR_MISSING',
      key: CALENDAR_MISSING_KEY,
      detail: `공휴일이 등록되지 않아 처리기한을 계산하지 못한 민원이 있습니다: ${rows.map(({ year, n }) => `${year}년 ${n}건`).join(', ')}. 공휴일을 등록해 주세요.`,
    });
  }
}

/** Whole days after today up to the end of the table; negative where today itself is not in it. */
function daysCovered(calendar: HolidayCalendar, today: string): number {
  try {
    return (kstInstant(calendar.coveredThrough(today)).getTime() - kstInstant(today).getTime()) / DAY_MS;
  } catch (error) {
    if (error instanceof CalendarMissing) return -1;
    throw error;
  }
}
