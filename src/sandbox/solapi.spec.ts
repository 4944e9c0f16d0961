import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  addMessageResponseSchema,
  detailGroupMessageResponseSchema,
  getGroupsResponseSchema,
  getMessagesResponseSchema,
  groupMessageResponseSchema,
  removeGroupMessagesResponseSchema,
  SolapiMessageService,
} from 'solapi';
import { DEMO_ACCOUNT, startSandbox, type RunningSandbox } from './index.js';

const FROM = '0630001114';
const { apiKey, apiSecret, pfId, brandId } = DEMO_ACCOUNT.solapi;
const LATE_MS = 20_000;

let sandbox: RunningSandbox;
let templateId: string;
/** Turned on by tests in place of waiting. */
let ahead = 0;
const realFetch = globalThis.fetch;

beforeAll(async () => {
  sandbox = await startSandbox({
    account: DEMO_ACCOUNT,
    templateReview: 0,
    pace: { lateAnswer: 300, report: [50, 150] },
    now: () => Date.now() + ahead,
  });
  // The client has its vendor's address built in; its calls are led here, its requests and its reading of answers stay its own.
  vi.stubGlobal('fetch', (input: string, init?: RequestInit) =>
    realFetch(input.replace('https://api.solapi.com', `${sandbox.url}/solapi`), init),
  );
  const created = await client().createKakaoAlimtalkTemplate({
    channelId: pfId,
    name: 'CASE_RECEIVED',
    content: '[순창군] 민원 접수 안내\n\n#{민원인}님의 민원이 접수되었습니다.\n\n■ 민원명: #{민원명}',
    categoryCode: '008001',
    buttons: [{ buttonName: '진행상황 보기', buttonType: 'WL', linkMo: 'https://example.kr/s/#{열람키}' }],
  });
  templateId = created.templateId;
});

afterEach(async () => {
  ahead = 0;
  await realFetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
  await realFetch(`${sandbox.url}/sandbox/messages`, { method: 'DELETE' });
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await sandbox.close();
});

/** Reads a value by a schema of the client's, with the client's own reader. @throws where it does not fit */
const { Schema } = createRequire(import.meta.resolve('solapi'))('effect') as {
  Schema: { decodeUnknownSync(schema: unknown): (value: unknown) => unknown };
};
function fits(schema: unknown, value: unknown): void {
  Schema.decodeUnknownSync(schema)(value);
}

function client(key = apiKey, secret = apiSecret): SolapiMessageService {
  return new SolapiMessageService(key, secret);
}

const VARIABLES = { 민원인: '홍*동', 민원명: '개발행위허가', 열람키: 'abc' };
const TEXT = '[순창군] 민원 접수 안내\n\n홍*동님의 민원이 접수되었습니다.\n\n■ 민원명: 개발행위허가';

function alimtalk(
  to: string,
  more: { text?: string; ref?: string; disableSms?: boolean; variables?: Record<string, string> } = {},
) {
  const { text, ref = `ref-${to}`, disableSms = true, variables = VARIABLES } = more;
  return {
    to,
    from: FROM,
    type: 'ATA' as const,
    ...(text === undefined ? {} : { text }),
    kakaoOptions: { pfId, templateId, variables, disableSms },
    customFields: { ref },
  };
}

function rcs(to: string) {
  return {
    to,
    from: FROM,
    type: 'RCS_LMS' as const,
    subject: '민원이 접수되었습니다',
    text: TEXT,
    rcsOptions: {
      brandId,
      disableSms: true,
      buttons: [
        { buttonName: '진행상황 보기', buttonType: 'WL' as const, link: 'https://example.kr/s/abc' },
        { buttonName: '담당부서에 전화', buttonType: 'DL' as const, link: '063-000-1114' },
      ],
    },
    customFields: { ref: `rcs-${to}` },
  };
}

