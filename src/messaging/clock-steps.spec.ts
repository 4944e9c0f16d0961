import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../libs/clock/index.js';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { ClockSteps } from './clock-steps.service.js';
import { messagingHouse, notice, sendingHouse, type SendingHouse } from './messaging.harness.js';
import { withinRates } from './rate-limits.js';
import type { Judged } from './send-decision.js';
import { SendingRules } from './sending-rules.js';

const HOUR = 3_600_000;

describe('a clock that is put back', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await testDatabase()));
  afterAll(() => database.close());

  it('does not keep what was due at once waiting for its instant to come again; what was due later stays', async () => {
    const insert = (id: number, due: string, act: string | null, status = 'WAITING') =>
      database.dataSource.query(
        `INSERT INTO messaging.notification (id, key, occasion, variant, recipient_kind, language, subject, department_code, legal_document_required,
           overtakes, held, created_at, due_at, status, step, act_at, sender_proof)
         VALUES ($1, uuidv7(), 'case.received', 'DEFAULT', 'APPLICANT', 'ko', 's', 'd', false, '{}', false, '2026-04-29T15:00:00+09:00', $2,
           $4, 'SEND', $3, 'NUMBER_ONLY')`,
        [`00000000-0000-7000-8000-00000000000${id}`, due, act, status],
      );
    await insert(1, '2026-04-29T15:00:00+09:00', null);
    await insert(2, '2026-04-30T09:00:00+09:00', null);
    await insert(3, '2026-04-29T15:00:00+09:00', '2026-11-24T15:00:30+09:00');
    await insert(4, '2026-04-29T15:00:00+09:00', 'infinity');
    // Handed over while the clock stepped, and refused: it is to go again.
    await insert(5, '2026-04-29T15:00:00+09:00', '2026-11-24T13:59:59+09:00', 'SENDING');
    const clock = Clock.fixed('2026-04-29T15:00:00+09:00');
    clock.setReal('2026-11-24T15:00:00+09:00');
    const steps = new ClockSteps(database.dataSource, clock);
    await steps.look();
    clock.set('2026-04-29T14:00:00+09:00');
    clock.setReal('2026-11-24T14:00:00+09:00');
    await steps.look();
    const rows = await database.dataSource.query<{ due_at: Date; act_at: Date | number | null }[]>(
      'SELECT due_at, act_at FROM messaging.notification ORDER BY id',
    );
    const now = new Date('2026-04-29T14:00:00+09:00');
    expect(rows).toEqual([
      { due_at: now, act_at: null },
      { due_at: new Date('2026-04-30T09:00:00+09:00'), act_at: null },
      { due_at: now, act_at: new Date('2026-11-24T14:01:00+09:00') },
      { due_at: now, act_at: Infinity },
      { due_at: now, act_at: new Date('2026-11-24T13:59:59+09:00') },
    ]);

    // What was written late, by whoever had read the clock before it stepped.
    await insert(6, '2026-04-29T15:00:00+09:00', null);
    await steps.look();
    expect(
      await database.dataSource.query(`SELECT FROM messaging.notification WHERE due_at <= $1`, [now]),
    ).toHaveLength(5);
  });

  it('does not keep a vendor’s share of a second from being filled again', async () => {
    const limited = { vendor: 'SOLAPI', channel: 'SMS', weight: 100, restingWeight: 100, switchedOff: false } as const;
    const rules = new SendingRules(1, 'demo', {}, null, [{ ...limited, messagesPerSecond: 2 }], []);
    const wanted = Array.from(
      { length: 3 },
      () => ({ decision: { do: 'SEND', row: {}, attempt: limited }, outgoing: null, faults: [] }) as unknown as Judged,
    );
    const goes = async (realNow: string) => {
      const { manager } = database.dataSource;
      const judged = await withinRates(manager, wanted, rules, new Date(realNow));
      return judged.filter(({ decision }) => decision.do === 'SEND').length;
    };
    expect(await goes('2026-11-24T15:00:00+09:00')).toBe(2);
    expect(await goes('2026-11-24T14:00:00+09:00')).toBe(0);
    expect(await goes('2026-11-24T14:00:01+09:00')).toBe(2);
  });
});

describe('a notice that is due at once', () => {
  it('is so by the reading of the clock that its row is written with, whatever was read before', async () => {
    const house = await messagingHouse('2026-04-29T14:00:00+09:00');
    await house.notify([notice({ dueAt: null })]);
    await house.notify([notice({ dueAt: null, cause: 'at night' })].map((one) => (house.clock.advance(8 * HOUR), one)));
    const rows = await house.rows('true');
    await house.close();
    expect(rows.map(({ due_at, held }) => [due_at.toISOString(), held])).toEqual([
      ['2026-04-29T05:00:00.000Z', false],
      ['2026-04-29T23:00:00.000Z', true],
    ]);
  });
});

describe('a clock that is put ahead', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse({ vendors: ['NHN'] });
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => house.close());

  it.each([
    ['a report that is still to come', '01000009010', 'ACCEPTED'],
    ['an outcome that the vendor does not know yet', '01000009004', 'UNKNOWN'],
  ])('does not make %s late: the next channel is not begun', async (_what, phone, status) => {
    const attempts = () =>
      house.dataSource.query<{ channel: string; status: string; act_at: Date }[]>(
        `SELECT a.channel, a.status, n.act_at FROM messaging.notification n JOIN messaging.attempt a ON a.notification_id = n.id
         WHERE n.label = $1 ORDER BY a.id`,
        [phone],
      );
    await house.notify([notice({ cause: phone, subject: phone, label: phone, phone, dueAt: null })]);
    await expect.poll(attempts, { timeout: 10_000 }).toMatchObject([{ channel: 'ALIMTALK', status }]);

    vi.spyOn(Date, 'now').mockImplementation(() => Math.round(performance.timeOrigin + performance.now()) + HOUR);
    // Its time seems to be over: the vendor is asked, and the rest of the minute is waited for.
    const restMs = async () => (await attempts())[0]!.act_at.getTime() - house.clock.realNow().getTime();
    await expect.poll(restMs, { timeout: 10_000 }).toBeGreaterThan(30_000);
    expect(await restMs()).toBeLessThan(60_000);
    expect(await attempts()).toMatchObject([{ channel: 'ALIMTALK', status }]);
  });
});
