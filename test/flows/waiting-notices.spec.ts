import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

/** In the evening everything waits for the morning (courtesy hours), so that it can be seen waiting. */
describe('notices that wait, when the case changes', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-04-29T22:00:00+09:00' });
  });
  afterAll(() => program?.stop());

  const noticesOf = async (receiptNo: string): Promise<{ status: string; to: string }[]> =>
    (await program.get(`/api/v1/messages?receiptNo=${receiptNo}`)).body.items;

  it('go to the new number', async () => {
    const petition = new Petition('202647700000000501', '01000003501');
    await program.push([petition.received('2026-04-29T21:40:00')]);
    await eventually('it waits', async () => (await noticesOf(petition.receiptNo))[0]?.status === 'WAITING');
    const link = (await program.get(`/api/v1/cases/${petition.receiptNo}`)).body.statusUrl as string;
    await program.push([
      petition.event('AMENDED', '2026-04-29T21:50:00', {
        applicant: { name: '홍길동', phone: '01000003599', notify: true },
      }),
    ]);
    await eventually('it is addressed anew', async () => (await noticesOf(petition.receiptNo))[0]?.to.endsWith('3599'));
    expect(await noticesOf(petition.receiptNo)).toHaveLength(1);
    expect((await program.get(`/api/v1/cases/${petition.receiptNo}`)).body.statusUrl).not.toBe(link);
    expect((await fetch(link.replace('localhost', '127.0.0.1'))).status).toBe(410);
  });

  it('are withdrawn when the case is void', async () => {
    const petition = new Petition('202647700000000502', '01000003502');
    await program.push([petition.received('2026-04-29T21:40:00')]);
    await eventually('it waits', async () => (await noticesOf(petition.receiptNo))[0]?.status === 'WAITING');
    await program.push([petition.event('VOIDED', '2026-04-29T21:50:00', { reason: '접수 착오' })]);
    await eventually('it is dropped', async () => (await noticesOf(petition.receiptNo))[0]?.status === 'DROPPED');
    expect((await program.get(`/api/v1/cases/${petition.receiptNo}`)).body.stage).toBe('VOIDED');
  });
});
