import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Gateways } from './gateways/gateways.js';
import type { Channel } from './messaging.events.js';
import { SendingRulesStore } from './sending-rules.store.js';
import { shift, WINDOW_MS } from './vendor-weights.js';

const TICK_MS = 10_000;
const CHANNELS: readonly Channel[] = ['ALIMTALK', 'RCS', 'LMS', 'SMS'];

/** Attempts begun since an instant, found by their ordered ids. */
const HEALTH = `
SELECT vendor, channel, count(*) AS sent,
  count(*) FILTER (WHERE calls > 1 OR outcome = 'TRANSPORT') AS troubled,
  count(*) FILTER (WHERE calls = 1 AND accepted_at - started_at > interval '3 seconds') AS slow
FROM messaging.attempt WHERE id >= $1 AND started_at >= $2 GROUP BY vendor, channel`;

const LAST_SHIFTS = `SELECT vendor, channel, max(at) AS at FROM messaging.gateway_change WHERE at > $1 GROUP BY vendor, channel`;

interface HealthRow {
  vendor: string;
  channel: Channel;
  sent: number;
  troubled: number;
  slow: number;
}

export interface GatewayWish {
  vendor: string;
  channel: Channel;
  restingWeight?: number;
  switchedOff?: boolean;
  /** null takes the limit away. */
  messagesPerSecond?: number | null;
  reason: string;
}

/** Shifts weights between vendors that carry the same channel, and keeps the history of each shift and its reason. */
@Injectable()
export class GatewayWeights {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly rules: SendingRulesStore,
  ) {}

  @EveryTick({ name: 'messaging.shift-weights', everyMs: TICK_MS })
  async shiftAll(): Promise<void> {
    // With one vendor there is nowhere to shift to.
    const contested = CHANNELS.filter((channel) => this.gateways.carrying(channel).length > 1);
    if (contested.length === 0) return;
    const now = this.clock.realNow();
    const since = new Date(now.getTime() - WINDOW_MS);
    await this.dataSource.transaction(async (tx) => {
      const health = await tx.query<HealthRow[]>(HEALTH, [firstIdOf(since), since]);
      const shifts = await tx.query<{ vendor: string; channel: Channel; at: Date }[]>(LAST_SHIFTS, [since]);
      const rules = await this.rules.current(tx);
      for (const channel of contested) {
        for (const { vendor } of this.gateways.carrying(channel)) {
          const isThis = (row: { vendor: string; channel: Channel }) =>
            row.vendor === vendor && row.channel === channel;
          const { weight, restingWeight, switchedOff } = rules.gateway(vendor, channel);
          if (switchedOff) continue;
          const last = shifts.find(isThis);
          const { sent = 0, troubled = 0, slow = 0 } = health.find(isThis) ?? {};
          const sinceShiftMs = last === undefined ? null : now.getTime() - last.at.getTime();
          const next = shift({ weight, restingWeight, sent, troubled, slow, sinceShiftMs });
          if (next !== null)
            await this.write(tx, { vendor, channel, weight: next.to, restingWeight, switchedOff }, weight, next.reason);
        }
      }
    });
  }

  /** An operator's word: what a vendor rests at, or that it is not to be used at all. */
  async set(tx: EntityManager, wish: GatewayWish): Promise<void> {
    const { vendor, channel, reason } = wish;
    const before = (await this.rules.current(tx)).gateway(vendor, channel);
    const restingWeight = wish.restingWeight ?? before.restingWeight;
    const switchedOff = wish.switchedOff ?? before.switchedOff;
    const weight = wish.restingWeight ?? before.weight;
    await this.write(tx, { vendor, channel, weight, restingWeight, switchedOff }, before.weight, reason);
    if (wish.messagesPerSecond !== undefined) {
      await tx.query('UPDATE messaging.gateway SET messages_per_second = $3 WHERE vendor = $1 AND channel = $2', [
        vendor,
        channel,
        wish.messagesPerSecond,
      ]);
    }
  }

  private async write(
    tx: EntityManager,
    line: { vendor: string; channel: Channel; weight: number; restingWeight: number; switchedOff: boolean },
    weightBefore: number,
    reason: string,
  ): Promise<void> {
    const { vendor, channel, weight, restingWeight, switchedOff } = line;
    const now = this.clock.realNow();
    await tx.query(
      `INSERT INTO messaging.gateway (vendor, channel, weight, resting_weight, switched_off, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (vendor, channel) DO UPDATE SET weight = EXCLUDED.weight, resting_weight = EXCLUDED.resting_weight,
         switched_off = EXCLUDED.switched_off, changed_at = EXCLUDED.changed_at`,
      [vendor, channel, weight, restingWeight, switchedOff, now],
    );
    await tx.query(
      `INSERT INTO messaging.gateway_change (vendor, channel, weight_before, weight_after, reason, at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [vendor, channel, weightBefore, weight, reason, now],
    );
    await this.rules.changed(tx);
  }
}

/** The smallest uuid v7 of an instant. */
function firstIdOf(instant: Date): string {
  const hex = instant.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
