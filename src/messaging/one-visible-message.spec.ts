import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotificationDelivered, NotificationFailed } from './messaging.events.js';
import { CITIZEN_VARIABLES, notice, sendingHouse, type SendingHouse } from './messaging.harness.js';

/** The magic recipients (digit before the last four: the device; last four: the outcome), with the demo's waits shortened. */
const PHONES = {
  android: '01000001234',
  notOnKakao: '01000039001',
  blocks: '01000049002',
  iphoneTextOnly: '01000069005',
  lateKakao: '01000009003',
  neverKakao: '01000009004',
  refused: '01000009006',
  mismatch: '01000009007',
  reset: '01000009008',
  unavailable: '01000009009',
  silent: '01000009010',
  slow: '01000009011',
} as const;

/** The vendors' own words for the same outcomes. */
const CODES = {
  SOLAPI: {
    delivered: '4000',
    notOnKakao: '3104',
    blocks: '3107',
    mismatch: '3103',
    noRcs: '3050',
    text: '4000',
    refused: ['1060', '1060', '1060'],
  },
  NHN: {
    delivered: '1000',
    notOnKakao: '3019',
    blocks: '3020',
    mismatch: '3016',
    noRcs: '54002',
    text: '1000',
    refused: ['-5000', '-4042', '-6001'],
  },
} as const;

