import { kstDate, kstInstant, kstParts } from '../../libs/clock/index.js';

/** Hours of the day in Korea within which people are written to, `HH:MM`; `to` itself is outside. */
export interface CourtesyHours {
  from: string;
  to: string;
}

/** Night begins at 21:00 and ends at 08:00 (the hours that 정보통신망법 art. 50(3) calls night; ours is a courtesy, since no notice advertises). */
export const DEFAULT_COURTESY_HOURS: CourtesyHours = { from: '08:00', to: '21:00' };

const EARLIEST_FROM = /^(0[6-9]|1[0-2]):[0-5]\d$/;
const LATEST_TO = /^(1[3-9]|2[0-2]):[0-5]\d$/;

const DAY_MS = 86_400_000;

/** Whether a county may choose these: they begin 06:00 to 12:59 and end 13:00 to 22:59, so that every day has hours to send in. */
export function isCourtesyHours({ from, to }: CourtesyHours): boolean {
  return EARLIEST_FROM.test(from) && LATEST_TO.test(to);
}

/** The instant itself inside the hours, else the next opening. */
export function withinCourtesyHours(dueAt: Date, hours: CourtesyHours): Date {
  const { hour, minute } = kstParts(dueAt);
  const reading = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  if (reading < hours.from) return kstInstant(kstDate(dueAt), hours.from);
  if (reading >= hours.to) return kstInstant(kstDate(new Date(dueAt.getTime() + DAY_MS)), hours.from);
  return dueAt;
}
