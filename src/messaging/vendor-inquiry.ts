import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { Alarms } from '../staff/index.js';
import type { FoundOut } from './apply-finding.js';
import { GatewayUnreachable, type Known } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import { logSafe } from './log-safe.js';
import type { Channel } from './messaging.events.js';
import { SendingRulesStore } from './sending-rules.store.js';
import { Settlement } from './settlement.service.js';

const TICK_MS = 500;
/** Longer than the longest question. */
const LEASE_MS = 15_000;
const MOST_ROWS = 64;
const MOST_QUESTIONS_AT_ONCE = 8;
const ALARM_AFTER_MS = 3_600_000;

const CHANNEL_NAMES: Record<Channel, string> = { ALIMTALK: '알림톡', RCS: 'RCS', LMS: 'LMS', SMS: 'SMS' };

interface OpenRow {
  notification_id: string;
  attempt_id: string;
  attempt_started_at: Date;
  claims: number;
  request_sealed: Buffer | null;
  text_sealed: Buffer | null;
  channel: Channel;
  vendor: string;
  reference: string;
  vendor_message_id: string | null;
  is_asked: boolean;
  /** The instant from which the answer is wanted; machine time. */
  wanted_since: Date;
}

/**
 * Claims of a killed process, calls without an answer, and reports that did not come in time; by machine time. What a vendor has taken
 * is put off until its report is late ($4: ms by channel), unless it was taken in a future that a clock put back has made.
 */
const TAKE_OPEN = `
UPDATE messaging.notification n SET claims = n.claims + a.is_asked::int, act_at = CASE WHEN a.is_asked THEN $2 ELSE a.late_at END
FROM (
  SELECT due.id AS due_id, a.id, a.started_at, a.channel, a.vendor, a.reference, a.vendor_message_id, late.at AS late_at,
    (a.status = 'ACCEPTED' AND a.accepted_at <= $1 AND late.at > $1) IS NOT TRUE AS is_asked
  FROM (
    SELECT id, attempt_id, attempt_started_at FROM messaging.notification WHERE step = 'ASK' AND act_at <= $1
    ORDER BY act_at LIMIT $3 FOR UPDATE SKIP LOCKED
  ) due
  JOIN messaging.attempt a ON a.id = due.attempt_id AND a.started_at = due.attempt_started_at
  CROSS JOIN LATERAL (SELECT a.accepted_at + ($4::jsonb ->> a.channel)::float8 * interval '1 millisecond') AS late (at)
) a
WHERE n.id = a.due_id
RETURNING n.id AS notification_id, a.id AS attempt_id, a.started_at AS attempt_started_at, n.claims, n.request_sealed, n.text_sealed, a.channel, a.vendor,
  a.reference, a.vendor_message_id, a.is_asked, coalesce(a.late_at, a.started_at) AS wanted_since`;

/** What is known of other messages about the same subject to the same number, and of earlier attempts of this one. */
const OTHERS = `
SELECT a.vendor_message_id AS id FROM messaging.notification n
JOIN messaging.notification o ON o.id = n.id OR o.lane_id = n.lane_id
JOIN messaging.attempt a ON a.notification_id = o.id
WHERE n.id = $1 AND a.vendor = $2 AND a.channel = 'RCS' AND a.vendor_message_id IS NOT NULL`;

/** Asks the vendor by our reference wherever it is open what became of a message. Nothing is sent again before. */
@Injectable()
export class VendorInquiry {
  private readonly logger = new Logger('VendorInquiry');
  private running: Promise<void> | null = null;
  private woken = false;
  /** Keys of the alarms that were raised here and stand. */
  private readonly alarmed = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly gateways: Gateways,
    private readonly settlement: Settlement,
    private readonly rules: SendingRulesStore,
    private readonly alarms: Alarms,
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
        await this.askAll(rows.filter((row) => row.is_asked));
        if (rows.length === MOST_ROWS) this.woken = true;
      } catch (error) {
        this.logger.error(`Asking failed: ${logSafe(error)}`);
      }
    }
  }

  private async take(): Promise<OpenRow[]> {
    const { limits } = await this.rules.current();
    const realNow = this.clock.realNow();
    const [rows] = await this.dataSource.query<[OpenRow[], number]>(TAKE_OPEN, [
      realNow,
      new Date(realNow.getTime() + LEASE_MS),
      MOST_ROWS,
      limits.report,
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

  /** A notice whose vendor cannot be asked is neither sent again nor given up: somebody has to know. */
  private async alarmWhereLong(row: OpenRow): Promise<void> {
    const { vendor, channel, wanted_since } = row;
    if (this.clock.realMsSince(wanted_since) < ALARM_AFTER_MS) return;
    this.alarmed.add(alarmKey(row));
    await this.dataSource.transaction((tx) =>
      this.alarms.raise(tx, {
        key: alarmKey(row),
        code: 'MESSAGING.CANNOT_ASK',
        detail: `${vendor}에 ${CHANNEL_NAMES[channel]}의 결과를 오래 물어보지 못해 끝나지 않은 알림이 있습니다. 업체의 장애와 설정을 확인해 주세요.`,
      }),
    );
  }

  private async othersOf({ notification_id, vendor }: OpenRow): Promise<string[]> {
    const others = await this.dataSource.query<{ id: string }[]>(OTHERS, [notification_id, vendor]);
    return others.map(({ id }) => id);
  }

  private async ask(row: OpenRow): Promise<FoundOut> {
    const common = { attemptId: row.attempt_id, startedAt: row.attempt_started_at, claim: row.claims, byAsking: true };
    const gateway = this.gateways.of(row.vendor, row.channel);
    // A vendor that the county has left will never tell: what it took stays unknown, and the next channel comes.
    if (gateway === null && row.vendor_message_id !== null) {
      return { ...common, finding: { kind: 'NOT_FOUND' }, verdict: null };
    }
    let known: Known | null;
    try {
      if (gateway === null) throw new GatewayUnreachable(row.vendor, 'not set up');
      known = await gateway.ask({
        reference: row.reference,
        channel: row.channel,
        // A number that was destroyed meanwhile can only be asked for by the vendor's id.
        to: row.request_sealed === null ? '' : this.privacy.openJson<{ phone: string }>(row.request_sealed).phone,
        since: row.attempt_started_at,
        vendorMessageId: row.vendor_message_id,
        text: row.text_sealed && this.privacy.open(row.text_sealed),
        others: row.channel === 'RCS' && row.vendor_message_id === null ? await this.othersOf(row) : [],
      });
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) this.logger.error(`${row.vendor}: ${logSafe(error)}`);
      await this.alarmWhereLong(row);
      return { ...common, finding: { kind: 'UNREACHABLE' }, verdict: null };
    }
    const key = alarmKey(row);
    if (this.alarmed.delete(key)) await this.alarms.clear(this.dataSource.manager, key);
    if (known === null) return { ...common, finding: { kind: 'NOT_FOUND' }, verdict: null };
    const { verdict, vendorMessageId } = known;
    return verdict === null
      ? { ...common, vendorMessageId, finding: { kind: 'PENDING' }, verdict }
      : { ...common, vendorMessageId, finding: { kind: 'REPORT', outcome: verdict.outcome }, verdict };
  }
}

function alarmKey({ vendor, channel }: OpenRow): string {
  return `messaging.cannot-ask.${vendor}.${channel}`;
}
