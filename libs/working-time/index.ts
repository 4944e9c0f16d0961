export type { ExcludedInterval } from './excluded-time.js';
export { CalendarMissing, HolidayCalendar, type Holiday, type OfficeHours } from './holiday-calendar.js';
export {
  calendarDaysAfter,
  continuePeriod,
  countsHours,
  endOfNamedDay,
  reckonPeriod,
  type Period,
  type PeriodUnit,
  type ReckoningOptions,
} from './periods.js';
export { SEEDED_YEARS, seedHolidays } from './seed-holidays.js';
export {
  describeStep,
  explainContinuation,
  explainPeriod,
  koreanHours,
  koreanPeriod,
  type Working,
  type WorkingStep,
} from './working.js';
