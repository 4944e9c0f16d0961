import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, complaintsOf, keepScreenshot, launchBrowser, sidewaysScroll } from '../harness/browser.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

let program: TestProgram;
let browser: Browser;

beforeAll(async () => {
  [program, browser] = await Promise.all([testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' }), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await program?.stop();
});

/** Somebody at a desk, logged in; without JavaScript unless it is asked for, since every page has to work so. */
async function at(id: string, width = 1440, more: object = { javaScriptEnabled: false }): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport: { width, height: 900 }, ...more });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  await page.goto(`${program.url}/login`);
  await page.getByLabel('아이디').fill(id);
  await page.getByLabel('비밀번호').fill(`minwon-${id}`);
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await page.waitForURL(`${program.url}/`);
  return page;
}

interface Logged {
  id: string;
  status: string;
  statusReason?: string;
  attempts: object[];
}

async function settled(receiptNo: string, occasion: string, status: string): Promise<Logged> {
  return eventually(`${occasion} of ${receiptNo} is ${status}`, async () => {
    const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}&occasion=${occasion}`);
    return (body.items as Logged[]).find((item) => item.status === status);
  });
}

/** Addresses of the pages that the tests have filled, to be looked at when all is done. */
const seen: Record<string, string> = {};

describe('one notice', () => {
  const receiptNo = '202647700000000501';
  /** The sandbox refuses it on every channel. */
  const phone = '01000009006';

  it('says what came of it, the cause of each code and what to do', async () => {
    await program.push([new Petition(receiptNo, phone).received('2026-04-29T13:00:00')]);
    const { id } = await settled(receiptNo, 'case.received', 'FAILED');
    const page = await at('operator');
    await page.goto(`${program.url}/messages?receiptNo=${receiptNo}`);
    await page.getByRole('link', { name: '접수 안내' }).click();
    expect(new URL(page.url()).pathname).toBe(`/messages/${id}`);
    const text = await page.locator('main').innerText();
    for (const part of ['어느 수단으로도 전달되지 않았습니다', '원인', '할 일', '업체 코드', '010-****-9006'])
      expect(text).toContain(part);
    expect(await page.locator('.ma-line-item.is-message').count()).toBeGreaterThanOrEqual(3);
    expect(await page.locator('.ma-phone-text').innerText()).toContain('민원 접수 안내');
    await page.context().close();
    seen.notice = `/messages/${id}`;
  });

  it('is sent again once, however often the button is pressed, and not where it has arrived', async () => {
    const { id, attempts } = await settled(receiptNo, 'case.received', 'FAILED');
    const page = await at('operator');
    await page.goto(`${program.url}/messages/${id}`);
    const key = await page.locator('input[name=key]').inputValue();
    await page.getByRole('button', { name: '이 알림 다시 보내기' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('다시 보냅니다');
    const tries = async () => (await settled(receiptNo, 'case.received', 'FAILED')).attempts.length;
    await eventually('it was tried again', async () => (await tries()) > attempts.length);
    const after = await tries();

    const again = await page.request.post(`${program.url}/messages/${id}/resend`, {
      form: { key },
      headers: { origin: program.url },
      maxRedirects: 0,
    });
    expect(again.status()).toBe(303);
    expect(await tries()).toBe(after);
    expect(await program.dataSource.query(`SELECT subjects FROM staff.audit WHERE action = 'messages.resend'`)).toEqual(
      [{ subjects: [id, '202647700000000501'] }],
    );

    await program.push([new Petition('202647700000000502', '01000001502').received('2026-04-29T13:00:00')]);
    const arrived = await settled('202647700000000502', 'case.received', 'DELIVERED');
    await page.goto(`${program.url}/messages/${arrived.id}`);
    expect(await page.locator('main').innerText()).toContain('이미 전달되었습니다');
    expect(await page.getByRole('button', { name: /보내기/ }).count()).toBe(0);
    const refused = await page.request.post(`${program.url}/messages/${arrived.id}/resend`, {
      form: { key: 'another-key' },
      headers: { origin: program.url },
    });
    expect(refused.status()).toBe(409);
    expect(await refused.text()).toContain('이미 전달된 알림입니다');
    await page.context().close();
  });

  it('is read without its text by the auditor, and acted on by operators alone', async () => {
    const { id } = await settled(receiptNo, 'case.received', 'FAILED');
    const page = await at('auditor');
    await page.goto(`${program.url}/messages/${id}`);
    expect(await page.locator('main').innerText()).toContain('내용은 담당 부서와 운영자만 볼 수 있습니다');
    expect(await page.getByRole('button', { name: /보내기/ }).count()).toBe(0);
    const refused = await page.request.post(`${program.url}/messages/${id}/resend`, {
      form: { key: 'some-key-1' },
      headers: { origin: program.url, accept: 'text/html' },
    });
    expect(refused.status()).toBe(403);
    expect((await page.goto(`${program.url}/messages/019dd8a4-7c00-7000-8000-000000000001`))!.status()).toBe(404);
    await page.context().close();
  });
});

describe('many notices', () => {
  async function trial(isOn: boolean): Promise<void> {
    const answer = await fetch(`${program.url}/api/v1/sending-switches`, {
      method: 'PATCH',
      headers: { authorization: program.bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ trial: isOn, reason: '시험' }),
    });
    expect(answer.status).toBe(200);
  }

  it('are counted first, sent again while one may leave, and none twice', async () => {
    const held = ['202647700000000531', '202647700000000532'];
    await trial(true);
    await program.push(
      held.map((receiptNo) =>
        new Petition(receiptNo, `010000015${receiptNo.slice(-2)}`).received('2026-04-29T13:00:00'),
      ),
    );
    for (const receiptNo of held) await settled(receiptNo, 'case.received', 'DROPPED');
    await trial(false);

    const page = await at('operator');
    await page.goto(`${program.url}/messages?occasion=case.received`);
    await page.getByRole('link', { name: '여러 알림 다시 보내기' }).click();
    await page.getByRole('button', { name: '세기' }).click();
    const { body: told } = await program.get('/api/v1/messages/resends/count?occasion=case.received');
    expect(told.count).toBeGreaterThanOrEqual(2);
    expect(await page.locator('main').innerText()).toContain(`알림 ${told.count}건을 다시 보낼 수 있습니다`);
    await page.getByLabel('사유').fill('시험 발송이 켜져 있었음');
    await page.getByRole('button', { name: `${told.count}건 다시 보내기` }).click();
    expect(new URL(page.url()).pathname).toMatch(/^\/messages\/resends\/[0-9a-f-]{36}$/);
    seen.resend = new URL(page.url()).pathname;

    await page.goto(`${program.url}/`);
    for (const receiptNo of held) await settled(receiptNo, 'case.received', 'DELIVERED');
    await page.goto(program.url + seen.resend);
    expect(await page.locator('main').innerText()).toContain(
      `${told.count}건 가운데 ${told.count}건을 다시 보냈습니다`,
    );
    for (const receiptNo of held) {
      const mine = await program.messages(`010000015${receiptNo.slice(-2)}`);
      expect(mine.filter(({ visible }) => visible)).toHaveLength(1);
    }
    const audit = await program.get('/api/v1/audit?action=messages.resend-many');
    expect(audit.body.items).toMatchObject([{ reason: '시험 발송이 켜져 있었음', detail: { counted: told.count } }]);
    await page.context().close();
  });
});

describe('gateways', () => {
  afterAll(async () => {
    await program.dataSource.query(`UPDATE messaging.setting SET value = 'false' WHERE name IN ('stopped', 'trial')`);
    await program.dataSource.query('UPDATE messaging.revision SET number = number + 1');
  });

  async function sayWhyAnd(page: Page, button: string, reason: string): Promise<void> {
    const form = page.locator('form', { has: page.getByRole('button', { name: button }) });
    await form.getByLabel('사유').fill(reason);
    await form.getByRole('button', { name: button }).click();
  }

  it('are stopped and set going again with a reason: nothing goes meanwhile, everything after', async () => {
    const page = await at('operator');
    await page.getByRole('link', { name: '발송 게이트웨이' }).first().click();
    await sayWhyAnd(page, '모든 발송 멈추기', '업체 점검');
    expect(await page.getByRole('alert').innerText()).toContain('모든 발송을 멈추었습니다');
    expect(await page.locator('main').innerText()).toContain('군 전체의 발송이 멈춰 있습니다');

    const phone = '01000001511';
    await program.push([new Petition('202647700000000511', phone).received('2026-04-29T13:00:00')]);
    await settled('202647700000000511', 'case.received', 'WAITING');
    expect(await program.messages(phone)).toEqual([]);
    await sayWhyAnd(page, '발송 다시 시작', '점검 끝');
    await settled('202647700000000511', 'case.received', 'DELIVERED');
    const { body } = await program.get('/api/v1/audit?action=sending.switch');
    expect(body.items.slice(0, 2)).toMatchObject([
      { reason: '점검 끝', detail: { stopped: false, trial: null } },
      { reason: '업체 점검', detail: { stopped: true, trial: null } },
    ]);
    await page.context().close();
  });

  it('write to the numbers of a trial alone, and say which number cannot be read', async () => {
    const page = await at('operator');
    await page.goto(`${program.url}/gateways`);
    await page.getByLabel('시험 번호').fill('010-0000-1521\n02-123-4567');
    await page.getByRole('button', { name: '시험 번호 저장' }).click();
    expect(await page.locator('#numbers-error').innerText()).toContain('2번째 번호를 읽을 수 없습니다');
    await page.getByLabel('시험 번호').fill('010-0000-1521');
    await page.getByRole('button', { name: '시험 번호 저장' }).click();
    expect(await page.locator('#trial ~ .ma-note, .ma-panel:has(#trial)').first().innerText()).toContain('1개');
    await sayWhyAnd(page, '시험 발송 시작', '개통 전 시험');

    await program.push([
      new Petition('202647700000000521', '01000001521').received('2026-04-29T13:00:00'),
      new Petition('202647700000000522', '01000001522').received('2026-04-29T13:00:00'),
    ]);
    await settled('202647700000000521', 'case.received', 'DELIVERED');
    const dropped = await settled('202647700000000522', 'case.received', 'DROPPED');
    expect(dropped.statusReason).toBe('TRIAL');
    expect(await program.messages('01000001522')).toEqual([]);
    await sayWhyAnd(page, '시험 발송 끝내기', '시험 끝');
    await page.context().close();
  });

  it('change their share with a reason that stays in the history, and answer whether our keys are right', async () => {
    const page = await at('operator');
    await page.goto(`${program.url}/gateways`);
    await page.getByRole('link', { name: /이력.*알림톡 솔라피/ }).click();
    await page.getByLabel('평소 비중').fill('40');
    await page.getByRole('button', { name: '바꾸기' }).click();
    // Without JavaScript the browser itself holds the form back; a form that comes all the same is refused with words.
    const bare = await page.request.post(`${program.url}/gateways/SOLAPI/ALIMTALK`, {
      form: { restingWeight: '140', use: 'on', reason: '' },
      headers: { origin: program.url },
    });
    expect(bare.status()).toBe(400);
    expect(await bare.text()).toContain('비중은 0에서 100 사이로 적어 주세요');
    await page.getByLabel('사유').fill('계약 물량');
    await page.getByLabel('초당 건수').fill('50');
    await page.getByRole('button', { name: '바꾸기' }).click();
    expect(await page.locator('#history tbody, .ma-panel:has(#history) tbody').first().innerText()).toContain(
      '계약 물량',
    );
    const { body } = await program.get('/api/v1/gateways');
    expect(
      body.items.find(
        (one: { vendor: string; channel: string }) => one.vendor === 'SOLAPI' && one.channel === 'ALIMTALK',
      ),
    ).toMatchObject({ weight: 40, restingWeight: 40, messagesPerSecond: 50 });
    await page.getByLabel('초당 건수').fill('');
    await page.getByLabel('사유').fill('계약 바뀜');
    await page.getByRole('button', { name: '바꾸기' }).click();
    expect(await page.locator('main').innerText()).toContain('제한 없음');
    const limits = `SELECT messages_per_second FROM messaging.gateway WHERE vendor = 'SOLAPI' AND channel = 'ALIMTALK'`;
    expect(await program.dataSource.query(limits)).toEqual([{ messages_per_second: null }]);

    await page.getByLabel('언제부터(해와 달)').fill('2026-04');
    await page.getByLabel('단가(원)', { exact: true }).fill('8.5');
    await page.getByRole('button', { name: '단가 적기' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('단가를 적었습니다');
    expect(
      await program.dataSource.query(
        `SELECT to_char(since, 'YYYY-MM') AS since, won::float8 AS won FROM messaging.price`,
      ),
    ).toEqual([{ since: '2026-04', won: 8.5 }]);

    await page.goto(`${program.url}/gateways`);
    await page.getByRole('link', { name: '지금 확인하기' }).click();
    expect(await page.locator('.ma-checks').innerText()).toContain('연결되고 키가 맞습니다');
    await page.context().close();
  });

  it('are only seen by the auditor, and not at all by officers', async () => {
    const page = await at('auditor');
    await page.goto(`${program.url}/gateways`);
    expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(4);
    expect(await page.locator('main form').count()).toBe(0);
    await page.context().close();
    const officer = await at('officer');
    expect((await officer.goto(`${program.url}/gateways`))!.status()).toBe(403);
    expect(await officer.locator('main').innerText()).toContain('권한이 없습니다');
    await officer.context().close();
  });
});

describe('hours and links of each notice', () => {
  interface Rule {
    occasion: string;
    hours: { from: string; to: string };
    linkInText: boolean;
    hasOwnHours: boolean;
  }
  const ruleOf = async (occasion: string): Promise<Rule | undefined> =>
    ((await program.get('/api/v1/occasion-rules')).body as { items: Rule[] }).items.find(
      (rule) => rule.occasion === occasion,
    );

  it('are set for one of them with a reason, which its texts then follow, and taken back to what is usual', async () => {
    const page = await at('operator');
    await page.getByRole('link', { name: '보내는 시간과 주소' }).first().click();
    await page.getByRole('link', { name: /바꾸기.*접수 안내/ }).click();
    await page.getByLabel('보내기 시작').fill('9시');
    await page.getByLabel('보내기 끝').fill('18:00');
    await page.getByLabel('바꾸는 사유').fill('직원 근무시간에 맞춤');
    await page.getByRole('button', { name: '이대로 정하기' }).click();
    expect(await page.locator('#from-error').innerText()).toContain('06:00부터');
    await page.getByLabel('보내기 시작').fill('09:00');
    await page.getByLabel('문자에 넣는 것').selectOption('off');
    await page.getByRole('button', { name: '이대로 정하기' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('바꿨습니다: 접수 안내');
    expect(await program.dataSource.query('SELECT name, value FROM messaging.setting ORDER BY name')).toEqual(
      expect.arrayContaining([
        { name: 'courtesy-hours', value: { 'case.received': { from: '09:00', to: '18:00' } } },
        { name: 'link-in-text', value: { 'case.received': false } },
      ]),
    );
    expect(await ruleOf('case.assigned')).toMatchObject({ hours: { from: '08:00', to: '21:00' }, linkInText: true });
    const { body } = await program.get('/api/v1/audit?action=sending.occasion-rule');
    expect(body.items).toMatchObject([
      {
        reason: '직원 근무시간에 맞춤',
        subjects: ['case.received'],
        detail: { from: '09:00', to: '18:00', linkInText: false },
      },
    ]);

    // A phone without Kakao and RCS gets a text: with a number to call and no address.
    const phone = '01000069005';
    await program.push([new Petition('202647700000000551', phone).received('2026-04-29T13:00:00')]);
    await settled('202647700000000551', 'case.received', 'DELIVERED');
    const [text] = (await program.messages(phone)).filter(({ visible }) => visible);
    expect(text!.channel).toBe('LMS');
    expect(text!.text).not.toContain('/s/');
    expect(text!.text).toContain('문의');

    await page.getByRole('link', { name: /바꾸기.*접수 안내/ }).click();
    await page.getByLabel('보내기 시작').fill('');
    await page.getByLabel('보내기 끝').fill('');
    await page.getByLabel('문자에 넣는 것').selectOption('');
    await page.getByLabel('바꾸는 사유').fill('군 기준으로');
    await page.getByRole('button', { name: '이대로 정하기' }).click();
    expect(await ruleOf('case.received')).toMatchObject({
      hours: { from: '08:00', to: '21:00' },
      hasOwnHours: false,
      linkInText: true,
    });
    await page.context().close();
  });

  it('are read by the auditor and changed by operators alone', async () => {
    const page = await at('auditor');
    await page.goto(`${program.url}/occasion-rules`);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(10);
    expect(await page.getByRole('link', { name: /바꾸기/ }).count()).toBe(0);
    expect((await page.goto(`${program.url}/occasion-rules/case.received`))!.status()).toBe(403);
    expect((await page.goto(`${program.url}/occasion-rules/nothing`))!.status()).toBe(403);
    await page.context().close();
  });
});

describe('what was held for an operator', () => {
  it('is decided on all at once, from the alarm that told of it, which is over then', async () => {
    const moved = Array.from(
      { length: 23 },
      (_, n) => new Petition(`2026477000000057${String(n).padStart(2, '0')}`, `0100000${1570 + n}`),
    );
    const agent = { name: '임꺽정', phone: '01000001559', notify: true };
    await program.push(
      moved.flatMap((p, n) => [
        p.received('2026-04-29T13:00:00', {}, n === 20 ? { agent } : {}),
        p.assigned('2026-04-29T13:05:00'),
      ]),
    );
    await program.push(moved.map((p) => p.assigned('2026-04-29T13:30:00', { id: 's112', name: '송오름' })));
    const held = async (): Promise<Logged[]> =>
      (await program.get('/api/v1/messages?occasion=case.assigned&status=WAITING&limit=200')).body.items;
    await eventually('three cases are held, one of them for two people', async () => (await held()).length === 4);

    const page = await at('operator');
    await page.goto(`${program.url}/messages`);
    await page.locator('.ma-alarms summary').click();
    await page.getByRole('link', { name: '보류된 안내 보기' }).click();
    expect(await page.locator('#held').innerText()).toBe('보류된 안내 4건');
    const cases = await page.locator('tbody a.ma-figure').allInnerTexts();
    expect(cases).toEqual(moved.slice(20).map(({ receiptNo }) => receiptNo));
    await page.getByRole('link', { name: '모두 보기' }).click();
    expect(await page.locator('.ma-chosen').innerText()).toContain('운영자의 결정을 기다림');
    expect(await page.locator('tbody tr').count()).toBe(4);
    await page.goBack();
    // Seen is not decided: it comes again.
    await page.locator('.ma-alarms summary').click();
    await page
      .locator('.ma-alarms li', { hasText: '보류' })
      .getByRole('button', { name: /확인함/ })
      .click();
    await page.waitForURL(`${program.url}/messages`);
    await eventually('the alarm stands again', async () => {
      await page.goto(`${program.url}/messages/held`);
      return (await page.locator('.ma-alarms').textContent())?.includes('안내를 보류했습니다');
    });
    seen.held = '/messages/held';
    const stale = await page.request.post(`${program.url}/messages/held`, {
      form: { act: 'send', count: '2', key: 'some-key-1' },
      headers: { origin: program.url },
    });
    expect(stale.status()).toBe(409);
    await page.getByLabel('보내지 않는 사유').fill('부서 개편이라 따로 알림');
    await page.getByRole('button', { name: '4건 모두 보내지 않기' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('4건을 보내지 않기로 했습니다');
    expect(await held()).toEqual([]);
    const { body } = await program.get('/api/v1/audit?action=messages.skip');
    expect((body.items as { reason: string }[]).map(({ reason }) => reason)).toEqual(
      Array.from({ length: 4 }, () => '부서 개편이라 따로 알림'),
    );
    await eventually('the alarm is over', async () => {
      await page.goto(`${program.url}/messages/held`);
      return !(await page.locator('.ma-alarms').allTextContents()).join().includes('안내를 보류했습니다');
    });
    await page.context().close();
  });
});

describe('an alarm', () => {
  it('of what happened once goes when an operator has seen it, and not where it happened again meanwhile', async () => {
    const raise = () =>
      program.dataSource.query(
        `INSERT INTO staff.alarm (key, code, detail, raised_at, last_raised_at) VALUES ('vendor', 'MESSAGING.VENDOR_REFUSES', '발신 키가 틀립니다', $1, $1)
         ON CONFLICT (key) WHERE cleared_at IS NULL DO UPDATE SET times = staff.alarm.times + 1`,
        [program.clock.now()],
      );
    await raise();
    const page = await at('operator');
    await page.goto(`${program.url}/holidays`);
    await page.locator('.ma-alarms summary').click();
    await raise();
    const dismiss = page
      .locator('.ma-alarms li', { hasText: '발신 키가 틀립니다' })
      .getByRole('button', { name: /확인함/ });
    await dismiss.click();
    await page.getByText('같은 경보가 다시 울렸습니다').waitFor();
    await page.goto(`${program.url}/holidays`);
    await page.locator('.ma-alarms summary').click();
    await dismiss.click();
    // It leads back to the page that it was seen on, which has the same address.
    await eventually('the alarm is gone', async () => (await page.getByText('발신 키가 틀립니다').count()) === 0);
    expect(page.url()).toBe(`${program.url}/holidays`);
    const { body } = await program.get('/api/v1/audit?action=alarms.dismiss');
    expect(body.items[0]).toMatchObject({ detail: { code: 'MESSAGING.VENDOR_REFUSES' } });
    await page.context().close();
  });
});

describe('a citizen who calls and wants no more messages', () => {
  it('is told nothing from then on, and told again when they want it; the number stands in no address', async () => {
    const phone = '01000001561';
    const story = new Petition('202647700000000561', phone);
    await program.push([story.received('2026-04-29T13:00:00')]);
    await settled(story.receiptNo, 'case.received', 'DELIVERED');
    const page = await at('operator');
    const ask = async (): Promise<string> => {
      await page.getByLabel('민원인의 전화번호').fill('010-0000-1561');
      await page.getByRole('button', { name: '지금 어떤지 보기' }).click();
      return page.locator('#standing').locator('..').locator('..').innerText();
    };
    await page.getByRole('link', { name: '수신 거부' }).first().click();
    await page.getByLabel('민원인의 전화번호').fill('한새벽');
    await page.getByRole('button', { name: '지금 어떤지 보기' }).click();
    expect(await page.locator('#phone-error').innerText()).toContain('전화번호를 숫자로');
    let standing = await ask();
    for (const part of ['010-****-1561', '보냄', '수신을 거부한 적이 없습니다', story.receiptNo])
      expect(standing).toContain(part);
    expect(await page.content()).not.toContain('00001561');

    await page.getByLabel('사유').fill('음');
    await page.getByRole('button', { name: '이 번호로 알리지 않기' }).click();
    expect(await page.locator('#reason-error').innerText()).toContain('사유를 2자에서');
    await page.getByLabel('사유').fill('본인이 전화로 부탁함');
    await page.getByRole('button', { name: '이 번호로 알리지 않기' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('이제 알림을 보내지 않습니다');
    expect(page.url()).not.toContain('1561');
    await program.push([story.assigned('2026-04-29T13:10:00')]);
    const dropped = await settled(story.receiptNo, 'case.assigned', 'DROPPED');
    expect(dropped.statusReason).toBe('OPTED_OUT');

    standing = await ask();
    for (const part of ['보내지 않음', '운영자가 멈춤']) expect(standing).toContain(part);
    await page.getByLabel('사유').fill('다시 받겠다고 함');
    await page.getByRole('button', { name: '이 번호로 다시 알리기' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('이 번호로 다시 알립니다');
    await program.push([story.extended('2026-04-29T13:20:00')]);
    await settled(story.receiptNo, 'case.extended', 'DELIVERED');

    const { body } = await program.get(`/api/v1/audit?subject=${story.receiptNo}`);
    const acts = (body.items as { action: string; reason: string | null }[]).filter(({ action }) =>
      action.startsWith('opt-outs.'),
    );
    expect(acts.map(({ action, reason }) => [action, reason])).toEqual(
      expect.arrayContaining([
        ['opt-outs.resume', '다시 받겠다고 함'],
        ['opt-outs.stop', '본인이 전화로 부탁함'],
        ['opt-outs.read', null],
      ]),
    );
    await page.context().close();
  });
});

describe('templates', () => {
  /** What the desk of the API says of a wording's versions, newest first. */
  async function versions(code: string): Promise<{ id: string; version: number; stage: string }[]> {
    return (await program.get(`/api/v1/templates/versions?code=${code}&language=ko`)).body.items;
  }

  it('are written as a draft, handed in, approved and put into use, which the next citizen reads', async () => {
    const page = await at('operator');
    await page.getByRole('link', { name: '문구(템플릿)' }).first().click();
    await page.getByLabel('언어').selectOption('ko');
    await page.getByRole('button', { name: '찾기' }).click();
    expect(new URL(page.url()).searchParams.get('language')).toBe('ko');
    await page.getByRole('link', { name: /진행상황 안내/ }).click();
    expect(await page.locator('.ma-phone').count()).toBe(3);
    await page.getByRole('link', { name: '이 판에서 새 초안 만들기' }).click();

    const words = page.getByLabel('본문', { exact: true });
    const before = await words.inputValue();
    await words.fill(`${before}\n\n늘 민원인 곁에 있겠습니다. #{없는변수}`);
    await page.getByRole('button', { name: '미리보기' }).click();
    expect(await page.locator('#preview').innerText()).toContain('없는변수');
    expect(await versions('CASE_PROGRESS')).toHaveLength(1);
    await page.getByLabel('본문', { exact: true }).fill(`${before}\n\n늘 민원인 곁에 있겠습니다.`);
    await page.getByRole('button', { name: '초안 저장' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('초안을 만들었습니다');
    const [draft, first] = await versions('CASE_PROGRESS');
    expect(draft).toMatchObject({ version: 2, stage: 'DRAFT' });
    seen.template = `/templates/${draft!.id}`;
    seen.editor = `/templates/${draft!.id}/edit`;
    seen.diff = `/templates/diff?from=${first!.id}&to=${draft!.id}`;

    await page.getByRole('link', { name: /다른 곳/ }).click();
    expect(await page.locator('.is-ADDED').last().innerText()).toContain('늘 민원인 곁에 있겠습니다.');
    await page.getByRole('link', { name: '2판으로' }).click();
    await page.getByRole('button', { name: '심사 요청' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('심사를 요청했습니다');
    await eventually('the sandbox approves it', async () => (await versions('CASE_PROGRESS'))[0]!.stage === 'APPROVED');
    await page.reload();
    await page.getByRole('button', { name: '이 판 쓰기 시작' }).click();
    expect((await versions('CASE_PROGRESS')).map(({ stage }) => stage)).toEqual(['IN_USE', 'REPLACED']);
    await page.context().close();
  });

  it('are tried on one’s own phone, over one channel', async () => {
    const [row] = await program.dataSource.query<{ id: string }[]>(
      `SELECT id FROM messaging.template WHERE code = 'CASE_RECEIVED' AND language = 'ko'`,
    );
    const page = await at('operator');
    await page.goto(`${program.url}/templates/${row!.id}`);
    await page.locator('label', { hasText: /^알림톡$/ }).click();
    await page.getByRole('button', { name: '시험 발송' }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/010-\*{4}-\d{4}로 시험 발송했습니다/);
    await page.getByRole('link', { name: '결과 보기' }).click();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await eventually('it is delivered', async () => {
      const { body } = await program.get(`/api/v1/messages/${id}`);
      return body.status === 'DELIVERED' && body.channel === 'ALIMTALK';
    });
    await page.context().close();
  });

  it('show the phones as one types, with counters and the turn to a long text', async () => {
    const [row] = await program.dataSource.query<{ id: string }[]>(
      `SELECT id FROM messaging.template WHERE code = 'CASE_EXTENDED' AND language = 'ko'`,
    );
    const page = await (await at('operator', 1440, {})).context().newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${program.url}/templates/${row!.id}/edit`);
    const text = page.locator('#preview .ma-phone').last();
    await page.getByLabel('단문').fill('[순창군] 기간 연장. #{처리예정일}까지. 문의 #{담당자전화}');
    await text.getByText('단문(SMS)으로 나갑니다').waitFor();
    expect(await text.locator('.ma-counter').innerText()).toMatch(/^\d+ \/ 90바이트/);
    await page
      .getByLabel('단문')
      .fill('[순창군] 기간 연장. #{처리예정일}까지입니다. 문의는 #{담당자전화}로 해 주시기 바랍니다. 고맙습니다.');
    await text.getByText('장문(LMS)으로 나갑니다').waitFor();
    await page.getByLabel('장문 본문').fill('가나다 뷁 #{모르는것}');
    await page.locator('#preview .ma-findings').getByText('모르는것').first().waitFor();
    expect(await page.locator('template-preview').getAttribute('data-state')).toBe('shown');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('are begun in another language from the Korean one', async () => {
    const [row] = await program.dataSource.query<{ id: string }[]>(
      `SELECT id FROM messaging.template WHERE code = 'CASE_EXTENDED' AND language = 'ko'`,
    );
    const page = await at('operator');
    await page.goto(`${program.url}/templates/${row!.id}`);
    await page.getByRole('link', { name: '베트남어 초안 만들기' }).click();
    seen.newLanguage = new URL(page.url()).pathname + new URL(page.url()).search;
    await page.getByLabel('장문 제목').fill('[{{기관명}}] Gia han');
    await page.getByRole('button', { name: '미리보기' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('새 초안');
    expect(await page.locator('main').innerText()).toContain('베트남어');
    await page.getByRole('button', { name: '초안 저장' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('초안을 만들었습니다');
    const { body } = await program.get('/api/v1/templates/versions?code=CASE_EXTENDED&language=vi');
    expect(body.items).toMatchObject([{ language: 'vi', version: 1, stage: 'DRAFT' }]);
    expect(body.items[0].lms.title).toContain('Gia han');
    await page.goto(`${program.url}/templates/${row!.id}`);
    expect(await page.getByRole('link', { name: '베트남어', exact: true }).count()).toBe(1);
    expect(await page.getByRole('link', { name: '베트남어 초안 만들기' }).count()).toBe(0);
    await page.context().close();
  });

  it('are read by the auditor, who writes nothing', async () => {
    const page = await at('auditor');
    await page.goto(program.url + seen.template!);
    expect(await page.locator('main form').count()).toBe(0);
    expect((await page.goto(program.url + seen.editor!))!.status()).toBe(403);
    await page.context().close();
  });
});

describe('the sender profile', () => {
  it('is registered anew with a reason, a number that no vendor lists is refused, and the former one stays', async () => {
    const page = await at('operator');
    await page.getByRole('link', { name: '발신 프로필' }).first().click();
    expect(await page.locator('main').innerText()).toContain('안심마크 켜짐');
    await page.getByLabel('발신번호', { exact: true }).fill('063-000-9999');
    await page.getByLabel('사유').fill('대표번호 변경');
    await page.getByRole('button', { name: '바꾼 내용 등록' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('등록되지 않은 발신번호');
    await page.getByLabel('발신번호', { exact: true }).fill('010-0000-1234');
    await page.getByRole('button', { name: '바꾼 내용 등록' }).click();
    expect(await page.locator('#senderNumber-error').innerText()).toContain('개인 휴대전화번호는 쓸 수 없습니다');

    await page.getByLabel('발신번호', { exact: true }).fill('063-000-1114');
    await page.getByLabel('안심마크가 끝나는 날').fill('2026-05-10');
    await page.getByRole('button', { name: '바꾼 내용 등록' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('발신 프로필을 등록했습니다');
    expect(await page.locator('main').innerText()).toContain('안심마크 기간이 11일 남았습니다');
    const { body } = await program.get('/api/v1/sender-profiles');
    expect(body.items).toMatchObject([
      { inUse: true, safeMarkUntil: '2026-05-10', senderNumber: '0630001114' },
      { inUse: false, safeMarkUntil: null },
    ]);
    const audit = await program.get('/api/v1/audit?action=sender-profiles.register');
    expect(audit.body.items).toMatchObject([{ reason: '대표번호 변경' }]);
    await page.context().close();
  });
});

describe('every page', () => {
  it('fits into 320 px, keeps its CSP and is clean in axe', async () => {
    const pages = {
      ...seen,
      resends: '/messages/resends?counted=1',
      templates: '/templates',
      sender: '/sender-profile',
      gateways: '/gateways?check=1',
      gateway: '/gateways/SOLAPI/ALIMTALK',
      rules: '/occasion-rules',
      rule: '/occasion-rules/case.received',
      'rule-usual': '/occasion-rules/usual',
      'opt-outs': '/opt-outs',
    };
    const first = await at('operator', 1440, {});
    const waiting = Object.entries(pages);
    async function look(name: string, path: string): Promise<void> {
      const page = await first.context().newPage();
      const complaints = complaintsOf(page);
      await page.goto(program.url + path, { waitUntil: 'load' });
      await page.evaluate('document.fonts.ready');
      for (const width of process.env.SCREENSHOTS ? [320, 390, 1440] : [320, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        expect([path, width, await sidewaysScroll(page)]).toEqual([path, width, 0]);
        if (width > 320) await keepScreenshot(page, `messages-${name}-${width}`);
      }
      expect([path, complaints]).toEqual([path, []]);
      // axe injects a script, which the CSP refuses aloud: last. The frame around every page is looked at in console.spec.ts.
      expect([path, await axeViolations(page, 'main')]).toEqual([path, []]);
      await page.close();
    }
    async function lookOn(): Promise<void> {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await look(...next);
    }
    await Promise.all([lookOn(), lookOn(), lookOn()]);
    await first.context().close();
  }, 300_000);
});
