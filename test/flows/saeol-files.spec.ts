import { spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import iconv from 'iconv-lite';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileIntake, FileTakenElsewhere } from '../../src/saeol/index.js';
import { TEST_PRIVACY_KEYS } from '../harness/database.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { csvOf, dropFile, SaeolSide, type SideEvent, type SideRow, teachCodes } from '../harness/saeol-side.js';
import { workingDay } from '../harness/working-day.js';

const DAY = '2026-04-29';
/** The promise is about 100,000 rows (`FILE_ROWS=100000`); fewer of them keep the suite fast. */
const FILE_ROWS = Number(process.env.FILE_ROWS ?? 4_000);
/** Held in memory, 100,000 rows would take more than this. */
const SMALL_HEAP = ['--max-old-space-size=128', '--max-semi-space-size=16'];

describe('files, for networks that pass files only', () => {
  let folder: string;
  let program: TestProgram;
  const saeol = new SaeolSide();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'minwon-drop-'));
    program = await testProgram({
      DEMO_CLOCK: `${DAY}T17:30:00+09:00`,
      SAEOL_DROP_DIR: folder,
      SAEOL_GAP_ALARM_MINUTES: '0.02',
    });
    await teachCodes(program.url, program.bearer);
  });
  afterAll(async () => {
    await program?.stop();
    await rm(folder, { recursive: true });
  });

  const petitions = [
    ...Map.groupBy(workingDay(DAY, 900, { toldEvery: 1, seed: 7 }), ({ receiptNo }) => receiptNo).values(),
  ];
  /** The next petition that goes through these steps. */
  const petition = (...kinds: string[]) =>
    petitions.splice(
      petitions.findIndex((steps) => steps.map(({ kind }) => kind).join() === kinds.join()),
      1,
    )[0]!;
  const applied = (events: SideEvent[]) => events.map((event) => saeol.apply(event));

  const put = (name: string, content: string | Buffer, whole = content) => dropFile(folder, name, content, whole);
  const filesOf = async () =>
    (await program.get('/api/v1/saeol/files?limit=200')).body.items as { name: string; state: string; lines: number }[];
  const taken = (name: string) =>
    eventually(`${name} is taken`, async () =>
      (await filesOf()).find((file) => file.name === name && file.state === 'DONE'),
    );
  const caseOf = async (receiptNo: string) => (await program.get(`/api/v1/cases/${receiptNo}`)).body;
  const stageOf = (receiptNo: string, stage: string) =>
    eventually(`${receiptNo} is ${stage}`, async () => {
      const found = await caseOf(receiptNo);
      return found.stage === stage && found;
    });
  const alarms = async () =>
    (await program.dataSource.query<{ key: string }[]>('SELECT key FROM staff.alarm WHERE cleared_at IS NULL')).map(
      ({ key }) => key,
    );

  it('takes a file in UTF-8 and one in CP949, steps and all', async () => {
    for (const [index, encoding] of ['utf8', 'cp949'].entries()) {
      const steps = petition('RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'COMPLETED');
      await put(`day-${index}.csv`, iconv.encode(csvOf(applied(steps)), encoding));
      const found = await stageOf(steps[0]!.receiptNo, 'COMPLETED');
      expect(found.timeline.map(({ kind, at }: { kind: string; at: string }) => [kind, at])).toEqual(
        steps.map(({ kind, occurredAt }) => [kind, occurredAt]),
      );
      expect(found.petition.typeName).toBe('개발행위허가');
    }
  });

  it('takes a file once, under whatever name it comes again', async () => {
    const steps = petition('RECEIVED', 'ASSIGNED');
    const content = csvOf(applied(steps));
    await put('once.csv', content);
    await taken('once.csv');
    const before = (await filesOf()).length;
    await put('again.csv', content);
    await put('after-it.csv', csvOf(applied(petition('RECEIVED', 'ASSIGNED'))));
    await taken('after-it.csv');
    expect((await filesOf()).length).toBe(before + 1);
  });

  it('waits for the end of a partial file, tells an operator, and then takes it', async () => {
    const rows = applied(petition('RECEIVED', 'ASSIGNED', 'EXTENDED', 'COMPLETED'));
    const receiptNo = String(rows[0]!.case['mw_take_no']);
    const whole = csvOf(rows);
    await put('partial.csv', whole.slice(0, 900), whole);
    await eventually('the alarm', async () => (await alarms()).includes('saeol.file:partial.csv'));
    expect((await program.get(`/api/v1/cases/${receiptNo}`)).status).toBe(404);
    await appendFile(join(folder, 'partial.csv'), whole.slice(900));
    await stageOf(receiptNo, 'COMPLETED');
    await eventually('no alarm', async () => !(await alarms()).includes('saeol.file:partial.csv'));
  });

  it('is held up by nothing that lies in the folder, and tells an operator of each', async () => {
    const rows = applied(petition('RECEIVED', 'ASSIGNED'));
    const inFolder = (name: string) => join(folder, name);
    // A folder; a link; a checksum that is none; a name in CP949, as old Windows programs write it; a mark without its file.
    await mkdir(inFolder('a1.csv'));
    await symlink('a2.csv', inFolder('a2.csv'));
    await put('a3.csv', csvOf(rows));
    await rm(inFolder('a3.csv.sha256'));
    await mkdir(inFolder('a3.csv.sha256'));
    const inCp949 = (ending: string) =>
      Buffer.concat([Buffer.from(inFolder('a4-')), iconv.encode('민원', 'cp949'), Buffer.from(ending)]);
    for (const ending of ['.csv', '.csv.sha256', '.csv.done']) await writeFile(inCp949(ending), '');
    for (const name of ['a1', 'a2', 'a5']) await writeFile(inFolder(`${name}.csv.done`), '');
    await put('z.CSV', csvOf(rows));
    await stageOf(rows[0]!.case['mw_take_no'] as string, 'ASSIGNED');

    const told = await eventually('five alarms', async () => {
      const found = await program.dataSource.query<{ key: string; detail: string }[]>(
        `SELECT key, detail FROM staff.alarm WHERE cleared_at IS NULL AND key LIKE 'saeol.file:a%' ORDER BY key`,
      );
      return found.length === 5 && found.map(({ key, detail }) => [key.slice(11, 13), detail.split(': ')[1]]);
    });
    expect(told).toEqual([
      ['a1', '파일을 읽을 수 없습니다.'],
      ['a2', '파일을 읽을 수 없습니다.'],
      ['a3', '.sha256 파일이 없습니다.'],
      ['a4', '파일을 읽을 수 없습니다.'],
      ['a5', '.done만 있고 파일이 없습니다.'],
    ]);
    // What is left of a file that was taken is no news.
    await rm(inFolder('z.CSV'));
    for (const ending of ['.csv', '.csv.sha256', '.csv.done']) await rm(inCp949(ending));
    for (const name of ['a1', 'a2', 'a3', 'a5']) await rm(inFolder(`${name}.csv.done`));
    await eventually('no alarm', async () => !(await alarms()).some((key) => key.startsWith('saeol.file:')));

    await rename(folder, `${folder}-away`);
    await eventually('the folder is missed', async () => (await alarms()).includes('saeol.drop-folder'));
    await rename(`${folder}-away`, folder);
    await eventually('it is back', async () => !(await alarms()).includes('saeol.drop-folder'));
  });

  it('quarantines bad rows by row and column, and the others go on', async () => {
    const good = applied(petition('RECEIVED', 'ASSIGNED'));
    const other = applied(petition('RECEIVED', 'COMPLETED'));
    const bad = (change: SideRow) => ({ case: { ...other[0]!.case, ...change }, step: other[0]!.step });
    const csv = csvOf([
      good[0]!,
      bad({ take_ymd: '20260231' }),
      { case: other[0]!.case, step: { ...other[0]!.step, step_code: '77' } },
      bad({ sms_rprt_yn: 'maybe' }),
      good[1]!,
    ]);
    const lines = csv.split('\r\n');
    lines.splice(3, 0, 'too,few', `"open quote,${'x,'.repeat(3)}`);
    await put('bad-rows.csv', lines.join('\r\n'));
    await stageOf(String(good[0]!.case['mw_take_no']), 'ASSIGNED');
    await taken('bad-rows.csv');
    const { body } = await program.get('/api/v1/saeol/quarantine?source=FILE&limit=200');
    const found = body.items
      .filter(({ place }: { place: string }) => place.startsWith('bad-rows.csv'))
      .map(({ place, column, code }: Record<string, string>) => [Number(place!.split(':')[1]), column, code])
      .toSorted((a: [number], b: [number]) => a[0] - b[0]);
    expect(found).toEqual([
      [3, 'take_ymd', 'SAEOL.BAD_COLUMN'],
      [4, null, 'SAEOL.BAD_ROW'],
      [5, null, 'SAEOL.BAD_ROW'],
      [6, 'step_code', 'SAEOL.UNKNOWN_CODE'],
      [7, 'sms_rprt_yn', 'SAEOL.BAD_COLUMN'],
    ]);
  });

  it('reads cases without a history off their rows, and the steps of a file apart off theirs', async () => {
    const rows = applied(petition('RECEIVED', 'ASSIGNED', 'COMPLETED'));
    await put(
      'cases-only.csv',
      csvOf(rows.map(({ case: ofCase }) => ({ case: ofCase, step: {} }))).replace(/^.*$/m, withoutSteps),
    );
    const found = await stageOf(String(rows[0]!.case['mw_take_no']), 'COMPLETED');
    expect(found.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(['RECEIVED', 'ASSIGNED', 'COMPLETED']);

    const apart = applied(petition('RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED'));
    await put('apart-1-steps.csv', csvOf(apart.map(({ step }) => ({ case: {}, step }))));
    await taken('apart-1-steps.csv');
    const { body } = await program.get('/api/v1/saeol/gaps');
    expect(body.items).toContainEqual(
      expect.objectContaining({ receiptNo: apart[0]!.case['mw_take_no'], missing: 'CASE_ROW' }),
    );
    await eventually('gaps are alarmed', async () => (await alarms()).includes('saeol.gaps'));
    await put('apart-2-cases.csv', csvOf([{ case: apart.at(-1)!.case, step: {} }]));
    const whole = await stageOf(String(apart[0]!.case['mw_take_no']), 'SUPPLEMENT_REQUESTED');
    expect(whole.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
      'RECEIVED',
      'ASSIGNED',
      'SUPPLEMENT_REQUESTED',
    ]);
  });

  /** A header whose step columns are called otherwise, so that they are not read. */
  function withoutSteps(header: string): string {
    return header.replace(/step_seq|step_code|step_end_td/g, 'unread');
  }

  it('compares a listing, and says what is missing, what is stale and what is not listed', async () => {
    const known = applied(petition('RECEIVED', 'ASSIGNED'));
    const done = applied(petition('RECEIVED', 'ASSIGNED', 'COMPLETED'));
    const missing = applied(petition('RECEIVED', 'ASSIGNED'));
    await put('before-listing.csv', csvOf([...known, ...done.slice(0, 2)]));
    const [knownNo, doneNo, missingNo] = [known, done, missing].map((rows) => String(rows[0]!.case['mw_take_no']));
    await stageOf(knownNo!, 'ASSIGNED');
    await stageOf(doneNo!, 'ASSIGNED');
    await put(
      'listing-20260429.csv',
      csvOf([missing.at(-1)!, done.at(-1)!, known.at(-1)!].map((row) => ({ ...row, step: {} }))),
    );
    const report = await eventually('the report', async () => {
      const { body } = await program.get('/api/v1/saeol/reconciliations');
      return body.items.find(
        ({ source, endedAt }: Record<string, string>) => source === 'listing-20260429.csv' && endedAt,
      );
    });
    expect(report).toMatchObject({ listed: 3, missing: 1, stale: 1, badRows: 0 });
    const { body } = await program.get(`/api/v1/saeol/reconciliations/${report.id}/findings?limit=200`);
    expect(body.items).toEqual(
      expect.arrayContaining([
        { receiptNo: missingNo, kind: 'MISSING', detail: '받은 기록이 없습니다' },
        {
          receiptNo: doneNo,
          kind: 'STALE',
          detail: expect.stringMatching(/^상태\(새올 COMPLETED:\w+, 민원알림 ASSIGNED\)$/),
        },
      ]),
    );
    expect(body.items.map(({ receiptNo }: { receiptNo: string }) => receiptNo)).not.toContain(knownNo);
    expect((await program.get('/metrics')).text).toMatch(/^saeol_reconciliation_findings\{kind="missing"\} 1$/m);
  });

  it('lets one process read a file, and tells the other so', async () => {
    const day = workingDay(DAY, 1_200, { from: 50_000, toldEvery: 1_000 });
    const path = join(folder, 'by-two.csv');
    await writeFile(path, csvOf(applied(day)));
    const intake = program.app.get(FileIntake, { strict: false });
    const wishes = { opening: false, dryRun: false, onProgress: () => undefined };
    const ends = await Promise.allSettled([intake.take(path, wishes), intake.take(path, wishes)]);
    const readers = ends.filter((end) => end.status === 'fulfilled').filter(({ value }) => !value.repeated);
    expect(readers.map(({ value }) => value.accepted)).toEqual([day.length]);
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(FileTakenElsewhere);
    expect((await program.get('/metrics')).text).toMatch(
      /^saeol_events_total\{source="FILE",status="ACCEPTED"\} [1-9]\d{3}/m,
    );
  });

  describe('the commands', { timeout: 60_000 }, () => {
    async function run(script: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
      const child = spawn(process.execPath, [...SMALL_HEAP, resolve(`dist/src/saeol-${script}.js`), ...args], {
        env: {
          ...process.env,
          PROFILE: 'demo',
          DATABASE_URL: program.database.url,
          PRIVACY_KEYS: TEST_PRIVACY_KEYS,
          DATA_DIR: folder,
        },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data: Buffer) => (output += data.toString()));
      const code = await new Promise<number | null>((exit) => child.once('close', exit));
      return { code, output };
    }
    const file = async (name: string, content: string) => {
      const path = join(folder, `by-hand-${name}`);
      await writeFile(path, content);
      return path;
    };

    it('say how they are called, and what is wrong with a file, by their exit codes', async () => {
      const codes = await Promise.all([
        run('import'),
        run('import', 'a.csv', '--all'),
        run('import', join(folder, 'nothing.csv')),
        run('reconcile', await file('no-listing.csv', 'a,b\n1,2\n')),
      ]);
      expect(codes.map(({ code }) => code)).toEqual([64, 64, 66, 65]);
    });

    it('take a file by hand: rehearsed first, then once, with its bad rows by row and column', async () => {
      const rows = applied(petition('RECEIVED', 'ASSIGNED'));
      const receiptNo = String(rows[0]!.case['mw_take_no']);
      const bad = { case: { ...rows[0]!.case, mw_take_no: '12' }, step: {} };
      const path = await file('import.csv', csvOf([...rows, bad]));
      const rehearsed = await run('import', path, '--dry-run');
      expect(rehearsed).toMatchObject({
        code: 2,
        output: expect.stringContaining('3 rows (UTF-8), 2 events would be stored'),
      });
      expect(rehearsed.output).toContain('row 4, mw_take_no: 18 digits are needed');
      expect((await program.get(`/api/v1/cases/${receiptNo}`)).status).toBe(404);
      expect(await run('import', path)).toMatchObject({ code: 2, output: expect.stringContaining('2 events stored') });
      await stageOf(receiptNo, 'ASSIGNED');
      expect(await run('import', path)).toMatchObject({ code: 0, output: expect.stringContaining('was taken before') });
    });

    it('take the opening stock: told to nobody, with ladders, the first number seen being the base', async () => {
      const steps = petition('RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'COMPLETED');
      const { receiptNo } = steps[0]!;
      const rows = applied(steps);
      // Saeol's export starts with the second step.
      const path = await file('opening.csv', csvOf(rows.slice(1, 3)));
      expect(await run('import', path, '--opening')).toMatchObject({ code: 0 });
      await stageOf(receiptNo, 'SUPPLEMENT_REQUESTED');
      const ladder = () =>
        program.dataSource.query('SELECT 1 FROM deadlines.ladder WHERE receipt_no = $1', [receiptNo]);
      await eventually('a ladder', async () => (await ladder()).length === 1);
      expect((await program.get(`/api/v1/messages?receiptNo=${receiptNo}`)).body.items).toEqual([]);
      // From now on it is a case like any other.
      await program.push(steps.slice(3));
      const found = await stageOf(receiptNo, 'COMPLETED');
      expect(
        found.timeline.map(({ sequence, kind }: { sequence: number; kind: string }) => `${sequence} ${kind}`),
      ).toEqual(['1 RECEIVED', '2 ASSIGNED', '3 SUPPLEMENT_REQUESTED', '4 SUPPLEMENT_DONE', '5 COMPLETED']);
      const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}`);
      expect(new Set(body.items.map(({ occasion }: { occasion: string }) => occasion))).toEqual(
        new Set(['case.supplement-done', 'case.completed']),
      );
    });

    it(
      `take a large file in constant memory, and show how far they are (${FILE_ROWS} rows)`,
      async () => {
        const day = workingDay(DAY, FILE_ROWS, { from: 1_000, toldEvery: 100 });
        const path = await file('large.csv', csvOf(applied(day)));
        const { code, output } = await run('import', path);
        expect(output).toContain(
          `${day.length} rows (UTF-8), ${day.length} events stored, 0 known before, 0 rows went`,
        );
        expect(code).toBe(0);
        const shares = [...output.matchAll(/^ *(\d+) % {2}(\d+) rows/gm)].map(([, share, rows]) => [
          Number(share),
          Number(rows),
        ]);
        expect(shares.length).toBeGreaterThanOrEqual(5);
        expect(shares).toEqual(shares.toSorted((a, b) => a[1]! - b[1]!));
        expect(shares.at(-1)).toEqual([100, day.length]);
      },
      20_000 + FILE_ROWS * 5,
    );

    it('compare a listing by hand, rehearsed first; a row that cannot be read is in the listing all the same', async () => {
      const missing = applied(petition('RECEIVED', 'ASSIGNED'));
      const held = petition('RECEIVED', 'ASSIGNED');
      const known = petition('RECEIVED', 'ASSIGNED');
      await program.push([...held.slice(1), ...known]);
      await stageOf(known[0]!.receiptNo, 'ASSIGNED');
      const unreadable = { case: { ...applied(known).at(-1)!.case, take_ymd: '20260231' }, step: {} };
      const listed = [missing, applied(held)].map((rows) => ({ case: rows.at(-1)!.case, step: {} }));
      const path = await file('open.csv', csvOf([...listed, unreadable]));
      const reports = async () => (await program.get('/api/v1/saeol/reconciliations')).body.items;
      const before = await reports();
      const rehearsed = await run('reconcile', path, '--dry-run');
      expect(await reports()).toEqual(before);
      const kept = await run('reconcile', path);
      for (const { code, output } of [rehearsed, kept]) {
        expect(code).toBe(2);
        expect(output).toMatch(/3 rows; 2 missing here/);
        expect(output).toContain(`MISSING  ${missing[0]!.case['mw_take_no']}  받은 기록이 없습니다`);
        expect(output).toContain(`MISSING  ${held[0]!.receiptNo}  앞 순번을 기다리고 있습니다`);
        expect(output).toContain('row 4, take_ymd: ');
      }
      const [report] = await reports();
      const { body } = await program.get(`/api/v1/saeol/reconciliations/${report.id}/findings?kind=UNLISTED&limit=200`);
      expect(body.items.map(({ receiptNo }: { receiptNo: string }) => receiptNo)).not.toContain(known[0]!.receiptNo);
    });
  });

  it('counts what was never sent and is still worth sending, and sends it on an operator’s word', async () => {
    const steps = petition('RECEIVED', 'ASSIGNED');
    const { receiptNo } = steps[0]!;
    // Received and assigned a week ago, and only heard of now: old news.
    const late = steps.map((step) => ({ ...step, occurredAt: step.occurredAt.replace(DAY, '2026-04-20') }));
    await program.push(late);
    await stageOf(receiptNo, 'ASSIGNED');
    const { body: unsent } = await program.get('/api/v1/saeol/unsent');
    expect(unsent.items.filter((item: { receiptNo: string }) => item.receiptNo === receiptNo)).toEqual([
      { receiptNo, occasion: 'case.assigned', recipientKind: 'APPLICANT' },
    ]);
    const send = (count: number) =>
      supertest(program.url)
        .post('/api/v1/saeol/unsent/send')
        .set({ authorization: program.bearer, 'idempotency-key': 'one' })
        .send({ count });
    expect((await send(unsent.count + 1)).status).toBe(409);
    expect((await send(unsent.count)).body).toEqual({ sent: unsent.count });
    await eventually('it is delivered', async () => {
      const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}&occasion=case.assigned`);
      return body.items[0].status === 'DELIVERED';
    });
    expect((await program.get('/api/v1/saeol/unsent')).body.count).toBe(0);
  });

  it('deletes what it took, and waits for the steps of a file of their own, where the county wants it so', async () => {
    await program.restart({ SAEOL_DROP_AFTER: 'delete', SAEOL_FILE_HISTORY: 'always' });
    const rows = applied(petition('RECEIVED', 'ASSIGNED', 'EXTENDED', 'COMPLETED'));
    const receiptNo = String(rows[0]!.case['mw_take_no']);
    await put('own-1-cases.csv', csvOf([{ case: rows.at(-1)!.case, step: {} }]));
    await taken('own-1-cases.csv');
    expect((await program.get(`/api/v1/cases/${receiptNo}`)).status).toBe(404);
    await put('own-2-steps.csv', csvOf(rows.map(({ step }) => ({ case: {}, step }))));
    const found = await stageOf(receiptNo, 'COMPLETED');
    expect(found.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
      'RECEIVED',
      'ASSIGNED',
      'EXTENDED',
      'COMPLETED',
    ]);
    await eventually('they are gone', async () => !(await readdir(folder)).some((name) => name.startsWith('own-')));
  });
});
