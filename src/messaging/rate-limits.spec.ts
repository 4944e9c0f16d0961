import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { notice, sendingHouse, type PhoneMessage, type SendingHouse } from './messaging.harness.js';

const ADMIN = 'admin-key-of-thirty-two-characters-and-more';
const RATE = 20;
const SECOND = 1_000;

describe('how fast a vendor is written to', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    const bootstrap = { adminId: null, adminPassword: null, apiKey: ADMIN };
    house = await sendingHouse({ settings: { bootstrap } });
    await house.another();
  });
  afterEach(() => house.noFaults());
  afterAll(() => house.close());

  const limit = (messagesPerSecond: number | null, status = 200) =>
    request(house.program.getHttpServer())
      .patch('/api/v1/gateways/SOLAPI/ALIMTALK')
      .set('authorization', `Bearer ${ADMIN}`)
      .send({ messagesPerSecond, reason: '업체와 계약한 속도' })
      .expect(status);
  async function tell(name: string, count: number): Promise<PhoneMessage[]> {
    const before = new Set((await house.phone()).map(({ reference }) => reference));
    await house.notify(
      Array.from({ length: count }, (_, i) =>
        notice({ cause: `${name}-${i}`, subject: `${name}-${i}`, label: `${name}-${i}`, phone: `0100000${1000 + i}` }),
      ),
    );
    await house.settled(30_000);
    return (await house.phone()).filter(({ reference }) => !before.has(reference));
  }
  const times = (messages: readonly PhoneMessage[]) =>
    messages.map(({ acceptedAt }) => Date.parse(acceptedAt)).toSorted((a, b) => a - b);

  it('keeps to what the operator set, by all processes together', async () => {
    expect((await limit(RATE)).body).toMatchObject({ messagesPerSecond: RATE });
    const began = performance.timeOrigin + performance.now();
    const accepted = times(await tell('slow', 3 * RATE));
    expect(accepted).toHaveLength(3 * RATE);
    // The bucket holds one second's worth, each one more has to come in. A busy machine makes a message late, nothing makes it early;
    // one message of tolerance for what rounds.
    const early = accepted.filter((at, before) => at - began < ((before - RATE) / RATE) * SECOND);
    expect(early).toEqual([]);
    // However long nothing was sent, the bucket holds no more than that.
    await house.dataSource.query(`UPDATE messaging.gateway_bucket SET filled_at = filled_at - interval '1 hour'`);
    const rested = performance.timeOrigin + performance.now();
    const afterRest = times(await tell('rested', 2 * RATE));
    expect(afterRest).toHaveLength(2 * RATE);
    expect(afterRest.filter((at, before) => at - rested < ((before - RATE) / RATE) * SECOND)).toEqual([]);
    // Nobody is blamed for waiting: each message was handed over once.
    const calls = await house.dataSource.query<{ calls: number }[]>('SELECT DISTINCT calls FROM messaging.attempt');
    expect(calls).toEqual([{ calls: 1 }]);
    expect((await limit(null)).body).toMatchObject({ messagesPerSecond: null });
    await limit(0, 400);
  });

  it('waits as long as a vendor asks for that says "too fast", and opens no breaker', async () => {
    await house.fault({ vendor: 'SOLAPI', kind: 'RATE_LIMIT', rate: 1, seconds: 2 });
    const began = performance.timeOrigin + performance.now();
    const messages = await tell('too-fast', 5);
    expect(messages.map(({ channel, visible }) => `${channel} ${visible}`)).toEqual(Array(5).fill('ALIMTALK true'));
    expect(times(messages)[0]! - began).toBeGreaterThan(1.9 * SECOND);
    const breakers = await house.dataSource.query<unknown[]>('SELECT FROM messaging.gateway_breaker');
    expect(breakers).toEqual([]);
    const calls = await house.dataSource.query<{ calls: number }[]>(
      'SELECT max(calls) AS calls FROM messaging.attempt',
    );
    expect(calls[0]!.calls).toBeLessThanOrEqual(5);
  });
});
