import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../harness/database.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { csvOf, LinkTables, SaeolSide, type SideEvent, teachCodes } from '../harness/saeol-side.js';
import { workingDay } from '../harness/working-day.js';

const DAY = '2026-04-29';
/** The promise is about a day of 5,000 events (`DAY_EVENTS=5000`); fewer of them keep the suite fast. */
const EVENTS = Number(process.env.DAY_EVENTS ?? 600);
const SEED = Number(process.env.SEED ?? 477);
const day = workingDay(DAY, EVENTS, { seed: SEED });
const told = day.filter(({ petition }) => petition?.statutory).length;

/** What every way in carries of a case, as it stands at the end. */
const CASES = `
SELECT receipt_no, stage, outcome, supplement_open, type_code, statutory, period, promised, department_code, officer_id, notified,
  received_at, completed_at, due_at, planned_at, target_at, supplement_due_at, paused, extensions, flags, refused_step, applicant_sealed,
  (SELECT array_agg(s.sequence || ' ' || s.kind || ' ' || s.at ORDER BY s.sequence) FROM cases.step s WHERE s.case_id = c.id) AS steps
FROM cases.civil_case c ORDER BY receipt_no`;
/**
 * Who was told what of which case, and how often. Surveys follow the deliveries, which are still under way; of a case that is found
 * voided nobody is told anything, so it depends on when it was looked at.
 */
const NOTICES = `
SELECT label, occasion, variant, recipient_kind, count(*)::int AS n FROM messaging.notification
WHERE occasion LIKE 'case.%' AND label NOT IN (SELECT receipt_no FROM cases.civil_case WHERE stage = 'VOIDED')
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;
const STILL_TO_DO = `
SELECT (SELECT count(*)::int FROM saeol.inbox WHERE state = 'WAITING') AS waiting,
  (SELECT count(*)::int FROM cases.step) AS steps,
  (SELECT count(*)::int FROM saeol.inbox WHERE state = 'QUARANTINED') AS quarantined`;

interface EndOfDay {
  cases: object[];
  notices: object[];
}

describe(`the same working day of ${EVENTS} events as push, table rows, files, and all three at once (SEED=${SEED})`, () => {
  const ends = new Map<string, EndOfDay>();

  /** Lives through the day with these ways in, and says how it ended. */
  async function live(ways: { push?: true; table?: true; files?: true }): Promise<EndOfDay> {
    const folder = await mkdtemp(join(tmpdir(), 'minwon-day-'));
    const side = ways.table && (await testDatabase());
    const tables = side && (await LinkTables.create(side.url));
    const program = await testProgram({
      DEMO_CLOCK: `${DAY}T17:30:00+09:00`,
      ...tables?.environment,
      ...(ways.files && { SAEOL_DROP_DIR: folder }),
    });
    try {
      await teachCodes(program.url, program.bearer);
      await Promise.all([ways.push && pushAll(program), tables && fill(tables), ways.files && drop(folder)]);
      await eventually(
        'every event is applied',
        async () => {
          const [left] =
            await program.dataSource.query<{ waiting: number; steps: number; quarantined: number }[]>(STILL_TO_DO);
          if (left!.quarantined > 0) throw new Error(`${left!.quarantined} are in quarantine`);
          return left!.steps >= day.length && left!.waiting === 0;
        },
        60_000,
      );
      const cases = await program.dataSource.query<{ applicant_sealed: Buffer }[]>(CASES);
      return {
        cases: cases.map(({ applicant_sealed: applicant, ...found }) => ({
          ...found,
          applicant: program.database.privacy.openJson<object>(applicant),
        })),
        notices: await program.dataSource.query(NOTICES),
      };
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

  /** In uneven pieces, so that some cases are seen between their steps and some only at their end. */
  function pieces(): SideEvent[][] {
    const cut = [0.11, 0.3, 0.31, 0.62, 0.9, 1].map((part) => Math.floor(part * day.length));
    return cut.map((to, index) => day.slice(cut[index - 1] ?? 0, to));
  }

  async function fill(tables: LinkTables): Promise<void> {
    const saeol = new SaeolSide();
    for (const piece of pieces()) await tables.write(piece.map((event) => saeol.apply(event)));
  }

  async function drop(folder: string): Promise<void> {
    const saeol = new SaeolSide();
    for (const [index, piece] of pieces().entries()) {
      const path = join(folder, `day-${index}.csv`);
      const content = csvOf(piece.map((event) => saeol.apply(event)));
      await writeFile(path, content);
      await writeFile(`${path}.sha256`, createHash('sha256').update(content).digest('hex'));
      await writeFile(`${path}.tmp`, '');
      await rename(`${path}.tmp`, `${path}.done`);
    }
  }

  beforeAll(async () => {
    ends.set('push', await live({ push: true }));
  }, 180_000);
  afterAll(() => ends.clear());

  it('has cases of all kinds, and tells each step once', () => {
    const { cases, notices } = ends.get('push')! as { cases: { stage: string }[]; notices: { n: number }[] };
    expect(new Set(cases.map(({ stage }) => stage))).toEqual(
      new Set(['ASSIGNED', 'COMPLETED', 'SUPPLEMENT_REQUESTED', 'VOIDED']),
    );
    expect(notices.length).toBeGreaterThan(told);
  });

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
