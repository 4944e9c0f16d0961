import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EveryTick, ParkedJobs } from '../libs/events/index.js';
import { Alarms } from './staff/index.js';

const KEY = 'queue.parked';
const EVERY_MS = 5_000;

/** Tells an operator of work that failed so often that it waits for a person: the notices or figures that it makes are missing. */
@Injectable()
export class WatchParkedJobs {
  /** What stood in the last word, so that the same again is no news. */
  private said = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly parked: ParkedJobs,
    private readonly alarms: Alarms,
  ) {}

  @EveryTick({ name: 'operations.watch-parked-jobs', everyMs: EVERY_MS })
  async watch(): Promise<void> {
    const { parked } = await this.parked.counts();
    if (parked > 0 && parked === this.said) return;
    await this.dataSource.transaction((tx) =>
      parked === 0
        ? this.alarms.clear(tx, KEY)
        : this.alarms.raise(tx, {
            key: KEY,
            code: 'QUEUE.PARKED',
            detail: `여러 번 실패해 멈춰 있는 일이 ${parked}건 있습니다. 원인을 고친 뒤 다시 하거나 사유를 적고 버려 주세요.`,
          }),
    );
    this.said = parked;
  }
}
