import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kstDate, kstInstant, toKst } from '../clock/index.js';
import {
  HolidayCalendar,
  SEEDED_YEARS,
  describeStep,
  explainContinuation,
  explainPeriod,
  koreanHours,
  koreanPeriod,
  reckonPeriod,
  seedHolidays,
  type Period,
  type ReckoningOptions,
} from './index.js';

const calendar = new HolidayCalendar(seedHolidays(), SEEDED_YEARS);
const at = (text: string): Date => kstInstant(text.slice(0, 10), text.slice(11));
const days = (length: number): Period => ({ unit: 'DAY', length });
const lines = (period: Period, received: string, options?: ReckoningOptions): string[] =>
  explainPeriod(calendar, period, at(received), options).steps.map(describeStep);

describe('the working', () => {
  it('of hours (petitions §10, example 1)', () => {
    expect(lines(days(3), '2026-04-29 14:00')).toEqual([
      '4/29 14:00–18:00 4시간',
      '4/30 09:00–18:00 8시간',
      '5/1 노동절 제외',
      '5/2–5/3 주말 제외',
      '5/4 09:00–18:00 8시간',
      '5/5 어린이날 제외',
      '5/6 09:00–14:00 4시간',
    ]);
  });

  it('of hours, as data', () => {
    expect(explainPeriod(calendar, days(1), at('2026-04-30 16:30'))).toEqual({
      dueAt: at('2026-05-04 16:30'),
      steps: [
        { kind: 'HOURS', date: '2026-04-30', from: '16:30', to: '18:00', minutes: 90, total: 90 },
        { kind: 'LEFT_OUT', from: '2026-05-01', to: '2026-05-01', note: '노동절' },
        { kind: 'LEFT_OUT', from: '2026-05-02', to: '2026-05-03', note: '주말' },
        { kind: 'HOURS', date: '2026-05-04', from: '09:00', to: '16:30', minutes: 390, total: 480 },
      ],
    });
  });

  it('of days with a supplement (example 5)', () => {
    const excluded = [{ from: '2026-08-12', to: '2026-08-20', note: '보완' }];
    expect(lines(days(15), '2026-08-10 10:00', { excluded })).toEqual([
      '8/10–8/11 1–2일째',
      '8/12–8/20 보완 제외',
      '8/21 3일째',
      '8/22–8/23 주말 제외',
      '8/24–8/28 4–8일째',
      '8/29–8/30 주말 제외',
      '8/31–9/4 9–13일째',
      '9/5–9/6 주말 제외',
      '9/7–9/8 14–15일째',
    ]);
  });

  it('of an extension (example 4)', () => {
    expect(explainContinuation(calendar, days(7), at('2026-05-07 18:00')).steps.map(describeStep)).toEqual([
      '5/8 1일째',
      '5/9–5/10 주말 제외',
      '5/11–5/15 2–6일째',
      '5/16–5/17 주말 제외',
      '5/18 7일째',
    ]);
  });

  it('of calendar time (example 7)', () => {
    expect(lines({ unit: 'MONTH', length: 1 }, '2026-01-30 10:00')).toEqual([
      '1/30–2/28 1–30일째',
      '2/28 → 3/3 (주말, 3·1절, 대체공휴일(3·1절))',
    ]);
    const excluded = [{ from: '2026-04-27', to: '2026-04-28', note: '의견청취' }];
    expect(lines({ unit: 'WEEK', length: 2 }, '2026-04-22 10:00', { excluded })).toEqual([
      '4/22–4/26 1–5일째',
      '4/27–4/28 의견청취 제외',
      '4/29–5/7 6–14일째',
    ]);
  });

  it('of a receipt after hours and of instants left out', () => {
    expect(lines(days(1), '2026-06-15 20:00')).toEqual(['6/15 근무시간 외 제외', '6/16 09:00–18:00 8시간']);
    const excluded = [{ from: at('2026-06-16 10:00'), to: at('2026-06-17 15:30'), note: '보완' }];
    expect(lines(days(1), '2026-06-15 14:00', { excluded, exactInstants: true })).toEqual([
      '6/15 14:00–18:00 4시간',
      '6/16 09:00–10:00 1시간',
      '6/16 10:00–18:00 보완 제외',
      '6/17 09:00–15:30 보완 제외',
      '6/17 15:30–18:00 2시간 30분',
      '6/18 09:00–09:30 30분',
    ]);
  });

  it('prints working time', () => {
    expect([0, 30, 60, 90, 480].map(koreanHours)).toEqual(['0시간', '30분', '1시간', '1시간 30분', '8시간']);
    const spans = [0, 3, 5, 6].map((length) => koreanPeriod({ unit: 'DAY', length }));
    expect(spans).toEqual(['즉시(3근무시간)', '3일(24근무시간)', '5일(40근무시간)', '6일']);
    const others = (['WEEK', 'MONTH', 'YEAR'] as const).map((unit) => koreanPeriod({ unit, length: 2 }));
    expect(others).toEqual(['2주', '2개월', '2년']);
  });
});

describe('for every case', () => {
  const received = fc
    .integer({ min: at('2018-01-01 00:00').getTime() / 60_000, max: at('2027-01-01 00:00').getTime() / 60_000 })
    .map((minute) => new Date(minute * 60_000));
  const gaps = (from: Date) =>
    fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 20 * 1440 }), fc.integer({ min: 0, max: 5 * 1440 }))
        .map(([after, length]) => ({
          from: new Date(from.getTime() + after * 60_000),
          to: new Date(from.getTime() + (after + length) * 60_000),
          note: '보완',
        })),
      { maxLength: 3 },
    );
  const cases = received.chain((from) =>
    fc.record({ from: fc.constant(from), excluded: gaps(from), exactInstants: fc.boolean() }),
  );

  it('the hours add up to the period and end at the deadline', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 5 }), ({ from, ...options }, length) => {
        const { dueAt, steps } = explainPeriod(calendar, days(length), from, options);
        const worked = steps.filter((step) => step.kind === 'HOURS');
        const last = worked.at(-1)!;
        expect(worked.reduce((sum, step) => sum + step.minutes, 0)).toBe((length === 0 ? 3 : length * 8) * 60);
        expect(last.total).toBe((length === 0 ? 3 : length * 8) * 60);
        expect(`${last.date}T${last.to}:00+09:00`).toBe(toKst(dueAt));
        expect(dueAt).toEqual(reckonPeriod(calendar, days(length), from, options));
      }),
    );
  });

  it('the days number up to the period, without a hole between the receipt and the deadline', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 6, max: 60 }), ({ from, ...options }, length) => {
        const { dueAt, steps } = explainPeriod(calendar, days(length), from, options);
        const runs = steps.filter((step) => step.kind !== 'HOURS');
        expect(runs[0]!.from).toBe(kstDate(from));
        expect(runs.at(-1)).toMatchObject({ kind: 'DAYS', to: kstDate(dueAt), last: length });
        for (const [i, run] of runs.entries()) {
          const next = runs[i + 1];
          if (next) expect(kstDate(new Date(kstInstant(run.to).getTime() + 86_400_000))).toBe(next.from);
        }
      }),
    );
  });
});
