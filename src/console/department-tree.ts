import type { Department } from '../staff/index.js';

/** Each department right under the one above it, by code; one whose parent is not there stands at the top. */
export function inTreeOrder(departments: readonly Department[]): (Department & { depth: number })[] {
  const codes = new Set(departments.map(({ code }) => code));
  const under = Map.groupBy(departments, ({ parentCode }) =>
    parentCode !== null && codes.has(parentCode) ? parentCode : null,
  );
  const walk = (parent: string | null, depth: number): (Department & { depth: number })[] =>
    (under.get(parent) ?? []).flatMap((one) => [{ ...one, depth }, ...walk(one.code, depth + 1)]);
  return walk(null, 0);
}
