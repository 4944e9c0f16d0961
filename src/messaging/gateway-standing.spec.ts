import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayBreakers } from './gateway-breakers.store.js';
import { GatewayStanding } from './gateway-standing.service.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';

describe('how the vendors do', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse({ vendors: ['SOLAPI', 'NHN'] });
  });
  afterAll(() => house.close());

  const line = async (vendor: string) =>
    (await house.program.get(GatewayStanding).lines()).find(
      (one) => one.vendor === vendor && one.channel === 'ALIMTALK',
    )!;

  it('is told of every channel that is set up, also where nothing was sent', async () => {
    const lines = await house.program.get(GatewayStanding).lines();
    expect(lines.length).toBeGreaterThanOrEqual(8);
    expect(await line('NHN')).toEqual({
      vendor: 'NHN',
      channel: 'ALIMTALK',
      sent: 0,
      delivered: 0,
      troubled: 0,
      slow: 0,
      leftAloneSince: null,
    });
  });

  it('counts what was sent lately, and shows a breaker that has opened until it closes', async () => {
    await house.fault({ vendor: 'SOLAPI', kind: 'OUTAGE', rate: 1, seconds: 600 });
    const requests = Array.from({ length: 60 }, (_, n) =>
      notice({ cause: `standing:${n}`, subject: `standing-${n}`, phone: `0100000${2000 + n}` }),
    );
    await house.notify(requests);
    await house.settled(30_000);
    const [solapi, nhn] = [await line('SOLAPI'), await line('NHN')];
    expect(nhn.delivered).toBe(60);
    expect(solapi.delivered).toBe(0);
    await vi.waitFor(async () => expect((await line('SOLAPI')).leftAloneSince).not.toBeNull());
    expect(nhn.leftAloneSince).toBeNull();

    house.program.get(GatewayBreakers).closed('SOLAPI', 'ALIMTALK');
    await vi.waitFor(async () => expect((await line('SOLAPI')).leftAloneSince).toBeNull());
  });

  it('asks each vendor with our keys, and says why one cannot be asked', async () => {
    await house.noFaults();
    const standing = house.program.get(GatewayStanding);
    expect(await standing.ask()).toMatchObject([
      { vendor: 'SOLAPI', reached: true, why: null, balance: expect.any(Number) },
      { vendor: 'NHN', reached: true, why: null, balance: null },
    ]);
    await house.fault({ vendor: 'SOLAPI', kind: 'OUTAGE', rate: 1, seconds: 600 });
    const [solapi] = await standing.ask();
    expect(solapi).toMatchObject({
      vendor: 'SOLAPI',
      reached: false,
      why: 'HTTP 503 ServiceUnavailable',
      balance: null,
    });
  });
});
