import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Alarms } from '../staff/index.js';
import { dailyUse, type BalanceSample } from './daily-use.js';
import { GatewayUnreachable, type Gateway } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEYS_KEPT_DAYS = 400;
const BALANCE_KEPT_DAYS = 7;
/** Time enough for a county to have everything sent again after a restored backup. */
const TAKEN_KEPT_DAYS = 90;
/** Kakao puts a template to sleep after twelve months without use; two months are left to do something. */
const DORMANT_AFTER_DAYS = 304;

/** When what is sent of each wording was used last: one that never was counts from its approval. What was replaced may sleep. */
const LAST_USES = `
SELECT DISTINCT ON (t.code, t.language) t.code, t.language,
  coalesce(t.last_used_on, (a.changed_at AT TIME ZONE 'Asia/Seoul')::date) AS used_on
FROM messaging.template t
JOIN messaging.template_approval a ON a.template_id = t.id AND a.channel = 'ALIMTALK' AND a.state = 'APPROVED'
WHERE t.activation IS NOT NULL ORDER BY t.code, t.language, t.activation DESC, a.changed_at`;

/** What is due each hour of machine time: partitions ahead, old keys, unused templates, the vendors' balances. */
@Injectable()
export class Housekeeping {
  private readonly logger = new Logger('Housekeeping');

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly alarms: Alarms,
  ) {}

  @EveryTick({ name: 'messaging.housekeeping', everyMs: HOUR_MS })
  async keep(): Promise<void> {
    const now = this.clock.realNow();
    const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
    await this.dataSource.query('SELECT messaging.keep_attempt_partitions($1)', [now]);
    await this.dataSource.query('DELETE FROM messaging.notice_key WHERE noted_on < $1', [
      kstDate(before(KEYS_KEPT_DAYS)),
    ]);
    await this.dataSource.query('DELETE FROM messaging.channel_memory WHERE until < $1', [now]);
    await this.dataSource.query('DELETE FROM messaging.vendor_balance WHERE at < $1', [before(BALANCE_KEPT_DAYS)]);
    await this.dataSource.query('DELETE FROM messaging.taken_before WHERE noted_at < $1', [before(TAKEN_KEPT_DAYS)]);
    await this.noteUse(before(2));
    await this.alarmUnused(kstDate(new Date(this.clock.now().getTime() - DORMANT_AFTER_DAYS * DAY_MS)));
    for (const gateway of this.gateways.all) await this.watchBalance(gateway, now);
  }

  /** On which day of product time templates were used last, noted once an hour rather than with each message. */
  private async noteUse(since: Date): Promise<void> {
    await this.dataSource.query(
      `UPDATE messaging.template t SET last_used_on = u.day
       FROM (SELECT template_id, (max(at) AT TIME ZONE 'Asia/Seoul')::date AS day FROM messaging.attempt
             WHERE started_at > $1 AND channel = 'ALIMTALK' GROUP BY template_id) u
       WHERE t.id = u.template_id AND t.last_used_on IS DISTINCT FROM u.day`,
      [since],
    );
  }

  private async alarmUnused(unusedSince: string): Promise<void> {
    const rows = await this.dataSource.query<{ code: string; language: string; used_on: string }[]>(LAST_USES);
    await this.dataSource.transaction(async (tx) => {
      for (const { code, language, used_on } of rows) {
        const key = `messaging.dormant.${code}.${language}`;
        if (used_on >= unusedSince) {
          await this.alarms.clear(tx, key);
          continue;
        }
        await this.alarms.raise(tx, {
          key,
          code: 'MESSAGING.TEMPLATE_UNUSED',
          detail: `템플릿 ${code}(${language})이 ${used_on} 뒤로 쓰이지 않았습니다. 12개월 동안 쓰지 않으면 카카오가 휴면 처리합니다.`,
        });
      }
    });
  }

  /** Alarmed below seven days' use. */
  private async watchBalance(gateway: Gateway, now: Date): Promise<void> {
    const { vendor } = gateway;
    const won = await this.balanceOf(gateway);
    if (won === null) return;
    await this.dataSource.query('INSERT INTO messaging.vendor_balance VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      vendor,
      now,
      Math.floor(won),
    ]);
    const samples = await this.dataSource.query<BalanceSample[]>(
      'SELECT at, won FROM messaging.vendor_balance WHERE vendor = $1 ORDER BY at',
      [vendor],
    );
    const use = dailyUse(samples);
    const key = `messaging.balance.${vendor}`;
    await this.dataSource.transaction(async (tx) => {
      if (use === null || use === 0 || won >= use * 7) return this.alarms.clear(tx, key);
      const detail = `${vendor}의 잔액이 ${Math.floor(won / use)}일분(${Math.floor(won).toLocaleString('ko-KR')}원) 남았습니다. 충전해 주세요.`;
      await this.alarms.raise(tx, { key, code: 'MESSAGING.BALANCE_LOW', detail });
    });
  }

  private async balanceOf(gateway: Gateway): Promise<number | null> {
    try {
      return await gateway.balance();
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) throw error;
      this.logger.warn(error.message);
      return null;
    }
  }
}
