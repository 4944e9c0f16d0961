/** A vendor's balance at an instant of machine time. */
export interface BalanceSample {
  at: Date;
  won: number;
}

const DAY_MS = 86_400_000;

/**
 * Won spent a day, from samples oldest first; what was paid in between is no spending. null where they cover less than an
 * hour, which is too little to say. Pure.
 */
export function dailyUse(samples: readonly BalanceSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const covered = last.at.getTime() - first.at.getTime();
  if (covered < DAY_MS / 24) return null;
  let spent = 0;
  for (let i = 1; i < samples.length; i++) spent += Math.max(0, samples[i - 1]!.won - samples[i]!.won);
  return (spent * DAY_MS) / covered;
}
