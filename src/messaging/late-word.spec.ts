import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';

describe('word that comes late', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse({ sandbox: { pace: { unknownUntilThere: 4_000 } } });
    const report = { ALIMTALK: 1_000, RCS: 1_000, LMS: 1_000, SMS: 1_000 };
    await house.dataSource.transaction((tx) => house.rules.set(tx, 'limits', { report }));
  });
  afterAll(() => house.close());

  const statuses = async (label: string) => {
    const [message] = await house.log(label);
    return [message!.status, ...message!.attempts.map((attempt) => `${attempt.channel} ${attempt.status}`)];
  };

  it('a late success is reconciled and shown, and told once', async () => {
    await house.notify([notice({ cause: 'late:1', subject: 'late', label: 'late', phone: '01000009003' })]);
    await house.settled();
    expect(await statuses('late')).toEqual(['DELIVERED', 'ALIMTALK UNKNOWN', 'RCS DELIVERED']);
    await expect
      .poll(() => statuses('late'), { timeout: 10_000 })
      .toEqual(['DELIVERED', 'ALIMTALK DELIVERED', 'RCS DELIVERED']);
    expect((await house.log('late'))[0]!.attempts[0]!.reason).toBe('늦게 전달된 것이 확인되었습니다.');
    expect(house.facts.filter((fact) => fact.notification.label === 'late')).toHaveLength(1);
  });

  it('a late success turns a failure into a delivery, on the channel that it came by', async () => {
    await house.notify([notice({ cause: 'late:2', subject: 'late-2', label: 'late-2', phone: '01000009010' })]);
    await house.settled();
    expect(await statuses('late-2')).toEqual(['FAILED', 'ALIMTALK UNKNOWN', 'RCS UNKNOWN', 'LMS UNKNOWN']);
    // The vendor that knew nothing of it for so long reports another message under its id.
    await house.notify([notice({ cause: 'late:3', subject: 'late-3', label: 'late-3', phone: '01000001234' })]);
    await house.settled();
    await house.dataSource.query(
      `UPDATE messaging.attempt SET vendor_message_id = (SELECT vendor_message_id FROM messaging.attempt a JOIN messaging.notification n
         ON n.id = a.notification_id WHERE n.label = 'late-3')
       WHERE channel = 'ALIMTALK' AND notification_id = (SELECT id FROM messaging.notification WHERE label = 'late-2')`,
    );
    await expect
      .poll(() => statuses('late-2'), { timeout: 10_000 })
      .toEqual(['DELIVERED', 'ALIMTALK DELIVERED', 'RCS UNKNOWN', 'LMS UNKNOWN']);
    expect((await house.log('late-2'))[0]).toMatchObject({ channel: 'ALIMTALK', senderProof: 'KAKAO_CHANNEL' });
    await expect
      .poll(() =>
        house.facts.filter((fact) => fact.notification.label === 'late-2').map((fact) => fact.constructor.name),
      )
      .toEqual(['NotificationFailed', 'NotificationDelivered']);
  });

  it('reports that come twice and out of order change nothing', async () => {
    await house.fault({ vendor: 'SOLAPI', kind: 'DUPLICATE_REPORT', rate: 1, seconds: 60 });
    await house.notify([notice({ cause: 'twice', subject: 'twice', label: 'twice', phone: '01000001235' })]);
    await house.settled();
    await expect.poll(() => house.facts.filter((fact) => fact.notification.label === 'twice')).toHaveLength(1);
    expect(await statuses('twice')).toEqual(['DELIVERED', 'ALIMTALK DELIVERED']);
  });
});
