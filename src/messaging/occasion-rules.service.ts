import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditTrail, type Actor } from '../staff/index.js';
import { isCourtesyHours, type CourtesyHours } from './courtesy-hours.js';
import { HoursOutOfBounds } from './messaging.errors.js';
import { OCCASIONS } from './notice-request.js';
import { USUAL, type OccasionRule, type RuledOccasion } from './sending-rules.js';
import { SendingRulesStore } from './sending-rules.store.js';

export const RULED_OCCASIONS: readonly RuledOccasion[] = [USUAL, ...OCCASIONS];

export interface OccasionRuleWish {
  occasion: RuledOccasion;
  /** null: as usual. */
  hours: CourtesyHours | null;
  /** null: as usual. */
  linkInText: boolean | null;
  reason: string;
}

/** What a county decides about each occasion: the hours it is sent in, and links in texts. Each change with its reason in the audit trail. */
@Injectable()
export class OccasionRules {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rules: SendingRulesStore,
    private readonly audit: AuditTrail,
  ) {}

  /** `usual` first, then every occasion. */
  async list(): Promise<OccasionRule[]> {
    const rules = await this.rules.current();
    return RULED_OCCASIONS.map((occasion) => rules.ofOccasion(occasion));
  }

  /** What waits already keeps the hour it was given; links are decided when a message is composed. @throws HoursOutOfBounds */
  set({ occasion, hours, linkInText, reason }: OccasionRuleWish, actor: Actor): Promise<void> {
    if (hours !== null && !isCourtesyHours(hours)) throw new HoursOutOfBounds();
    const key = occasion === USUAL ? '*' : occasion;
    return this.dataSource.transaction(async (tx) => {
      await this.rules.changed(tx);
      for (const [name, value] of [
        ['courtesy-hours', hours],
        ['link-in-text', linkInText],
      ] as const) {
        await tx.query(
          `INSERT INTO messaging.setting (name, value) VALUES ($1, jsonb_strip_nulls(jsonb_build_object($2::text, $3::jsonb)))
           ON CONFLICT (name) DO UPDATE SET value = (messaging.setting.value - $2::text) || EXCLUDED.value`,
          [name, key, JSON.stringify(value)],
        );
      }
      const detail = { from: hours?.from ?? null, to: hours?.to ?? null, linkInText };
      await this.audit.write(tx, [
        { actor, action: 'sending.occasion-rule', subjectKind: 'sending', subjects: [occasion], reason, detail },
      ]);
    });
  }
}
