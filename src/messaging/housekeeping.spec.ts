import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dailyUse } from './daily-use.js';
import { Housekeeping } from './housekeeping.service.js';
import { MessageDestruction } from './message-destruction.service.js';
import { MessageLog } from './message-log.service.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';

const sample = (hours: number, won: number) => ({ at: new Date(Date.UTC(2026, 3, 1, hours)), won });

describe('daily use', () => {
  it.each([
    ['nothing is known', [], null],
    ['one sample says nothing', [sample(0, 100)], null],
    ['a steady use', [sample(0, 1_000), sample(12, 900), sample(24, 800)], 200],
    ['a payment is no use', [sample(0, 1_000), sample(12, 900), sample(24, 5_000), sample(48, 4_900)], 100],
    ['no use', [sample(0, 1_000), sample(24, 1_000)], 0],
  ])('%s', (_, samples, use) => {
    expect(dailyUse(samples)).toBe(use);
  });
});

describe('housekeeping', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse();
  });
  afterAll(() => house.close());

  const alarms = () =>
    house.dataSource.query<{ key: string; detail: string }[]>(
      'SELECT key, detail FROM staff.alarm WHERE cleared_at IS NULL ORDER BY key',
    );

  it('makes partitions ahead, drops keys after 400 days, and says where it is quiet', async () => {
    await house.dataSource.query(
      "INSERT INTO messaging.notice_key VALUES (uuidv7(), '2020-01-01'), (uuidv7(), current_date)",
    );
    house.clock.setReal('2031-06-15T00:00:00+09:00');
    await house.program.get(Housekeeping).keep();
    house.clock.setReal(null);
    const [row] = await house.dataSource.query<{ there: string | null; keys: number }[]>(
      "SELECT to_regclass('messaging.attempt_2031_09') AS there, (SELECT count(*) FROM messaging.notice_key) AS keys",
    );
    expect(row).toEqual({ there: 'messaging.attempt_2031_09', keys: 0 });
  });

  it('calls the operator before the money is gone, and before a template falls asleep', async () => {
    const hours = (n: number) => new Date(house.clock.realNow().getTime() - n * 3_600_000);
    await house.dataSource.query('DELETE FROM messaging.vendor_balance');
    await house.dataSource.query('INSERT INTO messaging.vendor_balance VALUES ($1, $2, $3), ($1, $4, $5)', [
      'SOLAPI',
      hours(48),
      190_000_000,
      hours(24),
      140_000_000,
    ]);
    await house.dataSource.query(
      "UPDATE messaging.template SET last_used_on = current_date - 320 WHERE code = 'CASE_EXTENDED' AND language = 'ko'",
    );
    await house.program.get(Housekeeping).keep();
    expect(await alarms()).toMatchObject([
      {
        key: 'messaging.balance.SOLAPI',
        detail: expect.stringMatching(/2일분\(100,000,000원\)|2일분\(99,\d{3},\d{3}원\)/),
      },
      { key: 'messaging.dormant.CASE_EXTENDED.ko' },
    ]);
    await house.dataSource.query('DELETE FROM messaging.vendor_balance');
    await house.program.get(Housekeeping).keep();
    expect((await alarms()).map((alarm) => alarm.key)).toEqual(['messaging.dormant.CASE_EXTENDED.ko']);
  });

  it('remembers when a template was used', async () => {
    await house.notify([notice({ cause: 'use' })]);
    await house.settled();
    await house.program.get(Housekeeping).keep();
    const used = await house.dataSource.query<{ code: string }[]>(
      'SELECT code FROM messaging.template WHERE last_used_on >= current_date - 1',
    );
    expect(used).toEqual([{ code: 'CASE_RECEIVED' }]);
  });

  it('destroys what is personal and keeps the proof', async () => {
    const [before] = await house.log('202647700000000001');
    const emptied = await house.dataSource.transaction((tx) =>
      house.program.get(MessageDestruction).destroy(tx, ['202647700000000001']),
    );
    expect(emptied).toBe(1);
    const after = await house.program.get(MessageLog).one(house.dataSource.manager, before!.id, 'ALL');
    expect(after).toMatchObject({
      to: null,
      text: null,
      status: 'DELIVERED',
      channel: 'ALIMTALK',
      attempts: before!.attempts,
    });
  });
});
