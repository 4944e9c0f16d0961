import { randomBytes } from 'node:crypto';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, type SandboxMessage, testProgram, type TestProgram } from '../harness/program.js';

const MOVED = '[순창군] 처리예정일 변경 안내';

describe('what moves deadlines, over HTTP and up to the phones', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-06-15T10:00:00+09:00' });
  });
  afterAll(() => program?.stop());

  const call = (method: 'post' | 'delete', path: string, body?: object) => {
    const asked = supertest(program.url)[method](`/api/v1/${path}`).set('authorization', program.bearer);
    return body === undefined ? asked : asked.send(body);
  };
  const caseOf = async ({ receiptNo }: Petition) => (await program.get(`/api/v1/cases/${receiptNo}`)).body;
  const dueOf = (petition: Petition, dueAt: string) =>
    eventually(`due at ${dueAt}`, async () => {
      const found = await caseOf(petition);
      return found.dueAt === dueAt && found;
    });
  const shown = async (phone: string, title: string, count: number): Promise<SandboxMessage[]> =>
    eventually(`${count} messages`, async () => {
      const seen = (await program.messages(phone)).filter(({ visible, text }) => visible && text.startsWith(title));
      return seen.length >= count && seen;
    });

  async function received(receiptNo: string, phone: string): Promise<Petition> {
    const petition = new Petition(receiptNo, phone);
    await program.push([petition.received('2026-06-15T09:30:00', { period: { unit: 'DAY', length: 7 } })]);
    await dueOf(petition, '2026-06-23T18:00:00+09:00');
    return petition;
  }

  it('a holiday: looked at, declared, told once, taken back', { timeout: 60_000 }, async () => {
    const petition = await received('202647700000000801', '01000003801');
    const listed = await program.get('/api/v1/holidays?year=2026&limit=3');
    expect(listed.body).toMatchObject({
      items: [{ date: '2026-01-01' }, { date: '2026-02-16' }, { date: '2026-02-17' }],
      coveredYears: expect.arrayContaining([2018, 2026, 2027]),
      nextCursor: expect.any(String),
    });
    const next = await program.get(`/api/v1/holidays?year=2026&limit=3&cursor=${listed.body.nextCursor}`);
    expect(next.body.items[0]).toMatchObject({ date: '2026-02-18' });

    const holiday = { date: '2026-06-19', name: '임시공휴일' };
    const looked = await call('post', 'holidays?preview=true', holiday);
    expect(looked.status).toBe(200);
    expect(looked.body).toMatchObject({ change: null, preview: { moving: 1, told: 1 } });
    expect(looked.body.preview.moves[0]).toMatchObject({
      receiptNo: petition.receiptNo,
      to: { dueAt: '2026-06-24T18:00:00+09:00' },
    });
    expect((await caseOf(petition)).moves).toEqual([]);

    const added = await call('post', 'holidays', holiday);
    expect(added.status).toBe(201);
    const moved = await dueOf(petition, '2026-06-24T18:00:00+09:00');
    expect(moved.moves).toMatchObject([{ cause: 'HOLIDAY', detail: '2026. 6. 19.(금) 임시공휴일' }]);
    const change = await eventually('the change is through', async () => {
      const { body } = await program.get(`/api/v1/deadline-changes/${added.body.change.id}`);
      return body.doneAt !== null && body;
    });
    expect(change).toMatchObject({ kind: 'HOLIDAY', moved: 1, told: 1 });
    expect((await program.get('/api/v1/deadline-changes')).body.items[0].id).toBe(change.id);
    const [message] = await shown('01000003801', MOVED, 1);
    expect(message!.text).toContain('변경사유: 2026. 6. 19.(금) 임시공휴일');
    expect(message!.text).toContain('새 처리예정: 2026. 6. 24.(수)');

    expect((await call('post', 'holidays', holiday)).status).toBe(409);
    const removed = await call('delete', `holidays/${holiday.date}`);
    expect(removed.status).toBe(200);
    await dueOf(petition, '2026-06-23T18:00:00+09:00');
    expect(await shown('01000003801', MOVED, 2)).toHaveLength(2);
    expect((await call('delete', `holidays/${holiday.date}`)).status).toBe(404);
  });

  it('an interval of one case and an outage of the county', { timeout: 60_000 }, async () => {
    const petition = await received('202647700000000802', '01000003802');
    const path = `cases/${petition.receiptNo}/intervals`;
    const asked = { reason: 'TEST', from: '2026-06-18', to: '2026-06-18' };
    expect((await call('post', `${path}?preview=true`, asked)).body).toMatchObject({
      preview: true,
      interval: { id: null },
      to: { dueAt: '2026-06-24T18:00:00+09:00' },
    });
    const entered = await call('post', path, asked);
    expect(entered.status).toBe(201);
    expect(await caseOf(petition)).toMatchObject({
      dueAt: '2026-06-24T18:00:00+09:00',
      moves: [{ cause: 'INTERVAL' }],
    });
    expect((await call('post', path, asked)).status).toBe(409);
    const outage = await call('post', 'outages', { from: '2026-06-19', to: '2026-06-19', note: '전산망 장애' });
    expect(outage.status).toBe(201);
    await dueOf(petition, '2026-06-25T18:00:00+09:00');
    expect((await program.get('/api/v1/outages')).body.items).toMatchObject([
      { from: '2026-06-19', note: '전산망 장애' },
    ]);
    expect((await program.get(`/api/v1/${path}`)).body.items).toMatchObject([
      { source: 'OPERATOR', reason: 'TEST' },
      { source: 'OUTAGE', reason: 'OUTAGE' },
    ]);
    const { body } = await program.get(`/api/v1/cases/${petition.receiptNo}/deadline`);
    expect(body.statutory.legs[0].steps.map(({ text }: { text: string }) => text)).toEqual([
      '6/15–6/17 1–3일째',
      '6/18 시험·검사·감정 제외',
      '6/19 정보시스템 장애 제외',
      '6/20–6/21 주말 제외',
      '6/22–6/25 4–7일째',
    ]);
    expect(await shown('01000003802', MOVED, 2)).toHaveLength(2);
    expect((await call('delete', `${path}/${entered.body.interval.id}`)).body.to.dueAt).toBe(
      '2026-06-24T18:00:00+09:00',
    );
    expect((await call('delete', `outages/${outage.body.outage.id}`)).status).toBe(200);
    await dueOf(petition, '2026-06-23T18:00:00+09:00');
  });

  it('is refused where it makes no sense', async () => {
    const statusOf = async (path: string, body: object) => (await call('post', path, body)).status;
    expect(await statusOf('holidays', { date: '2026-02-30', name: 'x' })).toBe(400);
    expect(await statusOf('holidays', { date: '2026-06-19', name: '' })).toBe(400);
    expect(await statusOf('holidays', { date: '2026-06-19', name: '쉬는 날', more: 1 })).toBe(400);
    expect(await statusOf('holidays?preview=perhaps', { date: '2026-06-19', name: '쉬는 날' })).toBe(400);
    expect(await statusOf('holidays/years', { year: 2028, holidays: [{ date: '2027-01-01', name: '신정' }] })).toBe(
      422,
    );
    expect(await statusOf('outages', { from: '2026-06-19', to: '2026-06-18' })).toBe(422);
    expect(await statusOf('outages', { from: '2026-06-19T10:00:00' })).toBe(400);
    expect(await statusOf('cases/202647700000000899/intervals', { reason: 'TEST', from: '2026-06-19' })).toBe(404);
    expect(await statusOf('cases/x/intervals', { reason: 'TEST', from: '2026-06-19' })).toBe(400);
    expect(await statusOf('cases/202647700000000899/intervals', { reason: 'HUNGER', from: '2026-06-19' })).toBe(400);
    expect((await program.get('/api/v1/holidays?year=26')).status).toBe(400);
    expect((await program.get('/api/v1/deadline-changes/nonsense')).status).toBe(400);
    expect(
      (await program.get(`/api/v1/deadline-changes/01900000-0000-7000-8000-${randomBytes(6).toString('hex')}`)).status,
    ).toBe(404);
    expect((await supertest(program.url).post('/api/v1/holidays').send({})).status).toBe(401);
  });

  it(
    'tells a paused petitioner at the return of the papers, and reminds three days before',
    { timeout: 60_000 },
    async () => {
      const phone = '01000003804';
      const petition = await received('202647700000000804', phone);
      await program.push([petition.supplementRequested('2026-06-15T09:40:00', { dueDays: 10 })]);
      await eventually('paused', async () => (await caseOf(petition)).paused);
      program.clock.set('2026-06-22T09:00:30+09:00');
      const [reminder] = await shown(phone, '[순창군] 보완기한 임박 안내', 1);
      expect(reminder!.text).toContain('배치도 1부');
      expect(reminder!.text).toContain('2026. 6. 25.(목)');
      // 6/15–21 do not count so far, and today does not either.
      await dueOf(petition, '2026-07-01T18:00:00+09:00');
      await program.push([petition.supplementDone('2026-06-22T09:00:00')]);
      const [done] = await shown(phone, '[순창군] 보완 완료 안내', 1);
      expect(done!.text).toContain('처리예정: 2026. 7. 1.(수)');
      expect(await shown(phone, MOVED, 0)).toEqual([]);
    },
  );
});
