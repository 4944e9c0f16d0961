import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { HolidayTable } from '../cases/index.js';
import { dueRungs, nextRung, type Rung } from './ladder.js';
import { ladderOf, moveLaddersOn, recordRungs, type DecidedRung, type Ladder, type LadderRow } from './ladder-rows.js';
import { LadderSettingsStore, type SettingsByDepartment } from './ladder-settings.store.js';
import { PreNotices } from './pre-notices.service.js';
import type { RungRecipient } from './recipients-of-rung.js';
import { RungRecipients, type TakenLadder } from './rung-recipients.service.js';

const SET = 500;

/**
 * Twice a second: takes the rungs that have come due, in sets, and then has the people told. Only in working hours; what came due
 * outside them, or while the program stood still, waits for the next opening, and then only what still matters is told.
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
    if (!atWork(calendar, now)) return;
    const [due] = await this.dataSource.query<{ rungs: boolean; notices: boolean }[]>(
      `SELECT EXISTS (SELECT FROM deadlines.ladder WHERE next_due_at <= $1) AS rungs,
         EXISTS (SELECT FROM deadlines.pre_notice WHERE state = 'DUE') AS notices`,
      [now],
    );
    if (due!.rungs) while (await this.dataSource.transaction((tx) => this.takeSet(tx, now, calendar)));
    if (due!.rungs || due!.notices) await this.preNotices.tellAll(now);
  }

  /** True while there may be more. */
  private async takeSet(tx: EntityManager, now: Date, calendar: HolidayCalendar): Promise<boolean> {
    const rows = await tx.query<LadderRow[]>(
      'SELECT * FROM deadlines.ladder WHERE next_due_at <= $1 ORDER BY next_due_at, case_id LIMIT $2 FOR UPDATE SKIP LOCKED',
      [now, SET],
    );
    if (rows.length === 0) return false;
    const settings = await this.ladderSettings.load(tx);
    const taken = rows.map(ladderOf).map((ladder) => this.rungsOf(ladder, now, calendar, settings));
    const recipients = await this.finder.find(tx, taken, kstDate(now));
    const decided = taken.flatMap(({ ladder, told, overtaken }) => [
      ...overtaken.map((rung): DecidedRung => ({
        ...rung,
        caseId: ladder.caseId,
        receiptNo: ladder.receiptNo,
        dropped: 'OVERTAKEN',
      })),
      ...(told === null ? [] : [this.decide(told, ladder, recipients.get(ladder.caseId)!)]),
    ]);
    const fresh = await recordRungs(tx, decided, now);
    await this.preNotices.expect(
      tx,
      fresh
        .filter(({ dropped }) => dropped === null)
        .map(({ id, caseId }) => ({ rungId: id, recipients: recipients.get(caseId)! })),
    );
    const from = new Date(now.getTime() + 1);
    await moveLaddersOn(
      tx,
      taken.map(({ ladder }) => ({
        caseId: ladder.caseId,
        armedFrom: from,
        nextDueAt: nextRung(ladder, from, calendar, settings.of(ladder.departmentCode))?.dueAt ?? null,
      })),
    );
    return rows.length === SET;
  }

  private rungsOf(ladder: Ladder, now: Date, calendar: HolidayCalendar, settings: SettingsByDepartment): TakenLadder {
    try {
      return { ladder, ...dueRungs(ladder, ladder.armedFrom, now, calendar, settings.of(ladder.departmentCode)) };
    } catch (error) {
      // The holiday table lost the year since the rung was armed; it is reckoned again when the year is back.
      if (error instanceof CalendarMissing) return { ladder, told: null, overtaken: [] };
      throw error;
    }
  }

  private decide(rung: Rung, ladder: Ladder, recipients: RungRecipient[]): DecidedRung {
    const { liveSince } = this.settings;
    const dropped =
      liveSince !== null && rung.dueAt < liveSince ? 'NOT_LIVE' : recipients.length === 0 ? 'NO_RECIPIENT' : null;
    return { ...rung, caseId: ladder.caseId, receiptNo: ladder.receiptNo, dropped };
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
