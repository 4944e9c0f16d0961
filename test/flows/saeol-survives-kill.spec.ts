import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../harness/database.js';
import { type EndOfDay, endOfDay } from '../harness/end-of-day.js';
import { eventually, testProgram } from '../harness/program.js';
import { csvOf, dropFile, LinkTables, SaeolSide, type SideEvent, teachCodes } from '../harness/saeol-side.js';
import { spawnedDemo, type SpawnedDemo } from '../harness/spawned-demo.js';
import { chance, workingDay } from '../harness/working-day.js';

const DAY = '2026-04-29';
const CLOCK = `${DAY}T17:30:00+09:00`;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const EVENTS = Number(process.env.DAY_EVENTS ?? 300);
const KILLS = Number(process.env.KILLS ?? 1);
/** Within this time after a part of the day is given, the process dies; files are looked for twice a second. */
const WITHIN_MS = Number(process.env.KILL_WITHIN_MS ?? 600);
const day = workingDay(DAY, EVENTS);

/** One part of the day for each kill, and one for a life that nobody ends. */
const parts = Array.from({ length: KILLS + 1 }, (_, index) =>
  day.slice(Math.floor((index * day.length) / (KILLS + 1)), Math.floor(((index + 1) * day.length) / (KILLS + 1))),
);

describe(`kill -9 at random instants of each way in (KILLS=${KILLS}, SEED=${SEED})`, () => {
  const random = chance(SEED);
  let undisturbed: EndOfDay;
  let hitInTheMiddle = 0;

  beforeAll(async () => {
    const program = await testProgram({ DEMO_CLOCK: CLOCK });
    for (let at = 0; at < day.length; at += 100) await program.push(day.slice(at, at + 100));
    undisturbed = await endOfDay(program.database, day.length);
    await program.stop();
  }, 60_000);

  /** Lives through the day, its process killed again and again, and says how it ended. */
  async function live(
    environment: Record<string, string>,
    give: (part: SideEvent[], index: number, demo: SpawnedDemo) => Promise<void>,
  ): Promise<EndOfDay> {
    const demo = await spawnedDemo({ DEMO_CLOCK: CLOCK, ...environment });
    try {
      await teachCodes(demo.url, demo.bearer);
      let given = 0;
      for (const [index, part] of parts.entries()) {
        const giving = give(part, index, demo);
        given += part.length;
        if (index < KILLS) {
          await wait(random() * WITHIN_MS);
          await demo.end('SIGKILL');
          const [{ steps }] = await demo.database.dataSource.query('SELECT count(*)::int AS steps FROM cases.step');
          if (steps < given) hitInTheMiddle += 1;
          await demo.start();
        }
        await giving;
      }
      return await endOfDay(demo.database, day.length);
    } finally {
      await demo.close();
    }
  }

  it('changes nothing of a day that is pushed', { timeout: 60_000 + KILLS * 15_000 }, async () => {
    // The caller does what a county's agent does: it sends a batch again until it hears 202.
    const end = await live({}, async (part, _index, demo) => {
      for (let at = 0; at < part.length; at += 20)
        await eventually('the batch is taken', async () => (await demo.push(part.slice(at, at + 20))) === 202, 30_000);
    });
    expect(end).toEqual(undisturbed);
  });

  it(
    'changes nothing of a day in table rows, and leaves none unmarked',
    { timeout: 60_000 + KILLS * 15_000 },
    async () => {
      const side = await testDatabase();
      const tables = await LinkTables.create(side.url);
      const saeol = new SaeolSide();
      try {
        const end = await live(tables.environment, async (part) => {
          for (let at = 0; at < part.length; at += 20)
            await tables.write(part.slice(at, at + 20).map((event) => saeol.apply(event)));
        });
        expect(end).toEqual(undisturbed);
        expect(await tables.unmarked()).toBe(0);
      } finally {
        await tables.close();
        await side.close();
      }
    },
  );

  it('changes nothing of a day in files', { timeout: 60_000 + KILLS * 15_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'minwon-killed-'));
    const saeol = new SaeolSide();
    try {
      const end = await live({ SAEOL_DROP_DIR: folder }, (part, index) =>
        dropFile(folder, `day-${String(index).padStart(2, '0')}.csv`, csvOf(part.map((event) => saeol.apply(event)))),
      );
      expect(end).toEqual(undisturbed);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('was with work in hand, once at least', () => expect(hitInTheMiddle).toBeGreaterThan(0));
});