describe.each(['SOLAPI', 'NHN'] as const)('exactly one visible message per cause over %s', (vendor) => {
  const codes = CODES[vendor];
  let house: SendingHouse;
  let causes = 0;
  /** Label of the first notice of each phone. */
  const first = new Map<string, string>();

  beforeAll(async () => {
    house = await sendingHouse({ vendors: [vendor], sandbox: { pace: { unknownUntilThere: 400, lateAnswer: 300 } } });
    const short = { ALIMTALK: 1_500, RCS: 1_500, LMS: 1_500, SMS: 1_500 };
    await house.dataSource.transaction((tx) =>
      house.rules.set(tx, 'limits', { report: short, unknown: 1_000, askAgain: 200 }),
    );
    for (const phone of Object.values(PHONES)) first.set(phone, newLabel());
    await house.notify([...first].map(([phone, label]) => requestFor(phone, label)));
    await house.settled();
  });
  afterAll(() => house.close());

  const newLabel = () => `20264770000000${String(++causes).padStart(4, '0')}`;
  const requestFor = (phone: string, label: string) =>
    notice({
      cause: `${label}:1:case.received`,
      subject: label,
      label,
      phone,
      variables: { ...CITIZEN_VARIABLES, 접수번호: label },
    });

  /** What became of a notice: what the log says, and what its phone got. */
  async function told(phone: string, label = first.get(phone)!) {
    const [message] = await house.log(label);
    // NHN's RCS keeps no reference: what tells one message from the next is the receipt number in it.
    const accepted = (await house.phone(phone)).filter((one) => one.text.includes(label));
    const facts = () => house.facts.filter((fact) => fact.notification.label === label);
    return { message: message!, accepted, visible: accepted.filter((one) => one.visible), facts };
  }

  /** Tells a phone one more thing. */
  async function tellAgain(phone: string) {
    const label = newLabel();
    await house.notify([requestFor(phone, label)]);
    await house.settled();
    return told(phone, label);
  }

  it('AlimTalk to a phone that has Kakao, letter by letter, with its proof', async () => {
    const { visible, message, facts } = await told(PHONES.android);
    expect(visible).toHaveLength(1);
    expect(visible[0]).toMatchObject({ channel: 'ALIMTALK', vendor, senderName: '순창군', safeMark: false });
    expect(visible[0]!.text).toMatch(/^\[순창군\] 민원 접수 안내\n\n홍\*동님의 민원이 접수되었습니다\.\n/);
    expect(visible[0]!.buttons).toMatchObject([
      { name: '진행상황 보기', url: 'https://minwon.example.kr/s/AbCdEfGhIjKlMnOpQrStUv' },
    ]);
    expect(message).toMatchObject({
      status: 'DELIVERED',
      channel: 'ALIMTALK',
      senderProof: 'KAKAO_CHANNEL',
      to: '010-****-1234',
      attempts: [
        { channel: 'ALIMTALK', vendor, status: 'DELIVERED', code: codes.delivered, at: '2026-04-29T14:00:00+09:00' },
      ],
    });
    await expect.poll(facts).toHaveLength(1);
    expect(facts()[0]).toBeInstanceOf(NotificationDelivered);
    expect(facts()[0]).toMatchObject({
      channel: 'ALIMTALK',
      tried: [],
      notification: { occasion: 'case.received', at: '2026-04-29T14:00:00+09:00' },
    });
  });

  it('9001, not on Kakao: RCS with the Safe Mark; the next one goes to RCS straight away', async () => {
    const before = await told(PHONES.notOnKakao);
    expect(before.visible).toMatchObject([
      { channel: 'RCS', safeMark: true, senderName: '순창군', title: '민원이 접수되었습니다' },
    ]);
    expect(before.visible[0]!.buttons).toMatchObject([
      { name: '진행상황 보기' },
      { name: '담당부서에 전화', tel: '063-000-1100'.replaceAll('-', '') },
    ]);
    expect(before.message).toMatchObject({
      senderProof: 'RCS_SAFE_MARK',
      attempts: [
        { channel: 'ALIMTALK', status: 'FAILED', code: codes.notOnKakao },
        { channel: 'RCS', status: 'DELIVERED' },
      ],
    });
    await expect.poll(before.facts).toMatchObject([{ channel: 'RCS', tried: ['ALIMTALK'] }]);
    const after = await tellAgain(PHONES.notOnKakao);
    expect(after.message.attempts).toMatchObject([{ channel: 'RCS', status: 'DELIVERED' }]);
  });

  it('9002, blocks AlimTalk: RCS, and AlimTalk is tried again next time', async () => {
    expect((await told(PHONES.blocks)).visible).toMatchObject([{ channel: 'RCS' }]);
    expect((await tellAgain(PHONES.blocks)).message.attempts).toMatchObject([
      { channel: 'ALIMTALK', code: codes.blocks },
      { channel: 'RCS' },
    ]);
  });

  it('an iPhone without Kakao: text, with nothing that vouches but the number', async () => {
    const { visible, message } = await told(PHONES.iphoneTextOnly);
    expect(visible).toMatchObject([
      { channel: 'LMS', title: '[순창군] 민원 접수 안내', senderName: '0630001114', safeMark: false },
    ]);
    expect(visible[0]!.text).toContain('진행상황: https://minwon.example.kr/s/AbCdEfGhIjKlMnOpQrStUv\n');
    expect(message).toMatchObject({ senderProof: 'NUMBER_ONLY', channel: 'LMS' });
    expect(message.attempts.map((attempt) => [attempt.channel, attempt.status, attempt.code])).toEqual([
      ['ALIMTALK', 'FAILED', codes.notOnKakao],
      ['RCS', 'FAILED', codes.noRcs],
      ['LMS', 'DELIVERED', codes.text],
    ]);
  });

  it('9003, Kakao cannot tell and it comes late: one AlimTalk', async () => {
    const { visible, message } = await told(PHONES.lateKakao);
    expect(visible).toMatchObject([{ channel: 'ALIMTALK' }]);
    expect(message.attempts).toMatchObject([{ channel: 'ALIMTALK', status: 'DELIVERED' }]);
  });

  it('9004, Kakao cannot tell and it never comes: the next channel after the wait', async () => {
    const { visible, message } = await told(PHONES.neverKakao);
    expect(visible).toMatchObject([{ channel: 'RCS' }]);
    expect(message.attempts).toMatchObject([
      { channel: 'ALIMTALK', status: 'UNKNOWN' },
      { channel: 'RCS', status: 'DELIVERED' },
    ]);
  });

  it('9006, refused everywhere: failed, and somebody hears of it', async () => {
    const { accepted, message, facts } = await told(PHONES.refused);
    expect(accepted).toEqual([]);
    expect(message).toMatchObject({ status: 'FAILED', statusReason: 'NO_CHANNEL' });
    expect(message.attempts.map((attempt) => [attempt.channel, attempt.status, attempt.code])).toEqual([
      ['ALIMTALK', 'FAILED', codes.refused[0]],
      ['RCS', 'FAILED', codes.refused[1]],
      ['LMS', 'FAILED', codes.refused[2]],
    ]);
    await expect.poll(facts).toHaveLength(1);
    expect(facts()[0]).toBeInstanceOf(NotificationFailed);
    expect(facts()[0]).toMatchObject({ statusReason: 'NO_CHANNEL', cause: expect.stringMatching(/번호입니다\.$/) });
  });

  it('9007, the template does not match: RCS, and the operator is alarmed', async () => {
    const { visible } = await told(PHONES.mismatch);
    expect(visible).toMatchObject([{ channel: 'RCS' }]);
    const alarms = await house.dataSource.query<{ key: string; detail: string }[]>(
      'SELECT key, detail FROM staff.alarm',
    );
    expect(alarms).toMatchObject([
      {
        key: `messaging.vendor.${vendor}.ALIMTALK.${codes.mismatch}`,
        detail: expect.stringContaining('승인된 템플릿과 내용이 다릅니다'),
      },
    ]);
  });

  it('9008, accepted and then reset: asked for, found, one AlimTalk', async () => {
    const { accepted, message } = await told(PHONES.reset);
    expect(accepted).toMatchObject([{ channel: 'ALIMTALK', visible: true }]);
    expect(message.attempts).toMatchObject([{ channel: 'ALIMTALK', status: 'DELIVERED' }]);
  });

  it('9009, 503 three times: the same reference again, one AlimTalk, no breaker', async () => {
    const { accepted, message } = await told(PHONES.unavailable);
    expect(accepted).toMatchObject([{ channel: 'ALIMTALK' }]);
    expect(message.attempts).toHaveLength(1);
  });

  it('9010, no report ever: each channel is given up after its limit, and that it is open is said', async () => {
    const { accepted, visible, message } = await told(PHONES.silent);
    expect(visible).toEqual([]);
    expect(accepted.map((one) => one.channel)).toEqual(['ALIMTALK', 'RCS', 'LMS']);
    expect(message.status).toBe('FAILED');
    expect(message.attempts.map((attempt) => attempt.status)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
  });

  it('9011, answers late: one AlimTalk', async () => {
    expect((await told(PHONES.slow)).accepted).toMatchObject([{ channel: 'ALIMTALK' }]);
  });
});
