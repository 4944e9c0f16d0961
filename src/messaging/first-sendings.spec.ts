import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Privacy } from '../../libs/privacy/index.js';
import { Dispatcher } from './dispatcher.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';
import { messageReference } from './notice-keys.js';
import type { NoticeRequest } from './notice-request.js';
import { Notifications } from './notifications.service.js';

describe('what may go the moment it is asked for', () => {
  let house: SendingHouse;
  let dispatcher: Dispatcher;
  beforeAll(async () => {
    house = await sendingHouse();
    dispatcher = house.program.get(Dispatcher);
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'limits', { askAgain: 200 }));
    await vi.waitUntil(() => dispatcher.hasRoom, { timeout: 10_000 });
  });
  afterAll(() => house.close());

  const request = (subject: string, phone: string, overrides: Partial<NoticeRequest> = {}) =>
    notice({ cause: `${subject}:${overrides.variant ?? ''}`, subject, label: subject, phone, ...overrides });
  const rows = (subject: string) =>
    house.dataSource.query<
      { status: string; step: string | null; claims: number; attempts: number; lane_position: number }[]
    >(
      `SELECT status, step, claims, lane_position, (SELECT count(*)::int FROM messaging.attempt a WHERE a.notification_id = n.id) AS attempts
       FROM messaging.notification n WHERE subject = $1 ORDER BY lane_position`,
      [subject],
    );

  it('is written once, as under way, with its attempt, and handed over after the commit', async () => {
    const phone = '01000005001';
    await house.dataSource.transaction(async (tx) => {
      await house.program.get(Notifications).notify(tx, [request('at-once', phone)]);
      const [row] = await tx.query<object[]>(
        `SELECT status, step, claims, (SELECT a.status FROM messaging.attempt a WHERE a.id = n.attempt_id) AS attempt
         FROM messaging.notification n WHERE subject = 'at-once'`,
      );
      expect(row).toEqual({ status: 'SENDING', step: 'ASK', claims: 1, attempt: 'SENDING' });
      expect(await house.phone(phone)).toEqual([]);
    });
    await house.settled();
    expect(await house.phone(phone)).toHaveLength(1);
    expect(await rows('at-once')).toMatchObject([{ status: 'DELIVERED', claims: 1, attempts: 1 }]);
    // The next one of the lane finds the one before at its end.
    await house.notify([request('at-once', phone, { variant: 'GRANTED', occasion: 'case.completed' })]);
    expect(await rows('at-once')).toMatchObject([{ lane_position: 1 }, { lane_position: 2, claims: 1, attempts: 1 }]);
    await house.settled();
  });

  it('goes out under the reference that its row gives, by which it is known again after a restored backup', async () => {
    await house.notify([request('reference', '01000005009')]);
    await house.settled();
    const [row] = await house.dataSource.query<[{ key: string; reference: string; claims: number }]>(
      `SELECT n.key, n.claims, a.reference FROM messaging.notification n JOIN messaging.attempt a ON a.notification_id = n.id
       WHERE n.subject = 'reference'`,
    );
    expect(row.claims).toBe(1);
    expect(row.reference).toBe(messageReference(house.program.get(Privacy), row.key, 'ALIMTALK', 0));
  });

  it('is not sent where the transaction of the asker fails', async () => {
    const phone = '01000005002';
    const failing = house.dataSource.transaction(async (tx) => {
      await house.program.get(Notifications).notify(tx, [request('rollback', phone)]);
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    await house.notify([request('after-rollback', '01000005003')]);
    await house.settled();
    expect(await house.phone(phone)).toEqual([]);
    expect(await rows('rollback')).toEqual([]);
  });

  it('leaves to the dispatcher what is not its turn, not due, or limited in its rate', async () => {
    const phone = '01000005004';
    const later = new Date(house.clock.now().getTime() + 3_600_000);
    await house.notify([
      request('turn', phone),
      request('turn', phone, { variant: 'GRANTED', occasion: 'case.completed' }),
      request('later', '01000005007', { dueAt: later }),
    ]);
    expect(await rows('turn')).toMatchObject([{ attempts: 1 }, { claims: 0, attempts: 0 }]);
    expect(await rows('later')).toMatchObject([{ status: 'WAITING', attempts: 0 }]);
    house.clock.set(later.toISOString());
    await house.settled();
    expect((await house.phone(phone)).map(({ text }) => text.split('\n')[0])).toEqual([
      '[순창군] 민원 접수 안내',
      '[순창군] 민원 처리 완료 안내',
    ]);
    expect(await house.phone('01000005007')).toHaveLength(1);
    const limit = (perSecond: number | null) =>
      house.dataSource.transaction(async (tx) => {
        await tx.query(
          `INSERT INTO messaging.gateway (vendor, channel, weight, resting_weight, changed_at, messages_per_second)
           VALUES ('SOLAPI', 'ALIMTALK', 100, 100, now(), $1) ON CONFLICT (vendor, channel) DO UPDATE SET messages_per_second = $1`,
          [perSecond],
        );
        await house.rules.changed(tx);
      });
    await limit(100);
    await house.dataSource.transaction(async (tx) => {
      await house.program.get(Notifications).notify(tx, [request('limited', '01000005005')]);
      expect(await tx.query(`SELECT status FROM messaging.notification WHERE subject = 'limited'`)).toEqual([
        { status: 'WAITING' },
      ]);
    });
    await house.settled();
    await limit(null);
  });

  it('is asked about, then sent, where the process died between the commit and the call', async () => {
    const phone = '01000005006';
    const died = vi.spyOn(dispatcher, 'send').mockImplementation(() => undefined);
    await house.notify([request('died', phone)]);
    died.mockRestore();
    await house.settled(20_000);
    expect(await house.phone(phone)).toHaveLength(1);
    expect(await rows('died')).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);
  });
});
