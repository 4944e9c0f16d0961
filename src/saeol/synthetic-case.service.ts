import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock, kstParts, toKst } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { NoticeArrivals } from '../cases/index.js';
import { LinkAlarms } from './link-alarms.js';

/** Notices outside the courtesy hours wait for the morning, so nothing is proved then; some minutes are left for the way. */
const AWAKE = { from: 8, to: 20 };
const ALARM = 'saeol.synthetic-case';
const TIMEOUT_MS = 10_000;
/** Receipt numbers of Saeol begin with the year. */
const OWN_PREFIX = '9';

const seconds = new Gauge({
  name: 'saeol_synthetic_case_seconds',
  help: 'How long the last synthetic case took from the push to the report of its delivery',
});
const arrived = new Gauge({
  name: 'saeol_synthetic_case_arrived',
  help: '1: the last synthetic case arrived; 0: it did not in its time',
});

interface Probe {
  receipt_no: string;
  sent_at: Date;
  arrived_at: Date | null;
  voided_at: Date | null;
}

/**
 * A case of no citizen that goes the whole path every so often (real time): pushed through the public endpoint, applied, told to a
 * test recipient, reported as delivered; then it is voided, so that it leaves the figures. An operator is told when it does not
 * arrive before the next one is due. Off unless SAEOL_PROBE_PHONE is set.
 */
@Injectable()
export class SyntheticCase {
  constructor(
    private readonly dataSource: DataSource,
    private readonly arrivals: NoticeArrivals,
    private readonly alarms: LinkAlarms,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  @EveryTick({ name: 'saeol.synthetic-case', everyMs: 1_000 })
  async tick(): Promise<void> {
    const { probe } = this.settings.saeol;
    const { hour } = kstParts(this.clock.now());
    if (probe === null || hour < AWAKE.from || hour >= AWAKE.to) return;
    const last = await this.last();
    if (last !== null) await this.follow(last, probe.everyMs);
    const age = last === null ? Infinity : this.clock.realNow().getTime() - last.sent_at.getTime();
    if (age >= probe.everyMs) await this.send(probe);
  }

  private async last(): Promise<Probe | null> {
    const [row] = await this.dataSource.query<Probe[]>('SELECT * FROM saeol.probe ORDER BY sent_at DESC LIMIT 1');
    return row ?? null;
  }

  private async follow(last: Probe, everyMs: number): Promise<void> {
    const now = this.clock.realNow();
    if (last.arrived_at === null) {
      const status = await this.arrivals.statusOf(this.dataSource.manager, last.receipt_no, 'case.received');
      if (status === 'DELIVERED') {
        last.arrived_at = now;
        await this.dataSource.query('UPDATE saeol.probe SET arrived_at = $2 WHERE receipt_no = $1', [
          last.receipt_no,
          now,
        ]);
        seconds.set((now.getTime() - last.sent_at.getTime()) / 1000);
        arrived.set(1);
        await this.alarms.clear(ALARM);
      } else if (now.getTime() - last.sent_at.getTime() >= everyMs) {
        await this.didNotArrive(`안내가 ${status ?? '만들어지지 않은'} 상태입니다`);
      }
    }
    const isOver = last.arrived_at !== null || now.getTime() - last.sent_at.getTime() >= everyMs;
    if (
      isOver &&
      last.voided_at === null &&
      (await this.push(this.event(last.receipt_no, 2, 'VOIDED', { reason: '연계 점검 종료' })))
    )
      await this.dataSource.query('UPDATE saeol.probe SET voided_at = $2 WHERE receipt_no = $1', [
        last.receipt_no,
        now,
      ]);
  }

  private async send({ phone, departmentCode }: { phone: string; departmentCode: string }): Promise<void> {
    const now = this.clock.realNow();
    const receiptNo = `${OWN_PREFIX}${now.toISOString().replace(/\D/g, '').slice(0, 17)}`;
    await this.dataSource.query('INSERT INTO saeol.probe (receipt_no, sent_at) VALUES ($1, $2)', [receiptNo, now]);
    const pushed = await this.push(
      this.event(receiptNo, 1, 'RECEIVED', {
        petition: {
          typeCode: '0000000000000',
          typeName: '연계 점검',
          kind: 'STATUTORY',
          statutory: true,
          period: { unit: 'DAY', length: 10 },
          departmentCode,
        },
        applicant: { name: '연계점검', phone, notify: true },
      }),
    );
    if (!pushed) await this.didNotArrive('연계 접수 주소가 받지 않았습니다');
  }

  private event(receiptNo: string, sequence: number, kind: string, body: object): object {
    return {
      eventId: `SYNTHETIC-${receiptNo}-${sequence}`,
      receiptNo,
      sequence,
      kind,
      occurredAt: toKst(this.clock.now()),
      ...body,
    };
  }

  /** As Saeol's agent would, through the public endpoint. */
  private async push(event: object): Promise<boolean> {
    const body = JSON.stringify({ events: [event] });
    const id = `synthetic-${this.clock.realNow().getTime()}`;
    const timestamp = String(Math.floor(this.clock.realNow().getTime() / 1000));
    const secret = Buffer.from(this.settings.linkSecrets[0]!.replace(/^whsec_/, ''), 'base64');
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    try {
      const answer = await fetch(`${this.settings.saeol.probe!.url}/api/v1/saeol/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return answer.status === 202;
    } catch {
      return false; // told by the alarm
    }
  }

  private async didNotArrive(why: string): Promise<void> {
    arrived.set(0);
    await this.alarms.raise(
      ALARM,
      'SAEOL.SYNTHETIC_CASE',
      `연계 점검용 민원이 시험 수신 번호에 도착하지 않았습니다: ${why}. 연계 접수부터 발송까지 차례로 확인해 주세요.`,
    );
  }
}
