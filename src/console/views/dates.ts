import { koreanDay, koreanDayTime, kstParts } from '../../../libs/clock/index.js';

/** `5. 18.(월)`: the year is left out where lists are dense. */
export function dayOf(iso: string): string {
  const { month, day, weekday } = kstParts(new Date(iso));
  return `${month}. ${day}.(${weekday})`;
}

/** `14:00`. */
export function clockOf(iso: string): string {
  const { hour, minute } = kstParts(new Date(iso));
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** `2026. 5. 18.(월) 14:00`. */
export function momentOf(iso: string): string {
  return koreanDayTime(new Date(iso));
}

/** `2026. 5. 18.(월)` of an instant or of a day `YYYY-MM-DD`. */
export function fullDayOf(when: string): string {
  return koreanDay(new Date(when.length === 10 ? `${when}T00:00:00+09:00` : when));
}

/** Working minutes as people say them: `1시간 30분`, `2일 3시간` (a working day has 8 hours). */
export function workingTime(minutes: number): string {
  const days = Math.floor(minutes / 480);
  const hours = Math.floor((minutes % 480) / 60);
  const rest = Math.floor(minutes % 60);
  const parts = [days > 0 && `${days}일`, hours > 0 && `${hours}시간`, days === 0 && rest > 0 && `${rest}분`].filter(
    Boolean,
  );
  return parts.length === 0 ? '0분' : parts.join(' ');
}

/** `2026-04-30` of `2026-04`. */
export function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, number!, 0)).toISOString().slice(0, 10);
}
