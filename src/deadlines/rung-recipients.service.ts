import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CaseQueries } from '../cases/index.js';
import { Alarms, StaffDirectory, type Chain } from '../staff/index.js';
import type { Post } from './ladder.js';
import { onlyCases, type LadderGroup } from './ladder-rows.js';
import { recipientsOf, type RungRecipient } from './recipients-of-rung.js';

const SET = 1000;
const ALARM = 'DEADLINES.NO_RECIPIENT';
const ALARM_KEY = 'deadlines.no-recipient.';

type Ask = Pick<LadderGroup, 'officerId' | 'departmentCode'>;

/** Ladders alike, as far as the same people are told of them. */
interface Told {
  ladders: LadderGroup;
  recipients: RungRecipient[];
}

/** Finds who is told of due rungs, for a whole run at once. */
@Injectable()
export class RungRecipients {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: StaffDirectory,
    private readonly cases: CaseQueries,
    private readonly alarms: Alarms,
  ) {}

  /**
   * Who is told of each group of ladders, in the order of `due`; nobody, and alarmed, where the directory knows nobody. A group is parted
   * where Saeol names a number of its officer for some of its cases only.
   * @param due `posts` null: nothing is told of it
   * @param on `YYYY-MM-DD`, KST: whose delegates receive
   */
  async find(due: readonly { ladders: LadderGroup; posts: readonly Post[] | null }[], on: string): Promise<Told[][]> {
    const asked = due.filter(({ posts }) => posts !== null).map(({ ladders }) => ladders);
    const chains = await this.chains(asked, on);
    const mobiles = await this.mobilesFromSaeol(
      asked.filter((ladders) => chains.get(keyOf(ladders))!.officer?.mobile === null),
    );
    const nobodyIn = new Set<string>();
    const found = due.map(({ ladders, posts }): Told[] => {
      if (posts === null) return [{ ladders, recipients: [] }];
      const chain = chains.get(keyOf(ladders))!;
      const parts = parted(ladders, (caseId) => mobiles.get(caseId) ?? null);
      return parts.map(({ own, mobile }) => {
        const recipients = recipientsOf(posts, chain, mobile);
        if (recipients.length === 0) nobodyIn.add(ladders.departmentCode);
        return { ladders: own, recipients };
      });
    });
    if (asked.length > 0) await this.alarm(nobodyIn, new Set(asked.map(({ departmentCode }) => departmentCode)));
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

  /** Numbers that Saeol names for officers whom the directory has none of, by case id. */
  private async mobilesFromSaeol(groups: LadderGroup[]): Promise<Map<string, string | null>> {
    const all = groups.flatMap(({ caseIds }) => caseIds);
    const mobiles = new Map<string, string | null>();
    for (let from = 0; from < all.length; from += SET) {
      const contexts = await this.cases.noticeContext(this.dataSource.manager, all.slice(from, from + SET));
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

/** Those cases of a group with a number from Saeol, and those without one. */
function parted(
  ladders: LadderGroup,
  mobileOf: (caseId: string) => string | null,
): { own: LadderGroup; mobile: string | null }[] {
  const withNumber = ladders.caseIds.filter((caseId) => mobileOf(caseId) !== null);
  if (withNumber.length === 0) return [{ own: ladders, mobile: null }];
  const mobile = mobileOf(withNumber[0]!);
  if (withNumber.length === ladders.caseIds.length) return [{ own: ladders, mobile }];
  const named = new Set(withNumber);
  return [
    { own: onlyCases(ladders, (caseId) => named.has(caseId)), mobile },
    { own: onlyCases(ladders, (caseId) => !named.has(caseId)), mobile: null },
  ];
}

function keyOf({ officerId, departmentCode }: Ask): string {
  return `${officerId ?? ''}|${departmentCode}`;
}
