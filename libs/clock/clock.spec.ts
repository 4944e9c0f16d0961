import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import {
  Clock,
  followAnchor,
  koreanDay,
  koreanDayTime,
  kstDate,
  kstInstant,
  startSharedClock,
  toKst,
} from './index.js';

describe('readings in Korea', () => {
  const newYear = new Date('2025-12-31T15:00:00Z');
  it('do not depend on the machine', () => {
    expect(toKst(newYear)).toBe('2026-01-01T00:00:00+09:00');
    expect(toKst(new Date(newYear.getTime() + 7))).toBe('2026-01-01T00:00:00.007+09:00');
    expect(kstDate(newYear)).toBe('2026-01-01');
    expect(kstInstant('2026-01-01').getTime()).toBe(newYear.getTime());
    expect(koreanDay(newYear)).toBe('2026. 1. 1.(목)');
    expect(koreanDayTime(kstInstant('2026-05-06', '14:05'))).toBe('2026. 5. 6.(수) 14:05');
  });
});

describe('the age of an instant on a machine whose clock steps', () => {
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  let clock: Clock;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-11-24T15:00:00+09:00') });
    clock = new Clock();
  });
  afterEach(() => vi.useRealTimers());

  /** Time goes on for the machine, then its wall clock alone is put to another instant. */
  const pass = (ms: number) => vi.advanceTimersByTime(ms);
  const step = (ms: number) => {
    clock.realNow();
    vi.setSystemTime(Date.now() + ms);
    clock.realNow();
  };

  it('is what passed, not what the clock stepped', () => {
    const before = clock.realNow();
    pass(MINUTE);
    step(HOUR);
    expect(clock.realMsSince(before)).toBe(MINUTE);
    const ahead = clock.realNow();
    pass(2 * MINUTE);
    step(-2 * HOUR);
    pass(MINUTE);
    expect([clock.realMsSince(before), clock.realMsSince(ahead)]).toEqual([4 * MINUTE, 3 * MINUTE]);
    step(HOUR);
    pass(MINUTE);
    expect([clock.realMsSince(before), clock.realMsSince(ahead)]).toEqual([5 * MINUTE, 4 * MINUTE]);
  });

  it('is the plain difference for a clock that is only put right, and negative for what is to come', () => {
    const before = clock.realNow();
    pass(MINUTE);
    step(30_000);
    expect(clock.realMsSince(before)).toBe(MINUTE + 30_000);
    expect(clock.realMsSince(new Date(clock.realNow().getTime() + HOUR))).toBe(-HOUR);
  });

  it('is never more than what passed, however often the clock steps', () => {
    const spans = fc.integer({ min: 0, max: 3 * HOUR });
    const steps = fc.integer({ min: 2 * MINUTE, max: 5 * HOUR }).chain((ms) => fc.constantFrom(ms, -ms));
    fc.assert(
      fc.property(fc.array(fc.tuple(spans, steps), { maxLength: 6 }), fc.nat(5), spans, (ways, written, last) => {
        clock = new Clock();
        let instant = clock.realNow();
        let passed = 0;
        for (const [place, [ms, by]] of ways.entries()) {
          pass(ms);
          passed += ms;
          if (place === written) [instant, passed] = [clock.realNow(), 0];
          step(by);
        }
        pass(last);
        expect(clock.realMsSince(instant)).toBeLessThanOrEqual(passed + last);
      }),
    );
  });
});

describe('the shared product clock', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it('runs at its speed from where it was started, for all who follow it', async () => {
    const [app, worker] = [new Clock(), new Clock()];
    expect(await followAnchor(database.dataSource, worker)).toBe(false);
    app.setReal('2026-11-01T00:00:00Z');
    const began = await startSharedClock(database.dataSource, app, '2026-04-29T09:00:00+09:00', 60);
    expect(toKst(began)).toBe('2026-04-29T09:00:00+09:00');
    expect(await followAnchor(database.dataSource, worker)).toBe(true);
    for (const clock of [app, worker]) {
      clock.setReal('2026-11-01T00:01:00Z');
      expect(toKst(clock.now())).toBe('2026-04-29T10:00:00+09:00');
    }
  });

  it('goes on after a restart, also at another speed, and begins anew only when asked to', async () => {
    const again = new Clock();
    again.setReal('2026-11-01T00:02:00Z');
    await startSharedClock(database.dataSource, again, '2026-04-29T09:00:00+09:00', 60);
    expect(toKst(again.now())).toBe('2026-04-29T11:00:00+09:00');
    const began = await startSharedClock(database.dataSource, again, null, 1);
    expect([toKst(began), toKst(again.now())]).toEqual(['2026-04-29T09:00:00+09:00', '2026-04-29T11:00:00+09:00']);
    await startSharedClock(database.dataSource, again, '2026-02-13T16:30:00+09:00', 1);
    expect(toKst(again.now())).toBe('2026-02-13T16:30:00+09:00');
  });

  it('tells how long a machine waits for a product instant', () => {
    const clock = new Clock();
    clock.setReal('2026-11-01T00:00:00Z');
    clock.anchorAt({ productMs: 0, realMs: Date.parse('2026-11-01T00:00:00Z'), speed: 1000 });
    expect(clock.realMsUntil(new Date(5_000))).toBe(5);
    expect(clock.realMsUntil(new Date(-1))).toBe(0);
    expect(Clock.fixed('2026-04-29T09:00:00+09:00').realMsUntil(new Date('2027-01-01'))).toBe(Infinity);
  });
});
