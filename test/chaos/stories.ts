import { Petition } from '../harness/petition.js';

/** The product's clock when a run begins; all steps occurred before. */
export const NOON = '2026-04-29T14:00:00+09:00';
export const STEPS_A_STORY = 6;

/** Petitions from receipt to withdrawal, six notices each, step by step; a phone of its own each. */
export function stories(count: number): object[][] {
  return Array.from({ length: count }, (_, index) => {
    // The digit before the last four says which phone it is: 0 to 5 have KakaoTalk and RCS. Endings from 9000 on are magic.
    const phone = `010${String(100 + Math.floor(index / 8_000)).padStart(3, '0')}${index % 6}${String(index % 8_000).padStart(4, '0')}`;
    const petition = new Petition(`20264770${String(index).padStart(10, '0')}`, phone);
    return [
      petition.received('2026-04-29T10:00:00'),
      petition.assigned('2026-04-29T10:05:00'),
      petition.supplementRequested('2026-04-29T10:10:00'),
      petition.supplementDone('2026-04-29T10:20:00'),
      petition.extended('2026-04-29T10:30:00'),
      petition.completed('2026-04-29T10:40:00', 'WITHDRAWN'),
    ];
  });
}

/** Batches of 1 to `most` events, all first steps before all second ones, in an order that the seed decides. */
export function batches(told: object[][], most: number, random: () => number): object[][] {
  const steps = Array.from({ length: STEPS_A_STORY }, (_, step) =>
    shuffled(
      told.map((story) => story[step]!),
      random,
    ),
  ).flat();
  const made: object[][] = [];
  while (steps.length > 0) made.push(steps.splice(0, 1 + Math.floor(random() * most)));
  return made;
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
