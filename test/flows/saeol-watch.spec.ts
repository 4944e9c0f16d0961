import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../harness/database.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { LinkTables, SaeolSide, type SideEvent, teachCodes } from '../harness/saeol-side.js';
import { workingDay } from '../harness/working-day.js';

const DAY = '2026-04-29';
const NEXT_SIX = new Date('2026-04-30T06:00:00+09:00');

describe('how the link proves that it missed nothing', () => {
  let side: TestDatabase;
  let tables: LinkTables;
  let program: TestProgram;
  const saeol = new SaeolSide();
  const petitions = [
    ...Map.groupBy(workingDay(DAY, 400, { toldEvery: 1, seed: 11 }), ({ receiptNo }) => receiptNo).values(),
  ].filter((steps) => steps.map(({ kind }) => kind).join() === 'RECEIVED,ASSIGNED,COMPLETED');
  /** The next petition: received, assigned, completed. */
  const petition = (): SideEvent[] => petitions.splice(0, 1)[0]!;

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

  const stageOf = (receiptNo: string, stage: string) =>
    eventually(`${receiptNo} is ${stage}`, async () => {
      const { body } = await program.get(`/api/v1/cases/${receiptNo}`);
      return body.stage === stage && body;
    });
  const alarm = async (key: string): Promise<boolean> => {
    const found = await program.dataSource.query('SELECT 1 FROM staff.alarm WHERE key = $1 AND cleared_at IS NULL', [
      key,
    ]);
    return found.length === 1;
  };
  const state = async () => (await program.get('/api/v1/saeol/state')).body;

  it('says when each way brought its last record, and how far behind it was', async () => {
    const [received, assigned] = petition();
    await program.push([received!, assigned!]);
    const [inTable] = petition();
    await tables.write([saeol.apply(inTable!)]);
    await stageOf(inTable!.receiptNo, 'RECEIVED');
    const { ways } = await state();
    expect(ways.map(({ source }: { source: string }) => source)).toEqual(['PUSH', 'TABLE']);
    const behind = (Date.parse(`${DAY}T17:30:00+09:00`) - Date.parse(assigned!.occurredAt)) / 1_000;
    expect(ways[0].lagSeconds).toBeGreaterThanOrEqual(behind);
    expect(ways[0].lagSeconds).toBeLessThan(behind + 120);
    for (const { lastRecordAt } of ways) expect(Math.abs(Date.now() - Date.parse(lastRecordAt))).toBeLessThan(60_000);
    const { text } = await program.get('/metrics');
    expect(text).toMatch(/^saeol_lag_seconds\{source="PUSH"\} \d/m);
    expect(text).toMatch(/^saeol_last_record_timestamp_seconds\{source="PUSH"\} \d/m);
  });

  it('compares each day with the link database, keeps the report, and alarms until all agrees', async () => {
    const [known, stale, missing, late] = [petition(), petition(), petition(), petition()];
    await tables.write([...known.slice(0, 2), ...stale.slice(0, 2)].map((event) => saeol.apply(event)));
    await stageOf(stale[0]!.receiptNo, 'ASSIGNED');
    await stageOf(known[0]!.receiptNo, 'ASSIGNED');
    // What Saeol did without a plan row: another officer, and a case that we never heard of.
    const forgotten = missing.slice(0, 2).map((event) => saeol.apply(event));
    await tables.query(
      'INSERT INTO saeol_side.tb_minwon SELECT * FROM json_populate_recordset(NULL::saeol_side.tb_minwon, $1)',
      [JSON.stringify([forgotten[1]!.case])],
    );
    await tables.query(`UPDATE saeol_side.tb_minwon SET dpp_id = 's119' WHERE mw_take_no = $1`, [stale[0]!.receiptNo]);
    // What came too late to be told by itself, and is in Saeol's tables as well.
    const old = late.slice(0, 2).map((step) => ({ ...step, occurredAt: step.occurredAt.replace(DAY, '2026-04-20') }));
    await program.push(old);
    await stageOf(late[0]!.receiptNo, 'ASSIGNED');

    const dueAt = async (): Promise<Date | undefined> =>
      (await program.dataSource.query(`SELECT due_at FROM saeol.schedule WHERE name = 'reconcile'`))[0]?.due_at;
    const nightPasses = () =>
      program.dataSource.query(`UPDATE saeol.schedule SET due_at = $1 WHERE name = 'reconcile'`, [
        new Date(NEXT_SIX.getTime() - 86_400_000),
      ]);
    const reports = async () => (await program.get('/api/v1/saeol/reconciliations')).body.items;
    const reportNo = (count: number) =>
      eventually(`report ${count}`, async () => {
        const items = await reports();
        return items.length === count && items[0].endedAt !== null && items[0];
      });

    expect(await eventually('the next time stands', dueAt)).toEqual(NEXT_SIX);
    expect(await reports()).toEqual([]);
    await nightPasses();
    const report = await reportNo(1);
    expect(report).toMatchObject({ source: 'TABLE', missing: 1, stale: 1, unsent: 1, badRows: 0 });
    expect(await dueAt()).toEqual(NEXT_SIX);
    const { body } = await program.get(`/api/v1/saeol/reconciliations/${report.id}/findings?limit=200`);
    expect(body.items).toEqual(
      expect.arrayContaining([
        { receiptNo: missing[0]!.receiptNo, kind: 'MISSING', detail: '받은 기록이 없습니다' },
        { receiptNo: stale[0]!.receiptNo, kind: 'STALE', detail: '담당자' },
        { receiptNo: late[0]!.receiptNo, kind: 'UNSENT', detail: expect.stringMatching(/^case.assigned APPLICANT/) },
      ]),
    );
    expect(body.items.map(({ receiptNo }: SideEvent) => receiptNo)).not.toContain(known[0]!.receiptNo);
    const { text } = await program.get('/metrics');
    for (const kind of ['missing', 'stale', 'unsent'])
      expect(text).toMatch(new RegExp(`^saeol_reconciliation_findings\\{kind="${kind}"\\} 1$`, 'm'));
    await eventually('it is alarmed', () => alarm('saeol.reconciliation'));

    // Saeol's side sends what it had forgotten.
    await tables.query(
      'INSERT INTO saeol_side.tb_step SELECT * FROM json_populate_recordset(NULL::saeol_side.tb_step, $1)',
      [JSON.stringify(forgotten.map(({ step }) => step))],
    );
    await tables.query(`UPDATE saeol_side.tb_minwon SET dpp_id = $2 WHERE mw_take_no = $1`, [
      stale[0]!.receiptNo,
      saeol.cases.get(stale[0]!.receiptNo)!['dpp_id'],
    ]);
    await tables.query(
      `INSERT INTO saeol_side.link_plan (table_name, flag, keys) SELECT 'TB_STEP', 'I', 'mw_take_no=' || unnest($1::text[])`,
      [[missing[0]!.receiptNo, stale[0]!.receiptNo]],
    );
    await stageOf(missing[0]!.receiptNo, 'ASSIGNED');
    await nightPasses();
    expect(await reportNo(2)).toMatchObject({ missing: 0, stale: 0 });
  });

  it(
    'sends a synthetic case the whole way, takes it back, and alarms while none arrives',
    { timeout: 60_000 },
    async () => {
      expect((await state()).syntheticCase).toBeNull();
      const probe = { SAEOL_PROBE_DEPARTMENT: '47700000011', SAEOL_PROBE_MINUTES: '0.05' };
      // No channel reaches this number.
      await program.restart({ ...probe, SAEOL_PROBE_PHONE: '01000009006' });
      await eventually('the alarm', () => alarm('saeol.synthetic-case'), 30_000);
      expect((await program.get('/metrics')).text).toMatch(/^saeol_synthetic_case_arrived 0$/m);

      await program.restart({ ...probe, SAEOL_PROBE_PHONE: '01000000477' });
      await eventually('no alarm', async () => !(await alarm('saeol.synthetic-case')), 30_000);
      const { syntheticCase } = await state();
      expect(Math.abs(Date.now() - Date.parse(syntheticCase.sentAt))).toBeLessThan(60_000);
      expect((await program.messages('01000000477')).length).toBeGreaterThan(0);
      const { text } = await program.get('/metrics');
      expect(text).toMatch(/^saeol_synthetic_case_seconds \d/m);
      // It leaves the figures again, and the list of what Saeol does not have.
      const [first] = await program.dataSource.query<{ receipt_no: string }[]>(
        'SELECT receipt_no FROM saeol.probe WHERE arrived_at IS NOT NULL ORDER BY sent_at LIMIT 1',
      );
      await stageOf(first!.receipt_no, 'VOIDED');
    },
  );
});
