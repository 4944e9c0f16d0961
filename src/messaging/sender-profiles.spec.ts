import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageDetailDto } from './messages.dto.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';
import type { NewSenderProfileDto, SenderProfileDto } from './sending.dto.js';
import { SenderWatch } from './sender-watch.service.js';
import { hasSafeMark } from './sending-rules.js';

const ADMIN = 'admin-key-of-thirty-two-characters-and-more';
const WISH: NewSenderProfileDto = {
  organisation: '순창군',
  senderNumber: '0630001114',
  mainNumber: '063-000-0000',
  kakaoChannelId: 'PF01SUNCHANGDEMO',
  rcsBrandId: 'BR.sunchangdemo',
  rcsChatroomId: '0630001114',
  safeMarkKisaOn: '2026-04-01',
  safeMarkChatroomOn: '2026-04-02',
  safeMarkUntil: '2026-04-29',
  expiresOn: null,
  reason: '안심마크 갱신',
};

describe('the sender profile', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    const bootstrap = { adminId: null, adminPassword: null, apiKey: ADMIN };
    house = await sendingHouse({ vendors: ['SOLAPI', 'NHN'], settings: { bootstrap } });
  });
  afterAll(() => house.close());

  const server = () => request(house.program.getHttpServer());
  const register = (change: Partial<NewSenderProfileDto> = {}) =>
    server()
      .post('/api/v1/sender-profiles')
      .set('authorization', `Bearer ${ADMIN}`)
      .send({ ...WISH, ...change });
  async function profiles(): Promise<SenderProfileDto[]> {
    const { body } = await server().get('/api/v1/sender-profiles').set('authorization', `Bearer ${ADMIN}`).expect(200);
    return (body as { items: SenderProfileDto[] }).items;
  }
  async function sent(cause: string, phone: string): Promise<MessageDetailDto> {
    await house.notify([notice({ cause, subject: cause, label: cause, phone })]);
    await house.settled();
    const [kept] = await house.log(cause);
    return (await server().get(`/api/v1/messages/${kept!.id}`).set('authorization', `Bearer ${ADMIN}`))
      .body as MessageDetailDto;
  }
  const alarms = async () =>
    (
      await house.dataSource.query<{ key: string }[]>(
        'SELECT key FROM staff.alarm WHERE cleared_at IS NULL ORDER BY key',
      )
    ).map(({ key }) => key);

  it('refuses a number that a vendor does not hold for registered, and personal ones', async () => {
    expect((await register({ senderNumber: '0630009999' })).body).toMatchObject({
      status: 422,
      code: 'MESSAGING.SENDER_NOT_REGISTERED',
      errors: [{ field: 'senderNumber' }],
    });
    await register({ senderNumber: '01000001234' }).expect(400);
    await register({ rcsChatroomId: '01000001234' }).expect(400);
    await register({ safeMarkUntil: '2026-02-30' }).expect(400);
    await house.fault({ vendor: 'NHN', kind: 'OUTAGE', rate: 1, seconds: 600 });
    expect((await register()).body).toMatchObject({ status: 503, code: 'MESSAGING.SENDER_NOT_CHECKED' });
    await house.noFaults();
    expect(await profiles()).toHaveLength(1);
  });

  it('keeps the versions, and with each message the one it went out under', async () => {
    const before = await sent('before', '01000009001');
    expect(before).toMatchObject({ sender: { organisation: '순창군', senderNumber: '0630001114' } });
    expect(before.attempts.map(({ senderProof }) => senderProof)).toEqual(['KAKAO_CHANNEL', 'RCS_SAFE_MARK']);
    const { body } = await register({ organisation: '새순창군', safeMarkChatroomOn: null }).expect(201);
    expect(body).toMatchObject({
      organisation: '새순창군',
      safeMarkKisa: true,
      safeMarkChatroom: false,
      safeMark: false,
    });
    expect((await profiles()).map(({ organisation, inUse }) => [organisation, inUse])).toEqual([
      ['새순창군', true],
      ['순창군', false],
    ]);
    const after = await sent('after', '01000019001');
    expect(after.sender).toEqual({ organisation: '새순창군', senderNumber: '0630001114' });
    expect(after.attempts.at(-1)).toMatchObject({ channel: 'RCS', senderProof: 'RCS_BRAND' });
    const [kept] = await house.log('before');
    expect(kept!.senderProof).toBe('RCS_SAFE_MARK');
    const wordings = await house.dataSource.query<{ version: number }[]>(
      'SELECT max(version) AS version FROM messaging.template GROUP BY code, language',
    );
    expect(wordings.every(({ version }) => version === 2)).toBe(true);
  });

  it('sends nothing under a registration that has run out, and says so before', async () => {
    await register({ expiresOn: '2026-05-20', safeMarkUntil: '2026-04-28' }).expect(201);
    await house.program.get(SenderWatch).watch();
    expect(await alarms()).toEqual(['messaging.safe-mark-ends', 'messaging.sender-ends']);
    await register({ expiresOn: '2026-04-28' }).expect(201);
    await house.notify([notice({ cause: 'expired', subject: 'expired', label: 'expired', phone: '01000001009' })]);
    await expect.poll(alarms).toContain('messaging.sender-expired');
    expect(await house.log('expired')).toMatchObject([{ status: 'WAITING', attempts: [] }]);
    await register({ expiresOn: null, safeMarkUntil: null }).expect(201);
    await house.program.get(SenderWatch).watch();
    expect(await alarms()).not.toContain('messaging.sender-ends');
    expect(await alarms()).not.toContain('messaging.sender-expired');
    await house.dataSource.query("UPDATE messaging.notification SET act_at = NULL WHERE label = 'expired'");
    await house.settled();
  });

  it('an operator hears of a number that a vendor no longer lists', async () => {
    await house.dataSource.transaction(async (tx) => {
      await tx.query("UPDATE messaging.sender_profile SET sender_number = '0630007777' WHERE is_default");
      await house.rules.changed(tx);
    });
    await house.program.get(SenderWatch).watch();
    expect(await alarms()).toEqual(
      expect.arrayContaining(['messaging.sender-unregistered.NHN', 'messaging.sender-unregistered.SOLAPI']),
    );
  });

  it('every act is in the trail', async () => {
    const rows = await house.dataSource.query<unknown[]>(
      "SELECT FROM staff.audit WHERE action = 'sender-profiles.register'",
    );
    expect(rows).toHaveLength(4);
  });
});

it('the Safe Mark is shown on the days between its dates alone', () => {
  const sender = {
    ...WISH,
    id: '',
    registeredOn: '2026-04-01',
    safeMarkKisa: true,
    safeMarkChatroom: true,
  };
  const on = (day: string, change = {}) => hasSafeMark({ ...sender, ...change }, day);
  expect(['2026-04-01', '2026-04-02', '2026-04-29', '2026-04-30'].map((day) => on(day))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(on('2030-01-01', { safeMarkUntil: null })).toBe(true);
  expect(on('2026-04-10', { safeMarkKisa: false })).toBe(false);
  expect(on('2026-04-10', { safeMarkChatroom: false })).toBe(false);
});
