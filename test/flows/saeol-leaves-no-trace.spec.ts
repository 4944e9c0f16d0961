import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { loadPrivacy } from '../../libs/privacy/index.js';
import { appDataSource } from '../../src/data-source.js';
import { TEST_PRIVACY_KEYS, testDatabase, type TestDatabase } from '../harness/database.js';
import { signedPush } from '../harness/link.js';
import { eventually, freePort } from '../harness/program.js';
import {
  csvOf,
  dropFile,
  FORBIDDEN,
  LinkTables,
  SaeolSide,
  type SideEvent,
  teachCodes,
} from '../harness/saeol-side.js';
import { workingDay } from '../harness/working-day.js';

const DAY = '2026-04-29';
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
/** Typed into free text by somebody. */
const TYPED = { sid: '790505-2345678', card: '4111-1111-2222-3333', passport: 'M123X4567' };
const NAME = '표범찬가람';
const PHONE = '01000007193';

/** What must not be found: in the columns that are never read, in free text, and whom a sealed record is about. */
const NEVER = [
  FORBIDDEN.sid,
  FORBIDDEN.sid.replace('-', ''),
  FORBIDDEN.password,
  FORBIDDEN.address,
  TYPED.sid,
  TYPED.sid.replace('-', ''),
  TYPED.card,
  TYPED.passport,
];
const SEALED_ONLY = [NAME, PHONE];

