import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { HolidayTable } from '../cases/index.js';
import { groupsWithoutSharedPersons, packed, type DueLadders } from './due-groups.js';
import { dueRungs, nextRung, type Rung } from './ladder.js';
import { dueLadders, groupedByArming, type LadderGroup } from './ladder-rows.js';
import { LadderSettingsStore, type SettingsByDepartment } from './ladder-settings.store.js';
import { PreNotices } from './pre-notices.service.js';
import { RungRecipients } from './rung-recipients.service.js';

const SET = 1000;
const AT_ONCE = 4;
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
    await this.tellAll(
      packed(groupsWithoutSharedPersons(due), SET, ({ ladders }) => ladders.caseIds.length),
      now,
    );
  }

  /** A few sets at a time: they share neither a case nor a person. What fails is due again at the next tick. */
  private async tellAll(sets: DueLadders[][], now: Date): Promise<void> {
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

  private async dueLadders(now: Date, calendar: HolidayCalendar): Promise<DueLadders[]> {
    const tx = this.dataSource.manager;
    const settings = await this.ladderSettings.load(tx);
    const taken: Omit<DueLadders, 'recipients' | 'dropped'>[] = [];
    for (const group of await dueLadders(tx, now, MOST_IN_RUN)) {
      // Where the calendar changed since, some of a group may have been armed after a rung that others still have to hear of.
      const parted = isOneLadder(group, now, calendar, settings) ? [group] : await groupedByArming(tx, group);
      taken.push(...parted.map((ladders) => rungsOf(ladders, now, calendar, settings)));
    }
    const found = await this.finder.find(
      taken.map(({ ladders, told }) => ({
        ladders,
        posts: told && settings.of(ladders.departmentCode).told[told.name],
      })),
      kstDate(now),
    );
    return taken.flatMap((due, i) =>
      found[i]!.map(({ ladders, recipients }): DueLadders => {
        const dropped = this.isBeforeLife(due.told) ? 'NOT_LIVE' : recipients.length === 0 ? 'NO_RECIPIENT' : null;
        return { ...due, ladders, dropped, recipients: due.told === null || dropped !== null ? [] : recipients };
      }),
    );
  }

  private isBeforeLife(rung: Rung | null): boolean {
    const { liveSince } = this.settings;
    return rung !== null && liveSince !== null && rung.dueAt < liveSince;
  }
}

type Rungs = Pick<DueLadders, 'ladders' | 'told' | 'overtaken' | 'nextDueAt'>;

function rungsOf(
  ladders: LadderGroup,
  now: Date,
  calendar: HolidayCalendar,
  settings: SettingsByDepartment,
  armedFrom = ladders.armedFrom,
): Rungs {
  const own = settings.of(ladders.departmentCode);
  // Nothing before it was armed matters any more, and no ladder is armed before the receipt.
  const state = { ...ladders, receivedAt: armedFrom };
  const nextDueAt = nextRung(state, new Date(now.getTime() + 1), calendar, own)?.dueAt ?? null;
  try {
    return { ladders, nextDueAt, ...dueRungs(state, armedFrom, now, calendar, own) };
  } catch (error) {
    // The holiday table lost the year since the rung was armed; it is reckoned again when the year is back.
    if (error instanceof CalendarMissing) return { ladders, nextDueAt, told: null, overtaken: [] };
    throw error;
  }
}

function isOneLadder(
  group: LadderGroup,
  now: Date,
  calendar: HolidayCalendar,
  settings: SettingsByDepartment,
): boolean {
  const { armedFrom, armedTo } = group;
  if (armedFrom.getTime() === armedTo.getTime()) return true;
  const [first, last] = [armedFrom, armedTo].map((from) => rungsOf(group, now, calendar, settings, from));
  return (
    first!.told?.dueAt.getTime() === last!.told?.dueAt.getTime() && first!.overtaken.length === last!.overtaken.length
  );
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
