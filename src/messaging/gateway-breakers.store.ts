import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import type { Channel } from './messaging.events.js';

/** When a vendor's channel was last left alone after failures running, in any process; machine time. */
export interface BreakerRow {
  vendor: string;
  channel: Channel;
  openedAt: Date;
  /** Null: still open; it closes with the first call that succeeds. */
  closedAt: Date | null;
}

/** Breakers live in each process; what they did last stands in the database, so that an operator sees it from any. */
@Injectable()
export class GatewayBreakers {
  private readonly logger = new Logger('GatewayBreakers');

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  all(): Promise<BreakerRow[]> {
    return this.dataSource.query(
      'SELECT vendor, channel, opened_at AS "openedAt", closed_at AS "closedAt" FROM messaging.gateway_breaker',
    );
  }

  opened(vendor: string, channel: Channel): void {
    this.write(
      `INSERT INTO messaging.gateway_breaker (vendor, channel, opened_at) VALUES ($1, $2, $3)
       ON CONFLICT (vendor, channel) DO UPDATE SET opened_at = EXCLUDED.opened_at, closed_at = NULL`,
      vendor,
      channel,
    );
  }

  closed(vendor: string, channel: Channel): void {
    this.write(
      'UPDATE messaging.gateway_breaker SET closed_at = $3 WHERE vendor = $1 AND channel = $2 AND closed_at IS NULL',
      vendor,
      channel,
    );
  }

  /** Sending does not wait for it, nor fail by it. */
  private write(sql: string, vendor: string, channel: Channel): void {
    this.dataSource.query(sql, [vendor, channel, this.clock.realNow()]).catch((error: Error) => {
      this.logger.warn(`The breaker of ${vendor} ${channel} could not be noted: ${error.name}`);
    });
  }
}
