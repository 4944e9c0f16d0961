import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Privacy } from '../../libs/privacy/index.js';
import { BulkResends } from './bulk-resends.service.js';
import type { BulkResendDto } from './messages.dto.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';
import type { NoticeRequest } from './notice-request.js';
import { OptOuts } from './opt-outs.service.js';

const ADMIN = 'admin-key-of-thirty-two-characters-and-more';
/** More than are worked off in one set. */
const OUT = 230;

describe('sending many notices again', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    const bootstrap = { adminId: null, adminPassword: null, apiKey: ADMIN };
    house = await sendingHouse({ settings: { bootstrap } });
    // Everything is refused at once by everybody, so that all of it fails.
    const told = Array.from({ length: OUT }, (_, i) => noticeTo(`out-${i}`, `0100${String(i).padStart(3, '0')}9006`));
    await house.notify([
      ...told,
      noticeTo('delivered', '01000003001'),
      // Something newer has followed.
      noticeTo('older', '01009019006', { subject: 'followed' }),
      noticeTo('newer', '01009019006', { subject: 'followed', occasion: 'case.assigned' }),
      noticeTo('opted-out', '01009029006'),
      noticeTo('not-live', '01009039006', { withheld: 'NOT_LIVE' }),
      noticeTo('no-number', '01009049006', { phone: null }),
      // No report ever: it may be on the phone.
      noticeTo('unknown', '01000059010'),
    ]);
    await house.dataSource.transaction((tx) =>
      house.rules.set(tx, 'limits', { report: { ALIMTALK: 500, RCS: 500, LMS: 500, SMS: 500 } }),
    );
    await house.settled(60_000);
    const phoneIndex = house.program.get(Privacy).phoneIndex('01009029006');
    const wish = { phoneIndex, optedOut: true, source: 'LINK', at: house.clock.now() } as const;
    await house.program.get(OptOuts).set(house.dataSource.manager, wish);
  }, 90_000);
  afterAll(() => house.close());

  function noticeTo(label: string, phone: string, overrides: Partial<NoticeRequest> = {}): NoticeRequest {
    return notice({ cause: label, subject: label, label, phone, ...overrides });
  }
  const call = (method: 'get' | 'post', path: string) => {
    const server = request(house.program.getHttpServer());
    return server[method](`/api/v1/messages/resends${path}`).set('authorization', `Bearer ${ADMIN}`);
  };
  const ask = (body: object, key = 'key-1') => call('post', '').set('idempotency-key', key).send(body);
  const count = async (query = '') =>
    ((await call('get', `/count${query}`).expect(200)).body as { count: number }).count;
  const tries = async (label: string) => (await house.log(label))[0]!.attempts.length;

  it('counts what reached nobody for certain and is still worth telling', async () => {
    expect(await count()).toBe(OUT + 1);
    expect(await count('?status=DROPPED')).toBe(0);
    expect(await count('?receiptNo=1')).toBe(0);
    expect(await count('?occasion=case.assigned')).toBe(1);
    expect(await count('?from=2026-04-30T00:00:00%2B09:00')).toBe(0);
    await call('get', '/count?limit=5').expect(400);
  });

  it('goes by the count that its asker saw, and needs a key', async () => {
    const filter = { status: 'FAILED' };
    expect((await ask({ filter, count: OUT, reason: '업체 장애' })).body).toMatchObject({
      status: 409,
      code: 'MESSAGING.COUNT_HAS_CHANGED',
      errors: [{ field: 'count', message: `now ${OUT + 1}` }],
    });
    await call('post', '')
      .send({ filter, count: OUT + 1, reason: '업체 장애' })
      .expect(400);
    await ask({ filter: { status: 'NONE' }, count: 1, reason: '업체 장애' }).expect(400);
    await ask({ filter, count: OUT + 1 }).expect(400);
  });

  it('sends each again once, in sets, whoever asks again, and tells how far it is', async () => {
    const wish = { filter: { occasion: 'case.received' }, count: OUT, reason: '업체 장애' };
    const answers = await Promise.all([ask(wish, 'key-2'), ask(wish, 'key-2')]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const [{ id }, other] = answers.map(({ body }) => body as BulkResendDto) as [BulkResendDto, BulkResendDto];
    expect(other.id).toBe(id);
    for (const otherWish of [{ filter: {} }, { count: OUT + 1 }, { reason: '다른 까닭' }]) {
      expect((await ask({ ...wish, ...otherWish }, 'key-2')).body).toMatchObject({
        status: 422,
        code: 'MESSAGING.IDEMPOTENCY_KEY_REUSED',
      });
    }
    const progress = async () => (await call('get', `/${id}`).expect(200)).body as BulkResendDto;
    await expect
      .poll(progress, { timeout: 10_000 })
      .toMatchObject({ state: 'FINISHED', counted: OUT, sent: OUT, reason: '업체 장애' });
    await house.settled(60_000);
    expect(await Promise.all(['out-0', `out-${OUT - 1}`].map(tries))).toEqual([6, 6]);
    expect(await Promise.all(['older', 'newer', 'opted-out', 'unknown'].map(tries))).toEqual([3, 3, 3, 3]);
    expect(await tries('delivered')).toBe(1);
    const { body } = await call('get', '').expect(200);
    expect((body as { items: BulkResendDto[] }).items.map((item) => item.id)).toEqual([id]);
    const trail = await house.dataSource.query<{ action: string; subjects: string[] }[]>(
      "SELECT action, subjects FROM staff.audit WHERE action LIKE 'messages.resend%' ORDER BY id",
    );
    expect(trail.map(({ action, subjects }) => [action, subjects.length])).toEqual([
      ['messages.resend-many', 1],
      ['messages.resend', 200],
      ['messages.resend', OUT - 200],
    ]);
  });

  it('stops where an operator says so', async () => {
    await house.program.get(BulkResends).work();
    const { body } = await ask(
      { filter: { occasion: 'case.assigned' }, count: 1, reason: '업체 장애' },
      'key-3',
    ).expect(202);
    const { id } = body as BulkResendDto;
    const stopped = (await call('post', `/${id}/stop`).expect(200)).body as BulkResendDto;
    expect(['STOPPED', 'FINISHED']).toContain(stopped.state);
    await house.program.get(BulkResends).work();
    expect((await call('get', `/${id}`)).body).toEqual(stopped);
    await call('get', '/019dd8a4-7c00-7000-8000-000000000001').expect(404);
    await call('post', '/019dd8a4-7c00-7000-8000-000000000001/stop').expect(404);
  });
});
