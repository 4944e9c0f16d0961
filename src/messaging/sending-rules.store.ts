import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import {
  SendingRules,
  type GatewayRow,
  type SenderProfile,
  type SettingRows,
  type TemplateVersion,
} from './sending-rules.js';

export const SENDER_COLUMNS = `id, organisation, sender_number AS "senderNumber", main_number AS "mainNumber",
  kakao_channel_id AS "kakaoChannelId", rcs_brand_id AS "rcsBrandId", rcs_chatroom_id AS "rcsChatroomId",
  safe_mark_kisa AS "safeMarkKisa", safe_mark_kisa_on AS "safeMarkKisaOn", safe_mark_chatroom AS "safeMarkChatroom",
  safe_mark_chatroom_on AS "safeMarkChatroomOn", safe_mark_until AS "safeMarkUntil", registered_on AS "registeredOn",
  expires_on AS "expiresOn"`;
const SENDER = `SELECT ${SENDER_COLUMNS} FROM messaging.sender_profile WHERE is_default`;

const TEMPLATES = `
  SELECT t.id, t.code, t.language, t.version, t.occasion, t.variant, t.filled AS wording, t.activation IS NOT NULL AS activated,
    coalesce(json_agg(json_build_object('channel', a.channel, 'vendor', a.vendor, 'vendorTemplateId', a.vendor_template_id))
      FILTER (WHERE a.state = 'APPROVED'), '[]') AS approvals
  FROM messaging.template t LEFT JOIN messaging.template_approval a ON a.template_id = t.id
  GROUP BY t.id ORDER BY t.code, t.language, t.activation DESC NULLS LAST, t.version DESC`;

/** The sending rules of this moment: read again only when some process has raised the revision. */
@Injectable()
export class SendingRulesStore {
  private held: SendingRules | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /** @param tx where the caller's transaction must see its own changes; else a connection of the pool */
  async current(tx: EntityManager = this.dataSource.manager): Promise<SendingRules> {
    const [row] = await tx.query<{ number: number }[]>('SELECT number FROM messaging.revision');
    if (this.held?.revision !== row!.number) this.held = await this.read(tx, row!.number);
    return this.held;
  }

  /** Call it in the transaction that changes a template, approval, profile, gateway or setting. */
  async changed(tx: EntityManager): Promise<void> {
    await tx.query('UPDATE messaging.revision SET number = number + 1');
  }

  async set<Name extends keyof SettingRows>(tx: EntityManager, name: Name, value: SettingRows[Name]): Promise<void> {
    // First, since it is the one row that all changes meet at: two that set several in another order then wait and do not deadlock.
    await this.changed(tx);
    await tx.query(
      'INSERT INTO messaging.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value',
      [name, JSON.stringify(value)],
    );
  }

  private async read(tx: EntityManager, revision: number): Promise<SendingRules> {
    const settings = await tx.query<{ name: string; value: unknown }[]>('SELECT name, value FROM messaging.setting');
    const [sender] = await tx.query<SenderProfile[]>(SENDER);
    const gateways = await tx.query<GatewayRow[]>(
      `SELECT vendor, channel, weight, resting_weight AS "restingWeight", switched_off AS "switchedOff",
         messages_per_second AS "messagesPerSecond" FROM messaging.gateway`,
    );
    const templates = await tx.query<TemplateVersion[]>(TEMPLATES);
    return new SendingRules(
      revision,
      this.settings.profile,
      Object.fromEntries(settings.map((row) => [row.name, row.value])) as SettingRows,
      sender ?? null,
      gateways,
      templates,
    );
  }
}
