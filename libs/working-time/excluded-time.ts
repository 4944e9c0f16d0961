import { dayOf, parseDay, startOf } from './kst-day.js';

/** Time that does not count towards a period. */
export interface ExcludedInterval {
  /** `YYYY-MM-DD`: from 00:00 KST of that day; or an instant. */
  from: string | Date;
  /** `YYYY-MM-DD`: that day included; or an instant. One that ends before it begins leaves nothing out. */
  to: string | Date;
  /** Why, as people read it, e.g. `보완`; printed in the working. */
  note?: string;
}

/** Epoch milliseconds, the end not included. */
export interface Gap {
  from: number;
  until: number;
  note: string;
}

/** Each interval as a gap, in the order given; `wholeDays` widens instants to the days in Korea on which they lie. */
export function gapsOf(intervals: readonly ExcludedInterval[], wholeDays: boolean): Gap[] {
  const gaps: Gap[] = [];
  for (const { from, to, note = '산입 제외' } of intervals) {
    if (from instanceof Date && to instanceof Date && to < from) continue;
    const gap = { from: beginningOf(from, wholeDays), until: endOf(to, wholeDays), note };
    if (gap.until > gap.from) gaps.push(gap);
  }
  return gaps;
}

function beginningOf(from: string | Date, wholeDays: boolean): number {
  if (typeof from === 'string') return startOf(parseDay(from));
  return wholeDays ? startOf(dayOf(from.getTime())) : from.getTime();
}

function endOf(to: string | Date, wholeDays: boolean): number {
  if (typeof to === 'string') return startOf(parseDay(to) + 1);
  return wholeDays ? startOf(dayOf(to.getTime()) + 1) : to.getTime();
}

/** Gaps in order of time, those that touch or overlap made one. */
export function mergeGaps(gaps: Gap[]): Gap[] {
  if (gaps.length < 2) return gaps;
  const merged: Gap[] = [];
  for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && gap.from <= last.until) last.until = Math.max(last.until, gap.until);
    else merged.push({ ...gap });
  }
  return merged;
}
