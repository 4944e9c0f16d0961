import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kstDate, kstInstant, toKst } from '../clock/index.js';
import {
  CalendarMissing,
  HolidayCalendar,
  SEEDED_YEARS,
  calendarDaysAfter,
  continuePeriod,
  countsHours,
  endOfNamedDay,
  reckonPeriod,
  seedHolidays,
  type ExcludedInterval,
  type Period,
  type ReckoningOptions,
} from './index.js';

const holidays = seedHolidays();
const calendar = new HolidayCalendar(holidays, SEEDED_YEARS);
const at = (text: string): Date => kstInstant(text.slice(0, 10), text.slice(11));
const days = (length: number): Period => ({ unit: 'DAY', length });
const due = (period: Period, received: string, options?: ReckoningOptions): string =>
  toKst(reckonPeriod(calendar, period, at(received), options))
    .slice(0, 16)
    .replace('T', ' ');

describe('the worked examples of petitions §10', () => {
  it.each<[string, Period, string, string, ReckoningOptions?]>([
    ['1', days(3), '2026-04-29 14:00', '2026-05-06 14:00'],
    ['2', days(5), '2026-02-13 16:30', '2026-02-25 16:30'],
    ['3', days(10), '2025-10-01 11:20', '2025-10-21 18:00'],
    ['4', days(7), '2026-04-27 09:10', '2026-05-07 18:00'],
    ['5', days(15), '2026-08-10 10:00', '2026-09-08 18:00', { excluded: [{ from: '2026-08-12', to: '2026-08-20' }] }],
    ['5, without the supplement', days(15), '2026-08-10 10:00', '2026-08-31 18:00'],
    ['6', days(6), '2025-04-30 10:00', '2025-05-09 18:00'],
    ['7, a month', { unit: 'MONTH', length: 1 }, '2026-01-30 10:00', '2026-03-03 18:00'],
    ['7, two weeks', { unit: 'WEEK', length: 2 }, '2026-04-22 10:00', '2026-05-06 18:00'],
  ])('%s', (_, period, received, expected, options) => {
    expect(due(period, received, options)).toBe(expected);
  });

  it('4, extended once and twice', () => {
    const once = continuePeriod(calendar, days(7), at('2026-05-07 18:00'));
    expect(toKst(once)).toBe('2026-05-18T18:00:00+09:00');
    expect(toKst(continuePeriod(calendar, days(7), once))).toBe('2026-05-28T18:00:00+09:00');
  });
});

describe('the receipt', () => {
  it.each<[string, Period, string, string]>([
    ['immediately: 3 working hours', days(0), '2026-04-29 10:00', '2026-04-29 14:00'],
    ['immediately, from the afternoon', days(0), '2026-04-29 17:00', '2026-04-30 11:00'],
    ['hours begin at the opening', days(1), '2026-04-29 06:30', '2026-04-29 18:00'],
    ['hours begin after lunch', days(1), '2026-04-29 12:20', '2026-04-30 12:00'],
    ['hours that run out at lunch end there', days(0), '2026-04-29 09:00', '2026-04-29 12:00'],
    ['hours begin after the evening', days(1), '2026-04-29 19:00', '2026-04-30 18:00'],
    ['hours begin after a holiday', days(2), '2026-05-01 10:00', '2026-05-06 18:00'],
    ['5 days are hours', days(5), '2026-06-15 11:00', '2026-06-22 11:00'],
    ['6 days are days', days(6), '2026-06-15 11:00', '2026-06-22 18:00'],
    ['a receipt at night still makes day 1', days(6), '2026-06-15 23:59', '2026-06-22 18:00'],
    ['a receipt on a holiday: day 1 is the next working day', days(6), '2026-05-01 10:00', '2026-05-12 18:00'],
    ['a receipt just after midnight belongs to the new day', days(6), '2026-06-16 00:00', '2026-06-23 18:00'],
    ['calendar time begins on a Saturday too', { unit: 'WEEK', length: 1 }, '2026-06-13 10:00', '2026-06-19 18:00'],
  ])('%s', (_, period, received, expected) => {
    expect(due(period, received)).toBe(expected);
  });

  it('after 18:00 may make the next working day day 1 (a setting)', () => {
    const options = { receiptAfterHoursIsDayOne: false };
    expect(due(days(6), '2026-06-15 18:00', options)).toBe('2026-06-22 18:00');
    expect(due(days(6), '2026-06-15 18:01', options)).toBe('2026-06-23 18:00');
    expect(due(days(6), '2026-06-19 20:00', options)).toBe('2026-06-29 18:00');
    expect(due({ unit: 'WEEK', length: 1 }, '2026-06-15 20:00', options)).toBe('2026-06-22 18:00');
  });
});

