import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { HolidayTable } from '../cases/index.js';
import { nextRung } from './ladder.js';
import { ladderOf, setNextDue, type LadderRow } from './ladder-rows.js';
import { LadderSettingsStore, type SettingsByDepartment } from './ladder-settings.store.js';

const SET = 1000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Rungs hang on the calendar and on settings besides the deadline: a holiday put between a rung and an unmoved deadline moves the
 * rung. When either has changed, all ladders are reckoned again, in batches; nothing that was told is told again.
 */
@Injectable()
export class ReckonLaddersAgain {
  private keyOfCalendar: { calendar: HolidayCalendar; year: string; key: string } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly holidays: HolidayTable,
    private readonly settings: LadderSettingsStore,
  ) {}

  @EveryTick({ name: 'deadlines.reckon-again', everyMs: 1000 })
  async reckonAgain(): Promise<void> {
    while (await this.dataSource.transaction((tx) => this.reckonSome(tx)));
  }

  /** True while there may be more. */
  private async reckonSome(tx: EntityManager): Promise<boolean> {
    const calendar = this.holidays.calendar();
    const settings = await this.settings.load(tx);
    const basis = this.basisOf(calendar, settings);
    await tx.query('INSERT INTO deadlines.reckoning (basis) VALUES ($1) ON CONFLICT DO NOTHING', [basis]);
    const [state] = await tx.query<{ basis: string; reckoned_to: string | null }[]>(
      'SELECT basis, reckoned_to FROM deadlines.reckoning FOR UPDATE',
    );
    const after = state!.basis === basis ? state!.reckoned_to : FIRST;
    if (after === null) return false;
    const rows = await tx.query<LadderRow[]>(
      'SELECT * FROM deadlines.ladder WHERE case_id > $1 ORDER BY case_id LIMIT $2 FOR UPDATE',
      [after, SET],
    );
    const moved = rows
      .map(ladderOf)
      .map((ladder) => ({
        ...ladder,
        next: nextRung(ladder, ladder.armedFrom, calendar, settings.of(ladder.departmentCode))?.dueAt ?? null,
      }))
      .filter(({ nextDueAt, next }) => nextDueAt?.getTime() !== next?.getTime())
      .map(({ caseId, next }) => ({ caseId, nextDueAt: next }));
    await setNextDue(tx, moved);
    await tx.query('UPDATE deadlines.reckoning SET basis = $1, reckoned_to = $2', [
      basis,
      rows.length === SET ? rows.at(-1)!.case_id : null,
    ]);
    return rows.length === SET;
  }

  private basisOf(calendar: HolidayCalendar, settings: SettingsByDepartment): string {
    return createHash('sha256')
      .update(this.keyOf(calendar))
      .update(JSON.stringify([...settings.all]))
      .digest('hex');
  }

  /** The working days from this year to the end of the table, as one text; made anew only for a new calendar or year. */
  private keyOf(calendar: HolidayCalendar): string {
    const year = kstDate(this.clock.now()).slice(0, 4);
    if (this.keyOfCalendar?.calendar !== calendar || this.keyOfCalendar.year !== year) {
      this.keyOfCalendar = { calendar, year, key: workingDaysFrom(`${year}-01-01`, calendar) };
    }
    return this.keyOfCalendar.key;
  }
}

function workingDaysFrom(firstDay: string, calendar: HolidayCalendar): string {
  const days: string[] = [];
  try {
    const last = calendar.coveredThrough(firstDay);
    for (let day = calendar.workingDayOnOrAfter(firstDay); day <= last; day = calendar.nextWorkingDay(day))
      days.push(day);
  } catch (error) {
    // The end of the table, or a year that it lacks.
    if (!(error instanceof CalendarMissing)) throw error;
  }
  return days.join();
}
