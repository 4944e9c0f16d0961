/** How many cases took how many working hours. */
export type HoursCount = { hours: number; n: number };

/** The smallest number of hours within which that share of the cases was done; null of none. */
export function quantileHours(counts: HoursCount[], share: number): number | null {
  const ordered = counts.filter(({ n }) => n > 0).sort((a, b) => a.hours - b.hours);
  const rank = Math.ceil(ordered.reduce((sum, { n }) => sum + n, 0) * share);
  let reached = 0;
  for (const { hours, n } of ordered) {
    reached += n;
    if (reached >= rank) return hours;
  }
  return null;
}
