import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Privacy } from '../../libs/privacy/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { GatewayWeights, type GatewayWish } from './gateway-weights.service.js';
import { Gateways } from './gateways/gateways.js';
import { GatewayNotSetUp } from './messaging.errors.js';
import { SendingRulesStore } from './sending-rules.store.js';

/** What an operator may switch while the program runs; each act with its reason in the audit trail. */
@Injectable()
export class SendingSwitches {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rules: SendingRulesStore,
    private readonly weights: GatewayWeights,
    private readonly gateways: Gateways,
    private readonly privacy: Privacy,
    private readonly audit: AuditTrail,
  ) {}

  async read(): Promise<{ stopped: boolean; trial: boolean }> {
    const { stopped, trial } = await this.rules.current();
    return { stopped, trial };
  }

  /** How many numbers may be written to in trial mode. */
  async trialNumbers(): Promise<number> {
    const [row] = await this.dataSource.query<{ listed: number }[]>(
      'SELECT count(*)::int AS listed FROM messaging.trial_number',
    );
    return row!.listed;
  }

  change(change: { stopped?: boolean; trial?: boolean; reason: string }, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      if (change.stopped !== undefined) await this.rules.set(tx, 'stopped', change.stopped);
      if (change.trial !== undefined) await this.rules.set(tx, 'trial', change.trial);
      const detail = { stopped: change.stopped ?? null, trial: change.trial ?? null };
      const { reason } = change;
      await this.audit.write(tx, [
        { actor, action: 'sending.switch', subjectKind: 'sending', subjects: [], reason, detail },
      ]);
    });
  }

  /** @throws GatewayNotSetUp */
  changeGateway(wish: GatewayWish, actor: Actor): Promise<void> {
    const { vendor, channel, reason } = wish;
    if (!this.gateways.carrying(channel).some((gateway) => gateway.vendor === vendor)) throw new GatewayNotSetUp();
    return this.dataSource.transaction(async (tx) => {
      await this.weights.set(tx, wish);
      const detail = {
        restingWeight: wish.restingWeight ?? null,
        switchedOff: wish.switchedOff ?? null,
        messagesPerSecond: wish.messagesPerSecond ?? null,
      };
      const subjects = [`${vendor} ${channel}`];
      await this.audit.write(tx, [
        { actor, action: 'gateways.change', subjectKind: 'gateway', subjects, reason, detail },
      ]);
    });
  }

  /** They replace the list. Returns how many there are. */
  setTrialNumbers(numbers: readonly string[], actor: Actor): Promise<number> {
    const indexes = [...new Set(numbers)].map((number) => this.privacy.phoneIndex(number));
    return this.dataSource.transaction(async (tx) => {
      await tx.query('DELETE FROM messaging.trial_number WHERE phone_index <> ALL ($1)', [indexes]);
      await tx.query('INSERT INTO messaging.trial_number SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING', [indexes]);
      const detail = { listed: indexes.length };
      await this.audit.write(tx, [
        { actor, action: 'sending.trial-numbers', subjectKind: 'sending', subjects: [], detail },
      ]);
      return indexes.length;
    });
  }
}
