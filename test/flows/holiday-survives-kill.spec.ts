import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually } from '../harness/program.js';
import { spawnedDemo, type SpawnedDemo } from '../harness/spawned-demo.js';

/** More than what counts as a mass, so that what follows is put off until the moves are through. */
const COUNT = 2_500;

/** In the evening, so that the notices wait and nothing is sent meanwhile. */
describe(`kill -9 while a holiday moves ${COUNT} open cases`, () => {
  let demo: SpawnedDemo;
  beforeAll(async () => {
    demo = await spawnedDemo({ DEMO_CLOCK: '2026-06-15T22:00:00+09:00' });
  }, 90_000);
  afterAll(() => demo?.close());

  const count = async (sql: string): Promise<number> => {
    const [row] = await demo.database.dataSource.query(`SELECT count(*)::int AS n FROM ${sql}`);
    return row.n;
  };

  it('moves each once and tells each once', { timeout: 180_000 }, async () => {
    for (let from = 0; from < COUNT; from += 500) {
      const events = Array.from({ length: 500 }, (_, index) =>
        new Petition(`20264770000011${String(from + index).padStart(4, '0')}`, '01000003990').received(
          '2026-06-15T10:00:00',
          { period: { unit: 'DAY', length: 7 } },
        ),
      );
      expect(await demo.push(events)).toBe(202);
    }
    await eventually('all cases', async () => (await count('cases.civil_case WHERE open')) === COUNT, 60_000);

    const added: { change: { id: string } } = (
      await demo.call('holidays', 'POST', { date: '2026-06-18', name: '임시공휴일' })
    ).body;
    let kills = 0;
    for (const share of [0.1, 0.5]) {
      await eventually('it is under way', async () => (await count('cases.deadline_move')) > COUNT * share, 60_000);
      await demo.end('SIGKILL');
      if ((await count('cases.deadline_move')) < COUNT) kills += 1;
      await demo.start();
    }
    expect(kills, 'it died in the middle').toBeGreaterThan(0);

    const done = await eventually(
      'the change is through',
      async () => {
        const { body } = await demo.call(`deadline-changes/${added.change.id}`);
        const change: { doneAt: string | null; moved: number; told: number } = body;
        return change.doneAt !== null && change;
      },
      90_000,
    );
    expect(done).toMatchObject({ moved: COUNT, told: COUNT });
    expect(await count('cases.deadline_move')).toBe(COUNT);
    expect(await count(`cases.civil_case WHERE due_at = '2026-06-24T18:00:00+09:00'`)).toBe(COUNT);
    const told = `messaging.notification WHERE occasion = 'case.deadline-moved'`;
    await eventually('everybody is being told', async () => (await count(told)) >= COUNT, 60_000);
    await eventually('nothing is under way', async () => (await count('graphile_worker._private_jobs')) === 0, 60_000);
    expect(await count(told)).toBe(COUNT);
    expect(await count(`(SELECT DISTINCT label FROM ${told}) AS t`)).toBe(COUNT);
  });
});
