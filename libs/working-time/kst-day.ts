import { KST_OFFSET_MS } from '../clock/index.js';

export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

/** A calendar day in Korea as a number: whole days since 1970-01-01. Sums and comparisons of days are plain arithmetic. */
export type KstDay = number;

/** The day in Korea on which an instant (epoch milliseconds) lies. */
export function dayOf(ms: number): KstDay {
  return Math.floor((ms + KST_OFFSET_MS) / MS_PER_DAY);
}

/** Epoch milliseconds of 00:00 KST. */
export function startOf(day: KstDay): number {
  return day * MS_PER_DAY - KST_OFFSET_MS;
}

/** Reads `YYYY-MM-DD`. Throws RangeError where there is no such day. On the path of every reckoning, so without patterns. */
export function parseDay(date: string): KstDay {
  const year = digits(date, 0, 4);
  const month = digits(date, 5, 7);
  const dayOfMonth = digits(date, 8, 10);
  const shaped =
    date.length === 10 && date[4] === '-' && date[7] === '-' && month >= 1 && month <= 12 && dayOfMonth >= 1;
  if (!shaped || !(year >= 0) || !(dayOfMonth <= 28 || dayOfMonth <= new Date(Date.UTC(year, month, 0)).getUTCDate())) {
    throw new RangeError(`no such day: ${date}`);
  }
  return Date.UTC(year, month - 1, dayOfMonth) / MS_PER_DAY;
}

/** NaN where one of them is no digit. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : NaN;
  }
  return number;
}

/** `YYYY-MM-DD`. */
export function formatDay(day: KstDay): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

export function yearOf(day: KstDay): number {
  return new Date(day * MS_PER_DAY).getUTCFullYear();
}

export function isWeekend(day: KstDay): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7; // 1970-01-01 was a Thursday; 0 = Sunday
  return weekday === 0 || weekday === 6;
}

/** The day with this number in a month that may lie outside the year (month 13 = January after); null where the month has no such day. */
export function dayInMonth(year: number, month: number, dayOfMonth: number): KstDay | null {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return dayOfMonth > last ? null : Date.UTC(year, month - 1, dayOfMonth) / MS_PER_DAY;
}

/** The last day of such a month. */
export function lastDayOfMonth(year: number, month: number): KstDay {
  return Date.UTC(year, month, 0) / MS_PER_DAY;
}

export function civilOf(day: KstDay): { year: number; month: number; dayOfMonth: number } {
  const date = new Date(day * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
}

/** Reads `HH:MM` as milliseconds after midnight. Throws RangeError. */
export function parseTime(time: string): number {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new RangeError(`no such time: ${time}`);
  return Number(time.slice(0, 2)) * MS_PER_HOUR + Number(time.slice(3)) * MS_PER_MINUTE;
}

/** `HH:MM` of an instant in Korea, seconds cut off; 24:00 never appears. */
export function formatTime(ms: number): string {
  return new Date(ms + KST_OFFSET_MS).toISOString().slice(11, 16);
}
