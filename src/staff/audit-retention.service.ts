import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';

/** Two years are the least that the law asks of us; the third lets a year be looked at from its end. */
const KEPT_YEARS = 3;
const DAY_MS = 86_400_000;

/** Lets whole months of the trail go when they are old enough; the database refuses those that are younger than two years. */
@Injectable()
export class AuditRetention {
  private readonly logger = new Logger('AuditRetention');

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  @EveryTick({ name: 'staff.drop-old-audit', everyMs: DAY_MS })
  async drop(): Promise<void> {
    const bound = new Date(this.clock.realNow());
    bound.setUTCFullYear(bound.getUTCFullYear() - KEPT_YEARS);
    const [row] = await this.dataSource.query<{ dropped: string[] }[]>(
      'SELECT staff.drop_audit_before($1) AS dropped',
      [kstDate(bound)],
    );
    if (row!.dropped.length > 0) this.logger.log(`let go: ${row!.dropped.join(', ')}`);
  }
}
