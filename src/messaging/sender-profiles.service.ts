import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate, toKst } from '../../libs/clock/index.js';
import { Alarms, AuditTrail, type Actor } from '../staff/index.js';
import { FirstWordings } from './first-wordings.service.js';
import { GatewayUnreachable, type Gateway } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import { SenderNotChecked, SenderNotRegistered } from './messaging.errors.js';
import { NO_SENDER, SENDER_EXPIRED } from './send-decision.js';
import { hasSafeMark, type SenderProfile } from './sending-rules.js';
import { SENDER_COLUMNS, SendingRulesStore } from './sending-rules.store.js';

/** What an operator writes of a profile; the flags of the Safe Mark follow from its dates. */
export type SenderProfileWish = Omit<SenderProfile, 'id' | 'registeredOn' | 'safeMarkKisa' | 'safeMarkChatroom'>;

/** A version of the county's profile. */
export type SenderProfileView = SenderProfile & {
  /** RCS messages of today carry the Safe Mark. */
  safeMark: boolean;
  inUse: boolean;
  /** Product time, ISO 8601 with +09:00. */
  createdAt: string;
  /** Account or key; null for the demo's. */
  madeBy: string | null;
};

const INSERT = `
INSERT INTO messaging.sender_profile (is_default, organisation, sender_number, main_number, kakao_channel_id, rcs_brand_id,
  rcs_chatroom_id, safe_mark_kisa, safe_mark_kisa_on, safe_mark_chatroom, safe_mark_chatroom_on, safe_mark_until, registered_on,
  expires_on, created_at, made_by)
VALUES (true, $1, $2, $3, $4, $5, $6, $7::date IS NOT NULL, $7, $8::date IS NOT NULL, $8, $9, $10, $11, $12, $13)`;

/** Who the citizen sees: organisation, registered number, channel, brand and Safe Mark, in versions. */
@Injectable()
export class SenderProfiles {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly rules: SendingRulesStore,
    private readonly wordings: FirstWordings,
    private readonly audit: AuditTrail,
    private readonly alarms: Alarms,
  ) {}

  /** The county's profile; null until it has one. */
  async shown(): Promise<SenderProfile | null> {
    return (await this.rules.current()).sender;
  }

  /** The one in use, then the former ones. */
  async versions(): Promise<SenderProfileView[]> {
    const today = kstDate(this.clock.now());
    const rows = await this.dataSource.query<
      (SenderProfile & { in_use: boolean; created_at: Date; made_by: string | null })[]
    >(
      `SELECT ${SENDER_COLUMNS}, is_default AS in_use, created_at, made_by FROM messaging.sender_profile ORDER BY id DESC`,
    );
    return rows.map(({ in_use, created_at, made_by, ...profile }) => ({
      ...profile,
      safeMark: hasSafeMark(profile, today),
      inUse: in_use,
      createdAt: toKst(created_at),
      madeBy: made_by,
    }));
  }

  /**
   * A new version in place of the one before, which stays with the messages that went out under it. Another organisation
   * makes new versions of all wordings.
   * @throws SenderNotRegistered, SenderNotChecked
   */
  async register(wish: SenderProfileWish, reason: string, actor: Actor): Promise<SenderProfileView> {
    for (const gateway of this.gateways.all) {
      if ((await listsNumber(gateway, wish.senderNumber)) === false) throw new SenderNotRegistered(gateway.vendor);
    }
    const now = this.clock.now();
    await this.dataSource.transaction(async (tx) => {
      const { sender } = await this.rules.current(tx);
      const isSameNumber = sender?.senderNumber === wish.senderNumber && sender.registeredOn !== null;
      const registeredOn = isSameNumber ? sender.registeredOn : kstDate(now);
      await tx.query('UPDATE messaging.sender_profile SET is_default = false WHERE is_default');
      await tx.query(INSERT, [
        wish.organisation,
        wish.senderNumber,
        wish.mainNumber,
        wish.kakaoChannelId,
        wish.rcsBrandId,
        wish.rcsChatroomId,
        wish.safeMarkKisaOn,
        wish.safeMarkChatroomOn,
        wish.safeMarkUntil,
        registeredOn,
        wish.expiresOn,
        now,
        actor.id,
      ]);
      await this.rules.changed(tx);
      await this.wordings.seed(tx, wish.organisation);
      await this.alarms.clear(tx, NO_SENDER);
      if (wish.expiresOn === null || wish.expiresOn >= kstDate(now)) await this.alarms.clear(tx, SENDER_EXPIRED);
      await this.audit.write(tx, [
        { actor, action: 'sender-profiles.register', subjectKind: 'sender-profile', subjects: [], reason },
      ]);
    });
    return (await this.versions())[0]!;
  }
}

/** null where the vendor does not tell. @throws SenderNotChecked */
export async function listsNumber(gateway: Gateway, number: string): Promise<boolean | null> {
  try {
    return (await gateway.senderNumbers())?.includes(number) ?? null;
  } catch (error) {
    if (error instanceof GatewayUnreachable) throw new SenderNotChecked(gateway.vendor);
    throw error;
  }
}
