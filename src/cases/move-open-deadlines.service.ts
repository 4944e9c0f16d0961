import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { DeadlineExamination, type Examined } from './deadline-examination.js';
import type { MoveKind } from './deadline-move.js';
import { DeadlineMover } from './deadline-mover.js';
import { HolidayTable } from './holiday-table.js';

interface ChangeInWork {
  id: string;
  kind: MoveKind;
  detail: string;
  first_day: string | null;
  last_day: string | null;
  reached: string;
}

/** Looked through at once, without a lock. */
const EXAMINED = 1_000;
/** Written in one transaction: few enough that no case is locked for 100 ms. */
const WRITTEN = 100;

/**
 * Works off changes of the calendar: looks through the open cases in the order of their receipt numbers and moves those whose
 * deadlines are others now, a few to a transaction. How far it came stands in the row of the change and is written with the moves,
 * so a process that dies in the middle loses and repeats nothing.
 */
@Injectable()
export class MoveOpenDeadlines implements OnModuleDestroy {
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly holidays: HolidayTable,
    private readonly examination: DeadlineExamination,
    private readonly mover: DeadlineMover,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'cases.move-open-deadlines', everyMs: 500 })
  async work(): Promise<void> {
    while (!this.stopping && (await this.workSome()));
  }

  /** True while there may be more. */
  private async workSome(): Promise<boolean> {
    const [change] = await this.dataSource.query<ChangeInWork[]>(
      `SELECT id, kind, detail, first_day, last_day, reached FROM cases.deadline_change WHERE done_at IS NULL ORDER BY id LIMIT 1`,
    );
    if (change === undefined) return false;
    const rules = await this.dataSource.transaction((tx) => this.holidays.current(tx));
    const days = { kind: change.kind, firstDay: change.first_day, lastDay: change.last_day };
    const batch = await this.examination.next(this.dataSource.manager, days, rules, change.reached, EXAMINED);
    let { reached } = change;
    let counted = 0;
    for (let from = 0; from + WRITTEN < batch.moving.length; from += WRITTEN) {
      const chunk = batch.moving.slice(from, from + WRITTEN);
      const { receiptNo, place } = chunk.at(-1)!;
      const next = { reached: receiptNo, examined: place - counted, done: false };
      if (this.stopping || !(await this.write({ ...change, reached }, chunk, next))) return !this.stopping;
      reached = receiptNo;
      counted = place;
    }
    const rest = batch.moving.filter(({ place }) => place > counted);
    const next = { reached: batch.last ?? reached, examined: batch.count - counted, done: batch.count < EXAMINED };
    await this.write({ ...change, reached }, rest, next);
    return true;
  }

  /** False where another process has come further meanwhile. */
  private async write(
    change: ChangeInWork,
    moving: Examined['moving'],
    next: { reached: string; examined: number; done: boolean },
  ): Promise<boolean> {
    return this.dataSource.transaction(async (tx) => {
      if (!(await isAt(tx, change))) return false;
      const { moved, told } = await this.mover.move(
        tx,
        moving.map(({ receiptNo }) => receiptNo),
        change,
      );
      await tx.query(
        `UPDATE cases.deadline_change SET reached = $2, examined = examined + $3, moved = moved + $4, told = told + $5, done_at = $6
         WHERE id = $1`,
        [change.id, next.reached, next.examined, moved.length, told, next.done ? this.clock.now() : null],
      );
      // What was missing may be there now: the calendar's alarms are looked at anew.
      if (next.done) await tx.query('UPDATE cases.calendar SET checked_on = NULL');
      return true;
    });
  }
}

async function isAt(tx: EntityManager, { id, reached }: ChangeInWork): Promise<boolean> {
  const [row] = await tx.query<{ reached: string }[]>(
    'SELECT reached FROM cases.deadline_change WHERE id = $1 AND done_at IS NULL FOR UPDATE',
    [id],
  );
  return row?.reached === reached;
}
