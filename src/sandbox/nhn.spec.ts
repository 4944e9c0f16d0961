import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_ACCOUNT, startSandbox, type RunningSandbox } from './index.js';

const { appKey, secretKey, senderKey, brandId, chatbotId } = DEMO_ACCOUNT.nhn;
const FROM = '0630001114';
const KAKAO = `alimtalk/v2.3/appkeys/${appKey}`;
const TEXTS = `sms/v3.0/appKeys/${appKey}`;
const RCS = 'rcs/v1.0/messages';
const CONTENT = '[순창군] 민원 접수 안내\n\n#{민원인}님의 민원이 접수되었습니다.\n\n■ 민원명: #{민원명}';
const TEXT = '[순창군] 민원 접수 안내\n\n홍*동님의 민원이 접수되었습니다.\n\n■ 민원명: 개발행위허가';
const VALUES = { 민원인: '홍*동', 민원명: '개발행위허가', 열람키: 'abc' };
const LINK = 'https://minwon.example.kr/s/abc';

let sandbox: RunningSandbox;
/** Turned on by tests in place of waiting. */
let ahead = 0;
/** The instant at which a test has stopped the sandbox's clock: what is not yet reported stays so, however slow the machine. */
let stopped: number | null = null;

beforeAll(async () => {
  sandbox = await startSandbox({
    account: DEMO_ACCOUNT,
    templateReview: 0,
    pace: { lateAnswer: 300, report: [50, 150] },
    now: () => (stopped ?? Date.now()) + ahead,
  });
  const created = await call('POST', `${KAKAO}/senders/${senderKey}/templates`, {
    templateCode: 'CASE_RECEIVED',
    templateName: '접수',
    templateContent: CONTENT,
    buttons: [{ ordering: 1, type: 'WL', name: '진행상황 보기', linkMo: 'https://minwon.example.kr/s/#{열람키}' }],
  });
  if (!created.header.isSuccessful) throw new Error(JSON.stringify(created));
});

afterEach(async () => {
  ahead = 0;
  stopped = null;
  for (const path of ['faults', 'messages', 'webhook'])
    await fetch(`${sandbox.url}/sandbox/${path}`, { method: 'DELETE' });
});

afterAll(() => sandbox.close());

interface Answer {
  header: { resultCode: number; isSuccessful: boolean };
  message: { requestId: string; sendResults: { resultCode: number }[]; [field: string]: unknown };
  messages: Record<string, unknown>[];
  messageSearchResultResponse: { messages: Record<string, unknown>[]; totalCount: number };
  templateListResponse: { templates: Record<string, unknown>[] };
  template: Record<string, unknown>;
  messageId: string;
  messageRecipient: Record<string, unknown>;
  data: Record<string, unknown>[];
  body: { data: Record<string, unknown>[] & { requestId: string; sendResultList: { resultCode: number }[] } };
}

