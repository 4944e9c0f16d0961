import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { dailyUse, type BalanceSample } from './daily-use.js';
import { GatewayBreakers } from './gateway-breakers.store.js';
import { GatewayUnreachable, type Gateway } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import type { Channel } from './messaging.events.js';

/** How a vendor's channel did within the last minutes of machine time. */
export interface LineStanding {
  vendor: string;
  channel: Channel;
  sent: number;
  delivered: number;
  /** Not taken at the first call, lost, or failed on the way. */
  troubled: number;
  /** Accepted, but later than after three seconds. */
  slow: number;
  /** Its breaker: open since then, or null. Machine time, `+09:00`. */
  leftAloneSince: string | null;
}

/** What a vendor says of our account when it is asked now. */
export interface VendorAnswer {
  vendor: string;
  channels: readonly Channel[];
  /** Reached, and our keys were accepted. */
  reached: boolean;
  /** Of the connection or the HTTP status, where it was not; never a key. */
  why: string | null;
  /** Won; null where the vendor bills afterwards, or was not reached. */
  balance: number | null;
  /** Days that the balance lasts at what was used lately; null where too little is known. */
  daysLeft: number | null;
}

export const STANDING_MINUTES = 10;
const DAY_LEAST_WON = 1;

const HEALTH = `
SELECT vendor, channel, count(*)::int AS sent,
  count(*) FILTER (WHERE status = 'DELIVERED')::int AS delivered,
  count(*) FILTER (WHERE calls > 1 OR outcome = 'TRANSPORT')::int AS troubled,
  count(*) FILTER (WHERE calls = 1 AND accepted_at - started_at > interval '3 seconds')::int AS slow
FROM messaging.attempt WHERE started_at >= $1 GROUP BY vendor, channel`;

type HealthRow = Omit<LineStanding, 'leftAloneSince'>;

/** How the vendors do, for operators: from what was sent lately, and by asking them. */
@Injectable()
export class GatewayStanding {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly breakers: GatewayBreakers,
  ) {}

  /** Every vendor that is set up, by channel. */
  async lines(): Promise<LineStanding[]> {
    const since = new Date(this.clock.realNow().getTime() - STANDING_MINUTES * 60_000);
    const [health, breakers] = await Promise.all([
      this.dataSource.query<HealthRow[]>(HEALTH, [since]),
      this.breakers.all(),
    ]);
    return this.gateways.all.flatMap(({ vendor, channels }) =>
      channels.map((channel) => {
        const isThis = (row: { vendor: string; channel: Channel }) => row.vendor === vendor && row.channel === channel;
        const open = breakers.find((row) => isThis(row) && row.closedAt === null);
        return {
          ...(health.find(isThis) ?? { vendor, channel, sent: 0, delivered: 0, troubled: 0, slow: 0 }),
          leftAloneSince: open === undefined ? null : toKst(open.openedAt),
        };
      }),
    );
  }

  /** Asks each vendor for our templates and our balance: what only the right keys get. Sends nothing. */
  ask(): Promise<VendorAnswer[]> {
    return Promise.all(this.gateways.all.map((gateway) => this.askOne(gateway)));
  }

  private async askOne(gateway: Gateway): Promise<VendorAnswer> {
    const { vendor, channels } = gateway;
    try {
      const [balance] = await Promise.all([gateway.balance(), gateway.templates()]);
      const daysLeft = balance === null ? null : await this.daysLeft(vendor, balance);
      return { vendor, channels, reached: true, why: null, balance, daysLeft };
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) throw error;
      return { vendor, channels, reached: false, why: error.why, balance: null, daysLeft: null };
    }
  }

  private async daysLeft(vendor: string, balance: number): Promise<number | null> {
    const samples = await this.dataSource.query<BalanceSample[]>(
      'SELECT at, won FROM messaging.vendor_balance WHERE vendor = $1 ORDER BY at',
      [vendor],
    );
    const use = dailyUse(samples);
    return use === null || use < DAY_LEAST_WON ? null : Math.floor(balance / use);
  }
}