describe('resident numbers, passwords and addresses in what comes in by any way', () => {
  let root: string;
  let folder: string;
  let postgres: EmbeddedPostgres;
  let side: TestDatabase;
  let tables: LinkTables;
  let demo: ChildProcess;
  let url: string;
  let output = '';
  const bearer = `Bearer ${'k'.repeat(40)}`;
  const petitions = [
    ...Map.groupBy(workingDay(DAY, 400, { toldEvery: 1, seed: 31 }), ({ receiptNo }) => receiptNo).values(),
  ].filter((steps) => steps.some(({ kind }) => kind === 'COMPLETED'));

  /** The next petition, of somebody who is looked for on the disk, with numbers typed into its free text. */
  const petition = (): SideEvent[] =>
    petitions.splice(0, 1)[0]!.map((event) => {
      const typed = `주민번호 ${TYPED.sid} / ${TYPED.sid.replace('-', '')}, 카드 ${TYPED.card}, 여권 ${TYPED.passport}`;
      return {
        ...event,
        ...(event.applicant && { applicant: { ...event.applicant, name: NAME, phone: PHONE } }),
        ...(event.result && { result: { reason: typed } }),
        ...(event.supplement && { supplement: { ...event.supplement, reason: typed } }),
        ...(event.reason && { reason: typed }),
      };
    });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'minwon-no-trace-'));
    await chmod(root, 0o755);
    folder = join(root, 'drop');
    await mkdir(folder);
    // A cluster of its own with everything written to disk as in production; the county's tables lie elsewhere.
    postgres = await startEmbeddedPostgres({ dataDir: join(root, 'pg') });
    side = await testDatabase();
    tables = await LinkTables.create(side.url);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    demo = spawn(process.execPath, [resolve('dist/program/start-demo.js')], {
      env: {
        ...process.env,
        ...tables.environment,
        DATABASE_URL: postgres.url,
        PRIVACY_KEYS: TEST_PRIVACY_KEYS,
        SAEOL_LINK_SECRET: SECRET,
        SAEOL_DROP_DIR: folder,
        DATA_DIR: join(root, 'data'),
        PORT: String(port),
        SANDBOX_PORT: String(await freePort()),
        DEMO_FEED: 'off',
        DEMO_CLOCK: `${DAY}T17:30:00+09:00`,
        BOOTSTRAP_API_KEY: 'k'.repeat(40),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [demo.stdout!, demo.stderr!]) stream.on('data', (data: Buffer) => (output += data.toString()));
    await eventually('the demo is ready', async () => (await fetch(`${url}/health/ready`)).ok, 60_000);
    await teachCodes(url, bearer);
  }, 120_000);
  afterAll(async () => {
    if (demo?.exitCode === null) await stopped();
    await tables?.close();
    await side?.close();
    await postgres?.stop();
    await rm(root, { recursive: true, force: true });
  }, 60_000);

  async function stopped(): Promise<void> {
    const gone = new Promise((exit) => demo.once('exit', exit));
    demo.kill('SIGTERM');
    await gone;
  }
  async function send(body: string, secret = SECRET): Promise<number> {
    return (await fetch(`${url}/api/v1/saeol/events`, { method: 'POST', headers: signedPush(secret, body), body }))
      .status;
  }
  const push = (events: unknown[]) => send(JSON.stringify({ events }));
  const get = async (path: string) =>
    (await (await fetch(`${url}/api/v1/${path}`, { headers: { authorization: bearer } })).json()) as {
      stage?: string;
      items: { place: string | null; code: string }[];
    };
  const completed = (receiptNo: string) =>
    eventually(`${receiptNo} is completed`, async () => (await get(`cases/${receiptNo}`)).stage === 'COMPLETED');

  it(
    'never reach disk or logs: what is taken, what is quarantined, and what is refused',
    { timeout: 120_000 },
    async () => {
      const saeol = new SaeolSide();
      const applied = (events: SideEvent[]) => events.map((event) => saeol.apply(event));
      const [pushed, asRows, inUtf8, inCp949, listed] = [petition(), petition(), petition(), petition(), petition()];
      const more = {
        mw_aplct_sid: FORBIDDEN.sid,
        agncy_sid: FORBIDDEN.sid,
        mw_aplct_pwd: FORBIDDEN.password,
        address: FORBIDDEN.address,
        nested: { [FORBIDDEN.sid]: [FORBIDDEN.address] },
      };
      const withMore = (event: SideEvent) => ({
        ...event,
        ...more,
        ...(event.applicant && { applicant: { ...event.applicant, ...more } }),
        ...(event.petition && { petition: { ...event.petition, ...more } }),
      });

      // By push: good ones; in quarantine, with numbers where none belong; refused ones.
      expect(await push(pushed.map(withMore))).toBe(202);
      const bad = withMore(petition()[0]!);
      expect(
        await push([
          { ...bad, kind: 'DANCED' },
          { ...bad, eventId: `E-${FORBIDDEN.sid}`, receiptNo: FORBIDDEN.sid },
          { ...bad, eventId: 'E-2', occurredAt: FORBIDDEN.address },
          { ...bad, eventId: `E-3-${FORBIDDEN.sid}`, petition: { ...bad.petition, kind: FORBIDDEN.sid } },
          FORBIDDEN.address,
          more,
        ]),
      ).toBe(202);
      expect(await send(JSON.stringify({ events: more }))).toBe(422);
      expect(await send(`{"events": "${FORBIDDEN.address}`)).toBe(400);
      expect(await send(JSON.stringify(more), `whsec_${Buffer.alloc(32, 6).toString('base64')}`)).toBe(401);

      // By table rows: good ones, an unknown code, a row whose keys lead nowhere.
      await tables.write(applied(asRows));
      const unknown = applied(petition());
      unknown[1]!.step['step_code'] = '77';
      await tables.write(unknown);
      await tables.query(`INSERT INTO saeol_side.link_plan (table_name, flag, keys) VALUES ('TB_MINWON', 'I', $1)`, [
        `mw_aplct_sid=${FORBIDDEN.sid}`,
      ]);

      // By files: UTF-8 and CP949, rows of another length, columns that are shifted, a listing.
      await dropFile(folder, `utf8-${FORBIDDEN.sid}.csv`, csvOf(applied(inUtf8)));
      await dropFile(folder, 'cp949.csv', iconv.encode(csvOf(applied(inCp949)), 'cp949'));
      const broken = csvOf(applied(petition())).split('\r\n');
      const shifted = broken[2]!.split(',');
      shifted.splice(4, 0, ...shifted.splice(8, 1));
      await dropFile(
        folder,
        'broken.csv',
        [broken[0], `${broken[1]},${FORBIDDEN.sid}`, shifted.join(','), `"${FORBIDDEN.address}`, 'x'].join('\r\n'),
      );
      await dropFile(folder, `listing-${FORBIDDEN.sid}.csv`, csvOf(applied(listed).slice(-1)));
      await dropFile(folder, 'no-listing.csv', `a,b\r\n${FORBIDDEN.sid},${FORBIDDEN.address}\r\n`);

      for (const [event] of [pushed, asRows, inUtf8, inCp949]) await completed(event!.receiptNo);
      await eventually('the listing is compared', async () => (await get('saeol/reconciliations')).items.length === 1);
      const places = await eventually('all bad records are in quarantine', async () => {
        const { items } = await get('saeol/quarantine?limit=200');
        const files = items.filter(({ place }) => place?.startsWith('broken.csv'));
        const rows = items.filter(({ code }) => code === 'SAEOL.UNKNOWN_CODE' || code === 'SAEOL.BAD_KEYS');
        return files.length >= 3 && rows.length >= 2 && items.length;
      });
      expect(places).toBeGreaterThanOrEqual(10);

      await expectNothingUnderTheSeals();
      await stopped();
      await postgres.stop();
      expect(await grep(root, [...NEVER, ...SEALED_ONLY])).toEqual([]);
      for (const text of [...NEVER, ...SEALED_ONLY]) expect(output).not.toContain(text);
      // What may be there is found, so that the search is one.
      expect(await grep(root, [pushed[0]!.receiptNo])).not.toEqual([]);
    },
  );

  /** Opens what is sealed: a name may be there, the others never. */
  async function expectNothingUnderTheSeals(): Promise<void> {
    const dataSource = await appDataSource(postgres.url).initialize();
    try {
      const privacy = await loadPrivacy(dataSource, TEST_PRIVACY_KEYS);
      const rows = await dataSource.query<{ sealed: Buffer }[]>(`
        SELECT payload AS sealed FROM saeol.inbox WHERE payload IS NOT NULL
        UNION ALL SELECT row_sealed FROM saeol.snapshot WHERE row_sealed IS NOT NULL
        UNION ALL SELECT steps_sealed FROM saeol.snapshot WHERE steps_sealed IS NOT NULL`);
      const texts = rows.map(({ sealed }) => JSON.stringify(privacy.openJson(sealed)));
      expect(texts.length).toBeGreaterThan(20);
      expect(texts.some((text) => text.includes(NAME))).toBe(true);
      for (const text of NEVER) expect(texts.filter((one) => one.includes(text))).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  }
});

/** Files that hold one of these texts, in UTF-8 or in CP949: the cluster with its WAL, and every log; not what the county put there. */
async function grep(root: string, texts: string[]): Promise<string[]> {
  const needles = texts.flatMap((text) => [Buffer.from(text), iconv.encode(text, 'cp949')]);
  const found: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath === join(root, 'drop')) continue;
    const content = await readFile(join(entry.parentPath, entry.name));
    const hit = needles.find((needle) => content.includes(needle));
    if (hit !== undefined) found.push(`${entry.name}: ${hit.toString()}`);
  }
  return found;
}
