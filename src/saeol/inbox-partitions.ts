import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';

const DAY_MS = 86_400_000;

/** Keeps the inbox's partitions two months ahead; rows of a month without one would land in the default partition. */
@Injectable()
export class InboxPartitions implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): Promise<void> {
    return this.prepare();
  }

  @EveryTick({ name: 'saeol.inbox-partitions', everyMs: 6 * 3_600_000 })
  async prepare(): Promise<void> {
    const now = this.clock.realNow();
    const months = [0, 31, 62].map((days) => new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 7));
    for (const month of new Set(months)) await this.dataSource.query('SELECT saeol.prepare_month($1)', [`${month}-01`]);
  }
}
