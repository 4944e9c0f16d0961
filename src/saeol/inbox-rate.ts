import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';

/** How many records a way in brought lately (machine time), the faulty and repeated ones included. */
export interface WayRate {
  /** PUSH, TABLE or FILE. */
  source: string;
  lastMinute: number;
  lastHour: number;
  /** Since midnight in Korea. */
  today: number;
}

const MINUTE_MS = 60_000;

/** How fast the inbox fills. */
@Injectable()
export class InboxRate {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async byWay(): Promise<WayRate[]> {
    const now = this.clock.realNow().getTime();
    return this.dataSource.query<WayRate[]>(
      `SELECT source, count(*) FILTER (WHERE stored_at > $2)::int AS "lastMinute", count(*) FILTER (WHERE stored_at > $3)::int AS "lastHour",
         count(*) FILTER (WHERE stored_at >= $1)::int AS today
       FROM saeol.inbox WHERE stored_at >= least($1::timestamptz, $3::timestamptz) GROUP BY source ORDER BY source`,
      [kstInstant(kstDate(new Date(now))), new Date(now - MINUTE_MS), new Date(now - 60 * MINUTE_MS)],
    );
  }
}