interface Item {
  to: string;
  channel: string;
  text: string;
  reference: string;
  senderName: string;
  senderNumber: string;
  safeMark: boolean;
  acceptedAt: string;
  visible: boolean;
  visibleAt?: string;
  buttons: { name: string; url?: string; tel?: string }[];
}

async function onPhone(to: string): Promise<Item[]> {
  const answer = await realFetch(`${sandbox.url}/sandbox/messages?to=${to}`);
  return ((await answer.json()) as { items: Item[] }).items;
}

async function visibleOn(to: string): Promise<string[]> {
  return (await onPhone(to)).filter(({ visible }) => visible).map(({ channel }) => channel);
}

async function codeOf(to: string): Promise<string | null | undefined> {
  const { messageList } = await client().getMessages({ to, limit: 1 });
  return Object.values(messageList)[0]?.statusCode;
}

async function fault(body: object): Promise<void> {
  const answer = await realFetch(`${sandbox.url}/sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vendor: 'SOLAPI', rate: 1, seconds: 60, ...body }),
  });
  expect(answer.status).toBe(201);
}

function authorization({
  key = apiKey,
  secret = apiSecret,
  date = new Date().toISOString(),
  salt = randomBytes(16).toString('hex'),
} = {}) {
  const signature = createHmac('sha256', secret)
    .update(date + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${key}, date=${date}, salt=${salt}, signature=${signature}`;
}

interface Answer {
  errorCode?: string;
  failedMessageList: { statusCode: string }[];
  groupInfo: { count: object };
}

async function post(messages: object[], header = authorization()): Promise<{ status: number; body: Answer }> {
  const answer = await realFetch(`${sandbox.url}/solapi/messages/v4/send-many/detail`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: header },
    body: JSON.stringify({ messages, showMessageList: true }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer };
}

describe('SOLAPI, spoken to by its official client', () => {
  it('takes one AlimTalk and has it on the phone with channel, text and button', async () => {
    const answer = await client().send(alimtalk('01000001234', { text: TEXT }), { showMessageList: true });
    expect(answer.failedMessageList).toEqual([]);
    expect(answer.messageList).toMatchObject([{ statusCode: '2000', customFields: { ref: 'ref-01000001234' } }]);
    await vi.waitUntil(async () => (await visibleOn('01000001234')).length > 0);
    expect(await onPhone('01000001234')).toMatchObject([
      {
        channel: 'ALIMTALK',
        text: TEXT,
        reference: 'ref-01000001234',
        senderName: '순창군',
        senderNumber: FROM,
        safeMark: false,
        buttons: [{ name: '진행상황 보기', url: 'https://example.kr/s/abc' }],
      },
    ]);
    await vi.waitUntil(async () => (await codeOf('01000001234')) === '4000');
  });

  it('takes RCS with the Safe Mark and text with the number alone', async () => {
    const sms = { to: '01000081111', from: FROM, text: '[순창군] 안내' };
    await client().send([rcs('01000001111'), sms]);
    await vi.waitUntil(
      async () => (await visibleOn('01000001111')).length + (await visibleOn('01000081111')).length === 2,
    );
    const [brand] = await onPhone('01000001111');
    expect(brand).toMatchObject({
      channel: 'RCS',
      safeMark: true,
      senderName: '순창군',
      title: '민원이 접수되었습니다',
    });
    expect(brand!.buttons).toEqual([
      { name: '진행상황 보기', type: 'WL', url: 'https://example.kr/s/abc' },
      { name: '담당부서에 전화', type: 'DL', tel: '0630001114' },
    ]);
    expect(await onPhone('01000081111')).toMatchObject([{ channel: 'SMS', safeMark: false, senderName: FROM }]);
  });

  it('registers many, refuses a number that stands twice and keeps its neighbours', async () => {
    const messages = Array.from({ length: 300 }, (_, n) => alimtalk(`0100001${String(n).padStart(4, '0')}`));
    const answer = await client().send([...messages, alimtalk('01000010007')], { showMessageList: true });
    expect(answer.groupInfo.count).toMatchObject({ total: 301, registeredSuccess: 300, registeredFailed: 1 });
    expect(answer.failedMessageList).toMatchObject([{ to: '01000010007', statusCode: '1026' }]);
    expect(answer.messageList).toHaveLength(300);
  });

  it('refuses messages that the vendor should send in place of others: who fails over is the sender alone', async () => {
    const sms = { to: '01000010009', from: FROM, text: '안내' };
    const answer = await client().send([{ ...alimtalk('01000010009'), replacements: [sms] }, alimtalk('01000010010')]);
    expect(answer.failedMessageList).toMatchObject([{ to: '01000010009', statusCode: '1011' }]);
    expect(answer.groupInfo.count).toMatchObject({ total: 2, registeredSuccess: 1, sentReplacement: 0 });
  });

  it('answers each call in the shape that the client has for it, those too that it does not check by itself', async () => {
    const { fetch } = globalThis;
    const answers: { path: string; body: unknown }[] = [];
    vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
      const answer = await fetch(input, init);
      const path = `${init?.method} ${new URL(input).pathname}`.replaceAll(/\/G4V\w+/g, '/{id}');
      answers.push({ path, body: await answer.clone().json() });
      return answer;
    });
    try {
      const groupId = await client().createGroup();
      await client().addMessagesToGroup(groupId, [alimtalk('01000010011'), alimtalk('01000010012')]);
      const [first] = Object.keys((await client().getGroupMessages(groupId)).messageList);
      await client().removeGroupMessages(groupId, [first!]);
      await client().sendGroup(groupId);
      await client().send([alimtalk('01000010013'), rcs('01000010014'), { to: '123', from: FROM, text: '안내' }], {
        showMessageList: true,
      });
      await client().getMessages({ to: '01000010013' });
      await client().getGroups({ groupId });
      await client().getGroup(groupId);
    } finally {
      vi.stubGlobal('fetch', fetch);
    }
    const shapes: Record<string, unknown> = {
      'POST /messages/v4/groups': groupMessageResponseSchema,
      'PUT /messages/v4/groups/{id}/messages': addMessageResponseSchema,
      'GET /messages/v4/groups/{id}/messages': getMessagesResponseSchema,
      'DELETE /messages/v4/groups/{id}/messages': removeGroupMessagesResponseSchema,
      'POST /messages/v4/groups/{id}/send': groupMessageResponseSchema,
      'POST /messages/v4/send-many/detail': detailGroupMessageResponseSchema,
      'GET /messages/v4/list': getMessagesResponseSchema,
      'GET /messages/v4/groups': getGroupsResponseSchema,
      'GET /messages/v4/groups/{id}': groupMessageResponseSchema,
    };
    expect(answers.map(({ path }) => path)).toEqual(Object.keys(shapes));
    for (const { path, body } of answers) expect(() => fits(shapes[path], body), path).not.toThrow();
    // What is short of a field does not fit.
    const { body } = answers.find(({ path }) => path.includes('send-many'))!;
    expect(() => fits(detailGroupMessageResponseSchema, { ...(body as object), groupInfo: {} })).toThrow(/is missing/);
  });

  it.each([
    ['a wrong key', () => client('NCSWRONG', apiSecret), 'InvalidAPIKey'],
    ['a wrong secret', () => client(apiKey, 'wrong'), 'SignatureDoesNotMatch'],
  ])('refuses %s', async (_name, make, code) => {
    await expect(make().getBalance()).rejects.toMatchObject({ errorCode: code, httpStatus: 403 });
  });

  it('lists by number, by group, by id and by time, page by page', async () => {
    const startDate = new Date(Date.now() - 60_000);
    const { groupInfo, messageList } = await client().send(
      [1, 2, 3, 4, 5].map((n) => alimtalk(`0100002000${n}`)),
      { showMessageList: true },
    );
    const ids = messageList!.map(({ messageId }) => messageId);
    const pageOne = await client().getMessages({ groupId: groupInfo.groupId, limit: 2 });
    expect(Object.keys(pageOne.messageList)).toEqual([ids[4], ids[3]]);
    const pageTwo = await client().getMessages({ groupId: groupInfo.groupId, limit: 4, startKey: pageOne.nextKey! });
    expect(Object.keys(pageTwo.messageList)).toEqual([ids[2], ids[1], ids[0]]);
    expect(pageTwo.nextKey).toBeNull();
    const byId = await client().getMessages({ messageIds: [ids[1]!, ids[3]!] });
    expect(new Set(Object.keys(byId.messageList))).toEqual(new Set([ids[1], ids[3]]));
    const byTime = await client().getMessages({ to: '01000020003', startDate, endDate: new Date(Date.now() + 60_000) });
    expect(Object.values(byTime.messageList)).toMatchObject([
      { messageId: ids[2], customFields: { ref: 'ref-01000020003' } },
    ]);
    const before = await client().getMessages({ to: '01000020003', endDate: startDate });
    expect(before.messageList).toEqual({});
    const updated = await client().getMessages({ startDate, dateType: 'UPDATED', limit: 500 });
    expect(Object.keys(updated.messageList)).toHaveLength(5);
  });

  it('gathers messages in a group, gives them back, and sends', async () => {
    const groupId = await client().createGroup();
    await client().addMessagesToGroup(groupId, [alimtalk('01000030001'), alimtalk('01000030002')]);
    const waiting = await client().getGroupMessages(groupId);
    expect(Object.values(waiting.messageList)).toMatchObject([{ status: 'PENDING' }, { status: 'PENDING' }]);
    await client().removeGroupMessages(groupId, [Object.keys(waiting.messageList)[0]!]);
    expect(await onPhone('01000030001')).toEqual([]);
    await client().sendGroup(groupId);
    await vi.waitUntil(async () => (await visibleOn('01000030001')).length === 1);
    expect(await onPhone('01000030002')).toEqual([]);
    await vi.waitUntil(async () => (await client().getGroup(groupId)).status === 'COMPLETE');
    expect((await client().getGroup(groupId)).count).toMatchObject({ total: 1, sentSuccess: 1 });
    expect(Object.keys((await client().getGroups({ groupId })).groupList)).toEqual([groupId]);
    await expect(client().sendGroup(groupId)).rejects.toMatchObject({ httpStatus: 400 });
  });

  it('sends a scheduled group in its time and never a cancelled one', async () => {
    const scheduled = await client().send(alimtalk('01000030003'), {
      scheduledDate: new Date(Date.now() + 2_000).toISOString(),
    });
    const cancelled = await client().createGroup();
    await client().addMessagesToGroup(cancelled, alimtalk('01000030004'));
    await client().reserveGroup(cancelled, new Date(Date.now() + 2_000));
    await client().removeReservationToGroup(cancelled);
    expect((await client().getGroup(scheduled.groupInfo.groupId)).status).toBe('SCHEDULED');
    await vi.waitUntil(async () => (await visibleOn('01000030003')).length === 1, { timeout: 5_000 });
    expect((await client().getGroup(cancelled)).status).toBe('FAILED');
    expect(await onPhone('01000030004')).toEqual([]);
  });

  it('tells which sender numbers are registered', async () => {
    const { senderIds } = (await (
      await realFetch(`${sandbox.url}/solapi/senderid/v1/numbers`, { headers: { authorization: authorization() } })
    ).json()) as { senderIds: object[] };
    expect(senderIds).toMatchObject([{ phoneNumber: FROM, status: 'ACTIVE' }]);
  });

  it('tells channels, templates, balance, and keeps files', async () => {
    expect((await client().getKakaoChannels()).channelList).toMatchObject([{ channelId: pfId }]);
    const { templateList } = await client().getKakaoAlimtalkTemplates({ name: 'CASE_REC' });
    expect(templateList).toMatchObject([
      { templateId, status: 'APPROVED', variables: [{ name: '#{민원인}' }, { name: '#{민원명}' }] },
    ]);
    const before = (await client().getBalance()).balance;
    await client().send(alimtalk('01000030005'));
    expect((await client().getBalance()).balance).toBe(before - 13);
    await expect(client().removeKakaoAlimtalkTemplate(templateId)).rejects.toMatchObject({ httpStatus: 400 });
  });

  it('withdraws a template from review, changes it, hands it in again and removes it', async () => {
    const own = sandbox;
    sandbox = await startSandbox({ account: DEMO_ACCOUNT, templateReview: 'BY_HAND' });
    try {
      const made = await client().createKakaoAlimtalkTemplate({
        channelId: pfId,
        name: 'A',
        content: '[순창군] 안내',
        categoryCode: '008001',
      });
      const statusOf = async () => (await client().getKakaoAlimtalkTemplate(made.templateId)).status;
      expect(await statusOf()).toBe('INSPECTING');
      await expect(
        client().updateKakaoAlimtalkTemplate(made.templateId, { content: '[순창군] 새 안내' }),
      ).rejects.toMatchObject({ httpStatus: 400 });
      await client().cancelInspectionKakaoAlimtalkTemplate(made.templateId);
      expect(await statusOf()).toBe('PENDING');
      await client().updateKakaoAlimtalkTemplate(made.templateId, { content: '[순창군] 새 안내' });
      await client().updateKakaoAlimtalkTemplateName(made.templateId, 'B');
      expect(await client().getKakaoAlimtalkTemplate(made.templateId)).toMatchObject({
        name: 'B',
        content: '[순창군] 새 안내',
        status: 'INSPECTING',
      });
      await client().cancelInspectionKakaoAlimtalkTemplate(made.templateId);
      await client().removeKakaoAlimtalkTemplate(made.templateId);
      await expect(client().getKakaoAlimtalkTemplate(made.templateId)).rejects.toMatchObject({ httpStatus: 404 });
      const tooLong = { channelId: pfId, name: 'A', content: '가'.repeat(1_001), categoryCode: '008001' };
      await expect(client().createKakaoAlimtalkTemplate(tooLong)).rejects.toMatchObject({ httpStatus: 400 });
    } finally {
      await sandbox.close();
      sandbox = own;
    }
  });

  it('takes its three retries for 503 and delivers once (9009)', async () => {
    await client().send(alimtalk('01000009009'));
    await vi.waitUntil(async () => (await visibleOn('01000009009')).length === 1);
    expect(await onPhone('01000009009')).toHaveLength(1);
  });
});