async function call(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer & { status: number }> {
  const answer = await fetch(`${sandbox.url}/nhn/${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-secret-key': secretKey, 'x-tc-app-key': appKey, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as Answer) };
}

interface KakaoOptions {
  ref?: string;
  parameters?: Record<string, string>;
  resend?: object | null;
}

function recipient(
  recipientNo: string,
  { ref = `ref-${recipientNo}`, parameters = VALUES, resend = { isResend: false } }: KakaoOptions = {},
) {
  return {
    recipientNo,
    templateParameter: parameters,
    recipientGroupingKey: ref,
    ...(resend === null ? {} : { resendParameter: resend }),
  };
}

function sendKakao(to: string, options: KakaoOptions = {}, headers: Record<string, string> = {}) {
  return call(
    'POST',
    `${KAKAO}/messages`,
    { senderKey, templateCode: 'CASE_RECEIVED', recipientList: [recipient(to, options)] },
    headers,
  );
}

function sendRcs(recipientNumber: string, more: object = {}) {
  return call('POST', `${RCS}/lms`, {
    brandId,
    chatbotId,
    recipientNumber,
    isAd: false,
    title: '민원이 접수되었습니다',
    body: TEXT,
    isFallback: false,
    buttons: [rcsButton('URL', { urlAction: { openUrl: { url: LINK } }, displayText: '진행상황 보기' })],
    ...more,
  });
}

function rcsButton(buttonType: string, action: object) {
  return { buttonType, buttonJson: JSON.stringify({ action }) };
}

function sendText(recipientNo: string, more: object = {}) {
  return call('POST', `${TEXTS}/sender/mms`, {
    title: '[순창군] 안내',
    body: TEXT,
    sendNo: FROM,
    recipientList: [{ recipientNo, recipientGroupingKey: `ref-${recipientNo}` }],
    ...more,
  });
}

interface Item {
  channel: string;
  vendor: string;
  visible: boolean;
  reference: string;
  safeMark: boolean;
  buttons: { url?: string }[];
}

async function onPhone(to: string): Promise<Item[]> {
  return ((await (await fetch(`${sandbox.url}/sandbox/messages?to=${to}`)).json()) as { items: Item[] }).items;
}

async function visibleOn(to: string): Promise<string[]> {
  return (await onPhone(to)).filter(({ visible }) => visible).map(({ channel }) => channel);
}

/** `yyyy-MM-dd HH:mm`, KST. */
function minute(instant: number): string {
  return new Date(instant + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

function span(names: [string, string], format = minute): string {
  const now = Date.now() + ahead;
  return new URLSearchParams({ [names[0]]: format(now - 600_000), [names[1]]: format(now) }).toString();
}

const second = (instant: number): string =>
  new Date(instant + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

async function kakaoCode(to: string): Promise<unknown> {
  const query = `${span(['startRequestDate', 'endRequestDate'])}&recipientGroupingKey=ref-${to}`;
  const { messageSearchResultResponse } = await call('GET', `${KAKAO}/messages?${query}`);
  return messageSearchResultResponse.messages[0]?.resultCode;
}

describe('who may call', () => {
  it.each([
    ['AlimTalk', 'another key', `alimtalk/v2.3/appkeys/other/messages?requestId=1`, {}, -1000],
    ['AlimTalk', 'another secret', `${KAKAO}/messages?requestId=1`, { 'x-secret-key': 'no' }, -1001],
    ['RCS', 'another key', `${RCS}/sms?messageId=1`, { 'x-tc-app-key': 'no' }, -1000],
    ['RCS', 'another secret', `${RCS}/sms?messageId=1`, { 'x-secret-key': 'no' }, -1001],
    ['SMS', 'another key', 'sms/v3.0/appKeys/other/sendNos', {}, -1000],
    ['SMS', 'another secret', `${TEXTS}/sendNos`, { 'x-secret-key': 'no' }, -1001],
  ])('%s with %s is refused', async (_product, _what, path, headers, code) => {
    expect((await call('GET', path, undefined, headers)).header).toMatchObject({
      isSuccessful: false,
      resultCode: code,
    });
  });
});

describe('AlimTalk v2.3', () => {
  it('is sent, is on the phone, and is found by request, by reference and by update', async () => {
    const { header, message } = await sendKakao('01000001234');
    expect(header).toEqual({ resultCode: 0, resultMessage: 'SUCCESS', isSuccessful: true });
    expect(message.sendResults).toMatchObject([
      { recipientSeq: 1, recipientNo: '01000001234', resultCode: 0, recipientGroupingKey: 'ref-01000001234' },
    ]);
    const one = `${KAKAO}/messages/${message.requestId}/1`;
    expect((await call('GET', one)).message).toMatchObject({
      resultCode: null,
      messageStatus: null,
      content: TEXT,
      resendStatus: 'RSC01',
    });
    ahead = 1_000;
    expect((await call('GET', one)).message).toMatchObject({
      resultCode: '1000',
      messageStatus: 'COMPLETED',
      templateCode: 'CASE_RECEIVED',
    });
    expect(await kakaoCode('01000001234')).toBe('1000');
    const { messages } = await call('GET', `${KAKAO}/message-results?${span(['startUpdateDate', 'endUpdateDate'])}`);
    expect(messages).toMatchObject([{ requestId: message.requestId, recipientSeq: 1, resultCode: '1000' }]);
    expect(messages[0]).not.toHaveProperty('recipientNo');
    expect(await onPhone('01000001234')).toMatchObject([
      { channel: 'ALIMTALK', vendor: 'NHN', visible: true, buttons: [{ url: LINK }] },
    ]);
  });

  it('takes finished texts and buttons where they are the approved ones', async () => {
    const raw = (content: string, linkMo: string) =>
      call('POST', `${KAKAO}/raw-messages`, {
        senderKey,
        templateCode: 'CASE_RECEIVED',
        recipientList: [
          {
            recipientNo: '01000001234',
            content,
            buttons: [{ ordering: 1, type: 'WL', name: '진행상황 보기', linkMo }],
            resendParameter: { isResend: false },
          },
        ],
      });
    expect((await raw(TEXT, LINK)).header.resultCode).toBe(0);
    for (const [content, link, code] of [
      [TEXT.replace('접수되었습니다.', '접수되었습니다!'), LINK, -3010],
      [TEXT, 'https://evil.example/s/abc', -3011],
    ] as const) {
      const { header, message } = await raw(content, link);
      expect(header.resultCode).toBe(-1031);
      expect(message.sendResults[0]!.resultCode).toBe(code);
    }
  });

  it('refuses recipients one by one and keeps their neighbours', async () => {
    const recipientList = [
      recipient('01000001234'),
      recipient('12'),
      recipient('01000001235', { parameters: { 민원인: '홍*동', 민원명: '개발행위허가' } }),
      recipient('01000001236', { parameters: { ...VALUES, 민원명: ' ' } }),
      recipient('01000001237', { parameters: { ...VALUES, '#{민원인}': 'x' } }),
      recipient('01000009006'),
    ];
    const { header, message } = await call('POST', `${KAKAO}/messages`, {
      senderKey,
      templateCode: 'CASE_RECEIVED',
      recipientList,
    });
    expect(header.isSuccessful).toBe(true);
    expect(message.sendResults.map(({ resultCode }) => resultCode)).toEqual([0, -5000, -3049, -3004, -3049, -5000]);
  });

  it('refuses the whole request for sender, template or size', async () => {
    const send = (body: object) =>
      call('POST', `${KAKAO}/messages`, {
        senderKey,
        templateCode: 'CASE_RECEIVED',
        recipientList: [recipient('01000001234')],
        ...body,
      });
    expect((await send({ senderKey: 'x' })).header.resultCode).toBe(-2017);
    expect((await send({ templateCode: 'NONE' })).header.resultCode).toBe(-3003);
    expect((await send({ senderGroupingKey: 'k'.repeat(101) })).header.resultCode).toBe(-3004);
    expect((await send({ recipientList: [] })).header.resultCode).toBe(-2004);
    expect(
      (await send({ recipientList: Array.from({ length: 1_001 }, () => recipient('01000001234')) })).header.resultCode,
    ).toBe(-2004);
    expect(await onPhone('01000001234')).toEqual([]);
  });

  it('takes an idempotency key once in ten minutes', async () => {
    const key = { 'x-nc-api-idempotency-key': 'k1' };
    expect((await sendKakao('01000001234', {}, key)).header.resultCode).toBe(0);
    expect((await sendKakao('01000001234', {}, key)).header.resultCode).toBe(-1005);
    ahead = 600_001;
    expect((await sendKakao('01000001234', {}, key)).header.resultCode).toBe(0);
  });

  it('registers, reviews, rejects and changes templates', async () => {
    const templates = `${KAKAO}/senders/${senderKey}/templates`;
    const wording = { templateName: '이름', templateContent: '[순창군] 안내' };
    expect((await call('POST', templates, { ...wording, templateCode: 'X'.repeat(21) })).header.isSuccessful).toBe(
      false,
    );
    expect((await call('POST', templates, { ...wording, templateCode: 'T1' })).header.isSuccessful).toBe(true);
    expect((await call('POST', templates, { ...wording, templateCode: 'T1' })).header.isSuccessful).toBe(false);
    expect((await call('GET', `${templates}?templateStatus=TSC03`)).templateListResponse.templates).toMatchObject([
      { templateCode: 'CASE_RECEIVED' },
      { templateCode: 'T1' },
    ]);
    await fetch(`${sandbox.url}/sandbox/templates/NHN/T1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"decision":"REJECTED","because":"광고"}',
      redirect: 'manual',
    });
    expect((await call('GET', `${templates}/T1`)).template).toMatchObject({
      status: 'TSC04',
      comments: [{ content: '광고' }],
    });
    const rejected = await call('POST', `${KAKAO}/messages`, {
      senderKey,
      templateCode: 'T1',
      recipientList: [recipient('01000001234')],
    });
    expect(rejected.header.resultCode).toBe(-3005);
    expect(
      (await call('PUT', `${templates}/T1`, { ...wording, templateContent: '[순창군] 새 안내' })).header.isSuccessful,
    ).toBe(true);
    expect((await call('DELETE', `${templates}/T1`)).header.isSuccessful).toBe(true);
    expect((await call('GET', `${templates}/T1`)).header.resultCode).toBe(-3003);
    expect((await call('GET', `${KAKAO}/senders/other/templates`)).header.resultCode).toBe(-2017);
  });

  it('asks for a request or for dates of thirty days at most', async () => {
    expect((await call('GET', `${KAKAO}/messages`)).header.isSuccessful).toBe(false);
    expect((await call('GET', `${KAKAO}/messages?startRequestDate=2026-01-01 00:00`)).header.isSuccessful).toBe(false);
    const long = 'startRequestDate=2026-01-01 00:00&endRequestDate=2026-03-01 00:00';
    expect((await call('GET', `${KAKAO}/messages?${long}`)).header.isSuccessful).toBe(false);
    const names: [string, string] = ['startRequestDate', 'endRequestDate'];
    expect((await call('GET', `${KAKAO}/messages?${span(names)}`)).header.isSuccessful).toBe(true);
    expect((await call('GET', `${KAKAO}/messages?${span(names, second)}`)).header.isSuccessful).toBe(false);
  });
});

