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

/** A former version of a wording, approved, and out of use since a day. */
const REPLACED = `
WITH former AS (
  INSERT INTO messaging.template (code, language, version, occasion, variant, content, filled, created_at, submitted_at, activated_at,
    activation, last_used_on)
  SELECT code, language, 0, occasion, variant, content, filled, created_at, submitted_at, activated_at, 0, $2::date
  FROM messaging.template WHERE code = $1 AND language = 'ko' RETURNING id
)
INSERT INTO messaging.template_approval (template_id, channel, vendor, state, changed_at)
SELECT id, 'ALIMTALK', 'SOLAPI', 'APPROVED', $2::date FROM former`;

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
    const unused = async (code: string, since: string) => {
      await house.dataSource.query(
        `UPDATE messaging.template SET last_used_on = $2 WHERE code = $1 AND language = 'ko'`,
        [code, since],
      );
    };
    await unused('CASE_EXTENDED', '2025-06-28');
    await unused('CASE_ASSIGNED', '2025-06-29');
    // Never used since it was approved; and one whose successor is in use.
    await house.dataSource.query(
      `UPDATE messaging.template_approval SET changed_at = '2025-06-01T00:00:00+09:00' FROM messaging.template t
       WHERE t.id = template_id AND t.code = 'CASE_REOPENED' AND t.language = 'ko'`,
    );
    await house.dataSource.query(REPLACED, ['CASE_PROGRESS', '2025-06-01']);
    await house.program.get(Housekeeping).keep();
    expect(await alarms()).toMatchObject([
      {
        key: 'messaging.balance.SOLAPI',
        detail: expect.stringMatching(/2일분\(100,000,000원\)|2일분\(99,\d{3},\d{3}원\)/),
      },
      {
        key: 'messaging.dormant.CASE_EXTENDED.ko',
        detail:
          '템플릿 CASE_EXTENDED(ko)이 2025-06-28 뒤로 쓰이지 않았습니다. 12개월 동안 쓰지 않으면 카카오가 휴면 처리합니다.',
      },
      { key: 'messaging.dormant.CASE_REOPENED.ko', detail: expect.stringContaining('2025-06-01') },
    ]);
    await unused('CASE_REOPENED', '2026-04-28');
    await house.dataSource.query('DELETE FROM messaging.vendor_balance');
    await house.program.get(Housekeeping).keep();
    expect((await alarms()).map((alarm) => alarm.key)).toEqual(['messaging.dormant.CASE_EXTENDED.ko']);
  });

  it('remembers when a template was used', async () => {
    await house.notify([notice({ cause: 'use' })]);
    await house.settled();
    await house.program.get(Housekeeping).keep();
    const used = await house.dataSource.query<{ code: string }[]>(
      "SELECT code FROM messaging.template WHERE last_used_on = '2026-04-29'",
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
