import * as gazette from '@hyunbinseo/holidays-kr/all';
import type { Holiday } from './holiday-calendar.js';

/** The years whose holidays `seedHolidays` knows in full: 2018 to 2027. */
export const SEEDED_YEARS: readonly number[] = Object.keys(gazette)
  .map((key) => Number(key.slice(1)))
  .sort((a, b) => a - b);

/**
 * The days on which public offices are closed besides Saturdays and Sundays (관공서의 공휴일에 관한 규정 arts. 2–3), substitutes,
 * elections and temporary holidays included, one row a day, ascending. From the official almanac (월력요항) by way of
 * `@hyunbinseo/holidays-kr`; a day with two names carries both. 1 May and 17 July are in it from 2026 only.
 * Its `3ㆍ1절` holds an old letter (U+318D) that the pages' font lacks; here it is the middle dot.
 */
export function seedHolidays(): Holiday[] {
  const years: Record<string, Readonly<Record<string, readonly string[]>>> = gazette;
  return Object.values(years)
    .flatMap((year) =>
      Object.entries(year).map(([date, names]) => ({ date, name: names.join(' · ').replaceAll('ㆍ', '·') })),
    )
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}
