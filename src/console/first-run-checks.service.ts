import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GatewayStanding, type VendorAnswer } from '../messaging/index.js';
import { LinkSelfCheck, type LinkSelfCheckResult } from '../saeol/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';

/** What can only be known by trying: the keys of the vendors, the secret of the link. */
export type Check = 'vendors' | 'link';

/** What the last try came to; `at` null: never tried. Machine time, `+09:00`. */
export interface Checked {
  good: boolean;
  at: string | null;
}

const ACTION = 'first-run.check';

/** Tries secrets where they live, in the environment, and keeps none: the audit trail remembers when they were well. */
@Injectable()
export class FirstRunChecks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly vendors: GatewayStanding,
    private readonly link: LinkSelfCheck,
    private readonly trail: AuditTrail,
  ) {}

  async askVendors(actor: Actor): Promise<VendorAnswer[]> {
    const answers = await this.vendors.ask();
    await this.note('vendors', answers.length > 0 && answers.every(({ reached }) => reached), actor);
    return answers;
  }

  async tryLink(actor: Actor): Promise<LinkSelfCheckResult> {
    const result = await this.link.run();
    await this.note('link', result.good, actor);
    return result;
  }

  async last(check: Check): Promise<Checked> {
    const { items } = await this.trail.list(this.dataSource.manager, { action: ACTION, subject: check, limit: 1 });
    const [record] = items;
    return record === undefined ? { good: false, at: null } : { good: record.detail['good'] === true, at: record.at };
  }

  private async note(check: Check, good: boolean, actor: Actor): Promise<void> {
    await this.dataSource.transaction((tx) =>
      this.trail.write(tx, [{ actor, action: ACTION, subjectKind: 'first-run', subjects: [check], detail: { good } }]),
    );
  }
}
