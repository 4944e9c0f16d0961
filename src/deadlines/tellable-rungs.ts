import type { EntityManager } from 'typeorm';
import type { DueLadders } from './due-groups.js';
import type { Rung } from './ladder.js';
import {
  decidedBefore,
  onlyCases,
  takeDue,
  type DropReason,
  type LadderGroup,
  type RungOutcome,
} from './ladder-rows.js';

/** Ladders alike whose rung is told, to those of `outcomes`, or only recorded, for the reason in `dropped`. */
export interface Tellable {
  ladders: LadderGroup;
  rung: Rung;
  dropped: DropReason | null;
  outcomes: RungOutcome[];
}

/** Takes the ladders; one that was armed anew, or taken by another sweep, since it was read is not told from what was read. */
export async function taken(tx: EntityManager, groups: readonly DueLadders[], armedFrom: Date): Promise<DueLadders[]> {
  const moved = await takeDue(tx, groups, armedFrom);
  if (moved === null) return [...groups];
  return groups
    .map((one) => ({ ...one, ladders: onlyCases(one.ladders, (caseId) => moved.has(caseId)) }))
    .filter(hasCases);
}

/** Nothing where nothing is told; what a pause or a move left. */
export function tellableOf({ ladders, told, dropped, recipients }: DueLadders): Tellable[] {
  if (told === null) return [];
  const outcomes = recipients.map((recipient): RungOutcome => ({
    ...recipient,
    state: 'SENT',
    reason: null,
    inDigest: false,
  }));
  return [{ ladders, rung: told, dropped, outcomes }];
}

export async function withoutDecided(tx: EntityManager, tellable: readonly Tellable[]): Promise<Tellable[]> {
  const before = await decidedBefore(
    tx,
    tellable.map(({ rung, ladders: { receiptNos } }) => ({ ...rung, receiptNos })),
  );
  return tellable
    .map((one, i) => {
      if (before[i]!.size === 0) return one;
      const { caseIds, receiptNos } = one.ladders;
      const decided = new Set(caseIds.filter((_, place) => before[i]!.has(receiptNos[place]!)));
      return { ...one, ladders: onlyCases(one.ladders, (caseId) => !decided.has(caseId)) };
    })
    .filter(hasCases);
}

/** Whether any case is left of a group. */
export function hasCases({ ladders }: Pick<DueLadders, 'ladders'>): boolean {
  return ladders.caseIds.length > 0;
}