describe('what SOLAPI refuses at intake', () => {
  const sms = { to: '01000001111', from: FROM, text: '안내' };
  it.each([
    ['no recipient', { ...sms, to: '' }, '1010'],
    ['a number that is none', { ...sms, to: '123' }, '1011'],
    ['an unknown type', { ...sms, type: 'CARRIER_PIGEON' }, '1025'],
    ['an unregistered sender', { ...sms, from: '0630009999' }, '1062'],
    ['a syllable outside EUC-KR', { ...sms, text: '똠방각하' }, '1029'],
    ['an emoji', { ...sms, text: '안내😀' }, '1029'],
    ['91 bytes as SMS', { ...sms, type: 'SMS', text: '가'.repeat(45) + 'a' }, '1031'],
    ['2,001 bytes as LMS', { ...sms, type: 'LMS', text: '가'.repeat(1000) + 'a' }, '1031'],
    ['a title on SMS', { ...sms, type: 'SMS', subject: '제목' }, '1013'],
    ['a title of 42 bytes', { ...sms, type: 'LMS', subject: '가'.repeat(21) }, '1014'],
    ['a reference that stands in a list', { ...sms, customFields: ['x'] }, '1032'],
    ['a key of 31 characters', { ...sms, customFields: { ['k'.repeat(31)]: 'x' } }, '1032'],
    ['a reference of 101 characters', { ...sms, customFields: { ref: 'x'.repeat(101) } }, '1032'],
    ['MMS without its file', { ...sms, type: 'MMS', imageId: 'ST00' }, '1034'],
    [
      'an RCS button without a web address',
      {
        ...rcs('01000001111'),
        rcsOptions: { brandId, buttons: [{ buttonName: '보기', buttonType: 'WL', link: 'javascript:1' }] },
      },
      '1045',
    ],
    [
      'a fourth RCS button',
      {
        ...rcs('01000001111'),
        rcsOptions: {
          brandId,
          buttons: [1, 2, 3, 4].map((n) => ({ buttonName: `보기 ${n}`, buttonType: 'WL', link: 'https://a.kr' })),
        },
      },
      '1050',
    ],
    ['another brand', { ...rcs('01000001111'), rcsOptions: { brandId: 'BR.other' } }, '1041'],
    ['1,301 characters of RCS', { ...rcs('01000001111'), text: '가'.repeat(1301) }, '1031'],
    ['a recipient who is blocked (9006), by text', { ...sms, to: '01000009006' }, '1060'],
    ['a recipient who is blocked (9006), by RCS', rcs('01000009006'), '1060'],
  ])('%s', async (_name, message, code) => {
    const { status, body } = await post([message]);
    expect(status).toBe(200);
    expect(body.failedMessageList).toMatchObject([{ statusCode: code }]);
    expect(body.groupInfo.count).toMatchObject({ total: 1, registeredFailed: 1 });
  });

  it.each([
    ['one letter off', { text: TEXT.replace('접수되었습니다.', '접수되었습니다!') }, '1043'],
    ['a trailing blank', { text: `${TEXT} ` }, '1043'],
    ['a missing variable', { variables: { 민원인: '홍*동' } }, '1043'],
    ['a blank variable', { variables: { ...VARIABLES, 민원명: ' ' } }, '1043'],
    ['a link that is not filled in', { variables: { 민원인: '홍*동', 민원명: '개발행위허가' } }, '1045'],
  ])('an AlimTalk with %s', async (_name, more, code) => {
    expect((await post([alimtalk('01000001111', more)])).body.failedMessageList).toMatchObject([{ statusCode: code }]);
  });

  it('an AlimTalk of a finished text is taken where it is the wording letter by letter', async () => {
    const message = { ...alimtalk('01000001111', { text: TEXT, variables: { 열람키: 'k' } }) };
    expect((await post([message])).body.failedMessageList).toEqual([]);
  });

  it('a template that is unknown, more than 10,000 messages at once, or none', async () => {
    const unknown = alimtalk('01000001111');
    unknown.kakaoOptions.templateId = 'KA01TP0';
    expect((await post([unknown])).body.failedMessageList).toMatchObject([{ statusCode: '1042' }]);
    const { status } = await post(Array.from({ length: 10_001 }, () => sms));
    expect(status).toBe(400);
    expect((await post([])).status).toBe(400);
  });

  it('a signature that comes again, a clock that is 16 minutes off, no header at all', async () => {
    const header = authorization();
    expect((await post([sms], header)).status).toBe(200);
    expect(await post([sms], header)).toMatchObject({ status: 403, body: { errorCode: 'DuplicatedSignature' } });
    for (const minutes of [-16, 16]) {
      const date = new Date(Date.now() + minutes * 60_000).toISOString();
      expect(await post([sms], authorization({ date }))).toMatchObject({
        status: 403,
        body: { errorCode: 'RequestTimeTooSkewed' },
      });
    }
    for (const date of [new Date().toUTCString().replaceAll(/[, ]/g, '_'), new Date().toISOString().slice(0, -1)]) {
      expect((await post([sms], authorization({ date }))).body.errorCode).toBe('RequestTimeTooSkewed');
    }
    expect((await post([sms], authorization({ salt: 'short' }))).body.errorCode).toBe('SignatureDoesNotMatch');
    expect((await post([sms], 'Bearer x')).status).toBe(401);
    expect(await onPhone('01000001111')).toHaveLength(1);
  });
});

