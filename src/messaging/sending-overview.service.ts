import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { Gateways } from './gateways/gateways.js';
import type { GatewayDto, TemplateDto } from './sending.dto.js';
import { SendingRulesStore } from './sending-rules.store.js';
import type { FilledWording } from './wording.js';

interface TemplateRow extends Omit<TemplateDto, 'required' | 'alimtalk' | 'rcs' | 'lms' | 'sms'> {
  filled: FilledWording;
}

const TEMPLATES = `
SELECT DISTINCT ON (t.code, t.language) t.id, t.code, t.language, t.version, t.occasion, t.variant, t.filled,
  (SELECT coalesce(json_agg(json_build_object('channel', a.channel, 'vendor', a.vendor, 'state', a.state, 'note', a.note,
     'changedAt', a.changed_at) ORDER BY a.channel, a.vendor), '[]')
   FROM messaging.template_approval a WHERE a.template_id = t.id) AS approvals
FROM messaging.template t ORDER BY t.code, t.language, t.version DESC`;

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

  async templates(): Promise<TemplateDto[]> {
    const rows = await this.dataSource.query<TemplateRow[]>(TEMPLATES);
    return rows.map(({ filled, approvals, ...row }) => ({
      ...row,
      required: filled.required,
      alimtalk: filled.alimtalk,
      rcs: filled.rcs,
      lms: filled.lms,
      sms: filled.sms,
      approvals: approvals.map((approval) => ({ ...approval, changedAt: toKst(new Date(approval.changedAt)) })),
    }));
  }

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
