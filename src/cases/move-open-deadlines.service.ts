import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { allTogether } from '../../libs/prepared-statements/index.js';
import { type ChangedDays, whereTouched } from './changed-days.js';
import type { MoveKind } from './case.events.js';
import { ChangedMeanwhile } from './case-store.js';
import { DeadlineMover, type Reckoned } from './deadline-mover.js';

interface ChangeInWork extends ChangedDays {
  id: string;
  kind: MoveKind;
  detail: string;
  /** The last receipt number that is done. */
  reached: string;
}

/** How a change gets on. */
interface Progress {
  changeId: string;
  /** Cases that it may move from where it was taken up, and those of them that are done. */
  ahead: number;
  done: number;
  /** Monotonic. */
  beganMs: number;
}

/** Cases of one round; how far the work came is noted after each. */
const ROUND = 2_000;
/** Sets on their way at a time: while the database writes one, the next is reckoned here. */
const SETS_AT_ONCE = 2;
/** No case is to be locked for 100 ms, so the cases of one transaction are as many as take so long on this machine just now. */
const AIMED_AT_MS = 30;
/** More cases than this are a mass: whoever hears of a move would work against the moves that are still to come. */
const MASS = 2_000;
/** What a case takes on a slow machine, until it is known what it takes on this one: rather told late than in the middle of the work. */
const EXPECTED_MS = 0.5;
const KNOWN_AFTER = 200;
/** However slowly it gets on, nobody hears of a move later. */
const HEARD_WITHIN_MS = 60_000;
const FEWEST = 10;
const MOST = 200;

/**
 * Works off changes of the calendar: moves the open cases that they can touch, in the order of their receipt numbers. What is moved is
 * counted in the same transaction, and a case that was moved stays the second time, so a process that dies in the middle loses,
 * repeats and doubles nothing. Where there are many, the deadlines are right first: what is to follow from them is heard when the work
 * will be through.
 */
@Injectable()
export class MoveOpenDeadlines implements OnModuleDestroy {
  private stopping = false;
  private atOnce = 50;
  private progress: Progress | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly mover: DeadlineMover,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'cases.move-open-deadlines', everyMs: 500 })
  async work(): Promise<void> {
    while (!this.stopping && (await this.round()));
  }

  /** True while there may be more. */
  private async round(): Promise<boolean> {
    const [change] = await this.dataSource.query<ChangeInWork[]>(
      `SELECT id, kind, detail, first_day AS "firstDay", last_day AS "lastDay", reached FROM cases.deadline_change
       WHERE done_at IS NULL ORDER BY id LIMIT 1`,
    );
    if (change === undefined) return false;
    const progress = this.progress?.changeId === change.id ? this.progress : await this.takeUp(change);
    this.progress = progress;
    const { sql, values } = whereTouched(change, this.clock.now(), change.reached, ROUND);
    const rows = await this.dataSource.query<{ receipt_no: string }[]>(
      `SELECT receipt_no FROM cases.civil_case ${sql}`,
      values,
    );
    const receiptNos = rows.map(({ receipt_no }) => receipt_no);
    await this.moveAll(change, progress, [...receiptNos]);
    if (!this.stopping) await this.note(change, receiptNos);
    return true;
  }

  private async takeUp(change: ChangeInWork): Promise<Progress> {
    const { sql, values } = whereTouched(change, this.clock.now(), change.reached, null);
    const [found] = await this.dataSource.query<[{ n: number }]>(
      `SELECT count(*)::int AS n FROM (SELECT FROM cases.civil_case ${sql}) AS touched`,
      values,
    );
    return { changeId: change.id, ahead: found.n, done: 0, beganMs: performance.now() };
  }

  /** Real milliseconds until all will have moved, as far as one can tell, rather too many than too few; null: that is soon. */
  private heardAfterMs({ ahead, done, beganMs }: Progress): number | null {
    if (ahead <= MASS) return null;
    const each = done < KNOWN_AFTER ? EXPECTED_MS : (performance.now() - beganMs) / done;
    return Math.min(HEARD_WITHIN_MS, Math.max(0, ahead - done) * each * 1.5 + 1_000);
  }

  private async moveAll(change: ChangeInWork, progress: Progress, waiting: string[]): Promise<void> {
    const lane = async () => {
      while (waiting.length > 0 && !this.stopping) await this.moveSet(change, progress, waiting.splice(0, this.atOnce));
    };
    // Where one lane fails the other still finishes: nothing goes on behind the back of whoever waits.
    const lanes = await Promise.allSettled(Array.from({ length: SETS_AT_ONCE }, lane));
    const failed = lanes.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private async moveSet(change: ChangeInWork, progress: Progress, receiptNos: string[]): Promise<void> {
    const began = performance.now();
    try {
      await this.moveUnlocked(change, progress, receiptNos);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      await this.moveLocked(change, progress, receiptNos);
    }
    progress.done += receiptNos.length;
    const took = performance.now() - began;
    const fitting = Math.round((receiptNos.length * AIMED_AT_MS) / took);
    this.atOnce = Math.min(MOST, Math.max(FEWEST, Math.round((this.atOnce + fitting) / 2)));
  }

  /** Nothing is locked, and no transaction open, while deadlines are reckoned. */
  private async moveUnlocked(change: ChangeInWork, progress: Progress, receiptNos: string[]): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const reckoned = await this.mover.reckon(runner.manager, receiptNos, change, false);
      await runner.manager.transaction((tx) => this.keep(tx, change, progress, reckoned));
    } finally {
      await runner.release();
    }
  }

  /** Where a step works on one of the cases at the moment: waits for it. */
  private moveLocked(change: ChangeInWork, progress: Progress, receiptNos: string[]): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      await this.keep(tx, change, progress, await this.mover.reckon(tx, receiptNos, change, true));
    });
  }

  private async keep(tx: EntityManager, change: ChangeInWork, progress: Progress, reckoned: Reckoned): Promise<void> {
    const { moved, told } = reckoned;
    // No case stays locked while the disk writes: how far the work came is noted durably after it, so what a crash forgets is done again.
    const together: Promise<unknown>[] = [
      tx.query('SET LOCAL synchronous_commit = off'),
      this.mover.keep(tx, reckoned, this.heardAfterMs(progress)),
    ];
    if (moved.length > 0) {
      const count = 'UPDATE cases.deadline_change SET moved = moved + $2, told = told + $3 WHERE id = $1';
      together.push(tx.query(count, [change.id, moved.length, told]));
    }
    await allTogether(together);
  }

  /** Another process may have done the same round; it is noted once. */
  private async note({ id, reached }: ChangeInWork, receiptNos: string[]): Promise<void> {
    const done = receiptNos.length < ROUND;
    await this.dataSource.query(
      'UPDATE cases.deadline_change SET reached = $3, examined = examined + $4, done_at = $5 WHERE id = $1 AND reached = $2 AND done_at IS NULL',
      [id, reached, receiptNos.at(-1) ?? reached, receiptNos.length, done ? this.clock.now() : null],
    );
    // What was missing may be there now: the calendar's alarms are looked at anew.
    if (done) await this.dataSource.query('UPDATE cases.calendar SET checked_on = NULL');
  }
}