describe('the magic recipients over SOLAPI', () => {
  async function sendAndSettle(message: { to: string; [field: string]: unknown }): Promise<string | null | undefined> {
    const { body } = await post([message]);
    if (body.failedMessageList.length > 0) return body.failedMessageList[0]!.statusCode;
    ahead += 1_000;
    return codeOf(message.to);
  }

  it.each([
    ['01000009001', '3104', '4000'],
    ['01000009002', '3107', '4000'],
    ['01000009005', '3104', '3050'],
    ['01000009007', '3103', '4000'],
    ['01000061234', '4000', '3050'],
    ['01000081234', '3104', '3050'],
    ['01000089007', '3104', '3050'],
  ])('%s: AlimTalk %s, RCS %s, text arrives', async (to, kakao, overRcs) => {
    expect(await sendAndSettle(alimtalk(to))).toBe(kakao);
    expect(await sendAndSettle(rcs(to))).toBe(overRcs);
    expect(await sendAndSettle({ to, from: FROM, text: TEXT, type: 'LMS' })).toBe('4000');
    const expected = [...(kakao === '4000' ? ['ALIMTALK'] : []), ...(overRcs === '4000' ? ['RCS'] : []), 'LMS'];
    expect(await visibleOn(to)).toEqual(expected);
  });

  it('9003 stays with the carrier, is there after 20 s, and is one AlimTalk', async () => {
    expect(await sendAndSettle(alimtalk('01000009003'))).toBe('3000');
    ahead += LATE_MS - 5_000;
    expect(await codeOf('01000009003')).toBe('3000');
    expect(await visibleOn('01000009003')).toEqual([]);
    ahead += 5_000;
    expect(await codeOf('01000009003')).toBe('4000');
    expect(await visibleOn('01000009003')).toEqual(['ALIMTALK']);
  });

  it('9004 is never heard of by Kakao, and comes over RCS', async () => {
    expect(await sendAndSettle(alimtalk('01000009004'))).toBe('3000');
    ahead += 600_000;
    expect(await codeOf('01000009004')).toBe('3000');
    expect(await visibleOn('01000009004')).toEqual([]);
    ahead = 0;
    expect(await sendAndSettle(rcs('01000009004'))).toBe('4000');
    expect(await visibleOn('01000009004')).toEqual(['RCS']);
  });

  it('9006 is refused on every channel', async () => {
    expect(await sendAndSettle(alimtalk('01000009006'))).toBe('1060');
    expect(await onPhone('01000009006')).toEqual([]);
  });

  it('9008 is accepted, then the connection is reset, and it is found by reference', async () => {
    await expect(post([alimtalk('01000009008')])).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    });
    const { messageList } = await client().getMessages({ to: '01000009008' });
    expect(Object.values(messageList)).toMatchObject([{ customFields: { ref: 'ref-01000009008' } }]);
    await vi.waitUntil(async () => (await visibleOn('01000009008')).length === 1);
  });

  it('9009 answers 503 three times for each reference, then takes it', async () => {
    const statuses = [];
    for (let n = 0; n < 5; n++) statuses.push((await post([alimtalk('01000019009')])).status);
    expect(statuses).toEqual([503, 503, 503, 200, 200]);
    expect((await post([alimtalk('01000019009', { ref: 'another' })])).status).toBe(503);
    expect(await onPhone('01000019009')).toHaveLength(2);
  });

  it('9010 is accepted and never heard of', async () => {
    expect(await sendAndSettle(alimtalk('01000009010'))).toBe('2000');
    ahead += 600_000;
    expect(await codeOf('01000009010')).toBe('2000');
    expect(await visibleOn('01000009010')).toEqual([]);
  });

  it('9011 is on the phone before the answer comes', async () => {
    let answered = false;
    const sending = post([alimtalk('01000009011')]).then((answer) => {
      answered = true;
      return answer;
    });
    await vi.waitUntil(async () => (await visibleOn('01000009011')).length === 1);
    expect(answered).toBe(false);
    expect((await sending).status).toBe(200);
  });

  it("shows a second message where the vendor's own fallback was left on", async () => {
    await post([alimtalk('01000009001', { disableSms: false }), alimtalk('01000009003', { disableSms: false })]);
    ahead += LATE_MS + 1_000;
    expect(await visibleOn('01000009001')).toEqual(['SMS']);
    expect((await visibleOn('01000009003')).sort()).toEqual(['ALIMTALK', 'SMS']);
  });
});

