import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatewayWeights } from './gateway-weights.service.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';

const ADMIN = 'admin-key-of-thirty-two-characters-and-more';

describe('two vendors on one channel', () => {
  let house: SendingHouse;
  let causes = 0;
  beforeAll(async () => {
    house = await sendingHouse({
      vendors: ['SOLAPI', 'NHN'],
      settings: { bootstrap: { adminId: null, adminPassword: null, apiKey: ADMIN } },
    });
  });
  afterEach(() => house.noFaults());
  afterAll(() => house.close());

  /** Tells so many people one thing each; by which vendors they got it. */
  async function tell(count: number): Promise<Record<string, number>> {
    const requests = Array.from({ length: count }, () => {
      const n = ++causes;
      return notice({ cause: `two:${n}`, subject: `two-${n}`, phone: `0100000${3000 + n}` });
    });
    await house.notify(requests);
    await house.settled(30_000);
    const mine = new Set(requests.map((one) => one.phone));
    const visible = (await house.phone()).filter((one) => mine.has(one.to) && one.visible);
    expect(visible).toHaveLength(count);
    const by = Map.groupBy(visible, (one) => one.vendor);
    return Object.fromEntries([...by].map(([vendor, set]) => [vendor, set.length]));
  }

  const patch = (path: string, body: object) =>
    request(house.program.getHttpServer()).patch(`/api/v1/${path}`).set('authorization', `Bearer ${ADMIN}`).send(body);

  it('share by weight', async () => {
    const by = await tell(80);
    expect(by['SOLAPI']).toBeGreaterThan(15);
    expect(by['NHN']).toBeGreaterThan(15);
  });

  it('one that is switched off carries nothing', async () => {
    await patch('gateways/SOLAPI/ALIMTALK', { switchedOff: true, reason: '점검' }).expect(200);
    expect(await tell(20)).toEqual({ NHN: 20 });
    const { body } = await patch('gateways/SOLAPI/ALIMTALK', {
      switchedOff: false,
      restingWeight: 100,
      reason: '점검 끝',
    }).expect(200);
    expect(body).toMatchObject({
      weight: 100,
      switchedOff: false,
      changes: [{ reason: '점검 끝' }, { reason: '점검' }],
    });
    await patch('gateways/KT/ALIMTALK', { switchedOff: true, reason: '점검' }).expect(404);
    await patch('gateways/SOLAPI/ALIMTALK', { restingWeight: 101, reason: '점검' }).expect(400);
    await patch('gateways/SOLAPI/ALIMTALK', { switchedOff: true }).expect(400);
  });

  it('a slow one keeps nothing of the other back', async () => {
    const LATE_MS = 4_500;
    await house.fault({ vendor: 'NHN', kind: 'SLOW', rate: 1, seconds: 600, delayMs: LATE_MS });
    // All to one number: each is a call of its own.
    const phone = '01000002222';
    await house.notify(
      Array.from({ length: 100 }, (_, n) => notice({ cause: `slow:${n}`, subject: `slow-${n}`, phone })),
    );
    const bySolapi = async () => (await house.phone(phone)).filter(({ vendor }) => vendor === 'SOLAPI').length;
    await expect.poll(bySolapi, { timeout: LATE_MS }).toBeGreaterThan(30);
    await house.noFaults();
    await house.settled(30_000);
    expect((await house.phone(phone)).filter(({ visible }) => visible)).toHaveLength(100);
  });

  it('in an outage of one the other carries, each notice once', async () => {
    await house.fault({ vendor: 'SOLAPI', kind: 'OUTAGE', rate: 1, seconds: 600 });
    expect(await tell(60)).toEqual({ NHN: 60 });
  });

  it('weights shift away from trouble, with a reason, and come back', async () => {
    const weights = house.program.get(GatewayWeights);
    const solapi = async () => (await house.rules.current()).gateway('SOLAPI', 'ALIMTALK').weight;
    await weights.shiftAll();
    // The outage before and the operator's words are less than a minute old.
    expect(await solapi()).toBe(100);
    await house.dataSource.query("UPDATE messaging.gateway_change SET at = at - interval '2 minutes'");
    await weights.shiftAll();
    expect(await solapi()).toBe(90);
    const [change] = await house.dataSource.query<{ reason: string }[]>(
      'SELECT reason FROM messaging.gateway_change ORDER BY id DESC LIMIT 1',
    );
    expect(change!.reason).toMatch(/^최근 1분 \d+건 가운데 오류 \d+건/);
    house.clock.setReal(new Date(house.clock.realNow().getTime() + 120_000));
    await weights.shiftAll();
    expect(await solapi()).toBe(100);
    house.clock.setReal(null);
  });

  it('stops and resumes by an operator, and limits to trial numbers', async () => {
    expect((await patch('sending-switches', { stopped: true, reason: '업체 점검' }).expect(200)).body).toEqual({
      stopped: true,
      trial: false,
    });
    await house.notify([notice({ cause: 'stopped', subject: 'stopped', label: 'stopped', phone: '01000001111' })]);
    await request(house.program.getHttpServer())
      .put('/api/v1/trial-numbers')
      .set('authorization', `Bearer ${ADMIN}`)
      .send({ numbers: ['01000001111'] })
      .expect(200, { listed: 1 });
    await patch('sending-switches', { stopped: false, trial: true, reason: '시험' }).expect(200);
    await house.notify([notice({ cause: 'trial', subject: 'trial', label: 'trial', phone: '01000001112' })]);
    await house.settled();
    expect((await house.log('stopped'))[0]).toMatchObject({ status: 'DELIVERED' });
    expect((await house.log('trial'))[0]).toMatchObject({ status: 'DROPPED', statusReason: 'TRIAL' });
  });
});