describe('RCS v1.0', () => {
  it('is sent, is on the phone with the Safe Mark, and is found by id and by time', async () => {
    stopped = Date.now();
    const { messageId } = await sendRcs('01000001234');
    expect((await call('GET', `${RCS}/lms/${messageId}`)).messageRecipient).toMatchObject({
      messageStatus: 'READY',
      resultCode: null,
    });
    ahead = 1_000;
    expect((await call('GET', `${RCS}/lms/${messageId}`)).messageRecipient).toMatchObject({
      messageStatus: 'DELIVERED',
      resultCode: '2000',
      telecom: 'skt',
      fallbackStatus: 'NONE',
      messagebaseId: 'SL000000',
      title: '민원이 접수되었습니다',
    });
    const query = `${span(['startSendDateTime', 'endSendDateTime'], second)}&brandId=${brandId}&chatbotId=${chatbotId}&limit=1000`;
    const { data } = await call('GET', `${RCS}/lms?${query}`);
    expect(data).toMatchObject([{ messageId, recipientNumber: '01000001234', body: TEXT, messageStatus: 'DELIVERED' }]);
    expect((await call('GET', `${RCS}/sms?${query}`)).data).toEqual([]);
    expect(await onPhone('01000001234')).toMatchObject([
      { channel: 'RCS', safeMark: true, reference: '', buttons: [{ url: LINK }] },
    ]);
  });

  it.each([
    ['another brand', { brandId: 'BR.x' }, -4000],
    ['a number that is no chatroom', { chatbotId: '0630009999' }, -4010],
    ['1,301 characters', { body: '가'.repeat(1_301) }, 400],
    ['a title of 31 characters', { title: '가'.repeat(31) }, 400],
    ['a button that is no JSON', { buttons: [{ buttonType: 'URL', buttonJson: '{' }] }, -3000],
    ['a button without an address', { buttons: [rcsButton('URL', { displayText: '보기' })] }, -3000],
    [
      'a button name of 18 characters',
      { buttons: [rcsButton('URL', { urlAction: { openUrl: { url: LINK } }, displayText: '가'.repeat(18) })] },
      -3000,
    ],
    ['a recipient who refuses (9006)', { recipientNumber: '01000009006' }, -4042],
  ])('refuses %s', async (_what, more, code) => {
    expect((await sendRcs('01000001234', more)).header).toMatchObject({ isSuccessful: false, resultCode: code });
  });

  it('knows no template, and asks for an id or a time', async () => {
    expect(
      (
        await call('POST', `${RCS}/template`, {
          brandId,
          chatbotId,
          recipientNumber: '01000001234',
          messagebaseId: 'UBR.x',
        })
      ).header.resultCode,
    ).toBe(-4020);
    expect((await call('GET', `${RCS}/lms`)).header.resultCode).toBe(-7001);
    expect((await call('GET', `${RCS}/lms/none`)).header.resultCode).toBe(-7005);
  });
});

