import type { Rung } from './ladder.js';
import type { DropReason, LadderGroup } from './ladder-rows.js';
import type { RungRecipient } from './recipients-of-rung.js';

/** Ladders alike that have come due: what is told of them and to whom, what is only recorded, and when they come due next. */
export interface DueLadders {
  ladders: LadderGroup;
  told: Rung | null;
  overtaken: Rung[];
  nextDueAt: Date | null;
  recipients: RungRecipient[];
  dropped: DropReason | null;
}

/**
 * Puts due rungs into groups that share no person, so that each group can be told in a transaction of its own and yet nobody gets
 * two messages where one digest would do. Those with nobody in common with any other stand alone; those without persons are one group.
 */
export function groupsWithoutSharedPersons<T extends { recipients: readonly { id: string }[] }>(
  due: readonly T[],
): T[][] {
  const parent = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    while (parent.get(root)! !== root) root = parent.get(root)!;
    for (let at = id; at !== root;) {
      const next = parent.get(at)!;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { recipients } of due) {
    for (const { id } of recipients) if (!parent.has(id)) parent.set(id, id);
    for (const { id } of recipients.slice(1)) parent.set(rootOf(id), rootOf(recipients[0]!.id));
  }
  return [
    ...Map.groupBy(due, ({ recipients }) => (recipients[0] === undefined ? '' : rootOf(recipients[0].id))).values(),
  ];
}

/** Puts groups together to sets of at least so many (the last one may be smaller): a transaction each, and not too many of them. */
export function packed<T>(groups: readonly T[][], atLeast: number, sizeOf: (one: T) => number): T[][] {
  const sets: T[][] = [];
  let size = atLeast;
  for (const group of groups) {
    if (size >= atLeast) {
      sets.push([]);
      size = 0;
    }
    for (const one of group) {
      sets.at(-1)!.push(one);
      size += sizeOf(one);
    }
  }
  return sets;
}
