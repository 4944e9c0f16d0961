import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { type ChangedDays, whereTouched } from './changed-days.js';
import type { MoveKind } from './case.events.js';
import { DeadlineMover } from './deadline-mover.js';

interface ChangeInWork extends ChangedDays {
  id: string;
  kind: MoveKind;
  detail: string;
  /** The last receipt number that is done. */
  reached: string;
}

/** Cases of one round; how far the work came is noted after each. */
const ROUND = 500;
/** No case is to be locked for 100 ms, so the cases of one transaction are as many as take so long on this machine just now. */
const AIMED_AT_MS = 40;
const FEWEST = 10;
const MOST = 200;

/**
 * Works off changes of the calendar: moves the open cases that they can touch, in the order of their receipt numbers. What is moved is
 * counted in the same transaction, and a case that was moved stays the second time, so a process that dies in the middle loses,
 * repeats and doubles nothing.
 */
@Injectable()
export class MoveOpenDeadlines implements OnModuleDestroy {
  private stopping = false;
  private atOnce = 50;

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
    const { sql, values } = whereTouched(change, this.clock.now(), change.reached, ROUND);
    const rows = await this.dataSource.query<{ receipt_no: string }[]>(
      `SELECT receipt_no FROM cases.civil_case ${sql}`,
      values,
    );
    const receiptNos = rows.map(({ receipt_no }) => receipt_no);
    const waiting = [...receiptNos];
    while (waiting.length > 0 && !this.stopping) await this.moveSet(change, waiting.splice(0, this.atOnce));
    if (!this.stopping) await this.note(change, receiptNos);
    return true;
  }

  private async moveSet(change: ChangeInWork, receiptNos: string[]): Promise<void> {
    const began = this.clock.realNow().getTime();
    await this.dataSource.transaction(async (tx) => {
      const { moved, told } = await this.mover.move(tx, receiptNos, change);
      if (moved.length === 0) return;
      await tx.query('UPDATE cases.deadline_change SET moved = moved + $2, told = told + $3 WHERE id = $1', [
        change.id,
        moved.length,
        told,
      ]);
    });
    const took = Math.max(1, this.clock.realNow().getTime() - began);
    const fitting = Math.round((receiptNos.length * AIMED_AT_MS) / took);
    this.atOnce = Math.min(MOST, Math.max(FEWEST, Math.round((this.atOnce + fitting) / 2)));
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
