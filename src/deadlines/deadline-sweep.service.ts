import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { HolidayTable } from '../cases/index.js';
import { groupsWithoutSharedPersons, packed, type DueLadder } from './due-groups.js';
import { dueRungs, nextRung, type Rung } from './ladder.js';
import { dueLadders, type Ladder } from './ladder-rows.js';
import { LadderSettingsStore, type SettingsByDepartment } from './ladder-settings.store.js';
import { PreNotices } from './pre-notices.service.js';
import { RungRecipients } from './rung-recipients.service.js';

const SET = 500;
const AT_ONCE = 3;
/** More than this many wait for the next run. */
const MOST_IN_RUN = 100_000;

/**
 * Twice a second: takes what has come due and has the people told. Only in working hours; what came due outside them, or while
 * the program stood still, waits for the next opening, and then only what still matters is told.
 */
@Injectable()
export class DeadlineSweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly holidays: HolidayTable,
    private readonly ladderSettings: LadderSettingsStore,
    private readonly finder: RungRecipients,
    private readonly preNotices: PreNotices,
  ) {}

  @EveryTick({ name: 'deadlines.sweep', everyMs: 500 })
  async sweep(): Promise<void> {
    const now = this.clock.now();
    const calendar = this.holidays.calendar();
    if (!atWork(calendar, now) || !(await this.isAnythingDue(now))) return;
    const due = await this.dueLadders(now, calendar);
    await this.tellAll(packed(groupsWithoutSharedPersons(due), SET), now);
  }

  /** A few sets at a time: they share neither a case nor a person. What fails is due again at the next tick. */
  private async tellAll(sets: DueLadder[][], now: Date): Promise<void> {
    const work = async (): Promise<void> => {
      for (let set = sets.shift(); set !== undefined; set = sets.shift()) {
        const some = set;
        await this.dataSource.transaction((tx) => this.preNotices.tell(tx, some, now));
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** The first entry of the partial index says it, however many cases are open. */
  private async isAnythingDue(now: Date): Promise<boolean> {
    const [first] = await this.dataSource.query<{ next_due_at: Date }[]>(
      'SELECT next_due_at FROM deadlines.ladder WHERE next_due_at IS NOT NULL ORDER BY next_due_at LIMIT 1',
    );
    return first !== undefined && first.next_due_at <= now;
  }

  private async dueLadders(now: Date, calendar: HolidayCalendar): Promise<DueLadder[]> {
    const ladders = await dueLadders(this.dataSource.manager, now, MOST_IN_RUN);
    const settings = await this.ladderSettings.load(this.dataSource.manager);
    const taken = ladders.map((ladder) => this.rungsOf(ladder, now, calendar, settings));
    const recipients = await this.finder.find(
      taken.flatMap(({ ladder, told }) => (told === null ? [] : [{ ladder, name: told.name }])),
      kstDate(now),
    );
    return taken.map((due): DueLadder => {
      const found = recipients.get(due.ladder.caseId) ?? [];
      const dropped = this.isBeforeLife(due.told) ? 'NOT_LIVE' : found.length === 0 ? 'NO_RECIPIENT' : null;
      return { ...due, dropped, recipients: due.told === null || dropped !== null ? [] : found };
    });
  }

  private rungsOf(ladder: Ladder, now: Date, calendar: HolidayCalendar, settings: SettingsByDepartment) {
    const own = settings.of(ladder.departmentCode);
    const nextDueAt = nextRung(ladder, new Date(now.getTime() + 1), calendar, own)?.dueAt ?? null;
    try {
      return { ladder, nextDueAt, ...dueRungs(ladder, ladder.armedFrom, now, calendar, own) };
    } catch (error) {
      // The holiday table lost the year since the rung was armed; it is reckoned again when the year is back.
      if (error instanceof CalendarMissing) return { ladder, nextDueAt, told: null, overtaken: [] };
      throw error;
    }
  }

  private isBeforeLife(rung: Rung | null): boolean {
    const { liveSince } = this.settings;
    return rung !== null && liveSince !== null && rung.dueAt < liveSince;
  }
}

/** Nobody is written to in a year whose holidays are not known. */
function atWork(calendar: HolidayCalendar, now: Date): boolean {
  try {
    return calendar.isWorkingTime(now);
  } catch (error) {
    if (error instanceof CalendarMissing) return false;
    throw error;
  }
}
