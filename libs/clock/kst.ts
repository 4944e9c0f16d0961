/** Korea Standard Time is UTC+9 all year; nothing here reads the machine's time zone. */
export const KST_OFFSET_MS = 9 * 3_600_000;

const WEEKDAYS = ['일', '월', '화', '수', '목', '금', '토'] as const;

interface KstParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  weekday: (typeof WEEKDAYS)[number];
}

/** The calendar and clock reading of an instant in Korea. */
export function kstParts(instant: Date): KstParts {
  const shifted = new Date(instant.getTime() + KST_OFFSET_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: WEEKDAYS[shifted.getUTCDay()]!,
  };
}

/** `2026-04-29T14:00:00+09:00`: the form of every instant in the API; milliseconds only where there are any. */
export function toKst(instant: Date): string {
  return `${new Date(instant.getTime() + KST_OFFSET_MS).toISOString().replace('.000Z', '').replace('Z', '')}+09:00`;
}

/** The day in Korea, `2026-04-29`. */
export function kstDate(instant: Date): string {
  return new Date(instant.getTime() + KST_OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which a day (`YYYY-MM-DD`) and a time (`HH:MM`) begin in Korea. */
export function kstInstant(date: string, time = '00:00'): Date {
  return new Date(`${date}T${time}:00+09:00`);
}

/** `2026. 5. 6.(수)`: a day as messages and pages print it. */
export function koreanDay(instant: Date): string {
  const p = kstParts(instant);
  return `${p.year}. ${p.month}. ${p.day}.(${p.weekday})`;
}

/** `2026. 5. 6.(수) 14:00`. */
export function koreanDayTime(instant: Date): string {
  const p = kstParts(instant);
  return `${koreanDay(instant)} ${String(p.hour).padStart(2, '0')}:${String(p.minute).padStart(2, '0')}`;
}
