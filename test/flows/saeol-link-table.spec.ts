import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../harness/database.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { LinkTables, SaeolSide, type SideEvent, teachCodes } from '../harness/saeol-side.js';
import { workingDay } from '../harness/working-day.js';

const DAY = '2026-04-29';

describe('the link table, filled as Saeol’s side would', () => {
  let side: TestDatabase;
  let tables: LinkTables;
  let program: TestProgram;
  const saeol = new SaeolSide();

  beforeAll(async () => {
    side = await testDatabase();
    tables = await LinkTables.create(side.url);
    program = await testProgram({ DEMO_CLOCK: `${DAY}T17:30:00+09:00`, ...tables.environment });
    await teachCodes(program.url, program.bearer);
  });
  afterAll(async () => {
    await program?.stop();
    await tables?.close();
    await side?.close();
  });

  const put = (path: string, body: object) =>
    supertest(program.url).put(path).set('authorization', program.bearer).send(body);
  const post = (path: string, body: object = {}) =>
    supertest(program.url).post(path).set('authorization', program.bearer).send(body);
  const write = (...events: SideEvent[]) => tables.write(events.map((event) => saeol.apply(event)));
  const caseOf = async (receiptNo: string) => {
    const { status, body } = await program.get(`/api/v1/cases/${receiptNo}`);
    return status === 200 ? body : undefined;
  };
  const stageOf = (receiptNo: string, stage: string) =>
    eventually(`${receiptNo} is ${stage}`, async () => {
      const found = await caseOf(receiptNo);
      return found?.stage === stage && found;
    });

  /** The first petition of a day that goes through these steps. */
  const petition = (...kinds: string[]) => {
    const byReceipt = Map.groupBy(workingDay(DAY, 400, { toldEvery: 1 }), ({ receiptNo }) => receiptNo);
    return [...byReceipt.values()].find((steps) => steps.map(({ kind }) => kind).join() === kinds.join())!;
  };

  it('takes the steps of a case as they come, tells each once, and marks the plan rows', async () => {
    const steps = petition('RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'COMPLETED');
    const [{ receiptNo }] = steps as [SideEvent];
    for (const step of steps) {
      await write(step);
      await eventually(
        `step ${step.sequence}`,
        async () => (await caseOf(receiptNo))?.timeline.length === step.sequence,
      );
    }
    expect(await caseOf(receiptNo)).toMatchObject({
      stage: 'COMPLETED',
      timeline: steps.map(({ sequence, kind, occurredAt }) => ({ sequence, kind, at: occurredAt })),
    });
    await eventually('all plan rows are marked', async () => (await tables.unmarked()) === 0);
    const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}`);
    expect(body.items.map(({ occasion }: { occasion: string }) => occasion).toSorted()).toEqual([
      'case.assigned',
      'case.completed',
      'case.received',
      'case.supplement-done',
      'case.supplement-requested',
    ]);
  });

  it('derives all steps of a case that it sees for the first time at its end', async () => {
    const steps = petition(
      'RECEIVED',
      'ASSIGNED',
      'SUPPLEMENT_REQUESTED',
      'SUPPLEMENT_DONE',
      'EXTENDED',
      'COMPLETED',
      'REOPENED',
      'COMPLETED',
    );
    await write(...steps);
    const found = await stageOf(steps[0]!.receiptNo, 'COMPLETED');
    expect(found.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(steps.map(({ kind }) => kind));
  });

  it('takes rows that were committed after greater ones, and rows that point to nothing into quarantine', async () => {
    const steps = petition('RECEIVED', 'ASSIGNED');
    const { receiptNo } = steps[0]!;
    // A slow transaction of Saeol's draws its number first and commits last.
    const [drawn] = await tables.query<{ link_idx: string }>(
      `SELECT nextval(pg_get_serial_sequence('saeol_side.link_plan', 'link_idx')) AS link_idx`,
    );
    await write(steps[0]!);
    await stageOf(receiptNo, 'RECEIVED');
    saeol.apply(steps[1]!);
    await tables.query(
      `INSERT INTO saeol_side.tb_step SELECT * FROM json_populate_recordset(NULL::saeol_side.tb_step, $1)`,
      [JSON.stringify([saeol.steps.get(receiptNo)!.at(-1)])],
    );
    await tables.query(`UPDATE saeol_side.tb_minwon SET dpp_id = 's112', dpp_usr_nm = '담당' WHERE mw_take_no = $1`, [
      receiptNo,
    ]);
    await tables.query(
      `INSERT INTO saeol_side.link_plan (link_idx, table_name, flag, keys) OVERRIDING SYSTEM VALUE
       VALUES ($1, 'TB_STEP', 'I', $2)`,
      [drawn!.link_idx, `{"mw_take_no":"${receiptNo}","step_seq":2}`],
    );
    await stageOf(receiptNo, 'ASSIGNED');

    await tables.query(
      `INSERT INTO saeol_side.link_plan (table_name, flag, keys) VALUES ('TB_MINWON', 'I', 'mw_take_no=202647709999999999'), ('TB_MINWON', 'I', '?')`,
    );
    const codes = await eventually('both are in quarantine', async () => {
      const { body } = await program.get('/api/v1/saeol/quarantine?source=TABLE');
      const found = body.items.map(({ code }: { code: string }) => code).toSorted();
      return found.length >= 2 && found;
    });
    expect(codes).toEqual(['SAEOL.BAD_KEYS', 'SAEOL.NO_ROW']);
  });

  it('quarantines an unknown code whole and sealed; the code map is corrected, all are replayed, the case goes on', async () => {
    const steps = petition('RECEIVED', 'ASSIGNED', 'EXTENDED', 'COMPLETED');
    const { receiptNo } = steps[0]!;
    const rows = steps.map((step) => saeol.apply(step));
    rows[2]!.step['step_code'] = '47';
    await tables.write(rows);
    await stageOf(receiptNo, 'ASSIGNED');
    const [held] = (await program.get(`/api/v1/saeol/quarantine?receiptNo=${receiptNo}`)).body.items;
    expect(held).toMatchObject({
      code: 'SAEOL.UNKNOWN_CODE',
      column: 'step_code',
      sequence: 3,
      form: 'ROW',
      place: expect.stringMatching(/^link_plan:\d+$/),
    });
    const [gap] = await program.dataSource.query<{ gap_since: Date | null }[]>(
      'SELECT gap_since FROM saeol.receipt WHERE receipt_no = $1',
      [receiptNo],
    );
    expect(gap!.gap_since).not.toBeNull();

    const seen = await program.get(`/api/v1/saeol/quarantine/${held.id}`);
    expect(seen.body.content).toMatchObject({ step_code: '47', rsn: '(가림)' });
    const opened = await post(`/api/v1/saeol/quarantine/${held.id}/open`, { reason: '코드표 정비' });
    expect(opened.body.content).toMatchObject({ step_code: '47', rsn: '관계 기관 협의' });
    const trail = await program.get(`/api/v1/audit?subject=${receiptNo}`);
    expect(trail.body.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['saeol.open-quarantined', 'saeol.read-quarantined']),
    );

    expect((await post(`/api/v1/saeol/quarantine/${held.id}/replay`)).status).toBe(409);
    expect((await put('/api/v1/saeol/codes/step_code/47', { meaning: 'DANCED' })).status).toBe(422);
    expect((await put('/api/v1/saeol/codes/step_code/47', { meaning: 'EXTENDED', note: '연장(2차)' })).status).toBe(
      204,
    );
    const replayed = await post('/api/v1/saeol/quarantine/replay', { code: 'SAEOL.UNKNOWN_CODE', column: 'step_code' });
    expect(replayed.body).toEqual({ replayed: 1, stillQuarantined: 0, more: false });
    const found = await stageOf(receiptNo, 'COMPLETED');
    expect(found.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(steps.map(({ kind }) => kind));
    const { body: replays } = await program.get(`/api/v1/audit?subject=${receiptNo}&action=saeol.replay-quarantined`);
    expect(replays.items).toMatchObject([{ detail: { code: 'SAEOL.UNKNOWN_CODE' } }]);
  });

  it('shows what waits behind a record in quarantine, and goes on when it is discarded with a reason', async () => {
    const steps = petition('RECEIVED', 'ASSIGNED', 'ASSIGNED', 'COMPLETED');
    const { receiptNo } = steps[0]!;
    const rows = steps.map((step) => saeol.apply(step));
    rows[2]!.step['step_code'] = '48';
    await tables.write(rows);
    await stageOf(receiptNo, 'ASSIGNED');
    const gaps = async () =>
      (await program.get('/api/v1/saeol/gaps')).body.items.filter(
        (gap: { receiptNo: string }) => gap.receiptNo === receiptNo,
      );
    expect(await gaps()).toEqual([
      { receiptNo, since: expect.stringMatching(/\+09:00$/), missing: 'NUMBER', expected: 3, waiting: [4] },
    ]);
    expect((await program.get('/metrics')).text).toMatch(/^saeol_gaps 1$/m);

    const [held] = (await program.get(`/api/v1/saeol/quarantine?receiptNo=${receiptNo}`)).body.items;
    const discard = (body: object) => post(`/api/v1/saeol/quarantine/${held.id}/discard`, body);
    expect((await discard({})).status).toBe(400);
    expect((await discard({ reason: '새올 시험 자료' })).status).toBe(204);
    const found = await stageOf(receiptNo, 'COMPLETED');
    expect(found.timeline.map(({ sequence, kind }: SideEvent) => `${sequence} ${kind}`)).toEqual([
      '1 RECEIVED',
      '2 ASSIGNED',
      '4 COMPLETED',
    ]);
    expect(await gaps()).toEqual([]);
    expect((await discard({ reason: '새올 시험 자료' })).status).toBe(404);
    const trail = await program.get(`/api/v1/audit?subject=${receiptNo}`);
    expect(trail.body.items).toContainEqual(
      expect.objectContaining({ action: 'saeol.discard-quarantined', reason: '새올 시험 자료' }),
    );
  });

  it('replays what can be replayed, however many before it cannot', { timeout: 30_000 }, async () => {
    // An earlier file's rows, whose contents were let go of.
    await program.dataSource.query(
      `INSERT INTO saeol.inbox (id, stored_at, source, state, code, detail, form)
       SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), 'FILE', 'QUARANTINED', 'SAEOL.UNKNOWN_CODE', 'old', 'ROW'
       FROM generate_series(1, 1001) AS n`,
    );
    const steps = petition('RECEIVED', 'ASSIGNED', 'COMPLETED');
    const { receiptNo } = steps[0]!;
    const rows = steps.map((step) => saeol.apply(step));
    rows[2]!.step['step_code'] = '46';
    await tables.write(rows);
    await stageOf(receiptNo, 'ASSIGNED');
    expect((await put('/api/v1/saeol/codes/step_code/46', { meaning: 'COMPLETED' })).status).toBe(204);
    const replayed = await post('/api/v1/saeol/quarantine/replay', { code: 'SAEOL.UNKNOWN_CODE' });
    expect(replayed.body).toEqual({ replayed: 1, stillQuarantined: 1_001, more: false });
    await stageOf(receiptNo, 'COMPLETED');
    await program.dataSource.query(`DELETE FROM saeol.inbox WHERE detail = 'old'`);
  });

  it('replays one record after the code map was corrected', async () => {
    const steps = petition('RECEIVED', 'COMPLETED');
    const { receiptNo } = steps[0]!;
    const rows = steps.map((step) => saeol.apply(step));
    rows[1]!.step['step_code'] = '49';
    await tables.write(rows);
    await stageOf(receiptNo, 'RECEIVED');
    const [held] = (await program.get(`/api/v1/saeol/quarantine?receiptNo=${receiptNo}`)).body.items;
    expect((await put('/api/v1/saeol/codes/step_code/49', { meaning: 'COMPLETED' })).status).toBe(204);
    expect((await post(`/api/v1/saeol/quarantine/${held.id}/replay`)).status).toBe(204);
    await stageOf(receiptNo, 'COMPLETED');
  });

  it('voids a case that Saeol took out, and tells an operator of a step that was deleted', async () => {
    const steps = petition('RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED');
    const { receiptNo } = steps[0]!;
    await write(...steps);
    await stageOf(receiptNo, 'SUPPLEMENT_REQUESTED');
    const plan = (table: string, keys: string) =>
      tables.query(`INSERT INTO saeol_side.link_plan (table_name, flag, keys) VALUES ($1, 'D', $2)`, [table, keys]);
    await tables.query('DELETE FROM saeol_side.tb_step WHERE mw_take_no = $1 AND step_seq = 3', [receiptNo]);
    await plan('TB_STEP', `mw_take_no=${receiptNo},step_seq=3`);
    await eventually('it is in quarantine', async () => {
      const { body } = await program.get(`/api/v1/saeol/quarantine?receiptNo=${receiptNo}`);
      return body.items[0]?.code === 'SAEOL.STEP_DELETED';
    });
    expect((await caseOf(receiptNo)).stage).toBe('SUPPLEMENT_REQUESTED');
    await tables.query('DELETE FROM saeol_side.tb_minwon WHERE mw_take_no = $1', [receiptNo]);
    await plan('TB_MINWON', `mw_take_no=${receiptNo}`);
    await stageOf(receiptNo, 'VOIDED');
  });

  it('says in metrics how the link is doing', async () => {
    const { text } = await program.get('/metrics');
    expect(text).toMatch(/^saeol_last_record_timestamp_seconds\{source="TABLE"\} \d/m);
    expect(text).toMatch(/^saeol_quarantined [1-9]/m);
    expect(text).toMatch(/^saeol_gaps 0$/m);
    expect(text).toMatch(/^saeol_link_table_behind 0$/m);
    for (const status of ['ACCEPTED', 'QUARANTINED'])
      expect(text).toMatch(new RegExp(`^saeol_events_total\\{source="TABLE",status="${status}"\\} [1-9]`, 'm'));
  });

  it('raises an alarm while the link database cannot be read, and clears it', async () => {
    const alarms = () =>
      program.dataSource.query("SELECT 1 FROM staff.alarm WHERE key = 'saeol.link-table' AND cleared_at IS NULL");
    await tables.query('ALTER TABLE saeol_side.link_plan RENAME TO link_plan_gone');
    await eventually('the alarm', async () => (await alarms()).length === 1);
    await tables.query('ALTER TABLE saeol_side.link_plan_gone RENAME TO link_plan');
    await eventually('it is cleared', async () => (await alarms()).length === 0);
    expect(await alarms()).toEqual([]);
  });
});

describe('a link table on which nothing may be written', () => {
  let side: TestDatabase;
  let tables: LinkTables;
  let program: TestProgram;
  const saeol = new SaeolSide();

  beforeAll(async () => {
    side = await testDatabase();
    tables = await LinkTables.create(side.url, { mayMark: false });
    program = await testProgram({
      DEMO_CLOCK: `${DAY}T17:30:00+09:00`,
      ...tables.environment,
      SAEOL_PLAN_DONE: 'off',
    });
    await teachCodes(program.url, program.bearer);
  });
  afterAll(async () => {
    await program?.stop();
    await tables?.close();
    await side?.close();
  });

  it('is read once, by the cursor alone, also what was committed late, and after a restart', async () => {
    const day = workingDay(DAY, 60, { toldEvery: 1 });
    const applied = async () =>
      (await program.dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM cases.step'))[0]!.n;
    const [drawn] = await tables.query<{ link_idx: string }>(
      `SELECT nextval(pg_get_serial_sequence('saeol_side.link_plan', 'link_idx')) AS link_idx`,
    );
    await tables.write(day.slice(0, 30).map((event) => saeol.apply(event)));
    await eventually('the first half', async () => (await applied()) === 30);
    // The process before this one could not read it at last.
    await program.dataSource.query(
      `INSERT INTO staff.alarm (key, code, detail, raised_at, last_raised_at) VALUES ('saeol.link-table', 'SAEOL.LINK_TABLE', '-', now(), now())`,
    );
    await program.restart();
    await tables.query(
      `INSERT INTO saeol_side.link_plan (link_idx, table_name, flag, keys) OVERRIDING SYSTEM VALUE VALUES ($1, 'TB_STEP', 'U', 'mw_take_no=?')`,
      [drawn!.link_idx],
    );
    await tables.write(day.slice(30).map((event) => saeol.apply(event)));
    await eventually('the second half', async () => (await applied()) === day.length);
    const { body } = await program.get('/api/v1/saeol/quarantine?source=TABLE');
    expect(body.items.map(({ place, code }: { place: string; code: string }) => [place, code])).toEqual([
      [`link_plan:${drawn!.link_idx}`, 'SAEOL.BAD_KEYS'],
    ]);
    expect(await tables.unmarked()).toBe(day.length + 1);
    const standing = `SELECT 1 FROM staff.alarm WHERE key = 'saeol.link-table' AND cleared_at IS NULL`;
    await eventually('no alarm stands', async () => (await program.dataSource.query<unknown[]>(standing)).length === 0);
  });

  it('is read from its beginning when it was emptied and its numbers begin anew', async () => {
    const day = workingDay(DAY, 40, { toldEvery: 1, from: 5_000 });
    await tables.query('TRUNCATE saeol_side.link_plan RESTART IDENTITY');
    await tables.write(day.map((event) => saeol.apply(event)));
    const receiptNos = [...new Set(day.map(({ receiptNo }) => receiptNo))];
    const steps = async () => {
      const [row] = await program.dataSource.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM cases.step s JOIN cases.civil_case c ON c.id = s.case_id WHERE c.receipt_no = ANY($1)',
        [receiptNos],
      );
      return row!.n;
    };
    await eventually('all steps', async () => (await steps()) === day.length);
    expect(await steps()).toBe(day.length);
  });
});
