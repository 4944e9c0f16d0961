import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileIntake } from '../../src/saeol/index.js';
import { TEST_PRIVACY_KEYS } from '../harness/database.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { csvOf, SaeolSide, type SideEvent, teachCodes } from '../harness/saeol-side.js';

const STOCK = 8;
const SHADOWED = '01000000431';

/** Ten minutes to nine: what is due today is told to officers when the day begins. */
describe('the day on which a county switches on', () => {
  let folder: string;
  let program: TestProgram;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'minwon-opening-'));
    program = await testProgram({
      DEMO_CLOCK: '2026-04-30T08:50:00+09:00',
      DEMO_CLOCK_SPEED: '60',
      LIVE_SINCE: '2026-04-29T17:00:00+09:00',
    });
    await teachCodes(program.url, program.bearer);
  });
  afterAll(async () => {
    await program?.stop();
    await rm(folder, { recursive: true });
  });

  const noticesOf = async (query: string): Promise<Notice[]> =>
    (await program.get(`/api/v1/messages?limit=200&${query}`)).body.items;
  interface Notice {
    id: string;
    occasion: string;
    recipientKind: string;
    status: string;
    statusReason?: string;
  }
  const receiptNo = (index: number) => `20264770000004${String(index).padStart(4, '0')}`;

  /** An open case as Saeol's export has it: received last week, with an officer, due today. */
  function openCase(index: number): SideEvent[] {
    const base = { receiptNo: receiptNo(index) };
    return [
      {
        ...base,
        eventId: 'none',
        sequence: 1,
        kind: 'RECEIVED',
        occurredAt: '2026-04-22T10:00:00+09:00',
        plannedAt: '2026-04-30T18:00:00+09:00',
        petition: {
          typeCode: '4770000000015',
          typeName: '개발행위허가',
          kind: 'STATUTORY',
          statutory: true,
          period: { unit: 'DAY', length: 7 },
          departmentCode: '47700000011',
        },
        applicant: { name: '홍길동', phone: `0100000${String(4_000 + index)}`, notify: true },
      },
      {
        ...base,
        eventId: 'none',
        sequence: 2,
        kind: 'ASSIGNED',
        occurredAt: '2026-04-22T11:00:00+09:00',
        officer: { id: 's113', name: '남궁다온', phone: '063-000-1103', departmentCode: '47700000011' },
      },
    ];
  }

  it('takes the stock of open cases, tells no applicant, and warns their officer in one digest', async () => {
    const saeol = new SaeolSide();
    const path = join(folder, 'opening.csv');
    const rows = Array.from({ length: STOCK }, (_, index) => openCase(index)).flat();
    await writeFile(path, csvOf(rows.map((event) => saeol.apply(event))));
    const child = spawn(process.execPath, [resolve('dist/src/saeol-import.js'), path, '--opening'], {
      env: {
        ...process.env,
        PROFILE: 'demo',
        DATABASE_URL: program.database.url,
        PRIVACY_KEYS: TEST_PRIVACY_KEYS,
        DATA_DIR: folder,
      },
      stdio: 'ignore',
    });
    expect(await new Promise((exit) => child.once('close', exit))).toBe(0);
    await eventually('every case has its ladder', async () => {
      const [row] = await program.dataSource.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM deadlines.ladder WHERE receipt_no LIKE '20264770000004%'`,
      );
      return row!.n === STOCK;
    });

    const digest = await eventually('the digest', async () => {
      const found = await noticesOf('occasion=deadline.digest');
      return found.some(({ recipientKind }) => recipientKind === 'OFFICER') && found;
    });
    expect(digest.filter(({ recipientKind }) => recipientKind === 'OFFICER')).toHaveLength(1);
    for (let index = 0; index < STOCK; index += 1) expect(await noticesOf(`receiptNo=${receiptNo(index)}`)).toEqual([]);
    expect(await program.messages('01000004000')).toEqual([]);
  });

  it('goes on with such a case as with any other', async () => {
    const [, assigned] = openCase(0);
    const next = (sequence: number, kind: string, body: object) => ({
      eventId: `N-${sequence}`,
      receiptNo: assigned!.receiptNo,
      sequence,
      kind,
      occurredAt: '2026-04-30T08:55:00+09:00',
      ...body,
    });
    const completed = next(3, 'COMPLETED', { outcome: 'GRANTED' });
    // What was in the stock comes by push as well: nothing happens twice.
    await program.push([{ ...assigned!, eventId: 'N-2' }, completed]);
    const notices = await eventually('the completion', async () => {
      const found = await noticesOf(`receiptNo=${receiptNo(0)}`);
      return found.length > 0 && found;
    });
    expect(notices.map(({ occasion }) => occasion)).toEqual(['case.completed']);
  });

  it('takes a stock that names no steps as it stands, and is not disturbed by its history when that comes later', async () => {
    const steps = openCase(900);
    const saeol = new SaeolSide();
    const rows = steps.map((event) => saeol.apply(event));
    const path = join(folder, 'cases-only.csv');
    const names = (header: string) => header.replace(/step_seq|step_code|step_end_td/g, 'unread');
    await writeFile(path, csvOf([{ case: rows.at(-1)!.case, step: {} }]).replace(/^.*$/m, names));
    const report = await program.app
      .get(FileIntake, { strict: false })
      .take(path, { opening: true, dryRun: false, onProgress: () => undefined });
    expect(report).toMatchObject({ rows: 1, faulty: 0 });
    const standing = () =>
      eventually('it is assigned', async () => {
        const { body } = await program.get(`/api/v1/cases/${receiptNo(900)}`);
        return body.stage === 'ASSIGNED' && body;
      });
    const { dueAt, officer } = await standing();
    await program.push(steps.map((step) => ({ ...step, eventId: `L-${step.sequence}` })));
    await eventually('the history is taken', async () => {
      const [row] = await program.dataSource.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM saeol.inbox WHERE receipt_no = $1 AND state = 'WAITING'`,
        [receiptNo(900)],
      );
      return row!.n === 0;
    });
    expect(await standing()).toMatchObject({ dueAt, officer });
    const told = (await noticesOf(`receiptNo=${receiptNo(900)}`)).filter(
      ({ occasion, status }) => occasion.startsWith('case.') && status !== 'DROPPED',
    );
    expect(told).toEqual([]);
    expect((await program.get(`/api/v1/saeol/quarantine?receiptNo=${receiptNo(900)}`)).body.items).toEqual([]);
  });

  it('takes a stock that names its last step alone, and knows the steps before it as history when they come', async () => {
    const steps = openCase(901);
    const number = receiptNo(901);
    const saeol = new SaeolSide();
    const rows = [...steps, { ...steps[1]!, sequence: 3, occurredAt: '2026-04-23T11:00:00+09:00' }].map((event) =>
      saeol.apply(event),
    );
    const path = join(folder, 'last-steps.csv');
    await writeFile(path, csvOf(rows.slice(-1)));
    await program.app
      .get(FileIntake, { strict: false })
      .take(path, { opening: true, dryRun: false, onProgress: () => undefined });
    await program.push([
      ...steps.map((step) => ({ ...step, eventId: `H-${step.sequence}` })),
      {
        eventId: 'H-4',
        receiptNo: number,
        sequence: 4,
        kind: 'COMPLETED',
        outcome: 'GRANTED',
        occurredAt: '2026-04-30T08:55:00+09:00',
      },
    ]);
    const found = await eventually('the completion', async () => {
      const { body } = await program.get(`/api/v1/cases/${number}`);
      return body.stage === 'COMPLETED' && body;
    });
    expect(
      found.timeline.map(({ sequence, kind }: { sequence: number; kind: string }) => `${sequence} ${kind}`),
    ).toEqual(['1 RECEIVED', '3 ASSIGNED', '4 COMPLETED']);
    expect((await program.get(`/api/v1/saeol/quarantine?receiptNo=${number}`)).body.items).toEqual([]);
  });

  it('records steps from before LIVE_SINCE, and never tells them', async () => {
    const petition = new Petition('202647700000050001', '01000000430');
    await program.push([
      petition.received('2026-04-29T16:00:00'),
      petition.assigned('2026-04-29T16:59:59'),
      petition.supplementRequested('2026-04-29T17:00:00'),
    ]);
    const notices = await eventually('the third is delivered', async () => {
      const found = await noticesOf(`receiptNo=${petition.receiptNo}`);
      return found.some(({ status }) => status === 'DELIVERED') && found;
    });
    expect(notices.map(({ occasion, status, statusReason }) => [occasion, status, statusReason]).toReversed()).toEqual([
      ['case.received', 'DROPPED', 'NOT_LIVE'],
      ['case.assigned', 'DROPPED', 'NOT_LIVE'],
      ['case.supplement-requested', 'DELIVERED', undefined],
    ]);
    expect(await program.messages('01000000430')).toHaveLength(1);
  });

  it('composes and shows everything in SHADOW, and sends nothing of it, nor later', async () => {
    const petition = new Petition('202647700000050002', SHADOWED);
    await program.restart({ SHADOW: 'on' });
    await program.push([petition.received('2026-04-30T08:50:00'), petition.assigned('2026-04-30T08:51:00')]);
    const shadowed = await eventually('both are composed', async () => {
      const found = await noticesOf(`receiptNo=${petition.receiptNo}`);
      return found.length === 2 && found;
    });
    expect(shadowed).toMatchObject([
      { status: 'DROPPED', statusReason: 'SHADOW' },
      { status: 'DROPPED', statusReason: 'SHADOW' },
    ]);
    expect((await program.get(`/api/v1/messages/${shadowed[1]!.id}`)).body.text).toContain('민원 접수 안내');

    await program.restart({ SHADOW: 'off' });
    await program.push([petition.supplementRequested('2026-04-30T08:52:00')]);
    await eventually('what follows is delivered', async () => (await program.messages(SHADOWED)).length > 0);
    expect((await program.messages(SHADOWED)).map(({ text }) => text)).toEqual([
      expect.stringContaining('서류 보완 요청'),
    ]);
    const later = await noticesOf(`receiptNo=${petition.receiptNo}`);
    expect(later.filter(({ statusReason }) => statusReason === 'SHADOW')).toHaveLength(2);
  });
});
