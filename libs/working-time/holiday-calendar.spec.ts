import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kstInstant, toKst } from '../clock/index.js';
import { CalendarMissing, HolidayCalendar, SEEDED_YEARS, seedHolidays } from './index.js';

const calendar = new HolidayCalendar(seedHolidays(), SEEDED_YEARS);
const at = (text: string): Date => kstInstant(text.slice(0, 10), text.slice(11));

describe('the seed', () => {
  it('covers 2018 to 2027, one row a day, ascending', () => {
    expect(SEEDED_YEARS).toEqual([2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027]);
    const dates = seedHolidays().map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect(dates.every((date) => /^20(1[89]|2[0-7])-\d\d-\d\d$/.test(date))).toBe(true);
  });

  // 관공서의 공휴일에 관한 규정 arts. 2–3, year by year: what a table from elsewhere would be likely to get wrong.
  it.each([
    ['2025-05-01', true, '1 May is a working day of offices until 2025'],
    ['2026-05-01', false, '1 May is a holiday from 2026'],
    ['2027-05-01', false, 'a Saturday'],
    ['2027-05-03', false, 'its substitute'],
    ['2025-07-17', true, '17 July is a working day until 2025'],
    ['2026-07-17', false, '17 July is a holiday from 2026'],
    ['2027-07-19', false, 'its substitute: 2027-07-17 is a Saturday'],
    ['2018-05-07', false, 'substitute of the first kind: 어린이날'],
    ['2019-05-13', true, '부처님 오신 날 on a Sunday had no substitute before 2023'],
    ['2023-05-29', false, 'and has one from 2023'],
    ['2020-08-17', false, 'temporary holiday'],
    ['2021-08-16', false, 'substitute of 광복절, from August 2021'],
    ['2021-03-02', true, 'a working day'],
    ['2021-12-27', true, '기독탄신일 on a Saturday had no substitute before 2023'],
    ['2027-12-27', false, 'and has one from 2023'],
    ['2023-10-02', false, 'temporary holiday'],
    ['2024-04-10', false, 'election of the National Assembly'],
    ['2024-10-01', false, 'temporary holiday'],
    ['2025-01-27', false, 'temporary holiday'],
    ['2025-05-06', false, '어린이날 and 부처님 오신 날 on one day'],
    ['2025-06-03', false, 'election of the President'],
    ['2026-06-03', false, 'local elections'],
    ['2026-06-08', true, '현충일 on a Saturday has no substitute'],
    ['2026-09-28', true, '추석 over a Saturday has no substitute'],
    ['2027-02-09', false, '설날 over a Sunday has one'],
    ['2027-06-07', true, '현충일 on a Sunday has none'],
    ['2026-12-31', true, 'the last day of the year is a working day'],
  ])('%s works: %s (%s)', (date, works) => {
    expect(calendar.isWorkingDay(date)).toBe(works);
  });

  it('names the holidays, both names where a day has two', () => {
    expect(calendar.holidayName('2026-05-01')).toBe('노동절');
    expect(calendar.holidayName('2025-05-05')).toBe('어린이날 · 부처님 오신 날');
    expect(calendar.holidayName('2026-05-02')).toBeNull();
  });
});

describe('days', () => {
  it('knows the next working day and the n-th in both directions', () => {
    expect(calendar.nextWorkingDay('2026-04-30')).toBe('2026-05-04');
    expect(calendar.workingDayOnOrAfter('2026-05-01')).toBe('2026-05-04');
    expect(calendar.workingDayOnOrAfter('2026-05-04')).toBe('2026-05-04');
    expect(calendar.addWorkingDays('2026-04-30', 2)).toBe('2026-05-06');
    expect(calendar.addWorkingDays('2026-05-02', 1)).toBe('2026-05-04');
    expect(calendar.addWorkingDays('2026-05-06', -2)).toBe('2026-04-30');
    expect(calendar.addWorkingDays('2026-05-02', -1)).toBe('2026-04-30');
    expect(() => calendar.addWorkingDays('2026-05-04', 0)).toThrow(RangeError);
  });

  it('counts the working days that are left after a day', () => {
    expect(calendar.workingDaysBetween('2025-10-16', '2025-10-21')).toBe(3);
    expect(calendar.workingDaysBetween('2025-10-21', '2025-10-21')).toBe(0);
    expect(calendar.workingDaysBetween('2025-10-21', '2025-10-16')).toBe(-3);
    expect(calendar.workingDaysBetween('2026-04-29', '2026-05-06')).toBe(3);
  });

  // notifications.md: due Tue 2025-10-21 → D-3 Thu 10-16, D-1 Mon 10-20, D-day 10-21.
  it.each([
    ['2025-10-21', 3, '2025-10-16'],
    ['2025-10-21', 1, '2025-10-20'],
    ['2025-10-21', 0, '2025-10-21'],
    ['2025-10-19', 0, '2025-10-17'],
    ['2025-10-19', 1, '2025-10-16'],
    ['2025-10-10', 3, '2025-09-30'],
  ])('due %s with %i working days left: %s', (due, left, day) => {
    expect(calendar.dayWithWorkingDaysLeft(due, left)).toBe(day);
    expect(calendar.workingDaysBetween(day, due)).toBe(left);
  });
});

