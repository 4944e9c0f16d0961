import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { DeadlineMover } from './deadline-mover.js';

const SET = 100;

/** While an interval is open the deadline goes on from day to day: on each day of the product such cases are reckoned up to today. */
@Injectable()
export class ReckonPausedCases implements OnModuleDestroy {
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly mover: DeadlineMover,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'cases.reckon-paused', everyMs: 500 })
  async reckon(): Promise<void> {
    while (!this.stopping && (await this.reckonSome()));
  }

  /** True while there may be more. */
  private async reckonSome(): Promise<boolean> {
    // In the order of their index: by receipt number every open case would be looked at while the table is young.
    const rows = await this.dataSource.query<{ receipt_no: string }[]>(
      'SELECT receipt_no FROM cases.civil_case WHERE open AND reckon_daily AND reckoned_on < $1 ORDER BY reckoned_on, receipt_no LIMIT $2',
      [kstDate(this.clock.now()), SET],
    );
    if (rows.length === 0) return false;
    await this.dataSource.transaction((tx) =>
      this.mover.move(
        tx,
        rows.map(({ receipt_no }) => receipt_no),
        { kind: 'DAY', detail: '처리기간에 넣지 않는 날' },
      ),
    );
    return true;
  }
}
