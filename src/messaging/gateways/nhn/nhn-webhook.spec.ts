import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Privacy } from '../../../../libs/privacy/index.js';
import { notice, sendingHouse, type SendingHouse } from '../../messaging.harness.js';

describe("NHN's webhook", () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse({ vendors: ['NHN'], sandbox: { pace: { report: [300, 400] } } });
  });
  afterAll(() => house.close());

  const call = (signature: string | null, body: unknown) => {
    const post = request(house.program.getHttpServer()).post('/webhooks/nhn');
    return (signature === null ? post : post.set('x-toast-webhook-signature', signature)).send(body as object);
  };
  const signature = () => house.program.get(Privacy).token('webhook', 'NHN');

  it('asks about the messages it names, whatever it says of them', async () => {
    await house.notify([notice({ cause: 'hook', label: 'hook' })]);
    const attempt = async () =>
      (
        await house.dataSource.query<{ vendor_message_id: string; status: string }[]>(
          'SELECT vendor_message_id, status FROM messaging.attempt',
        )
      )[0];
    await expect.poll(async () => (await attempt())?.status).toBe('ACCEPTED');
    const [requestId, recipientSeq] = (await attempt())!.vendor_message_id.split(':');
    const hooks = [
      { requestId, recipientSeq: Number(recipientSeq), resultCode: '3019', recipientGropuingKey: 'x' },
      null,
      { other: 1 },
    ];
    await call(signature(), { event: 'MESSAGE_RESULT_UPDATE', hooks }).expect(200);
    await house.settled();
    expect((await attempt())!.status).toBe('DELIVERED');
  });

  it('takes nothing from strangers, and nothing that makes no sense amiss', async () => {
    expect((await call(null, {})).status).toBe(401);
    expect((await call('wrong', { hooks: [] })).status).toBe(401);
    for (const body of [{}, { hooks: 'x' }, { hooks: [{ requestId: 1 }] }, []]) {
      expect((await call(signature(), body)).status).toBe(200);
    }
  });
});