describe('calendar time (Civil Act arts. 159–161)', () => {
  it.each<[string, Period, string, string]>([
    ['ends before the corresponding day', { unit: 'MONTH', length: 1 }, '2026-03-10 10:00', '2026-04-09 18:00'],
    ['from the first of a month to its last', { unit: 'MONTH', length: 1 }, '2026-06-01 10:00', '2026-06-30 18:00'],
    ['31 March + 1 month', { unit: 'MONTH', length: 1 }, '2026-03-31 10:00', '2026-04-30 18:00'],
    ['31 December + 2 months', { unit: 'MONTH', length: 2 }, '2025-12-31 10:00', '2026-03-03 18:00'],
    ['29 January in a leap year', { unit: 'MONTH', length: 1 }, '2024-01-29 10:00', '2024-02-28 18:00'],
    ['30 January in a leap year', { unit: 'MONTH', length: 1 }, '2024-01-30 10:00', '2024-02-29 18:00'],
    ['over the end of a year', { unit: 'MONTH', length: 3 }, '2025-11-20 10:00', '2026-02-19 18:00'],
    ['a year', { unit: 'YEAR', length: 1 }, '2025-06-18 10:00', '2026-06-17 18:00'],
    ['a year from 29 February', { unit: 'YEAR', length: 1 }, '2024-02-29 10:00', '2025-02-28 18:00'],
    ['rolls over Seollal', { unit: 'WEEK', length: 1 }, '2026-02-09 10:00', '2026-02-19 18:00'],
  ])('%s', (_, period, received, expected) => {
    expect(due(period, received)).toBe(expected);
  });

  it('is counted on from the day after the old deadline', () => {
    const once = continuePeriod(calendar, { unit: 'MONTH', length: 1 }, at('2026-03-03 18:00'));
    expect(toKst(once)).toBe('2026-04-03T18:00:00+09:00');
    expect(toKst(continuePeriod(calendar, { unit: 'MONTH', length: 1 }, once))).toBe('2026-05-04T18:00:00+09:00');
  });
});

