import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import type { MastheadKind } from '../../libs/krds/index.js';
import { SenderProfiles } from '../messaging/index.js';
import { Alarms, StaffDirectory, type Actor, type Alarm, type Role } from '../staff/index.js';
import type { StaffFrame } from './views/staff-page.js';

const NO_PROFILE = '기관명 미설정';
/** Who sees to it that the program works. */
const ALARMED: readonly Role[] = ['operator', 'admin'];

/** What stands around every page: the county's name, who is logged in, what is wrong with the program. */
@Injectable()
export class Surroundings {
  constructor(
    private readonly senders: SenderProfiles,
    private readonly directory: StaffDirectory,
    private readonly alarms: Alarms,
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  async of(actor: Actor): Promise<Omit<StaffFrame, 'context' | 'current'>> {
    const [outside, departmentName, alarms] = await Promise.all([
      this.ofStrangers(),
      this.departmentOf(actor),
      this.alarmsFor(actor),
    ]);
    return { ...outside, alarms, user: { name: actor.name ?? '', roles: actor.roles, departmentName } };
  }

  async ofStrangers(): Promise<{ organisation: string; masthead: MastheadKind }> {
    const sender = await this.senders.shown();
    return {
      organisation: sender?.organisation ?? NO_PROFILE,
      masthead: this.settings.masthead,
    };
  }

  private async alarmsFor({ roles }: Actor): Promise<Alarm[]> {
    return ALARMED.some((role) => roles.includes(role)) ? this.alarms.open() : [];
  }

  private async departmentOf({ officerId }: Actor): Promise<string | null> {
    if (officerId === null) return null;
    const tx = this.dataSource.manager;
    const officer = (await this.directory.officers(tx, [officerId])).get(officerId);
    if (officer === undefined) return null;
    return (await this.directory.departments(tx, [officer.departmentCode])).get(officer.departmentCode)?.name ?? null;
  }
}
