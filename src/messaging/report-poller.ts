import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import type { FoundOut } from './apply-finding.js';
import { GatewayUnreachable, type Awaited, type Gateway } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import type { Channel } from './messaging.events.js';
import { Settlement } from './settlement.service.js';

const TICK_MS = 1_000;
const MOST_ROWS = 10_000;

interface OutstandingRow {
  id: string;
  started_at: Date;
  vendor: string;
  channel: Channel;
  status: 'ACCEPTED' | 'UNKNOWN';
  reference: string;
  vendor_message_id: string;
  accepted_at: Date;
}

/** Taken by a vendor, the end unknown; the first two conditions are those of an index. */
const OPEN = `(outcome IS NULL OR outcome = 'UNKNOWN') AND started_at > $1::timestamptz - interval '5 days'
  AND status IN ('ACCEPTED', 'UNKNOWN') AND accepted_at > $1::timestamptz - interval '4 days'`;

/**
 * Young messages every second, older ones every 5 and every 60 seconds; an unknown outcome (Kakao 3005) may still turn into a
 * delivery within 3 days. All machine time.
 */
const OUTSTANDING = `
SELECT id, started_at, vendor, channel, status, reference, vendor_message_id, accepted_at FROM messaging.attempt
WHERE ${OPEN} AND vendor_message_id IS NOT NULL AND (
  accepted_at > $1::timestamptz - interval '90 seconds'
  OR $2 % 5 = 0 AND accepted_at > $1::timestamptz - interval '15 minutes'
  OR $2 % 60 = 0)
ORDER BY accepted_at DESC LIMIT $3`;

/** Those of one vendor that somebody has just called about. */
const NAMED = `
SELECT id, started_at, vendor, channel, status, reference, vendor_message_id, accepted_at FROM messaging.attempt
WHERE ${OPEN} AND vendor = $2 AND vendor_message_id = ANY ($3)`;

/** Fetches delivery reports while any is outstanding. */
@Injectable()
export class ReportPoller {
  private readonly logger = new Logger('ReportPoller');
  private ticks = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly settlement: Settlement,
  ) {}

  @EveryTick({ name: 'messaging.poll-reports', everyMs: TICK_MS })
  async poll(): Promise<void> {
    const rows = await this.dataSource.query<OutstandingRow[]>(OUTSTANDING, [
      this.clock.realNow(),
      this.ticks++,
      MOST_ROWS,
    ]);
    await this.askByLine(rows);
  }

  /** Asks at once about messages that a vendor has called about. */
  async pollFor(vendor: string, vendorMessageIds: readonly string[]): Promise<void> {
    if (vendorMessageIds.length === 0) return;
    const now = this.clock.realNow();
    await this.askByLine(await this.dataSource.query<OutstandingRow[]>(NAMED, [now, vendor, vendorMessageIds]));
  }

  /** Each vendor's channel by itself: one that cannot be asked keeps nothing of the others back. */
  private async askByLine(rows: readonly OutstandingRow[]): Promise<void> {
    const lines = Map.groupBy(rows, ({ vendor, channel }) => `${vendor} ${channel}`);
    await Promise.all(
      [...lines.values()].map(async (line) => {
        const { vendor, channel } = line[0]!;
        const gateway = this.gateways.of(vendor, channel);
        if (gateway !== null) await this.ask(gateway, line);
      }),
    );
  }

  private async ask(gateway: Gateway, rows: readonly OutstandingRow[]): Promise<void> {
    const awaited: Awaited[] = rows.map((row) => ({
      reference: row.reference,
      channel: row.channel,
      vendorMessageId: row.vendor_message_id,
      acceptedAt: row.accepted_at,
    }));
    try {
      const reports = await gateway.reports(awaited);
      await this.settlement.settle(
        rows.flatMap((row): FoundOut[] => {
          const verdict = reports.get(row.vendor_message_id);
          if (verdict === undefined || (row.status === 'UNKNOWN' && verdict.outcome === 'UNKNOWN')) return [];
          return [
            {
              attemptId: row.id,
              startedAt: row.started_at,
              claim: null,
              byAsking: false,
              finding: { kind: 'REPORT', outcome: verdict.outcome },
              verdict,
            },
          ];
        }),
      );
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) throw error;
      this.logger.warn(error.message);
    }
  }
}