describe('time left out', () => {
  const whole = (from: string, to: string): ReckoningOptions => ({ excluded: [{ from, to }] });
  const instants = (from: string, to: string, exactInstants: boolean): ReckoningOptions => ({
    excluded: [{ from: at(from), to: at(to) }],
    exactInstants,
  });

  it.each<[string, Period, string, ReckoningOptions, string]>([
    ['whole days of hours', days(3), '2026-06-15 14:00', whole('2026-06-16', '2026-06-17'), '2026-06-22 14:00'],
    [
      'the rest of the day of receipt',
      days(3),
      '2026-06-15 14:00',
      whole('2026-06-15', '2026-06-15'),
      '2026-06-18 18:00',
    ],
    [
      'instants widened to days',
      days(3),
      '2026-06-15 14:00',
      instants('2026-06-16 15:00', '2026-06-17 10:00', false),
      '2026-06-22 14:00',
    ],
    [
      'instants to the minute',
      days(3),
      '2026-06-15 14:00',
      instants('2026-06-16 15:00', '2026-06-17 10:00', true),
      '2026-06-18 18:00',
    ],
    [
      'instants to the minute over lunch',
      days(1),
      '2026-06-15 09:00',
      instants('2026-06-15 11:00', '2026-06-15 14:00', true),
      '2026-06-16 11:00',
    ],
    [
      'day periods know no instants',
      days(6),
      '2026-06-15 14:00',
      instants('2026-06-16 15:00', '2026-06-17 10:00', true),
      '2026-06-24 18:00',
    ],
    [
      'the day of receipt of a day period',
      days(6),
      '2026-06-15 14:00',
      whole('2026-06-15', '2026-06-15'),
      '2026-06-23 18:00',
    ],
    [
      'an interval before the receipt',
      days(6),
      '2026-06-15 14:00',
      whole('2026-06-01', '2026-06-12'),
      '2026-06-22 18:00',
    ],
    [
      'an interval after the deadline',
      days(6),
      '2026-06-15 14:00',
      whole('2026-06-23', '2026-06-30'),
      '2026-06-22 18:00',
    ],
    ['the last day', days(6), '2026-06-15 14:00', whole('2026-06-22', '2026-06-22'), '2026-06-23 18:00'],
    ['only a weekend', days(6), '2026-06-15 14:00', whole('2026-06-20', '2026-06-21'), '2026-06-22 18:00'],
    [
      'one that ends before it begins',
      days(6),
      '2026-06-15 14:00',
      whole('2026-06-18', '2026-06-16'),
      '2026-06-22 18:00',
    ],
    [
      'calendar days are added, weekends too',
      { unit: 'WEEK', length: 1 },
      '2026-06-15 10:00',
      whole('2026-06-18', '2026-06-22'),
      '2026-06-26 18:00',
    ],
    [
      'what was added may meet another',
      { unit: 'WEEK', length: 1 },
      '2026-06-15 10:00',
      {
        excluded: [
          { from: '2026-06-22', to: '2026-06-23' },
          { from: '2026-06-18', to: '2026-06-18' },
        ],
      },
      '2026-06-24 18:00',
    ],
    [
      'an end does not roll onto a day left out',
      { unit: 'WEEK', length: 1 },
      '2026-06-13 10:00',
      whole('2026-06-19', '2026-06-22'),
      '2026-06-23 18:00',
    ],
    [
      'an end on a Saturday, Monday left out',
      { unit: 'WEEK', length: 1 },
      '2026-06-14 10:00',
      whole('2026-06-22', '2026-06-23'),
      '2026-06-24 18:00',
    ],
  ])('%s', (_, period, received, options, expected) => {
    expect(due(period, received, options)).toBe(expected);
  });

  it('joins intervals that touch or overlap, in any order', () => {
    const parts: ExcludedInterval[] = [
      { from: '2026-06-18', to: '2026-06-19' },
      { from: '2026-06-16', to: '2026-06-17' },
      { from: '2026-06-17', to: '2026-06-18' },
    ];
    expect(due(days(10), '2026-06-15 10:00', { excluded: parts })).toBe(
      due(days(10), '2026-06-15 10:00', whole('2026-06-16', '2026-06-19')),
    );
  });
});

describe("the supplement's own period (Civil Act arts. 156–161)", () => {
  it.each([
    ['the first day is not counted', '2026-08-12 10:00', 8, '2026-08-20'],
    ['an end on a Sunday moves on', '2026-08-12 10:00', 4, '2026-08-18'],
    ['over substitutes', '2026-09-17 10:00', 7, '2026-09-28'],
    ['sent late at night', '2026-08-12 23:59', 8, '2026-08-20'],
    ['10 days over a temporary holiday', '2026-05-21 10:00', 10, '2026-06-01'],
  ])('%s', (_, sent, length, expected) => {
    expect(toKst(calendarDaysAfter(calendar, at(sent), length))).toBe(`${expected}T18:00:00+09:00`);
  });

  it('a named day ends at 18:00 and moves on from a holiday', () => {
    expect(toKst(endOfNamedDay(calendar, '2026-08-20'))).toBe('2026-08-20T18:00:00+09:00');
    expect(toKst(endOfNamedDay(calendar, '2026-05-01'))).toBe('2026-05-04T18:00:00+09:00');
  });
});

describe('what cannot be', () => {
  it('refuses periods that do not exist', () => {
    for (const period of [days(-1), days(2.5), { unit: 'WEEK', length: 0 }, { unit: 'HOUR', length: 3 }]) {
      expect(() => reckonPeriod(calendar, period as Period, at('2026-06-15 10:00'))).toThrow(RangeError);
    }
    expect(() => calendarDaysAfter(calendar, at('2026-06-15 10:00'), -1)).toThrow(RangeError);
  });

  it('does not guess beyond the table, in no unit', () => {
    const missing = new CalendarMissing(2028);
    for (const period of [days(5), days(30), { unit: 'WEEK', length: 3 }, { unit: 'MONTH', length: 1 }] as Period[]) {
      expect(() => reckonPeriod(calendar, period, at('2027-12-29 10:00'))).toThrow(missing);
    }
    const open = { excluded: [{ from: '2027-12-20', to: '2028-01-05' }] };
    expect(() => reckonPeriod(calendar, days(10), at('2027-12-15 10:00'), open)).toThrow(missing);
    expect(due(days(3), '2027-12-29 09:00')).toBe('2027-12-31 18:00');
  });
});