describe('SMS v3.0', () => {
  it('is sent, is on the phone, and is found by request, by reference and by update', async () => {
    const { body } = await sendText('01000081234');
    expect(body.data).toMatchObject({
      statusCode: '2',
      sendResultList: [{ resultCode: 0, recipientSeq: 1, recipientGroupingKey: 'ref-01000081234' }],
    });
    const { requestId } = body.data;
    ahead = 1_000;
    const one = await call('GET', `${TEXTS}/sender/mms/${requestId}?recipientSeq=1`);
    expect(one.body.data).toMatchObject({ msgStatus: '3', resultCode: '1000', body: TEXT });
    const query = `${span(['startRequestDate', 'endRequestDate'], second)}&recipientGroupingKey=ref-01000081234`;
    expect((await call('GET', `${TEXTS}/sender/mms?${query}`)).body.data).toMatchObject([
      { requestId, msgStatus: '3' },
    ]);
    const updates = await call('GET', `${TEXTS}/message-results?${span(['startUpdateDate', 'endUpdateDate'], second)}`);
    expect(updates.body.data).toMatchObject([{ messageType: 'LMS', requestId, recipientSeq: 1, resultCode: '1000' }]);
    expect(await visibleOn('01000081234')).toEqual(['LMS']);
  });

  it('asks for times with seconds, and for updates of a day at most', async () => {
    const names: [string, string] = ['startUpdateDate', 'endUpdateDate'];
    expect((await call('GET', `${TEXTS}/message-results?${span(names)}`)).header.isSuccessful).toBe(false);
    const long = 'startUpdateDate=2026-01-01 00:00:00&endUpdateDate=2026-01-02 00:00:01';
    expect((await call('GET', `${TEXTS}/message-results?${long}`)).header.isSuccessful).toBe(false);
    expect((await call('GET', `${TEXTS}/message-results?${span(names, second)}`)).header.isSuccessful).toBe(true);
  });

  it('sends short texts and tells its numbers', async () => {
    const sent = await call('POST', `${TEXTS}/sender/sms`, {
      body: '[순창군] 안내',
      sendNo: FROM,
      recipientList: [{ recipientNo: '01000081234' }],
    });
    expect(sent.header.isSuccessful).toBe(true);
    expect((await call('GET', `${TEXTS}/sendNos`)).body.data).toMatchObject([
      { sendNo: FROM, useYn: 'Y', blockYn: 'N' },
    ]);
  });

  it.each([
    ['an unregistered number', { sendNo: '0630009999' }, -2312],
    ['a syllable outside EUC-KR', { body: '똠방각하' }, -2023],
    ['2,001 bytes', { body: `${'가'.repeat(1_000)}a` }, -2015],
    ['a title of 41 bytes', { title: `${'가'.repeat(20)}a` }, -2015],
    ['no title', { title: '' }, -2014],
    ['nobody', { recipientList: [] }, -2001],
    ['a number that is none', { recipientList: [{ recipientNo: '1' }] }, -2019],
    ['a recipient who refuses (9006)', { recipientList: [{ recipientNo: '01000009006' }] }, -6001],
  ])('refuses %s', async (_what, more, code) => {
    expect((await sendText('01000081234', more)).header).toMatchObject({ isSuccessful: false, resultCode: code });
  });
});

