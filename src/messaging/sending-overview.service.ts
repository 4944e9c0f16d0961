import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { Gateways } from './gateways/gateways.js';
import type { GatewayDto } from './sending.dto.js';
import { SendingRulesStore } from './sending-rules.store.js';

const CHANGES = `
SELECT weight_before AS "from", weight_after AS "to", reason, at FROM messaging.gateway_change
WHERE vendor = $1 AND channel = $2 ORDER BY id DESC LIMIT 20`;

/** What is sent with, for operators. */
@Injectable()
export class SendingOverview {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rules: SendingRulesStore,
    private readonly vendors: Gateways,
  ) {}

  /** Every vendor that is set up, by channel, whether or not anything was ever changed about it. */
  async gateways(): Promise<GatewayDto[]> {
    const rules = await this.rules.current();
    const lines = this.vendors.all.flatMap(({ vendor, channels }) => channels.map((channel) => ({ vendor, channel })));
    return Promise.all(
      lines.map(async ({ vendor, channel }) => {
        const changes = await this.dataSource.query<{ from: number; to: number; reason: string; at: Date }[]>(CHANGES, [
          vendor,
          channel,
        ]);
        return {
          ...rules.gateway(vendor, channel),
          changes: changes.map((change) => ({ ...change, at: toKst(change.at) })),
        };
      }),
    );
  }
}
