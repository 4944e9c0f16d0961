import { koreanDay, koreanDayTime, kstDate } from '../../../libs/clock/index.js';
import type { Language } from './reading-choice.js';

const LONG = {
  ko: new Intl.DateTimeFormat('ko-KR', { dateStyle: 'full', timeZone: 'Asia/Seoul' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'Asia/Seoul' }),
};
const SHORT_EN = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'Asia/Seoul',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Seoul' });

/** `YYYY-MM-DD` or an ISO instant. */
function instantOf(when: string): Date {
  return new Date(when.length === 10 ? `${when}T00:00:00+09:00` : when);
}

/** `2026년 5월 18일 월요일` · `Monday, 18 May 2026`. */
export function dayInFull(when: string, lang: Language): string {
  return LONG[lang].format(instantOf(when));
}

/** `2026. 5. 18.(월)` · `Mon, 18 May 2026`. */
export function day(when: string, lang: Language): string {
  return lang === 'ko' ? koreanDay(instantOf(when)) : SHORT_EN.format(instantOf(when));
}

/** `2026. 5. 18.(월) 14:00` · `Mon, 18 May 2026, 14:00`. */
export function dayAndTime(when: string, lang: Language): string {
  return lang === 'ko' ? koreanDayTime(instantOf(when)) : `${day(when, lang)}, ${time(when)}`;
}

/** `14:00`. */
export function time(when: string): string {
  return CLOCK.format(instantOf(when));
}

/** Calendar days in KST from `now` to `when`; negative once it has passed. */
export function daysUntil(when: string, now: string): number {
  return Math.round((Date.parse(kstDate(instantOf(when))) - Date.parse(kstDate(instantOf(now)))) / 86_400_000);
}