describe('the magic recipients over NHN', () => {
  it.each([
    ['01000009001', '3019', '2000'],
    ['01000009002', '3020', '2000'],
    ['01000009005', '3019', '54002'],
    ['01000009007', '3016', '2000'],
    ['01000061234', '1000', '54002'],
    ['01000081234', '3019', '54002'],
  ])('%s: AlimTalk %s, RCS %s, text arrives', async (to, kakao, rcs) => {
    await sendKakao(to);
    const { messageId } = await sendRcs(to);
    await sendText(to);
    ahead = 1_000;
    expect(await kakaoCode(to)).toBe(kakao);
    expect((await call('GET', `${RCS}/lms/${messageId}`)).messageRecipient.resultCode).toBe(rcs);
    expect(await visibleOn(to)).toEqual([
      ...(kakao === '1000' ? ['ALIMTALK'] : []),
      ...(rcs === '2000' ? ['RCS'] : []),
      'LMS',
    ]);
  });

  it('9003 is unknown (3005), then there after 20 s; 9004 stays unknown', async () => {
    await sendKakao('01000009003');
    await sendKakao('01000009004');
    ahead = 1_000;
    expect([await kakaoCode('01000009003'), await kakaoCode('01000009004')]).toEqual(['3005', '3005']);
    ahead = 21_000;
    expect([await kakaoCode('01000009003'), await kakaoCode('01000009004')]).toEqual(['1000', '3005']);
    expect(await visibleOn('01000009003')).toEqual(['ALIMTALK']);
    expect(await visibleOn('01000009004')).toEqual([]);
  });

  it('9008 is accepted, then the connection is reset, and it is found by reference, over RCS by number and text', async () => {
    await expect(sendKakao('01000009008')).rejects.toThrow('fetch failed');
    ahead = 1_000;
    expect(await kakaoCode('01000009008')).toBe('1000');
    await expect(sendRcs('01000009008')).rejects.toThrow('fetch failed');
    const { data } = await call('GET', `${RCS}/lms?${span(['startSendDateTime', 'endSendDateTime'], second)}`);
    expect(data).toMatchObject([{ recipientNumber: '01000009008', body: TEXT }]);
  });

  it('9009 answers 503 three times for each reference and channel, then takes it', async () => {
    const statuses: number[] = [];
    for (const send of [sendKakao, sendRcs, sendText]) {
      for (let n = 0; n < 4; n++) statuses.push((await send('01000009009')).status);
    }
    expect(statuses).toEqual([503, 503, 503, 200, 503, 503, 503, 200, 503, 503, 503, 200]);
  });

  it('9010 is accepted and never heard of; 9011 is on the phone before the answer comes', async () => {
    await sendKakao('01000009010');
    const sending = sendKakao('01000009011');
    await vi.waitUntil(async () => (await visibleOn('01000009011')).length === 1);
    expect((await sending).header.isSuccessful).toBe(true);
    ahead = 86_400_000;
    expect(await visibleOn('01000009010')).toEqual([]);
  });

  it('shows a second message where resending was not forbidden', async () => {
    await sendKakao('01000009001', { resend: null });
    await sendRcs('01000061234', { isFallback: true });
    await sendRcs('01000061235', { isFallback: undefined });
    ahead = 1_000;
    expect(await visibleOn('01000009001')).toEqual(['SMS']);
    expect(await visibleOn('01000061234')).toEqual(['SMS']);
    expect(await visibleOn('01000061235')).toEqual([]);
  });
});

