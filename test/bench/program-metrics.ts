/** A histogram of the program's own, as it stands: how many ended under each bound, in seconds. */
export type Histogram = { under: number; count: number }[];

/** @param label such as `name="deadlines.sweep"` */
export async function histogramOf(url: string, metric: string, label: string): Promise<Histogram> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split('\n').flatMap((line) => {
    const [, labels, count] = /^(\S+_bucket\{.*\}) (\S+)$/.exec(line) ?? [];
    if (!labels?.startsWith(`${metric}_bucket{`) || !labels.includes(label)) return [];
    return [{ under: Number(/le="([^"]+)"/.exec(labels)![1]!.replace('+Inf', 'Infinity')), count: Number(count) }];
  });
}

/** How many ended between two readings. */
export function endedBetween(before: Histogram, after: Histogram): number {
  return (after.at(-1)?.count ?? 0) - (before.at(-1)?.count ?? 0);
}

/** Under how many seconds a share of what ended between two readings ended; within a bucket by its share of it. */
export function quantileBetween(before: Histogram, after: Histogram, share: number): number {
  const counts = after.map(({ under, count }, i) => ({ under, count: count - (before[i]?.count ?? 0) }));
  const wanted = counts.at(-1)!.count * share;
  const at = counts.findIndex(({ count }) => count >= wanted);
  const { under: upper, count: upTo } = counts[at]!;
  const { under: lower, count: fewer } = counts[at - 1] ?? { under: 0, count: 0 };
  return lower + ((wanted - fewer) / (upTo - fewer)) * (upper - lower);
}
