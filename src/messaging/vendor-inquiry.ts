import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import type { FoundOut } from './apply-finding.js';
import { GatewayUnreachable, type Known } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import { logSafe } from './log-safe.js';
import type { Channel } from './messaging.events.js';
import { Settlement } from './settlement.service.js';

const TICK_MS = 500;
/** Longer than the longest question. */
const LEASE_MS = 15_000;
const MOST_ROWS = 64;
const MOST_QUESTIONS_AT_ONCE = 8;

interface OpenRow {
  attempt_id: string;
  attempt_started_at: Date;
  claims: number;
  request_sealed: Buffer | null;
  text_sealed: Buffer | null;
  channel: Channel;
  vendor: string;
  reference: string;
  vendor_message_id: string | null;
}

/** Claims of a killed process, calls without an answer, and reports that did not come in time; by machine time. */
const TAKE_OPEN = `
UPDATE messaging.notification n SET claims = n.claims + 1, act_at = $2
FROM (
  SELECT id FROM messaging.notification WHERE step = 'ASK' AND act_at <= $1 ORDER BY act_at LIMIT $3 FOR UPDATE SKIP LOCKED
) due, messaging.attempt a
WHERE n.id = due.id AND a.id = n.attempt_id AND a.started_at = n.attempt_started_at
RETURNING n.attempt_id, n.attempt_started_at, n.claims, n.request_sealed, n.text_sealed, a.channel, a.vendor, a.reference, a.vendor_message_id`;

/** Asks the vendor by our reference wherever it is open what became of a message. Nothing is sent again before. */
@Injectable()
export class VendorInquiry {
  private readonly logger = new Logger('VendorInquiry');
  private running: Promise<void> | null = null;
  private woken = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly gateways: Gateways,
    private readonly settlement: Settlement,
  ) {
    settlement.onSomethingDue(() => this.wake());
  }

  @EveryTick({ name: 'messaging.ask', everyMs: TICK_MS })
  wake(): void {
    this.woken = true;
    this.running ??= this.run().finally(() => (this.running = null));
  }

  private async run(): Promise<void> {
    while (this.woken) {
      this.woken = false;
      try {
        const rows = await this.take();
        await this.askAll(rows);
        if (rows.length === MOST_ROWS) this.woken = true;
      } catch (error) {
        this.logger.error(`Asking failed: ${logSafe(error)}`);
      }
    }
  }

  private async take(): Promise<OpenRow[]> {
    const realNow = this.clock.realNow();
    const [rows] = await this.dataSource.query<[OpenRow[], number]>(TAKE_OPEN, [
      realNow,
      new Date(realNow.getTime() + LEASE_MS),
      MOST_ROWS,
    ]);
    return rows;
  }

  private async askAll(rows: OpenRow[]): Promise<void> {
    const left = [...rows];
    const worker = async () => {
      for (let row = left.shift(); row !== undefined; row = left.shift()) {
        await this.settlement.settle([await this.ask(row)]);
      }
    };
    await Promise.all(Array.from({ length: Math.min(MOST_QUESTIONS_AT_ONCE, rows.length) }, worker));
  }

  private async ask(row: OpenRow): Promise<FoundOut> {
    const common = { attemptId: row.attempt_id, startedAt: row.attempt_started_at, claim: row.claims, byAsking: true };
    let known: Known | null;
    try {
      const gateway = this.gateways.of(row.vendor);
      if (gateway === null) throw new GatewayUnreachable(row.vendor, 'not set up');
      known = await gateway.ask({
        reference: row.reference,
        channel: row.channel,
        // A number that was destroyed meanwhile can only be asked for by the vendor's id.
        to: row.request_sealed === null ? '' : this.privacy.openJson<{ phone: string }>(row.request_sealed).phone,
        since: row.attempt_started_at,
        vendorMessageId: row.vendor_message_id,
        text: row.text_sealed && this.privacy.open(row.text_sealed),
      });
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) this.logger.error(`${row.vendor}: ${logSafe(error)}`);
      return { ...common, finding: { kind: 'UNREACHABLE' }, verdict: null };
    }
    if (known === null) return { ...common, finding: { kind: 'NOT_FOUND' }, verdict: null };
    const { verdict, vendorMessageId } = known;
    return verdict === null
      ? { ...common, vendorMessageId, finding: { kind: 'PENDING' }, verdict }
      : { ...common, vendorMessageId, finding: { kind: 'REPORT', outcome: verdict.outcome }, verdict };
  }
}
