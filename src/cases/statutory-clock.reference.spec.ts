import { expect, it } from 'vitest';
import { HolidayCalendar, SEEDED_YEARS, seedHolidays } from '../../libs/working-time/index.js';
import { anyCase, dice, type Dice } from './any-case.fixture.js';
import { reckonDeadlines, type Deadlines } from './statutory-clock.js';
import { NaiveClock, type NaiveAnswer } from './naive-clock.fixture.js';

const CASES = Number(process.env.REFERENCE_CASES ?? 20_000);
const SEED = Number(process.env.REFERENCE_SEED ?? Math.floor(Math.random() * 2 ** 31));

const FIRST = Date.parse('2018-01-01T00:00:00+09:00');
const LAST = Date.parse('2027-12-31T23:59:00+09:00');

function shuffled<T>(items: readonly T[], { int }: Dice): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = int(0, i);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

function comparable(deadlines: Deadlines): NaiveAnswer {
  const ms = (date: Date | null) => date?.getTime() ?? null;
  return {
    dueAt: ms(deadlines.dueAt),
    promisedDueAt: ms(deadlines.promisedDueAt),
    supplementDueAt: ms(deadlines.supplementDueAt),
    plannedAt: ms(deadlines.plannedAt),
    targetAt: ms(deadlines.targetAt),
    paused: deadlines.paused,
    provisional: deadlines.provisional,
    dueMismatch: deadlines.dueMismatch,
    flags: [...deadlines.flags].sort(),
  };
}

const readable = (value: unknown): string =>
  JSON.stringify(
    value,
    (_, part: unknown) => (typeof part === 'number' && part > 1e12 ? new Date(part).toISOString() : part),
    1,
  );

it(
  `the clock and the naive one agree on ${CASES} random cases of 2018–2027 (seed ${SEED})`,
  { timeout: 600_000 },
  () => {
    process.stdout.write(
      `reference clock: seed ${SEED}, ${CASES} cases (REFERENCE_SEED=${SEED} runs the same again)\n`,
    );
    const roll = dice(SEED);
    const holidays = seedHolidays();
    const dates = new Set(holidays.map(({ date }) => date));
    const pairs = [11 * 60, 11 * 60 + 30, 12 * 60, 13 * 60].map((minute) => ({
      calendar: new HolidayCalendar(holidays, SEEDED_YEARS, {
        lunchStartsAt: `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`,
      }),
      naive: new NaiveClock(dates, new Set(SEEDED_YEARS), minute),
    }));
    const seen = { missing: 0, provisional: 0, planned: 0, voided: 0, flagged: 0 };
    for (let n = 0; n < CASES; n++) {
      const { history, settings, now } = anyCase(roll, FIRST, LAST);
      const { calendar, naive } = roll.pick(pairs);
      const arrived = { ...history, steps: shuffled(history.steps, roll) };
      const ours = comparable(reckonDeadlines(arrived, calendar, settings, new Date(now)));
      const theirs = naive.answer(history, settings, now);
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
        expect.fail(
          `case ${n} of seed ${SEED}\n${readable({ history, settings, now })}\nours ${readable(ours)}\nnaive ${readable(theirs)}`,
        );
      }
      if (ours.dueAt === null) seen.missing++;
      if (ours.provisional) seen.provisional++;
      if (ours.plannedAt !== null) seen.planned++;
      else if (history.steps.some((step) => step.plannedAt)) seen.voided++;
      if (ours.flags.length > 0) seen.flagged++;
    }
    // The cases are worth something: every kind of answer came up.
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(CASES / 200);
  },
);