describe('for every case', () => {
  const unit = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 5 }).map(days) },
    { weight: 3, arbitrary: fc.integer({ min: 6, max: 90 }).map(days) },
    fc.record({ unit: fc.constant('WEEK' as const), length: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ unit: fc.constant('MONTH' as const), length: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ unit: fc.constant('YEAR' as const), length: fc.constant(1) }),
  );
  // Late enough to meet every kind of holiday; early enough for 22 months and three gaps to end within the table.
  const received = fc
    .integer({ min: at('2018-01-01 00:00').getTime(), max: at('2025-06-01 00:00').getTime() })
    .map((ms) => new Date(ms));
  const dayIn = fc
    .integer({ min: 0, max: 3000 })
    .map((n) => kstDate(new Date(at('2018-01-01 00:00').getTime() + n * 86_400_000)));
  const gapNear = (ms: Date) =>
    fc.tuple(fc.integer({ min: -3, max: 60 }), fc.integer({ min: 0, max: 20 })).map(([after, length]) => ({
      from: kstDate(new Date(ms.getTime() + after * 86_400_000)),
      to: kstDate(new Date(ms.getTime() + (after + length) * 86_400_000)),
    }));
  const withGaps = received.chain((from) =>
    fc.record({ from: fc.constant(from), gaps: fc.array(gapNear(from), { maxLength: 4 }) }),
  );

  it('a longer period never ends earlier', () => {
    fc.assert(
      fc.property(withGaps, unit, fc.integer({ min: 1, max: 10 }), ({ from, gaps }, period, more) => {
        const longer = { ...period, length: period.length + (period.unit === 'YEAR' ? 0 : more) };
        const options = { excluded: gaps };
        expect(reckonPeriod(calendar, longer, from, options).getTime()).toBeGreaterThanOrEqual(
          reckonPeriod(calendar, period, from, options).getTime(),
        );
      }),
    );
  });

  it('a deadline lies in working time or on its closing, on a day that counts', () => {
    fc.assert(
      fc.property(withGaps, unit, ({ from, gaps }, period) => {
        const end = reckonPeriod(calendar, period, from, { excluded: gaps });
        expect(calendar.isWorkingTime(new Date(end.getTime() - 1))).toBe(true);
        const day = kstDate(end);
        expect(gaps.some((gap) => gap.from <= day && day <= gap.to)).toBe(false);
        if (!countsHours(period)) expect(toKst(end).slice(11, 19)).toBe('18:00:00');
      }),
    );
  });

  it('adding a holiday never brings a deadline forward', () => {
    fc.assert(
      fc.property(withGaps, unit, fc.array(dayIn, { minLength: 1, maxLength: 3 }), ({ from, gaps }, period, added) => {
        const near = kstDate(new Date(from.getTime() + 3 * 86_400_000));
        const more = new HolidayCalendar(
          [...holidays, ...[...added, near].map((date) => ({ date, name: '임시공휴일' }))],
          SEEDED_YEARS,
        );
        expect(reckonPeriod(more, period, from, { excluded: gaps }).getTime()).toBeGreaterThanOrEqual(
          reckonPeriod(calendar, period, from, { excluded: gaps }).getTime(),
        );
      }),
    );
  });

  it('time left out never shortens', () => {
    fc.assert(
      fc.property(withGaps, unit, fc.boolean(), ({ from, gaps }, period, exactInstants) => {
        const plain = reckonPeriod(calendar, period, from).getTime();
        let before = plain;
        for (let n = 1; n <= gaps.length; n++) {
          const end = reckonPeriod(calendar, period, from, { excluded: gaps.slice(0, n), exactInstants }).getTime();
          expect(end).toBeGreaterThanOrEqual(before);
          before = end;
        }
      }),
    );
  });

  it('a period counted on in parts equals the whole: hours with hours, days with days', () => {
    const hours = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .filter(([a, b]) => a + b <= 5);
    const wholeDays = fc.tuple(fc.integer({ min: 6, max: 40 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(withGaps, fc.oneof(hours, wholeDays), ({ from, gaps }, [first, second]) => {
        const options = { excluded: gaps };
        const inParts = continuePeriod(
          calendar,
          days(second),
          reckonPeriod(calendar, days(first), from, options),
          options,
        );
        expect(inParts).toEqual(reckonPeriod(calendar, days(first + second), from, options));
      }),
    );
  });
});
