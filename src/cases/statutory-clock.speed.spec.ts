import { expect, it } from 'vitest';
import {
  HolidayCalendar,
  SEEDED_YEARS,
  reckonPeriod,
  seedHolidays,
  type Period,
} from '../../libs/working-time/index.js';
import { DEFAULT_CLOCK_SETTINGS, reckonDeadlines, type CaseHistory } from './statutory-clock.js';

const calendar = new HolidayCalendar(seedHolidays(), SEEDED_YEARS);
const days = (length: number): Period => ({ unit: 'DAY', length });
const DAY = 86_400_000;
const receipts = Array.from({ length: 1_000 }, (_, i) => new Date(Date.UTC(2024, 0, 1) + i * 0.7 * DAY + i * 60_000));

/** Microseconds a call costs: the quickest of many rounds, since other work on the machine only ever slows one down. */
function cost(call: (received: Date) => unknown): number {
  let best = Infinity;
  for (let round = 0; round < 60; round++) {
    const begun = performance.now();
    for (const received of receipts) call(received);
    best = Math.min(best, performance.now() - begun);
  }
  return (best * 1_000) / receipts.length;
}

const excluded = [
  { from: '2024-05-01', to: '2024-05-09' },
  { from: '2025-05-01', to: '2025-05-09' },
];
const story = (received: Date): CaseHistory => {
  const after = (n: number) => new Date(received.getTime() + n * DAY);
  return {
    steps: [
      {
        sequence: 1,
        kind: 'RECEIVED',
        at: received,
        plannedAt: after(20),
        petition: { period: days(15), promised: days(12) },
      },
      { sequence: 2, kind: 'ASSIGNED', at: after(1) },
      { sequence: 3, kind: 'SUPPLEMENT_REQUESTED', at: after(2), supplement: { dueDays: 10 } },
      { sequence: 4, kind: 'SUPPLEMENT_DONE', at: after(9), plannedAt: after(30) },
      { sequence: 5, kind: 'EXTENDED', at: after(12), extension: { period: days(15), reasonCode: 'SITE_CHECK' } },
      { sequence: 6, kind: 'COMPLETED', at: after(30) },
    ],
  };
};

it.each<[string, number, (received: Date) => unknown]>([
  ['a day period', 5, (received) => reckonPeriod(calendar, days(15), received)],
  ['a day period with intervals', 5, (received) => reckonPeriod(calendar, days(15), received, { excluded })],
  ['an hour period', 20, (received) => reckonPeriod(calendar, days(3), received)],
  ['an hour period with intervals', 20, (received) => reckonPeriod(calendar, days(3), received, { excluded })],
  ['a month', 20, (received) => reckonPeriod(calendar, { unit: 'MONTH', length: 1 }, received)],
  // 100,000 open cases in 20 s (performance row 9) leave 200 µs a case, most of it for the database.
  ['a whole story', 60, (received) => reckonDeadlines(story(received), calendar, DEFAULT_CLOCK_SETTINGS, received)],
])('%s costs less than %i µs', (what, goal, call) => {
  const microseconds = cost(call);
  process.stdout.write(`clock speed: ${what} ${microseconds.toFixed(2)} µs (goal ${goal})\n`);
  expect(microseconds).toBeLessThan(goal);
});