describe('faults over SOLAPI', () => {
  it('OUTAGE: nothing is taken and nothing is told', async () => {
    await fault({ kind: 'OUTAGE' });
    expect((await post([alimtalk('01000001234')])).status).toBe(503);
    const list = await realFetch(`${sandbox.url}/solapi/messages/v4/list`, {
      headers: { authorization: authorization() },
    });
    expect(list.status).toBe(503);
    expect(await onPhone('01000001234')).toEqual([]);
  });

  it('OUTAGE of one channel leaves the others, and ends in its time', async () => {
    await fault({ kind: 'OUTAGE', channel: 'ALIMTALK', seconds: 60 });
    expect((await post([alimtalk('01000001234')])).status).toBe(503);
    expect((await post([rcs('01000001234')])).status).toBe(200);
    ahead = 61_000;
    expect((await post([alimtalk('01000001234')])).status).toBe(200);
  });

  it('RATE_LIMIT refuses, RESET accepts and breaks the line, SLOW answers late', async () => {
    await fault({ kind: 'RATE_LIMIT' });
    expect(await post([alimtalk('01000001234')])).toMatchObject({
      status: 429,
      body: { errorCode: 'TooManyRequests' },
    });
    await realFetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    await fault({ kind: 'RESET' });
    await expect(post([alimtalk('01000001234')])).rejects.toThrow('fetch failed');
    expect(await onPhone('01000001234')).toHaveLength(1);
    await realFetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    await fault({ kind: 'SLOW', delayMs: 200 });
    const began = performance.now();
    await post([alimtalk('01000001235')]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
  });

  it('LATE_REPORT holds the report, not the message; DUPLICATE_REPORT brings it twice', async () => {
    await fault({ kind: 'LATE_REPORT', delayMs: 30_000 });
    await fault({ kind: 'DUPLICATE_REPORT' });
    await post([alimtalk('01000001234')]);
    ahead = 5_000;
    expect(await codeOf('01000001234')).toBe('3000');
    expect(await visibleOn('01000001234')).toEqual(['ALIMTALK']);
    ahead = 32_000;
    const [record] = Object.values((await client().getMessages({ to: '01000001234' })).messageList);
    expect(record).toMatchObject({ statusCode: '4000' });
    expect(record!.log).toHaveLength(4);
  });

  it('refuses a fault that it does not know', async () => {
    const answer = await realFetch(`${sandbox.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ vendor: 'ACME', kind: 'FIRE', rate: 2, seconds: 0 }),
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toContain('vendor: SOLAPI, NHN; kind: OUTAGE');
  });
});

describe('the check endpoints', () => {
  it('give what was accepted since an instant, with milliseconds', async () => {
    await post([alimtalk('01000001234')]);
    const [item] = await onPhone('01000001234');
    expect(item!.acceptedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+09:00$/);
    const at = Date.parse(item!.acceptedAt);
    for (const [since, count] of [
      [at, 1],
      [at + 1, 0],
    ] as const) {
      const answer = await realFetch(`${sandbox.url}/sandbox/messages?since=${new Date(since).toISOString()}`);
      expect(((await answer.json()) as { items: Item[] }).items).toHaveLength(count);
    }
    expect((await realFetch(`${sandbox.url}/sandbox/messages?since=yesterday`)).status).toBe(400);
  });

  it('is ready', async () => {
    expect((await realFetch(`${sandbox.url}/health/ready`)).status).toBe(200);
  });
});
