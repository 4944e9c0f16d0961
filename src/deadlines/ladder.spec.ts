import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kstDate, kstInstant, kstParts, toKst } from '../../libs/clock/index.js';
import { HolidayCalendar, seedHolidays, SEEDED_YEARS } from '../../libs/working-time/index.js';
import {
  armedAfterMove,
  DEFAULT_LADDER,
  dueRungs,
  fixedRungs,
  nextRung,
  sameLadder,
  type LadderCase,
} from './ladder.js';

const calendar = new HolidayCalendar(seedHolidays(), SEEDED_YEARS);
const holidays = new Set(seedHolidays().map(({ date }) => date));
const MINUTE = 60_000;
const DAY = 86_400_000;

function at(instant: string): Date {
  return new Date(`${instant}+09:00`);
}

function open(targetAt: string, more: Partial<LadderCase> = {}): LadderCase {
  return {
    receivedAt: at('2025-09-01T09:00:00'),
    targetAt: at(targetAt),
    hourCase: false,
    paused: false,
    supplementDueAt: null,
    ...more,
  };
}

const shown = (state: LadderCase) =>
  fixedRungs(state, calendar, DEFAULT_LADDER).map(({ name, dueAt }) => `${name} ${toKst(dueAt).slice(0, 16)}`);

/** Day by day, straight from the list of holidays. */
function isWorkingDay(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday > 0 && weekday < 6 && !holidays.has(date);
}

/** Working minutes between two instants on the minute, one by one. */
function workingMinutes(from: Date, to: Date): number {
  let count = 0;
  for (let t = from.getTime(); t < to.getTime(); t += MINUTE) {
    const { hour } = kstParts(new Date(t));
    if (isWorkingDay(kstDate(new Date(t))) && hour >= 9 && hour < 18 && hour !== 12) count++;
  }
  return count;
}

const instants = (first: string, last: string) =>
  fc
    .integer({ min: at(`${first}T00:00:00`).getTime() / MINUTE, max: at(`${last}T23:59:00`).getTime() / MINUTE })
    .map((m) => new Date(m * MINUTE));
const days = fc
  .integer({ min: 0, max: 700 })
  .map((n) => kstDate(new Date(at('2025-01-06T12:00:00').getTime() + n * DAY)));

const states: fc.Arbitrary<LadderCase> = fc
  .record({
    target: instants('2025-02-01', '2026-11-30'),
    before: fc.integer({ min: 0, max: 20 * 1440 }),
    hourCase: fc.boolean(),
    paused: fc.boolean(),
    supplement: fc.option(days),
  })
  .map(({ target, before, hourCase, paused, supplement }) => ({
    receivedAt: new Date(target.getTime() - before * MINUTE),
    targetAt: target,
    hourCase,
    paused,
    supplementDueAt: supplement === null ? null : kstInstant(supplement, '18:00'),
  }));

