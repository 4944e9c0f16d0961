import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPrices } from '../../config/seed/index.js';
import type { CostReportDto, PriceDto } from './costs.dto.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';

const ADMIN = 'admin-key-of-thirty-two-characters-and-more';

describe('what sending costs', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    const bootstrap = { adminId: null, adminPassword: null, apiKey: ADMIN };
    house = await sendingHouse({ at: '2026-04-30T23:00:00+09:00', settings: { bootstrap } });
    await house.dataSource.transaction((tx) =>
      house.rules.set(tx, 'courtesy-hours', { '*': { from: '00:00', to: '24:00' } }),
    );
    // Two over AlimTalk, one that falls back to RCS, one that nobody takes.
    await tell('april', ['01000001001', '01000001002', '01000009001', '01000009006']);
    house.clock.set('2026-05-01T00:00:00+09:00');
    await tell('may', ['01000001003', '01000069005']);
  });
  afterAll(() => house.close());

  async function tell(month: string, phones: string[]): Promise<void> {
    const dueAt = house.clock.now();
    await house.notify(
      phones.map((phone, i) =>
        notice({ cause: `${month}-${i}`, subject: `${month}-${i}`, label: `${month}-${i}`, phone, dueAt }),
      ),
    );
    await house.settled();
  }
  const call = (method: 'get' | 'put', path: string) => {
    const server = request(house.program.getHttpServer());
    return server[method](`/api/v1/${path}`).set('authorization', `Bearer ${ADMIN}`);
  };
  const report = async (query = '') => (await call('get', `reports/costs${query}`).expect(200)).body as CostReportDto;
  const won = (channel: string) => readPrices().find((p) => p.vendor === 'SOLAPI' && p.channel === channel)!.won;

  it('is counted by month, vendor and channel; what failed is not billed', async () => {
    const { from, to, rows, won: sum } = await report();
    expect([from, to]).toEqual(['2025-06', '2026-05']);
    expect(
      rows.map(({ month, vendor, channel, messages, delivered }) => [month, vendor, channel, messages, delivered]),
    ).toEqual([
      ['2026-04', 'SOLAPI', 'ALIMTALK', 2, 2],
      ['2026-04', 'SOLAPI', 'RCS', 1, 1],
      ['2026-05', 'SOLAPI', 'ALIMTALK', 1, 1],
      ['2026-05', 'SOLAPI', 'LMS', 1, 1],
    ]);
    expect(rows[0]).toMatchObject({ wonPerMessage: won('ALIMTALK'), won: 2 * won('ALIMTALK') });
    expect(sum).toBe(3 * won('ALIMTALK') + won('RCS') + won('LMS'));
    expect((await report('?from=2026-05')).rows).toHaveLength(2);
    expect((await report('?from=2026-01&to=2026-03')).rows).toEqual([]);
    await call('get', 'reports/costs?from=2026-13').expect(400);
  });

  it('goes by the price of the county’s own contract, from its month on', async () => {
    const set = (price: object) => call('put', 'prices').send(price);
    await set({ vendor: 'SOLAPI', channel: 'ALIMTALK', since: '2026-05', won: 8.25 }).expect(200);
    await set({ vendor: 'SOLAPI', channel: 'ALIMTALK', since: '2026-05', won: 8.5 }).expect(200);
    const { rows } = await report();
    expect(
      rows.filter(({ channel }) => channel === 'ALIMTALK').map(({ month, wonPerMessage }) => [month, wonPerMessage]),
    ).toEqual([
      ['2026-04', won('ALIMTALK')],
      ['2026-05', 8.5],
    ]);
    const { items } = (await call('get', 'prices').expect(200)).body as { items: PriceDto[] };
    expect(items.filter(({ since }) => since !== null)).toEqual([
      { vendor: 'SOLAPI', channel: 'ALIMTALK', since: '2026-05', won: 8.5 },
    ]);
    await set({ vendor: 'NHN', channel: 'ALIMTALK', since: '2026-05', won: 8 }).expect(404);
    await set({ vendor: 'SOLAPI', channel: 'ALIMTALK', since: '2026-05', won: -1 }).expect(400);
    await set({ vendor: 'SOLAPI', channel: 'ALIMTALK', since: null, won: 1 }).expect(400);
  });
});
