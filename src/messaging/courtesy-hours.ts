import { kstDate, kstInstant, kstParts } from '../../libs/clock/index.js';

/** Hours of the day in Korea within which people are written to, `HH:MM`; `to` itself is outside. */
export interface CourtesyHours {
  from: string;
  to: string;
}

/** Night begins at 21:00 and ends at 08:00 (the hours that 정보통신망법 art. 50(3) calls night; ours is a courtesy, since no notice advertises). */
export const DEFAULT_COURTESY_HOURS: CourtesyHours = { from: '08:00', to: '21:00' };

const DAY_MS = 86_400_000;

/** The instant itself inside the hours, else the next opening. */
export function withinCourtesyHours(dueAt: Date, hours: CourtesyHours): Date {
  const { hour, minute } = kstParts(dueAt);
  const reading = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  if (reading < hours.from) return kstInstant(kstDate(dueAt), hours.from);
  if (reading >= hours.to) return kstInstant(kstDate(new Date(dueAt.getTime() + DAY_MS)), hours.from);
  return dueAt;
}
