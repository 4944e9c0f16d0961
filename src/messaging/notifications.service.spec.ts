import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotificationDropped, NotificationFailed, NotificationsQueued } from './messaging.events.js';
import { messagingHouse, notice, type MessagingHouse } from './messaging.harness.js';

describe('notify', () => {
  let house: MessagingHouse;
  beforeAll(async () => {
    house = await messagingHouse('2026-04-29T14:00:00+09:00');
  });
  afterAll(() => house.close());

  it('records a set once, however often and however concurrently it is asked', async () => {
    const requests = Array.from({ length: 256 }, (_, i) =>
      notice({
        cause: `once:${i}`,
        subject: `case-${i % 64}`,
        phone: `0100000${String(1000 + (i % 64))}`,
        label: 'once',
      }),
    );
    await Promise.all([1, 2, 3, 4].map(() => house.notify([...requests].reverse().concat(requests))));
    const rows = await house.rows("label = 'once'");
    expect(rows).toHaveLength(256);
    expect(house.published(NotificationsQueued).flatMap((event) => event.notificationIds)).toHaveLength(256);
  });

  it('gives dense positions per subject and number, in the order asked', async () => {
    const asked = ['a', 'b', 'c'].map((step) =>
      notice({ cause: `lane:${step}`, subject: 'lane', occasion: 'case.assigned', variant: step }),
    );
    await house.notify(asked.slice(0, 2));
    await house.notify([
      notice({ cause: 'lane:other', subject: 'lane', phone: '01000005678', variant: 'x' }),
      asked[2]!,
    ]);
    const rows = await house.rows("subject = 'lane'");
    expect(rows.map((row) => [row.variant, row.lane_position]).sort()).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['x', 1],
    ]);
  });

  it('drops for citizens who opted out, tells of it, and leaves the lane without a gap; staff are told all the same', async () => {
    await house.optOut('01000007777');
    await house.notify([
      notice({ cause: 'out:1', subject: 'out', phone: '01000007777' }),
      notice({
        cause: 'out:2',
        subject: 'out',
        phone: '01000007777',
        recipientKind: 'OFFICER',
        recipientId: 's112',
        occasion: 'deadline.d3',
      }),
    ]);
    const rows = await house.rows("subject = 'out'");
    expect(rows.map((row) => [row.status, row.status_reason, row.lane_position, row.step])).toEqual([
      ['DROPPED', 'OPTED_OUT', null, null],
      ['WAITING', null, 1, 'SEND'],
    ]);
    expect(house.published(NotificationDropped).at(-1)).toMatchObject({
      statusReason: 'OPTED_OUT',
      notification: { subject: 'out' },
    });
  });

  it('records what is withheld, and what has no mobile number', async () => {
    await house.notify([
      notice({ cause: 'w:1', subject: 'w', withheld: 'LATE_NEWS' }),
      notice({ cause: 'w:2', subject: 'w', phone: null }),
      notice({ cause: 'w:3', subject: 'w', phone: '0636501114' }),
      notice({ cause: 'w:4', subject: 'w', withheld: 'HELD' }),
    ]);
    const rows = await house.rows("subject = 'w'");
    expect(rows.map((row) => [row.status, row.status_reason, row.lane_position])).toEqual([
      ['DROPPED', 'LATE_NEWS', null],
      ['FAILED', 'NO_CHANNEL', null],
      ['FAILED', 'NO_CHANNEL', null],
      ['WAITING', 'HELD', null],
    ]);
    expect(house.published(NotificationFailed).slice(-2)).toMatchObject([
      { statusReason: 'NO_CHANNEL' },
      { statusReason: 'NO_CHANNEL' },
    ]);
  });

  it('holds until morning what is due at night, and nothing else', async () => {
    const due = (cause: string, at: string) => notice({ cause, subject: 'night', dueAt: new Date(at), variant: cause });
    await house.notify([
      due('07:59', '2026-04-29T07:59:59+09:00'),
      due('08:00', '2026-04-29T08:00:00+09:00'),
      due('20:59', '2026-04-29T20:59:59+09:00'),
      due('21:00', '2026-04-29T21:00:00+09:00'),
      due('month', '2026-04-30T23:30:00+09:00'),
    ]);
    const rows = await house.rows("subject = 'night'");
    expect(rows.map((row) => [row.variant, row.due_at.toISOString(), row.held, row.status_reason])).toEqual([
      ['07:59', '2026-04-28T23:00:00.000Z', true, 'HELD'],
      ['08:00', '2026-04-28T23:00:00.000Z', false, null],
      ['20:59', '2026-04-29T11:59:59.000Z', false, null],
      ['21:00', '2026-04-29T23:00:00.000Z', true, 'HELD'],
      ['month', '2026-04-30T23:00:00.000Z', true, 'HELD'],
    ]);
  });

  it('leaves nothing where the transaction of the asker fails, and can be asked again', async () => {
    const request = notice({ cause: 'rollback', subject: 'rollback' });
    await expect(
      house.dataSource.transaction(async (tx) => {
        await house.notifications.notify(tx, [request]);
        throw new Error('later');
      }),
    ).rejects.toThrow('later');
    expect(await house.rows("subject = 'rollback'")).toEqual([]);
    await house.notify([request]);
    expect(await house.rows("subject = 'rollback'")).toHaveLength(1);
  });

  it('keeps no name and no number in clear', async () => {
    await house.notify([
      notice({ cause: 'privacy', subject: 'privacy', phone: '01012349876', variables: { 민원인: '홍*동' } }),
    ]);
    const [row] = await house.dataSource.query<{ text: string }[]>(
      `SELECT n::text || coalesce(l::text, '') AS text FROM messaging.notification n LEFT JOIN messaging.lane l ON l.id = n.lane_id WHERE n.subject = 'privacy'`,
    );
    expect(row!.text).not.toContain('01012349876');
    expect(row!.text).not.toContain(Buffer.from('01012349876').toString('hex'));
    expect(row!.text).not.toContain('홍*동');
  });
});
