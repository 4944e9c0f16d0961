import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { DeadlineChanges, HolidayTable } from '../cases/index.js';
import { nextRung } from './ladder.js';
import { ladderOf, setNextDue, type LadderRow } from './ladder-rows.js';
import { LadderSettingsStore, type SettingsByDepartment } from './ladder-settings.store.js';

const SET = 250;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Rungs hang on the calendar and on settings besides the deadline: a holiday put between a rung and an unmoved deadline moves the
 * rung. When either has changed and the deadlines have moved, all ladders are reckoned again, in batches; nothing that was told is told again.
 */
@Injectable()
export class ReckonLaddersAgain {
  private keyOfCalendar: { calendar: HolidayCalendar; year: string; key: string } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly holidays: HolidayTable,
    private readonly changes: DeadlineChanges,
    private readonly settings: LadderSettingsStore,
  ) {}

  @EveryTick({ name: 'deadlines.reckon-again', everyMs: 1000 })
  async reckonAgain(): Promise<void> {
    const { manager } = this.dataSource;
    const basis = this.basisOf(this.holidays.calendar(), await this.settings.load(manager));
    const [state] = await manager.query<{ basis: string; reckoned_to: string | null }[]>(
      `WITH first AS (INSERT INTO deadlines.reckoning (basis) VALUES ($1) ON CONFLICT DO NOTHING)
       SELECT basis, reckoned_to FROM deadlines.reckoning`,
      [basis],
    );
    // A new county's ladders know no other basis.
    if (state === undefined) return;
    let after = state.basis === basis ? state.reckoned_to : FIRST;
    // Rungs of deadlines that are about to move would come to nothing, and keep these waiting.
    if (after === null || (await this.changes.anyUnderWay())) return;
    while (after !== null) after = await this.reckonSome(basis, after);
  }

  /**
   * Ladders are locked while they are written, not while they are reckoned.
   * @returns from where to go on: the last case of the set, or, where one of them was armed anew meanwhile, the same place; null: there
   * are no more, or the basis is another now and the next tick begins anew
   */
  private async reckonSome(basis: string, after: string): Promise<string | null> {
    const { manager } = this.dataSource;
    const [settings, rows] = await Promise.all([
      this.settings.load(manager),
      manager.query<LadderRow[]>('SELECT * FROM deadlines.ladder WHERE case_id > $1 ORDER BY case_id LIMIT $2', [
        after,
        SET,
      ]),
    ]);
    const calendar = this.holidays.calendar();
    if (this.basisOf(calendar, settings) !== basis) return null;
    const moved = rows
      .map(ladderOf)
      .map((read) => ({
        read,
        nextDueAt: nextRung(read, read.armedFrom, calendar, settings.of(read.departmentCode))?.dueAt ?? null,
      }))
      .filter(({ read, nextDueAt }) => read.nextDueAt?.getTime() !== nextDueAt?.getTime());
    const last = rows.length === SET ? rows.at(-1)!.case_id : null;
    return this.dataSource.transaction(async (tx) => {
      const [, all] = await Promise.all([
        // What a crash forgets is reckoned again.
        tx.query('SET LOCAL synchronous_commit = off'),
        setNextDue(tx, moved),
      ]);
      const reached = all ? last : after;
      await tx.query('UPDATE deadlines.reckoning SET basis = $1, reckoned_to = $2', [basis, reached]);
      return reached;
    });
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
