import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Alarms } from '../staff/index.js';
import type { Gateway } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import { SenderNotChecked } from './messaging.errors.js';
import { listsNumber } from './sender-profiles.service.js';
import { SendingRulesStore } from './sending-rules.store.js';

const HOUR_MS = 3_600_000;
/** An operator hears of an end so long before it. */
const WARNED_BEFORE_MS = 30 * 24 * HOUR_MS;

/** Looks each hour whether the sender may still be used. */
@Injectable()
export class SenderWatch {
  private readonly logger = new Logger('SenderWatch');

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly rules: SendingRulesStore,
    private readonly alarms: Alarms,
  ) {}

  /** A vendor may take a registration back, and dates run out. */
  @EveryTick({ name: 'messaging.watch-sender', everyMs: HOUR_MS })
  async watch(): Promise<void> {
    const { sender } = await this.rules.current();
    if (sender === null) return;
    const soon = kstDate(new Date(this.clock.now().getTime() + WARNED_BEFORE_MS));
    const ends = (day: string | null) => day !== null && day <= soon;
    const alarms = new Map<string, string | null>([
      [
        'messaging.sender-ends',
        ends(sender.expiresOn) ? `발신번호 등록이 ${sender.expiresOn}에 끝납니다. 업체에서 갱신해 주세요.` : null,
      ],
      [
        'messaging.safe-mark-ends',
        ends(sender.safeMarkUntil)
          ? `안심마크가 ${sender.safeMarkUntil}에 끝납니다. KISA에 갱신을 신청해 주세요.`
          : null,
      ],
    ]);
    for (const gateway of this.gateways.all) {
      const listed = await this.listsOrUnknown(gateway, sender.senderNumber);
      if (listed === null) continue;
      const gone = `${gateway.vendor}에 발신번호가 등록되어 있지 않습니다. 업체에 등록해 주세요(전기통신사업법 제84조의2).`;
      alarms.set(`messaging.sender-unregistered.${gateway.vendor}`, listed ? null : gone);
    }
    await this.dataSource.transaction(async (tx) => {
      for (const [key, detail] of alarms) {
        if (detail === null) await this.alarms.clear(tx, key);
        else await this.alarms.raise(tx, { key, code: 'MESSAGING.SENDER', detail });
      }
    });
  }

  /** null where the vendor does not tell, or cannot be asked just now. */
  private async listsOrUnknown(gateway: Gateway, number: string): Promise<boolean | null> {
    try {
      return await listsNumber(gateway, number);
    } catch (error) {
      if (!(error instanceof SenderNotChecked)) throw error;
      this.logger.warn(error.code);
      return null;
    }
  }
}
