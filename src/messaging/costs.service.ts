import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { readPrices } from '../../config/seed/index.js';
import { Settings } from '../../config/index.js';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { GatewayNotSetUp } from './messaging.errors.js';
import { Gateways } from './gateways/gateways.js';
import type { Channel } from './messaging.events.js';

/** What the messages of one channel of one vendor cost in one month. */
export interface CostRow {
  /** `YYYY-MM`, KST, of the product instant at which they were handed over. */
  month: string;
  vendor: string;
  channel: Channel;
  /** What vendors bill: delivered, and accepted without a known outcome. What failed is not billed. */
  messages: number;
  /** Of them, delivered. */
  delivered: number;
  /** Won a message without VAT. */
  wonPerMessage: number;
  won: number;
}

/** A price from a month on. */
export interface Price {
  vendor: string;
  channel: Channel;
  /** `YYYY-MM`; null: the sample figure, for every month before the county's own first price. */
  since: string | null;
  won: number;
}

/**
 * Months in KST, of product time. Partitions are by machine time: outside the demo the two clocks are one, and all partitions but
 * those of the months asked for are passed over ($4).
 */
const COSTS = `
WITH billed AS (
  SELECT to_char(at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM') AS month, vendor, channel, count(*) AS messages,
    count(*) FILTER (WHERE status = 'DELIVERED') AS delivered
  FROM messaging.attempt
  WHERE status IN ('DELIVERED', 'ACCEPTED', 'UNKNOWN') AND at >= $1 AND at < $2
    AND (NOT $4 OR started_at >= $1::timestamptz - interval '1 day' AND started_at < $2::timestamptz + interval '1 day')
  GROUP BY 1, 2, 3
), priced AS (
  SELECT b.*, coalesce((
    SELECT p.won FROM messaging.price p
    WHERE p.vendor = b.vendor AND p.channel = b.channel AND to_char(p.since, 'YYYY-MM') <= b.month ORDER BY p.since DESC LIMIT 1
  ), s.won, 0)::float8 AS "wonPerMessage"
  FROM billed b LEFT JOIN json_to_recordset($3) AS s (vendor text, channel text, won numeric) USING (vendor, channel)
)
SELECT month, vendor, channel, messages, delivered, "wonPerMessage", (messages * "wonPerMessage")::float8 AS won
FROM priced ORDER BY month, vendor, channel`;

/** What sending costs, counted from the attempts themselves. */
@Injectable()
export class Costs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly gateways: Gateways,
    private readonly audit: AuditTrail,
  ) {}

  /** By month, vendor and channel; months without messages are left out. @param from, @param to `YYYY-MM`, both included */
  rows(from: string, to: string): Promise<CostRow[]> {
    return this.dataSource.query<CostRow[]>(COSTS, [
      kstInstant(`${from}-01`, '00:00'),
      kstInstant(`${monthsAfter(to, 1)}-01`, '00:00'),
      JSON.stringify(readPrices()),
      this.settings.profile === 'production',
    ]);
  }

  /** The last twelve months of product time. */
  lastYear(): { from: string; to: string } {
    const to = kstDate(this.clock.now()).slice(0, 7);
    return { from: monthsAfter(to, -11), to };
  }

  /** Samples first, then the county's own by month. */
  async prices(): Promise<Price[]> {
    const own = await this.dataSource.query<Price[]>(
      `SELECT vendor, channel, to_char(since, 'YYYY-MM') AS since, won::float8 AS won FROM messaging.price ORDER BY vendor, channel, since`,
    );
    return [...readPrices().map((price) => ({ ...price, since: null })), ...own];
  }

  /** A price of the county's own contract. @throws GatewayNotSetUp */
  set({ vendor, channel, since, won }: Price & { since: string }, actor: Actor): Promise<void> {
    if (!this.gateways.carrying(channel).some((gateway) => gateway.vendor === vendor)) throw new GatewayNotSetUp();
    return this.dataSource.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO messaging.price (vendor, channel, since, won) VALUES ($1, $2, $3, $4)
         ON CONFLICT (vendor, channel, since) DO UPDATE SET won = EXCLUDED.won`,
        [vendor, channel, `${since}-01`, won],
      );
      await this.audit.write(tx, [
        {
          actor,
          action: 'prices.set',
          subjectKind: 'gateway',
          subjects: [`${vendor} ${channel}`],
          detail: { since, won },
        },
      ]);
    });
  }
}

function monthsAfter(month: string, months: number): string {
  const [year, of] = month.split('-').map(Number) as [number, number];
  const counted = year * 12 + of - 1 + months;
  return `${Math.floor(counted / 12)}-${String((counted % 12) + 1).padStart(2, '0')}`;
}