describe('hours', () => {
  it('adds working time; what runs out at a closing ends there', () => {
    const add = (from: string, minutes: number) => toKst(calendar.addWorkingMinutes(at(from), minutes)).slice(0, 16);
    expect(add('2026-04-29 14:00', 24 * 60)).toBe('2026-05-06T14:00');
    expect(add('2026-04-29 09:00', 180)).toBe('2026-04-29T12:00');
    expect(add('2026-04-29 12:30', 1)).toBe('2026-04-29T13:01');
    expect(add('2026-04-29 14:00', 240)).toBe('2026-04-29T18:00');
    expect(add('2026-04-29 18:00', 180)).toBe('2026-04-30T12:00');
    expect(add('2026-04-29 03:00', 480)).toBe('2026-04-29T18:00');
    expect(add('2026-05-02 11:00', 0)).toBe('2026-05-02T11:00');
  });

  it('keeps the seconds of the start', () => {
    expect(toKst(calendar.addWorkingMinutes(new Date('2026-04-29T14:00:37.250+09:00'), 24 * 60))).toBe(
      '2026-05-06T14:00:37.250+09:00',
    );
  });

  it('says when so many working hours are left: the last such instant, inside working time', () => {
    const left = (due: string, hours: number) =>
      toKst(calendar.subtractWorkingMinutes(at(due), hours * 60)).slice(0, 16);
    expect(left('2026-05-06 14:00', 8)).toBe('2026-05-04T14:00');
    expect(left('2026-05-06 14:00', 4)).toBe('2026-05-06T09:00');
    expect(left('2026-05-06 14:00', 2)).toBe('2026-05-06T11:00');
    expect(left('2026-05-06 14:00', 1)).toBe('2026-05-06T13:00');
    expect(left('2026-05-06 18:00', 8)).toBe('2026-05-06T09:00');
    expect(left('2026-05-09 10:00', 4)).toBe('2026-05-08T14:00');
  });

  it('measures between instants, backwards as a negative', () => {
    expect(calendar.workingMinutesBetween(at('2026-04-29 14:00'), at('2026-05-06 14:00'))).toBe(24 * 60);
    expect(calendar.workingMinutesBetween(at('2026-05-06 14:00'), at('2026-04-29 14:00'))).toBe(-24 * 60);
    expect(calendar.workingMinutesBetween(at('2026-05-01 09:00'), at('2026-05-03 20:00'))).toBe(0);
  });

  it('knows whether the office is at work and when it is next', () => {
    const next = (from: string) => toKst(calendar.nextWorkingTime(at(from))).slice(0, 16);
    expect(calendar.isWorkingTime(at('2026-04-29 09:00'))).toBe(true);
    expect(calendar.isWorkingTime(at('2026-04-29 12:00'))).toBe(false);
    expect(calendar.isWorkingTime(at('2026-04-29 13:00'))).toBe(true);
    expect(calendar.isWorkingTime(at('2026-04-29 18:00'))).toBe(false);
    expect(calendar.isWorkingTime(at('2026-05-01 10:00'))).toBe(false);
    expect(next('2026-04-29 12:00')).toBe('2026-04-29T13:00');
    expect(next('2026-04-30 18:00')).toBe('2026-05-04T09:00');
    expect(next('2026-05-01 10:00')).toBe('2026-05-04T09:00');
  });

  it('lets a county move lunch by up to an hour', () => {
    const early = new HolidayCalendar(seedHolidays(), SEEDED_YEARS, { lunchStartsAt: '11:30' });
    expect(toKst(early.addWorkingMinutes(at('2026-04-29 11:00'), 60))).toBe('2026-04-29T13:00:00+09:00');
    expect(early.isWorkingTime(at('2026-04-29 12:30'))).toBe(true);
    for (const lunchStartsAt of ['10:59', '13:01', '25:00', 'noon']) {
      expect(() => new HolidayCalendar([], [2026], { lunchStartsAt })).toThrow(RangeError);
    }
  });
});

