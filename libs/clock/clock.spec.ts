import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