describe('fixed rungs', () => {
  it('of the example: due Tue 2025-10-21 → Thu 10-16, Mon 10-20, the day itself', () => {
    expect(shown(open('2025-10-21T18:00:00'))).toEqual([
      'D3 2025-10-16T09:00',
      'D1 2025-10-20T09:00',
      'DDAY 2025-10-21T09:00',
    ]);
  });

  it('across Seollal 2026 (16 to 18 February) and Chuseok 2026 (24 to 26 September)', () => {
    expect(shown(open('2026-02-20T18:00:00'))).toEqual([
      'D3 2026-02-12T09:00',
      'D1 2026-02-19T09:00',
      'DDAY 2026-02-20T09:00',
    ]);
    expect(shown(open('2026-09-29T18:00:00'))).toEqual([
      'D3 2026-09-22T09:00',
      'D1 2026-09-28T09:00',
      'DDAY 2026-09-29T09:00',
    ]);
  });

  it('of a deadline on a day off, or before the opening, belong to the working day before', () => {
    expect(shown(open('2025-10-19T18:00:00')).at(-1)).toBe('DDAY 2025-10-17T09:00');
    expect(shown(open('2025-10-21T09:00:00')).at(-1)).toBe('DDAY 2025-10-20T09:00');
  });

  it('of an hour case fall on an opening where the hours run out at a closing', () => {
    const state = open('2026-04-30T15:00:00', { hourCase: true });
    expect(shown(state)).toEqual(['D3 2026-04-29T15:00', 'D1 2026-04-30T10:00', 'DDAY 2026-04-30T13:00']);
    expect(shown(open('2026-04-30T11:00:00', { hourCase: true }))).toEqual([
      'D3 2026-04-29T11:00',
      'D1 2026-04-29T16:00',
      'DDAY 2026-04-30T09:00',
    ]);
  });

  it('before the receipt are skipped', () => {
    expect(shown(open('2025-10-21T18:00:00', { receivedAt: at('2025-10-16T09:00:01') }))).toEqual([
      'D1 2025-10-20T09:00',
      'DDAY 2025-10-21T09:00',
    ]);
  });

  it('leave exactly so many working days or hours, and lie in working time', () => {
    fc.assert(
      fc.property(states, (state) => {
        for (const { name, dueAt } of fixedRungs(state, calendar, DEFAULT_LADDER)) {
          expect(calendar.isWorkingTime(dueAt)).toBe(true);
          expect(dueAt >= state.receivedAt && dueAt < state.targetAt!).toBe(true);
          if (state.hourCase) {
            expect(workingMinutes(dueAt, state.targetAt!)).toBe(
              { D3: 480, D1: 240, DDAY: 120 }[name as 'D3' | 'D1' | 'DDAY'],
            );
          } else {
            let left = 0;
            for (
              let t = dueAt.getTime() + DAY;
              kstDate(new Date(t)) <= kstDate(new Date(state.targetAt!.getTime() - 1));
              t += DAY
            ) {
              const day = kstDate(new Date(t));
              // A day counts where any of it lies before the deadline.
              if (isWorkingDay(day) && kstInstant(day, '09:00') < state.targetAt!) left++;
            }
            expect(left).toBe({ D3: 3, D1: 1, DDAY: 0 }[name as 'D3' | 'D1' | 'DDAY']);
            expect(toKst(dueAt).slice(11, 19)).toBe('09:00:00');
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the row of rungs', () => {
  /** Follows nextRung from one rung to the next. */
  function walk(state: LadderCase, from: Date, to: Date) {
    const rungs = [];
    for (let next = nextRung(state, from, calendar, DEFAULT_LADDER); next !== null && next.dueAt <= to;) {
      rungs.push(next);
      next = nextRung(state, new Date(next.dueAt.getTime() + 1), calendar, DEFAULT_LADDER);
    }
    return rungs;
  }

  it('ends with one overdue rung for each working day', () => {
    const rungs = walk(
      open('2026-04-30T15:00:00', { hourCase: true }),
      at('2026-04-30T14:00:00'),
      at('2026-05-08T23:00:00'),
    );
    expect(rungs.map(({ name, slot, dueAt }) => `${name} ${slot} ${toKst(dueAt).slice(11, 23)}`)).toEqual([
      'OVERDUE 2026-04-30 15:00:00.001',
      'OVERDUE 2026-05-04 09:00:00+09:',
      'OVERDUE 2026-05-06 09:00:00+09:',
      'OVERDUE 2026-05-07 09:00:00+09:',
      'OVERDUE 2026-05-08 09:00:00+09:',
    ]);
  });

  it('never repeats a rung, and holds to working time', () => {
    fc.assert(
      fc.property(states, (state) => {
        const rungs = walk(state, state.receivedAt, new Date(state.targetAt!.getTime() + 15 * DAY));
        const keys = rungs.map(({ name, slot }) => `${name} ${slot}`);
        expect(new Set(keys).size).toBe(keys.length);
        rungs.forEach(({ dueAt }, i) => {
          expect(calendar.isWorkingTime(dueAt)).toBe(true);
          if (i > 0) expect(dueAt > rungs[i - 1]!.dueAt).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('caught up at any instant tells its latest, and never one that a steady sweep would not have told', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: -10 * 1440, max: 10 * 1440 }), (state, offset) => {
        const now = new Date(state.targetAt!.getTime() + offset * MINUTE);
        const all = walk(state, state.receivedAt, now);
        const { told, overtaken } = dueRungs(state, state.receivedAt, now, calendar, DEFAULT_LADDER);
        expect(told).toEqual(all.at(-1) ?? null);
        expect(overtaken).toEqual(all.slice(0, -1));
      }),
      { numRuns: 300 },
    );
  });

  it('is silent while paused, but for a lapsed supplement: the next working day, then every third', () => {
    const state = open('2025-10-21T18:00:00', { paused: true, supplementDueAt: at('2025-10-17T18:00:00') });
    expect(fixedRungs(state, calendar, DEFAULT_LADDER)).toEqual([]);
    expect(
      walk(state, at('2025-10-01T09:00:00'), at('2025-10-29T09:00:00')).map(({ name, slot }) => `${name} ${slot}`),
    ).toEqual(['SUPPLEMENT_LAPSED 2025-10-20', 'SUPPLEMENT_LAPSED 2025-10-23', 'SUPPLEMENT_LAPSED 2025-10-28']);
    expect(
      nextRung({ ...state, supplementDueAt: null }, at('2025-10-01T09:00:00'), calendar, DEFAULT_LADDER),
    ).toBeNull();
  });

  it('ends where the holiday table ends, and guesses nothing', () => {
    expect(nextRung(open('2027-12-31T18:00:00'), at('2027-12-31T18:00:00'), calendar, DEFAULT_LADDER)).toBeNull();
    expect(nextRung(open('2028-01-10T18:00:00'), at('2027-12-01T18:00:00'), calendar, DEFAULT_LADDER)).toBeNull();
  });
});

describe('a moved deadline', () => {
  it('arms what lies ahead of it; what it jumped over is told once more only where it came nearer', () => {
    fc.assert(
      fc.property(
        states,
        instants('2025-02-01', '2026-11-30'),
        instants('2025-02-01', '2026-11-30'),
        (before, target, movedAt) => {
          const after = { ...before, targetAt: target };
          const from = armedAfterMove(before, after, movedAt, calendar, DEFAULT_LADDER);
          if (target >= before.targetAt!) expect(from).toEqual(movedAt);
          expect(from <= movedAt).toBe(true);
          const passed = fixedRungs(after, calendar, DEFAULT_LADDER).filter(
            ({ dueAt }) => dueAt >= from && dueAt < movedAt,
          );
          expect(passed.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the same ladder as long as what it hangs on is the same', () => {
    const one = open('2025-10-21T18:00:00');
    expect(sameLadder(one, open('2025-10-21T18:00:00'))).toBe(true);
    expect(sameLadder(one, open('2025-10-22T18:00:00'))).toBe(false);
    expect(sameLadder(one, { ...one, paused: true })).toBe(false);
  });
});