describe('a year that the table does not cover', () => {
  const missing = (year: number) => new CalendarMissing(year);

  it('is never guessed, not even on a Saturday', () => {
    expect(() => calendar.isWorkingDay('2028-01-01')).toThrow(missing(2028));
    expect(() => calendar.isWorkingDay('2017-12-29')).toThrow(missing(2017));
    expect(() => calendar.nextWorkingDay('2027-12-31')).toThrow(missing(2028));
    expect(() => calendar.addWorkingDays('2018-01-02', -1)).toThrow(missing(2017));
    expect(() => calendar.workingDaysBetween('2027-12-01', '2028-01-03')).toThrow(missing(2028));
    expect(() => calendar.addWorkingMinutes(at('2027-12-31 17:00'), 61)).toThrow(missing(2028));
    expect(() => calendar.subtractWorkingMinutes(at('2018-01-02 10:00'), 61)).toThrow(missing(2017));
    expect(() => calendar.nextWorkingTime(at('2027-12-31 18:00'))).toThrow(missing(2028));
  });

  it('is not asked for where the answer lies before it', () => {
    expect(toKst(calendar.addWorkingMinutes(at('2027-12-31 17:00'), 60))).toBe('2027-12-31T18:00:00+09:00');
    expect(calendar.workingDayOnOrAfter('2027-12-31')).toBe('2027-12-31');
    expect(calendar.coveredThrough('2026-05-01')).toBe('2027-12-31');
  });

  it('is not leapt over: a hole in the table is missing too', () => {
    const holed = new HolidayCalendar(seedHolidays(), [2025, 2027]);
    expect(() => holed.nextWorkingDay('2025-12-31')).toThrow(missing(2026));
    expect(() => holed.workingDaysBetween('2025-12-01', '2027-01-05')).toThrow(missing(2026));
    expect(() => holed.addWorkingDays('2027-01-04', -1)).toThrow(missing(2026));
    expect(holed.coveredThrough('2025-03-01')).toBe('2025-12-31');
  });

  it('refuses a date that does not exist', () => {
    for (const date of [
      '2026-02-30',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      '2026-2-3',
      '20260203',
      '2026-02-0x',
      '2026-02-03T00:00',
    ]) {
      expect(() => calendar.isWorkingDay(date)).toThrow(RangeError);
    }
  });
});

describe('for every instant', () => {
  const instants = fc.integer({ min: at('2018-02-01 00:00').getTime(), max: at('2027-11-01 00:00').getTime() });
  const minutes = fc.integer({ min: 1, max: 20 * 480 });

  it('adding working time and measuring it agree, and the end lies in working time or on its closing', () => {
    fc.assert(
      fc.property(instants, minutes, (ms, length) => {
        const end = calendar.addWorkingMinutes(new Date(ms), length);
        expect(calendar.workingMinutesBetween(new Date(ms), end)).toBeCloseTo(length, 6);
        expect(calendar.isWorkingTime(new Date(end.getTime() - 1))).toBe(true);
      }),
    );
  });

  it('subtracting is the way back', () => {
    fc.assert(
      fc.property(instants, minutes, (ms, length) => {
        const start = calendar.subtractWorkingMinutes(new Date(ms), length);
        expect(calendar.isWorkingTime(start)).toBe(true);
        expect(calendar.workingMinutesBetween(start, new Date(ms))).toBeCloseTo(length, 6);
      }),
    );
  });

  it('a sum may be taken in parts', () => {
    fc.assert(
      fc.property(instants, minutes, minutes, (ms, a, b) => {
        const inParts = calendar.addWorkingMinutes(calendar.addWorkingMinutes(new Date(ms), a), b);
        expect(inParts).toEqual(calendar.addWorkingMinutes(new Date(ms), a + b));
      }),
    );
  });
});
