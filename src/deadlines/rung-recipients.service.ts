import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CaseQueries } from '../cases/index.js';
import { Alarms, StaffDirectory, type Chain } from '../staff/index.js';
import type { RungName } from './ladder.js';
import type { Ladder } from './ladder-rows.js';
import { recipientsOf, type RungRecipient } from './recipients-of-rung.js';

const SET = 1000;
const ALARM = 'DEADLINES.NO_RECIPIENT';
const ALARM_KEY = 'deadlines.no-recipient.';

type Ask = Pick<Ladder, 'officerId' | 'departmentCode'>;

/** Finds who is told of due rungs, for a whole run at once. */
@Injectable()
export class RungRecipients {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: StaffDirectory,
    private readonly cases: CaseQueries,
    private readonly alarms: Alarms,
  ) {}

  /** By case id; empty, and alarmed, where the directory knows nobody. @param on `YYYY-MM-DD`, KST: whose delegates receive */
  async find(due: { ladder: Ladder; name: RungName }[], on: string): Promise<Map<string, RungRecipient[]>> {
    const chains = await this.chains(
      due.map(({ ladder }) => ladder),
      on,
    );
    const mobiles = await this.mobilesFromSaeol(
      due.map(({ ladder }) => ladder).filter((ladder) => chains.get(keyOf(ladder))!.officer?.mobile === null),
    );
    const found = new Map<string, RungRecipient[]>();
    const nobodyIn = new Set<string>();
    for (const { ladder, name } of due) {
      const recipients = recipientsOf(name, chains.get(keyOf(ladder))!, mobiles.get(ladder.caseId) ?? null);
      found.set(ladder.caseId, recipients);
      if (recipients.length === 0) nobodyIn.add(ladder.departmentCode);
    }
    if (due.length > 0) await this.alarm(nobodyIn, new Set(due.map(({ ladder }) => ladder.departmentCode)));
    return found;
  }

  private async chains(asks: Ask[], on: string): Promise<Map<string, Chain>> {
    const distinct = [...new Map(asks.map((ask) => [keyOf(ask), ask])).values()];
    const chains = new Map<string, Chain>();
    for (let from = 0; from < distinct.length; from += SET) {
      const some = distinct.slice(from, from + SET);
      const answers = await this.directory.chain(this.dataSource.manager, some, on);
      some.forEach((ask, i) => chains.set(keyOf(ask), answers[i]!));
    }
    return chains;
  }

  /** Numbers that Saeol names for officers whom the directory has none of. */
  private async mobilesFromSaeol(ladders: Ladder[]): Promise<Map<string, string | null>> {
    const mobiles = new Map<string, string | null>();
    for (let from = 0; from < ladders.length; from += SET) {
      const caseIds = ladders.slice(from, from + SET).map(({ caseId }) => caseId);
      const contexts = await this.cases.noticeContext(this.dataSource.manager, caseIds);
      for (const [id, { officerMobile }] of contexts) mobiles.set(id, officerMobile);
    }
    return mobiles;
  }

  /** Raises the alarm of each department where nobody is, and clears those where somebody is again. */
  private async alarm(nobodyIn: Set<string>, asked: Set<string>): Promise<void> {
    const tx = this.dataSource.manager;
    for (const code of nobodyIn) {
      await this.alarms.raise(tx, {
        code: ALARM,
        key: `${ALARM_KEY}${code}`,
        detail: `부서 ${code}에 사전예고를 받을 사람이 없습니다. 담당자나 부서장을 등록해 주세요.`,
      });
    }
    for (const { code, key } of await this.alarms.open()) {
      const department = key.slice(ALARM_KEY.length);
      if (code === ALARM && asked.has(department) && !nobodyIn.has(department)) await this.alarms.clear(tx, key);
    }
  }
}

function keyOf({ officerId, departmentCode }: Ask): string {
  return `${officerId ?? ''}|${departmentCode}`;
}
