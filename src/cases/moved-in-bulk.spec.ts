import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesHouse, OPERATOR, Story, type CasesHouse } from './cases.harness.js';
import { DeadlineChanges } from './deadline-changes.service.js';
import { Holidays } from './holidays.service.js';
import { multiplyCases } from './many-cases.fixture.js';
import { MoveOpenDeadlines } from './move-open-deadlines.service.js';

/**
 * `CASES_MOVED=100000` measures what quality/performance.md asks for: 20 s for 100,000, no case locked for 100 ms. Without it the
 * machine does other things at the same time, so that only what the wall clock does not spoil is held against a limit.
 */
const measured = process.env.CASES_MOVED;
const COUNT = Number(measured ?? 2_000);
const GOAL_MS = (COUNT / 100_000) * 20_000;
const LONGEST_LOCK_MS = 100;
/** Processor time of this process for a case that moves, about twice what it takes once the code has been compiled by a first few. */
const MOST_PROCESSOR_MS = 0.3;

describe(`a holiday declared with ${COUNT} open cases`, () => {
  let house: CasesHouse;
  beforeAll(async () => {
    house = await casesHouse('2026-06-15T10:00:00+09:00');
    const days = [3, 5, 7, 10, 15, 20, 30, 45, 60, 90];
    const stories = Array.from({ length: 40 }, (_, index) => ({
      story: new Story(),
      days: days[index % days.length]!,
    }));
    for (const [index, { story, days: length }] of stories.entries()) {
      const facts = [story.received('2026-06-15T09:30:00', { days: length }), story.assigned('2026-06-15T09:40:00')];
      if (index % 4 === 1) facts.push(story.extended('2026-06-15T09:50:00', length));
      if (index % 10 === 2) facts.push(story.supplementRequested('2026-06-15T09:45:00', { dueDays: 10 }));
      await house.apply(...facts);
    }
    await multiplyCases(
      house.database,
      stories.map(({ story }) => story.receiptNo),
      COUNT,
    );
    // Moves them once before it is measured, so that the code is compiled.
    await house.get(Holidays).add({ date: '2026-06-16', name: '임시공휴일' }, OPERATOR, false);
    await house.get(MoveOpenDeadlines).work();
    await house.asked();
  }, 300_000);
  afterAll(() => house.close());

  it('moves them all in time, tells each once, and holds no case for long', { timeout: 600_000 }, async () => {
    const holiday = { date: '2026-06-17', name: '임시공휴일' };
    const looked = performance.now();
    const [before] = await house.dataSource.query<[{ newest: string; moves: number }]>(
      `SELECT (SELECT id FROM messaging.notification ORDER BY id DESC LIMIT 1) AS newest, (SELECT count(*) FROM cases.deadline_move WHERE cause = 'HOLIDAY') AS moves`,
    );
    const { preview } = await house.get(Holidays).add(holiday, OPERATOR, true);
    const previewMs = performance.now() - looked;
    expect(preview!.examined).toBe(COUNT);

    const { change } = await house.get(Holidays).add(holiday, OPERATOR, false);
    const watch = watchTransactions();
    const began = performance.now();
    const cpu = process.cpuUsage();
    await house.get(MoveOpenDeadlines).work();
    const ms = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    const longest = await watch.stop();

    const telling = performance.now();
    await house.asked();
    const tellingMs = performance.now() - telling;
    const done = await house.get(DeadlineChanges).one(change!.id);
    expect(done).toMatchObject({ examined: COUNT, moved: preview!.moving, told: preview!.told });
    const [counts] = await house.dataSource.query<[{ notices: number; causes: number; moves: number }]>(
      `SELECT count(*) AS notices, count(DISTINCT label) AS causes, (SELECT count(*) FROM cases.deadline_move WHERE cause = 'HOLIDAY') AS moves
       FROM messaging.notification WHERE occasion = 'case.deadline-moved' AND id > $1`,
      [before.newest],
    );
    expect(counts).toEqual({ notices: done.told, causes: done.told, moves: before.moves + done.moved });
    process.stdout.write(
      `${COUNT} open cases: looked through in ${Math.round(previewMs)} ms, ${done.moved} moved in ${Math.round(ms)} ms ` +
        `(${Math.round((user + system) / 1000)} ms of processor here), longest transaction ${Math.round(longest)} ms; ` +
        `notices for ${done.told} asked in ${Math.round(tellingMs)} ms\n`,
    );
    expect((user + system) / 1000 / done.moved).toBeLessThan(MOST_PROCESSOR_MS);
    if (measured === undefined) return;
    expect(ms).toBeLessThan(GOAL_MS);
    expect(longest).toBeLessThan(LONGEST_LOCK_MS);
  });

  /** The age of the oldest transaction that has written, looked at all the time by the owner of the database. */
  function watchTransactions(): { stop(): Promise<number> } {
    let longest = 0;
    let watching = true;
    const watched = (async () => {
      const owner = new pg.Client({ connectionString: house.database.url });
      await owner.connect();
      while (watching) {
        const { rows } = await owner.query<{ ms: number | null }>(
          `SELECT max(extract(epoch FROM clock_timestamp() - xact_start) * 1000)::float8 AS ms FROM pg_stat_activity
           WHERE datname = current_database() AND backend_xid IS NOT NULL`,
        );
        longest = Math.max(longest, rows[0]!.ms ?? 0);
        await new Promise((soon) => setTimeout(soon, 2));
      }
      await owner.end();
    })();
    return {
      async stop() {
        watching = false;
        await watched;
        return longest;
      },
    };
  }
});
