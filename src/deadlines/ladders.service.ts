import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { CaseStandings, HolidayTable, type CaseClock, type CaseShape } from '../cases/index.js';
import { WaitingNotices } from '../messaging/index.js';
import { armedAfterMove, dueRungs, nextRung, sameLadder, type LadderCase, type LadderSettings } from './ladder.js';
import {
  ladderOf,
  recordRungs,
  saveLadders,
  type DecidedRung,
  type DropReason,
  type Ladder,
  type LadderRow,
} from './ladder-rows.js';
import { LadderSettingsStore } from './ladder-settings.store.js';
import { OCCASIONS } from './pre-notice-words.js';

/** What a change of a case means to its ladder. */
export interface LadderChange {
  caseId: string;
  revision: number;
  /** When the change occurred. */
  at: Date;
  /** It moved the deadline, stopped or restarted the clock, opened or closed the case; the receipt itself moves nothing. */
  moves: boolean;
  /** It opened a closed case again. */
  reopens: boolean;
}

/** Keeps one ladder for each open case and no other. */
@Injectable()
export class Ladders {
  constructor(
    private readonly cases: CaseStandings,
    private readonly holidays: HolidayTable,
    private readonly settings: LadderSettingsStore,
    private readonly waiting: WaitingNotices,
    private readonly clock: Clock,
  ) {}

  /** Brings the ladders of these cases to where the cases stand now. The order of the changes, and a repeated one, do not matter. */
  async arm(tx: EntityManager, changes: LadderChange[]): Promise<void> {
    const byCase = Map.groupBy(changes, ({ caseId }) => caseId);
    const caseIds = [...byCase.keys()].sort();
    // Two changes of one case may be heard at the same time; whoever comes second reads what the first one wrote. They travel together.
    const [, rows, clocks, settings] = await Promise.all([
      tx.query(
        `SELECT pg_advisory_xact_lock(hashtextextended('deadlines.ladder ' || id, 0)) FROM (SELECT id FROM unnest($1::text[]) AS id ORDER BY id) AS c`,
        [caseIds],
      ),
      tx.query<LadderRow[]>('SELECT * FROM deadlines.ladder WHERE case_id = ANY($1) ORDER BY case_id FOR UPDATE', [
        caseIds,
      ]),
      this.cases.clocks(tx, caseIds),
      this.settings.load(tx),
    ]);
    const kept = new Map(rows.map((row) => [row.case_id, ladderOf(row)]));
    const calendar = this.holidays.calendar();

    const ladders: Ladder[] = [];
    const ended: string[] = [];
    const missed: DecidedRung[] = [];
    const fallen: string[] = [];
    for (const caseId of caseIds) {
      const ofCase = byCase.get(caseId)!;
      const before = kept.get(caseId) ?? null;
      const clock = clocks.get(caseId);
      const after = clock?.open ? armed(before, clock, ofCase, calendar, settings.of(clock.departmentCode)) : null;
      if (after !== null) ladders.push(after);
      else if (before !== null) ended.push(caseId);
      if (before !== null && (after === null || !sameLadder(before, after))) fallen.push(before.receiptNo);
      if (before !== null)
        missed.push(...missedRungs(before, after, ofCase, calendar, settings.of(before.departmentCode)));
    }
    await recordRungs(tx, missed, this.clock.now());
    // What was told of the old ladder and waits to be sent, for whatever reason, is true no more.
    await this.waiting.withdrawOf(tx, fallen, Object.values(OCCASIONS));
    if (ended.length > 0) await tx.query('DELETE FROM deadlines.ladder WHERE case_id = ANY($1)', [ended]);
    await saveLadders(tx, ladders);
  }
}

/** Whether a change of a case touched what its ladder hangs on. */
export function movedBetween(before: CaseShape, after: CaseShape): boolean {
  return (
    before.targetAt !== after.targetAt ||
    before.paused !== after.paused ||
    before.supplementDueAt !== after.supplementDueAt ||
    before.open !== after.open
  );
}

/** Pure: the ladder of a case after these changes of it. */
export function armed(
  before: Ladder | null,
  clock: CaseClock,
  changes: LadderChange[],
  calendar: HolidayCalendar,
  settings: LadderSettings,
): Ladder {
  const state: LadderCase = {
    receivedAt: clock.receivedAt,
    targetAt: clock.targetAt,
    hourCase: clock.hourCase,
    paused: clock.paused,
    supplementDueAt: clock.supplementDueAt,
  };
  const heard = before?.revision ?? 0;
  const movedAt = movedSince(before, state, changes);
  let armedFrom = before?.armedFrom ?? clock.receivedAt;
  if (movedAt !== null) {
    const from = armedAfterMove(before, state, movedAt, calendar, settings);
    // A rung that the move jumped over lies in the past on purpose; else what was told stays told.
    armedFrom = from < movedAt ? from : latest(armedFrom, from);
  }
  return {
    ...state,
    caseId: clock.caseId,
    receiptNo: clock.receiptNo,
    revision: Math.max(heard, ...changes.map(({ revision }) => revision)),
    departmentCode: clock.departmentCode,
    officerId: clock.officerId,
    armedFrom,
    nextDueAt: nextRung(state, armedFrom, calendar, settings)?.dueAt ?? null,
  };
}

/** When the ladder last moved, of what was not heard before; null where it hangs as it did. */
function movedSince(before: Ladder | null, state: LadderCase, changes: LadderChange[]): Date | null {
  const news = changes.filter(({ revision }) => revision > (before?.revision ?? 0));
  const moving = news.filter(({ moves, reopens }) => (before === null ? reopens || moves : moves));
  if (moving.length > 0) return moving.map(({ at }) => at).reduce(latest);
  if (before === null || news.length === 0 || sameLadder(before, state)) return null;
  // The case is ahead of what was heard: a later change moved it, and will be heard next.
  return news.map(({ at }) => at).reduce(latest);
}

/** Rungs of the old ladder that came due before the change and were told to nobody, e.g. while the program stood still. */
function missedRungs(
  before: Ladder,
  after: Ladder | null,
  changes: LadderChange[],
  calendar: HolidayCalendar,
  settings: LadderSettings,
): DecidedRung[] {
  const until = changes.map(({ at }) => at).reduce(latest);
  if (before.nextDueAt === null || before.nextDueAt >= until || (after !== null && sameLadder(before, after)))
    return [];
  const reason: DropReason = after === null ? 'ENDED' : 'MOVED';
  try {
    const { told, overtaken } = dueRungs(before, before.armedFrom, new Date(until.getTime() - 1), calendar, settings);
    return [...overtaken, ...(told === null ? [] : [told])].map((rung) => ({
      ...rung,
      receiptNos: [before.receiptNo],
      dropped: reason,
      recipients: [],
    }));
  } catch (error) {
    if (error instanceof CalendarMissing) return [];
    throw error;
  }
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}
