import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedPush } from '../harness/link.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

describe('the push endpoint, as the contract has it', () => {
  let program: TestProgram;
  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' });
  });
  afterAll(() => program?.stop());

  const post = (body: string, headers: Record<string, string>) =>
    supertest(program.url).post('/api/v1/saeol/events').set(headers).send(body);
  const received = (receiptNo: string) => new Petition(receiptNo).received('2026-04-29T14:00:00');

  it('refuses a wrong signature, also one over what is not JSON', async () => {
    const wrong = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    for (const body of [JSON.stringify({ events: [received('202647700000000101')] }), '{not json']) {
      const answer = await post(body, signedPush(wrong, body));
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ status: 401, code: 'SAEOL.BAD_SIGNATURE' });
    }
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(401);
  });

  it('refuses a signature of more than five minutes ago, and of more than five ahead', async () => {
    const body = JSON.stringify({ events: [received('202647700000000101')] });
    for (const minutes of [-6, 6]) {
      const at = new Date(Date.now() + minutes * 60_000);
      expect((await post(body, signedPush(program.linkSecret, body, at))).status).toBe(401);
    }
  });

  it('answers 400 for what is not JSON and 422 for events that are missing, empty, no array or too many', async () => {
    const statusOf = async (body: string) => (await post(body, signedPush(program.linkSecret, body))).status;
    expect(await statusOf('{"events":[')).toBe(400);
    for (const body of [
      {},
      { events: [] },
      { events: {} },
      { events: null },
      [],
      null,
      { events: Array.from({ length: 1001 }, () => ({})) },
    ]) {
      expect(await statusOf(JSON.stringify(body))).toBe(422);
    }
  });

  it('answers 413 over 2 MiB', async () => {
    const body = JSON.stringify({ events: [{ padding: 'x'.repeat(2 * 1024 * 1024) }] });
    expect((await post(body, signedPush(program.linkSecret, body))).status).toBe(413);
  });

  it('quarantines an unknown kind and whatever else is bad, and takes the neighbours', async () => {
    const bad = [
      { ...received('202647700000000111'), kind: 'DANCED' },
      { ...received('202647700000000112'), occurredAt: '2026-04-29 14:00' },
      { ...received('202647700000000113'), receiptNo: '12' },
      { ...received('202647700000000114'), occurredAt: '2026-04-29T15:00:00+09:00' },
      'not an object',
      null,
    ];
    const answer = await program.push([received('202647700000000110'), ...bad, received('202647700000000119')]);
    expect(answer.status).toBe(202);
    expect(answer.body.results.map(({ status }) => status)).toEqual([
      'ACCEPTED',
      ...bad.map(() => 'QUARANTINED'),
      'ACCEPTED',
    ]);
    expect(answer.body.results.map(({ code }) => code).slice(1, 5)).toEqual([
      'SAEOL.UNKNOWN_KIND',
      'SAEOL.BAD_FIELDS',
      'SAEOL.BAD_FIELDS',
      'SAEOL.AHEAD_OF_TIME',
    ]);
    for (const receiptNo of ['202647700000000110', '202647700000000119']) {
      await eventually(
        'the neighbour is a case',
        async () => (await program.get(`/api/v1/cases/${receiptNo}`)).status === 200,
        1_000,
      );
    }
    const listed = await program.get('/api/v1/saeol/quarantine');
    expect(listed.body.items.length).toBeGreaterThanOrEqual(bad.length);
  });

  it('quarantines what is nested without end, and takes the neighbours', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const body = `{"events":[${JSON.stringify(received('202647700000000118'))},${deep},{"kind":"RECEIVED","x":${deep}}]}`;
    const answer = await post(body, signedPush(program.linkSecret, body));
    expect(answer.status).toBe(202);
    expect(answer.body.results.map(({ status, code }: Record<string, string>) => [status, code])).toEqual([
      ['ACCEPTED', undefined],
      ['QUARANTINED', 'SAEOL.NOT_AN_EVENT'],
      ['QUARANTINED', 'SAEOL.BAD_FIELDS'],
    ]);
  });

  it('answers DUPLICATE for the same id and content, also within one request, and quarantines other content', async () => {
    const event = received('202647700000000121');
    const first = await program.push([event, event]);
    expect(first.body.results.map(({ status }) => status)).toEqual(['ACCEPTED', 'DUPLICATE']);
    const again = await program.push([event, { ...event, occurredAt: '2026-04-29T13:00:00+09:00' }]);
    expect(again.body.results.map(({ status, code }) => [status, code])).toEqual([
      ['DUPLICATE', undefined],
      ['QUARANTINED', 'SAEOL.CONFLICTING_CONTENT'],
    ]);
  });

  it('drops fields that nobody named before anything is written', async () => {
    const event = { ...received('202647700000000131'), mw_aplct_sid: '900101-1234567' };
    expect((await program.push([event])).body.results[0]!.status).toBe('ACCEPTED');
    expect((await program.push([{ ...event, mw_aplct_pwd: 'secret' }])).body.results[0]!.status).toBe('DUPLICATE');
  });

  it('waits for the missing sequence and then applies what waited, in order', async () => {
    const petition = new Petition('202647700000000141');
    const events = [
      petition.received('2026-04-29T13:00:00'),
      petition.assigned('2026-04-29T13:10:00'),
      petition.supplementRequested('2026-04-29T13:20:00'),
      petition.supplementDone('2026-04-29T13:30:00'),
    ];
    await program.push([events[3]!, events[1]!]);
    await program.push([events[2]!]);
    expect((await program.get(`/api/v1/cases/${petition.receiptNo}`)).status).toBe(404);
    await program.push([events[0]!]);
    const found = await eventually('all four steps', async () => {
      const { body } = await program.get(`/api/v1/cases/${petition.receiptNo}`);
      return body.timeline?.length === 4 && body;
    });
    expect(found.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
      'RECEIVED',
      'ASSIGNED',
      'SUPPLEMENT_REQUESTED',
      'SUPPLEMENT_DONE',
    ]);
    expect(found.stage).toBe('SUPPLEMENT_DONE');
  });

  it('goes on past a step that was discarded before anything else of its petition came', async () => {
    const petition = new Petition('202647700000000142');
    const [first, second, third] = [
      petition.received('2026-04-29T13:00:00'),
      petition.assigned('2026-04-29T13:10:00'),
      petition.completed('2026-04-29T13:20:00'),
    ];
    await program.push([{ ...second, officer: 'nobody' }]);
    const { body } = await program.get(`/api/v1/saeol/quarantine?receiptNo=${petition.receiptNo}`);
    expect(body.items).toMatchObject([{ sequence: 2, code: 'SAEOL.BAD_FIELDS' }]);
    await supertest(program.url)
      .post(`/api/v1/saeol/quarantine/${body.items[0].id}/discard`)
      .set('authorization', program.bearer)
      .send({ reason: '새올 시험 자료' })
      .expect(204);
    await program.push([third!, first!]);
    await eventually('the completion', async () => {
      const found = await program.get(`/api/v1/cases/${petition.receiptNo}`);
      return found.body.stage === 'COMPLETED';
    });
  });

  it('shows the statutory deadline of the contract’s example', async () => {
    await program.push([received('202647700000000001')]);
    const found = await eventually('the case', async () => {
      const answer = await program.get('/api/v1/cases/202647700000000001');
      return answer.status === 200 && answer.body;
    });
    expect(found).toMatchObject({
      dueAt: '2026-05-06T14:00:00+09:00',
      stage: 'RECEIVED',
      notified: { eligible: true },
      flags: [],
    });
  });

  it('quarantines a step that the stage table refuses, and the case says so until it is given up', async () => {
    const petition = new Petition('202647700000000151');
    await program.push([
      petition.received('2026-04-29T13:00:00'),
      petition.completed('2026-04-29T13:10:00'),
      petition.assigned('2026-04-29T13:20:00'),
    ]);
    const found = await eventually('the refusal', async () => {
      const { body } = await program.get(`/api/v1/cases/${petition.receiptNo}`);
      return body.flags?.includes('STEP_QUARANTINED') && body;
    });
    expect(found).toMatchObject({ stage: 'COMPLETED', outcome: 'GRANTED' });
    const { body } = await program.get('/api/v1/saeol/quarantine?limit=200');
    expect(body.items).toContainEqual(
      expect.objectContaining({ receiptNo: petition.receiptNo, sequence: 3, code: 'CASES.COMPLETED' }),
    );
    const { id } = body.items.find(({ receiptNo }: { receiptNo: string }) => receiptNo === petition.receiptNo);
    const discarded = await supertest(program.url)
      .post(`/api/v1/saeol/quarantine/${id}/discard`)
      .set('authorization', program.bearer)
      .send({ reason: '완료 뒤에 잘못 보냄' });
    expect(discarded.status).toBe(204);
    expect((await program.get(`/api/v1/cases/${petition.receiptNo}`)).body.flags).toEqual([]);
  });
});
