import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

interface Notice {
  id: string;
  receiptNo: string;
  status: string;
  statusReason?: string;
}

describe('more than 20 reassignments from one officer in a day', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' });
  });
  afterAll(() => program?.stop());

  const phoneOf = (index: number) => `01000003${String(300 + index)}`;
  const petitions = Array.from(
    { length: 22 },
    (_, index) => new Petition(`2026477000000010${String(index).padStart(2, '0')}`, phoneOf(index)),
  );
  const notices = async (): Promise<Notice[]> =>
    (await program.get('/api/v1/messages?occasion=case.assigned&limit=200')).body.items;
  const changes = async (index: number) =>
    (await program.messages(phoneOf(index))).filter(
      ({ visible, text }) => visible && text.startsWith('[순창군] 담당자 변경 안내'),
    );
  const act = (id: string, verb: 'resend' | 'skip', body: object = {}) =>
    supertest(program.url)
      .post(`/api/v1/messages/${id}/${verb}`)
      .set('authorization', program.bearer)
      .set('idempotency-key', `${verb}-${id}`)
      .send(body);

  it('wait for an operator, who sends or skips them', { timeout: 60_000 }, async () => {
    await program.push(
      petitions.flatMap((p) => [p.received('2026-04-29T13:00:00'), p.assigned('2026-04-29T13:05:00')]),
    );
    await program.push(petitions.map((p) => p.assigned('2026-04-29T13:30:00', { id: 's112', name: '송오름' })));
    const held = await eventually('two are held', async () => {
      const found = (await notices()).filter(({ statusReason }) => statusReason === 'HELD');
      return found.length === 2 && found.toSorted((a, b) => (a.receiptNo < b.receiptNo ? -1 : 1));
    });
    expect(held.map(({ receiptNo, status }) => [receiptNo, status])).toEqual([
      [petitions[20]!.receiptNo, 'WAITING'],
      [petitions[21]!.receiptNo, 'WAITING'],
    ]);
    await eventually('the others are told', async () => (await changes(19)).length === 1);
    const [sent, skipped] = held as [Notice, Notice];
    expect((await act(sent.id, 'resend')).status).toBe(202);
    expect((await act(skipped.id, 'skip', { reason: '부서 개편' })).body).toMatchObject({
      status: 'DROPPED',
      statusReason: 'HELD',
    });
    await eventually('the one that was sent', async () => (await changes(20)).length === 1);
    await program.push([petitions[21]!.completed('2026-04-29T13:40:00')]);
    await eventually('what comes after the one that was skipped', async () =>
      (await program.messages(phoneOf(21))).some(({ visible, text }) => visible && text.includes('처리 완료 안내')),
    );
    expect(await changes(21)).toEqual([]);
    const alarmed = () =>
      program.dataSource.query(
        `SELECT FROM staff.alarm WHERE code = 'CASES.REASSIGNMENTS_HELD' AND cleared_at IS NULL`,
      );
    await eventually('nothing is left to decide on, and the alarm is over', async () => (await alarmed()).length === 0);
  });
});
