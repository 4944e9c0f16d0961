import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { FirstWordings } from './first-wordings.service.js';
import { SendingRulesStore } from './sending-rules.store.js';
import { Templates } from './templates.service.js';

/** The demo county as the sandbox's vendors know it. */
const ORGANISATION = '순창군';
const SENDER_NUMBER = '0630001114';
const MAIN_NUMBER = '063-000-0000';
const REVIEWED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** Makes the demo's sender profile with channel, brand and Safe Mark, and has its templates approved. */
@Injectable()
export class DemoMessaging {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly rules: SendingRulesStore,
    private readonly templates: Templates,
    private readonly wordings: FirstWordings,
  ) {}

  /**
   * Comes back when every AlimTalk wording is reviewed at the sandbox, which has to be up; one that was rejected goes another way. Safe to call at every start.
   * @throws Error where a vendor has not reviewed within 20 seconds
   */
  async prepare(): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const today = kstDate(this.clock.now());
      const made = await tx.query<unknown[]>(
        `INSERT INTO messaging.sender_profile (is_default, organisation, sender_number, main_number, kakao_channel_id,
             rcs_brand_id, rcs_chatroom_id, safe_mark_kisa, safe_mark_kisa_on, safe_mark_chatroom, safe_mark_chatroom_on, registered_on, created_at)
           VALUES (true, $1, $2, $3, $4, $5, $2, true, $6, true, $6, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
        [
          ORGANISATION,
          SENDER_NUMBER,
          MAIN_NUMBER,
          this.settings.solapi?.pfId,
          this.settings.solapi?.brandId,
          today,
          this.clock.now(),
        ],
      );
      if (made.length > 0) await this.rules.changed(tx);
      await this.wordings.seed(tx, ORGANISATION);
    });
    await this.templates.submitAll();
    const until = this.clock.realNow().getTime() + REVIEWED_WITHIN_MS;
    while (!(await this.templates.areReviewed())) {
      if (this.clock.realNow().getTime() > until) throw new Error('The templates were not reviewed in time.');
      await pause(LOOK_EVERY_MS);
      await this.templates.synchroniseNow();
    }
  }
}
