import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { maskPhone } from '../../libs/privacy/index.js';
import { TemplateDesk, TestSends } from '../messaging/index.js';
import { Accounts, StaffDirectory, type Actor } from '../staff/index.js';

/** The wording that a first test goes out in. */
const FIRST_WORDING = { code: 'CASE_RECEIVED', language: 'ko' };

/** What whoever sets a county up does to their own phone. */
@Injectable()
export class FirstRunActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: StaffDirectory,
    private readonly accounts: Accounts,
    private readonly desk: TemplateDesk,
    private readonly tests: TestSends,
  ) {}

  /** Masked; null where the account has no person in the directory, or that person no mobile. */
  async ownNumber({ officerId }: Actor): Promise<string | null> {
    if (officerId === null) return null;
    const officer = (await this.directory.officers(this.dataSource.manager, [officerId])).get(officerId);
    return officer?.mobile == null ? null : maskPhone(officer.mobile);
  }

  /** The account gets its person; whoever changes their own has to sign in again. @throws UnknownOfficer */
  async becomeOfficer(officerId: string, actor: Actor): Promise<void> {
    await this.accounts.change(actor, actor.id, { officerId });
  }

  /** False where there is no wording yet. @throws NotApprovedYet, NoOwnNumber */
  async sendTest(channel: 'ALIMTALK' | 'RCS' | 'TEXT', actor: Actor): Promise<boolean> {
    const [newest] = await this.desk.versions(FIRST_WORDING.code, FIRST_WORDING.language);
    if (newest === undefined) return false;
    await this.tests.send(newest.id, channel, actor);
    return true;
  }
}