describe('faults over NHN', () => {
  async function fault(kind: string, more: object = {}): Promise<void> {
    const body = JSON.stringify({ vendor: 'NHN', kind, rate: 1, seconds: 60, ...more });
    await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  }

  it('strike sends and questions of this vendor alone', async () => {
    await fault('OUTAGE');
    expect((await sendKakao('01000001234')).status).toBe(503);
    expect((await call('GET', `${TEXTS}/sendNos`)).status).toBe(503);
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    await fault('RATE_LIMIT', { channel: 'RCS' });
    expect((await sendRcs('01000001234')).status).toBe(429);
    expect((await sendKakao('01000001234')).status).toBe(200);
  });

  it('DUPLICATE_REPORT brings a result twice', async () => {
    await fault('DUPLICATE_REPORT');
    await sendKakao('01000001234');
    ahead = 2_000;
    const { messages } = await call('GET', `${KAKAO}/message-results?${span(['startUpdateDate', 'endUpdateDate'])}`);
    expect(messages).toHaveLength(2);
  });
});

describe('webhooks', () => {
  interface Hooks {
    signature: string | undefined;
    body: { productName: string; event: string; hooks: Record<string, unknown>[] };
  }
  let server: Server;
  const received: Hooks[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        received.push({
          signature: request.headers['x-toast-webhook-signature'] as string,
          body: JSON.parse(text) as Hooks['body'],
        });
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => server.close());

  it('carry the fixed signature and each report of AlimTalk and text, with the keys that NHN misspells', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/nhn`;
    const set = await fetch(`${sandbox.url}/sandbox/webhook`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, signature: 'our-signature' }),
    });
    expect(set.status).toBe(204);
    const { message } = await sendKakao('01000001234');
    await sendText('01000081234');
    const hooks = () =>
      received.flatMap(({ body }) => body.hooks.map((hook) => ({ productName: body.productName, ...hook })));
    await vi.waitUntil(() => hooks().length === 2);
    expect(
      received.every(({ signature, body }) => signature === 'our-signature' && body.event === 'MESSAGE_RESULT_UPDATE'),
    ).toBe(true);
    expect(hooks()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kakaoMessageType: 'ALIMTALK_NORMAL',
          requestId: message.requestId,
          resultCode: '1000',
          recipientGroupingKey: 'ref-01000001234',
        }),
        expect.objectContaining({ productName: 'SMS', resultCode: '1000', recipientGropuingKey: 'ref-01000081234' }),
      ]),
    );
  });
});
