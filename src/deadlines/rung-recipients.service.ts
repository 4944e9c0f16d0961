import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CaseQueries } from '../cases/index.js';
import { Alarms, StaffDirectory, type Chain } from '../staff/index.js';
import type { Rung } from './ladder.js';
import type { Ladder } from './ladder-rows.js';
import { recipientsOf, type RungRecipient } from './recipients-of-rung.js';

/** A ladder that has come due: the rung that is told, and those that it overtakes. */
export interface TakenLadder {
  ladder: Ladder;
  told: Rung | null;
  overtaken: Rung[];
}

const NO_RECIPIENT = 'deadlines.no-recipient.';

/** Finds who is told of due rungs, for a set of cases at once. */
@Injectable()
export class RungRecipients {
  constructor(
    private readonly directory: StaffDirectory,
    private readonly cases: CaseQueries,
    private readonly alarms: Alarms,
  ) {}

  /** By case id; empty, and alarmed, where the directory knows nobody. */
  async find(tx: EntityManager, taken: TakenLadder[], on: string): Promise<Map<string, RungRecipient[]>> {
    const telling = taken.filter(({ told }) => told !== null).map(({ ladder, told }) => ({ ladder, name: told!.name }));
    const asks = [
      ...new Map(
        telling.map(({ ladder: { officerId, departmentCode } }) => [
          askKey({ officerId, departmentCode }),
          { officerId, departmentCode },
        ]),
      ).values(),
    ];
    const chains = await this.directory.chain(tx, asks, on);
    const chainOf = new Map<string, Chain>(asks.map((ask, i) => [askKey(ask), chains[i]!]));
    const mobiles = await this.mobilesFromSaeol(
      tx,
      telling
        .filter(({ ladder }) => chainOf.get(askKey(ladder))!.officer?.mobile === null)
        .map(({ ladder }) => ladder.caseId),
    );
    const found = new Map(
      telling.map(({ ladder, name }) => [
        ladder.caseId,
        recipientsOf(name, chainOf.get(askKey(ladder))!, mobiles.get(ladder.caseId) ?? null),
      ]),
    );
    const nobody = new Set(
      telling.filter(({ ladder }) => found.get(ladder.caseId)!.length === 0).map(({ ladder }) => ladder.departmentCode),
    );
    for (const code of nobody) {
      await this.alarms.raise(tx, {
        code: 'DEADLINES.NO_RECIPIENT',
        key: `${NO_RECIPIENT}${code}`,
        detail: `부서 ${code}에 사전예고를 받을 사람이 없습니다. 담당자나 부서장을 등록해 주세요.`,
      });
    }
    return found;
  }

  private async mobilesFromSaeol(tx: EntityManager, caseIds: string[]): Promise<Map<string, string | null>> {
    if (caseIds.length === 0) return new Map();
    const contexts = await this.cases.noticeContext(tx, caseIds);
    return new Map([...contexts].map(([id, { officerMobile }]) => [id, officerMobile]));
  }
}

function askKey({ officerId, departmentCode }: { officerId: string | null; departmentCode: string }): string {
  return `${officerId ?? ''}|${departmentCode}`;
}
