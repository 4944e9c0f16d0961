import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../harness/database.js';
import { type EndOfDay, endOfDay } from '../harness/end-of-day.js';
import { testProgram, type TestProgram } from '../harness/program.js';
import { csvOf, dropFile, LinkTables, SaeolSide, type SideEvent, teachCodes } from '../harness/saeol-side.js';
import { chance, unevenPieces, workingDay } from '../harness/working-day.js';

const DAY = '2026-04-29';
const DEMO_CLOCK = `${DAY}T17:30:00+09:00`;
/** The promise is about a day of 5,000 events (`DAY_EVENTS=5000`); fewer of them keep the suite fast. */
const EVENTS = Number(process.env.DAY_EVENTS ?? 600);
const SEED = Number(process.env.SEED ?? 477);
const day = workingDay(DAY, EVENTS, { seed: SEED });
const told = day.filter(({ petition }) => petition?.statutory).length;

describe(`the same working day of ${EVENTS} events as push, table rows, files, and all three at once (SEED=${SEED})`, () => {
  const ends = new Map<string, EndOfDay>();

  /** Lives through the day with these ways in, and says how it ended. */
  async function live(ways: { push?: true; table?: true; files?: true }): Promise<EndOfDay> {
    const folder = await mkdtemp(join(tmpdir(), 'minwon-day-'));
    const side = ways.table && (await testDatabase());
    const tables = side && (await LinkTables.create(side.url));
    const program = await testProgram({
      DEMO_CLOCK,
      ...tables?.environment,
      ...(ways.files && { SAEOL_DROP_DIR: folder }),
    });
    try {
      await teachCodes(program.url, program.bearer);
      await Promise.all([ways.push && pushAll(program), tables && fill(tables), ways.files && drop(folder)]);
      return await endOfDay(program.database, day.length);
    } finally {
      await program.stop();
      await tables?.close();
      await side?.close();
      await rm(folder, { recursive: true });
    }
  }

  async function pushAll(program: TestProgram): Promise<void> {
    for (let at = 0; at < day.length; at += 100) expect((await program.push(day.slice(at, at + 100))).status).toBe(202);
  }

  /** Every event twice, shuffled; after the first of some comes one with its id and another time, which loses. */
  function inAnyOrder(): { mixed: SideEvent[]; conflicting: number } {
    const random = chance(SEED);
    const mixed = [...day, ...day];
    for (let i = mixed.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
    }
    const others = day
      .filter((_, index) => index % 50 === 0)
      .map((event) => ({ ...event, occurredAt: `${DAY}T08:00:00+09:00` }));
    for (const other of others) {
      const first = mixed.findIndex(({ eventId }) => eventId === other.eventId);
      mixed.splice(first + 1 + Math.floor(random() * (mixed.length - first)), 0, other);
    }
    return { mixed, conflicting: others.length };
  }

  async function fill(tables: LinkTables): Promise<void> {
    const saeol = new SaeolSide();
    for (const piece of unevenPieces(day)) await tables.write(piece.map((event) => saeol.apply(event)));
  }

  async function drop(folder: string): Promise<void> {
    const saeol = new SaeolSide();
    for (const [index, piece] of unevenPieces(day).entries())
      await dropFile(folder, `day-${index}.csv`, csvOf(piece.map((event) => saeol.apply(event))));
  }

  beforeAll(async () => {
    ends.set('push', await live({ push: true }));
  }, 180_000);
  afterAll(() => ends.clear());

  it('has cases of all kinds, and tells each step once', () => {
    const { cases, notices } = ends.get('push')!;
    expect(new Set(cases.map(({ stage }) => stage))).toEqual(
      new Set(['ASSIGNED', 'COMPLETED', 'SUPPLEMENT_REQUESTED', 'VOIDED']),
    );
    expect(notices.length).toBeGreaterThan(told);
  });

  it('ends the same when every event comes twice, in any order, and some with other content under the same id', async () => {
    const { mixed, conflicting } = inAnyOrder();
    const program = await testProgram({ DEMO_CLOCK });
    try {
      while (mixed.length > 0) expect((await program.push(mixed.splice(0, 100))).status).toBe(202);
      const end = await endOfDay(program.database, day.length, { quarantined: conflicting });
      expect(end.cases).toEqual(ends.get('push')!.cases);
      expect(end.notices).toEqual(ends.get('push')!.notices);
    } finally {
      await program.stop();
    }
  }, 180_000);

  it.each([
    ['table rows', { table: true }],
    ['files', { files: true }],
    ['all three at once', { push: true, table: true, files: true }],
  ] as const)(
    'ends the same as %s',
    async (_name, ways) => {
      const end = await live(ways);
      expect(end.cases).toEqual(ends.get('push')!.cases);
      expect(end.notices).toEqual(ends.get('push')!.notices);
    },
    180_000,
  );
});
