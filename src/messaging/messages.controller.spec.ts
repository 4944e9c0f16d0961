import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageDetailDto, MessagePageDto } from './messages.dto.js';
import { notice, sendingHouse, type SendingHouse } from './messaging.harness.js';
import type { TemplateDto } from './templates.dto.js';

const ADMIN = 'admin-key-of-thirty-two-characters-and-more';

describe('/api/v1/messages', () => {
  let house: SendingHouse;
  beforeAll(async () => {
    house = await sendingHouse({ settings: { bootstrap: { adminId: null, adminPassword: null, apiKey: ADMIN } } });
    await house.notify([
      notice({ cause: 'a:1', label: '202647700000000001', phone: '01000003001' }),
      notice({
        cause: 'b:1',
        label: '202647700000000002',
        phone: '01000009006',
        subject: 'case-2',
        departmentCode: '47700000007',
      }),
      notice({
        cause: 'c:1',
        label: '202647700000000003',
        phone: '01000003003',
        subject: 'case-3',
        occasion: 'case.assigned',
      }),
      notice({
        cause: 'd:1',
        label: null,
        phone: '01000003004',
        subject: 's112',
        occasion: 'deadline.d3',
        recipientKind: 'OFFICER',
        recipientId: 's112',
        withheld: 'LATE_NEWS',
      }),
    ]);
    await house.settled();
  });
  afterAll(() => house.close());

  const get = (path: string, key = ADMIN) =>
    request(house.program.getHttpServer()).get(`/api/v1/${path}`).set('authorization', `Bearer ${key}`);
  const resend = (id: string, key?: string) => {
    const asked = request(house.program.getHttpServer())
      .post(`/api/v1/messages/${id}/resend`)
      .set('authorization', `Bearer ${ADMIN}`);
    return key === undefined ? asked : asked.set('idempotency-key', key);
  };
  const page = async (query = '') => (await get(`messages${query}`).expect(200)).body as MessagePageDto;

  it('lists newest first, masked, without texts, in pages', async () => {
    const all = await page();
    expect(all.items.map((item) => item.receiptNo)).toEqual([
      undefined,
      '202647700000000003',
      '202647700000000002',
      '202647700000000001',
    ]);
    expect(all.nextCursor).toBeNull();
    expect(all.items[3]).toMatchObject({
      to: '010-****-3001',
      status: 'DELIVERED',
      channel: 'ALIMTALK',
      senderProof: 'KAKAO_CHANNEL',
      createdAt: '2026-04-29T14:00:00+09:00',
    });
    expect(JSON.stringify(all)).not.toMatch(/01000003001|홍\*동|text/);
    const first = await page('?limit=3');
    expect(first.items).toHaveLength(3);
    const second = await page(`?limit=3&cursor=${first.nextCursor}`);
    expect(second.items.map((item) => item.receiptNo)).toEqual(['202647700000000001']);
    expect(second.nextCursor).toBeNull();
  });

  it.each([
    ['receiptNo=202647700000000002', ['b']],
    ['occasion=case.assigned', ['c']],
    ['status=FAILED', ['b']],
    ['status=DROPPED', ['d']],
    ['channel=ALIMTALK', ['c', 'a']],
    ['recipientId=s112', ['d']],
    ['from=2026-04-29T14:00:00%2B09:00&to=2026-04-29T14:00:01%2B09:00', ['d', 'c', 'b', 'a']],
    ['from=2026-04-29T14:00:01%2B09:00', []],
    ['from=2026-04-29&to=2026-04-29', ['d', 'c', 'b', 'a']],
    ['from=2026-04-30', []],
    ['to=2026-04-28', []],
  ])('filters by %s', async (query, expected) => {
    const names: Record<string, string> = { '01': 'a', '02': 'b', '03': 'c' };
    const { items } = await page(`?${query}`);
    expect(items.map((item) => names[item.receiptNo?.slice(-2) ?? ''] ?? 'd')).toEqual(expected);
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      'limit=201',
      'limit=0',
      'status=SENT',
      'occasion=case.unknown',
      'nonsense=1',
      'from=yesterday',
      'from=2026-04-29T14:00:00',
      'to=2026-02-30',
      'cursor=abc',
    ]) {
      const { status, body } = await get(`messages?${query}`);
      expect([query, status]).toEqual([query, 400]);
      expect(body).toMatchObject({ code: expect.any(String), errors: expect.any(Array), traceId: expect.any(String) });
    }
    await get('messages', 'wrong-key').expect(401);
  });

  it('shows the text of one, and writes down who read it', async () => {
    const [item] = (await page('?receiptNo=202647700000000001')).items;
    const { body } = (await get(`messages/${item!.id}`).expect(200)) as { body: MessageDetailDto };
    expect(body.text).toContain('홍*동님의 민원이 접수되었습니다.');
    const audit = await house.dataSource.query<{ subjects: string[] }[]>(
      "SELECT subjects FROM staff.audit WHERE action = 'messages.read'",
    );
    expect(audit).toEqual([{ subjects: [item!.id, '202647700000000001'] }]);
    const [failed] = (await page('?status=FAILED')).items;
    const { body: withLink } = (await get(`messages/${failed!.id}`).expect(200)) as { body: MessageDetailDto };
    expect(withLink.text).toContain('/s/…');
    await get('messages/019dd8a4-7c00-7000-8000-000000000001').expect(404);
    await get('messages/not-an-id').expect(400);
  });

  it('sends again what reached nobody, once per key, and nothing else', async () => {
    const [failed] = (await page('?status=FAILED')).items;
    const [delivered] = (await page('?receiptNo=202647700000000001')).items;
    expect((await resend(failed!.id)).body).toMatchObject({ status: 400, code: 'MESSAGING.IDEMPOTENCY_KEY_MISSING' });
    expect((await resend(delivered!.id, 'k-1')).body).toMatchObject({ status: 409, code: 'MESSAGING.DELIVERED' });
    await resend('019dd8a4-7c00-7000-8000-000000000001', 'k-1').expect(404);

    const before = failed!.attempts.length;
    const answers = await Promise.all([resend(failed!.id, 'k-2'), resend(failed!.id, 'k-2')]);
    expect(answers.map((answer) => answer.status)).toEqual([202, 202]);
    await house.settled();
    const [after] = (await page('?receiptNo=202647700000000002')).items;
    expect(after!.attempts).toHaveLength(before * 2);
    await resend(failed!.id, 'k-2').expect(202);
    await house.settled();
    expect((await page('?receiptNo=202647700000000002')).items[0]!.attempts).toHaveLength(before * 2);
  });

  it('sends or skips what was held for an operator', async () => {
    await house.notify([
      notice({ cause: 'h:1', subject: 'h', label: '202647700000000011', phone: '01000003005', withheld: 'HELD' }),
      notice({ cause: 'h:2', subject: 'h', label: '202647700000000012', phone: '01000003006', withheld: 'HELD' }),
    ]);
    const one = async (receiptNo: string) => (await page(`?receiptNo=${receiptNo}`)).items[0]!;
    const sent = await one('202647700000000011');
    const skipped = await one('202647700000000012');
    expect([sent, skipped]).toMatchObject([
      { status: 'WAITING', statusReason: 'HELD' },
      { status: 'WAITING', statusReason: 'HELD' },
    ]);
    await resend(sent.id, 'send-it').expect(202);
    const skip = (id: string) =>
      request(house.program.getHttpServer())
        .post(`/api/v1/messages/${id}/skip`)
        .set('authorization', `Bearer ${ADMIN}`)
        .send({ reason: '담당자 일괄 변경' });
    expect((await skip(skipped.id).expect(200)).body).toMatchObject({ status: 'DROPPED', statusReason: 'HELD' });
    expect((await skip(sent.id)).body).toMatchObject({ status: 409, code: 'MESSAGING.NOT_HELD' });
    await house.settled();
    expect(await one('202647700000000011')).toMatchObject({ status: 'DELIVERED' });
    expect(await house.phone('01000003006')).toEqual([]);
    await expect
      .poll(() => house.facts.filter((fact) => fact.notification.label === '202647700000000012'))
      .toMatchObject([{ statusReason: 'HELD' }]);
  });

  it('tells templates, senders and gateways', async () => {
    const templates = (await get('templates').expect(200)).body as { items: TemplateDto[] };
    const received = templates.items.find(
      (template) => template.code === 'CASE_RECEIVED' && template.language === 'ko',
    )!;
    expect(received).toMatchObject({ version: 1, occasion: 'case.received', alimtalk: { buttons: [{ type: 'WL' }] } });
    expect(received.approvals.map(({ channel, vendor, state }) => [channel, vendor, state])).toEqual([
      ['ALIMTALK', 'SOLAPI', 'APPROVED'],
      ['RCS', 'SOLAPI', 'APPROVED'],
      ['TEXT', '-', 'APPROVED'],
    ]);
    expect((await get('sender-profiles').expect(200)).body).toMatchObject({
      items: [{ organisation: '순창군', safeMarkKisa: true, safeMarkChatroom: true }],
    });
    expect((await get('gateways').expect(200)).body).toMatchObject({
      items: ['ALIMTALK', 'RCS', 'LMS', 'SMS'].map((channel) => ({
        vendor: 'SOLAPI',
        channel,
        weight: 100,
        switchedOff: false,
        changes: [],
      })),
    });
  });
});
