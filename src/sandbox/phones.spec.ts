import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  axeViolations,
  complaintsOf,
  keepScreenshot,
  launchBrowser,
  sidewaysScroll,
} from '../../test/harness/browser.js';
import { buildAssets } from '../../libs/krds/build-assets.js';
import { DEMO_ACCOUNT, startSandbox, type RunningSandbox } from './index.js';

const { apiKey, apiSecret, pfId, brandId } = DEMO_ACCOUNT.solapi;
const FROM = '0630001114';
const LINK = 'https://minwon.example.kr/s/Zm9vYmFyMTIzNDU2Nzg5MA';
const TEXT = `[순창군] 민원 접수 안내

홍*동님의 민원이 접수되었습니다.

■ 민원명: 개발행위허가
■ 접수번호: 202647700000000001
■ 접수일시: 2026. 4. 29.(수) 14:00
■ 처리예정: 2026. 5. 6.(수) 14:00
■ 담당부서: 건설과
■ 전화번호: 063-000-1114

서류 검토와 필요한 현장 확인을 거쳐 처리하며, 담당자가 정해지면 알려 드립니다.`;
const ALIMTALK = {
  from: FROM,
  type: 'ATA',
  text: TEXT,
  kakaoOptions: { pfId, templateId: '', variables: { '#{열람키}': 'Zm9vYmFyMTIzNDU2Nzg5MA' }, disableSms: true },
};
const RCS = {
  from: FROM,
  type: 'RCS_LMS',
  subject: '민원이 접수되었습니다',
  text: TEXT,
  rcsOptions: {
    brandId,
    disableSms: true,
    buttons: [
      { buttonName: '진행상황 보기', buttonType: 'WL', link: LINK },
      { buttonName: '담당부서에 전화', buttonType: 'DL', link: '0630001114' },
    ],
  },
};
const LMS = {
  from: FROM,
  type: 'LMS',
  subject: '[순창군] 민원 접수 안내',
  text: `[순창군] 민원 접수 안내\n홍*동님의 민원이 접수되었습니다.\n- 전화번호: 063-000-1114\n진행상황: ${LINK}\n※ 안내`,
};

let sandbox: RunningSandbox;
let browser: Browser;
let assetsDir: string;

beforeAll(async () => {
  assetsDir = mkdtempSync(join(tmpdir(), 'minwon-alim-assets-'));
  [browser] = await Promise.all([launchBrowser(), buildAssets(process.cwd(), assetsDir)]);
  sandbox = await startSandbox({ account: DEMO_ACCOUNT, templateReview: 0, assetsDir, pace: { report: [20, 60] } });
  ALIMTALK.kakaoOptions.templateId = await registerTemplate();
}, 90_000);

beforeEach(async () => {
  await fetch(`${sandbox.url}/sandbox/messages`, { method: 'DELETE' });
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
  rmSync(assetsDir, { recursive: true, force: true });
});

interface Answer {
  templateId: string;
  failedMessageList: { statusCode: string }[];
}

async function call(path: string, body: object): Promise<Answer> {
  const [date, salt] = [new Date().toISOString(), randomBytes(16).toString('hex')];
  const signature = createHmac('sha256', apiSecret)
    .update(date + salt)
    .digest('hex');
  const answer = await fetch(`${sandbox.url}/solapi/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signature}`,
    },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Answer;
}

async function registerTemplate(): Promise<string> {
  const { templateId } = await call('kakao/v2/templates', {
    channelId: pfId,
    name: 'CASE_RECEIVED',
    content: TEXT,
    categoryCode: '008001',
    buttons: [{ buttonName: '진행상황 보기', buttonType: 'WL', linkMo: 'https://minwon.example.kr/s/#{열람키}' }],
  });
  return templateId;
}

async function send(...messages: object[]): Promise<void> {
  const { failedMessageList } = await call('messages/v4/send-many/detail', { messages, allowDuplicates: true });
  expect(failedMessageList).toEqual([]);
  await vi.waitUntil(async () => {
    const { items } = (await (await fetch(`${sandbox.url}/sandbox/messages`)).json()) as {
      items: { visible: boolean }[];
    };
    return items.length > 0 && items.every(({ visible }) => visible);
  });
}

async function open(path = '/', width = 1440): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(sandbox.url + path);
  return page;
}

describe('the phones', () => {
  it('show each message as its device would', async () => {
    await send({ ...ALIMTALK, to: '01000001234' });
    await send({ ...RCS, to: '01000009001' });
    await send({ ...LMS, to: '01000067777' });
    await send({ ...LMS, to: '01000081111' });
    const page = await open();

    const talk = page.locator('#phone-01000001234');
    await expect.poll(() => talk.locator('.sb-ribbon').innerText()).toBe('알림톡 도착');
    expect(await talk.locator('.sb-text').innerText()).toBe(TEXT);
    expect(await talk.locator('.sb-name').innerText()).toBe('순창군');
    expect(await talk.getByRole('link', { name: '진행상황 보기' }).getAttribute('href')).toBe(LINK);
    expect(await talk.getByText('확인된 발신번호').count()).toBe(0);

    const brand = page.locator('#phone-01000009001');
    expect(await brand.locator('.sb-brand-name').innerText()).toBe('순창군');
    expect(await brand.locator('.sb-brand-number').innerText()).toBe('063-000-1114');
    expect((await brand.locator('.sb-safe').innerText()).trim()).toBe('확인된 발신번호');
    expect(await brand.locator('.sb-card-title').innerText()).toBe('민원이 접수되었습니다');
    expect(await brand.getByRole('link', { name: '담당부서에 전화' }).getAttribute('href')).toBe('tel:0630001114');

    for (const to of ['01000067777', '01000081111']) {
      const phone = page.locator(`#phone-${to}`);
      expect(await phone.locator('.sb-texts-head b').innerText()).toBe('063-000-1114');
      expect(await phone.locator('.sb-subject').innerText()).toBe('[순창군] 민원 접수 안내');
      expect(await phone.getByRole('link', { name: LINK }).getAttribute('href')).toBe(LINK);
      expect(await phone.getByText('확인된 발신번호').count()).toBe(0);
    }
    const order = await page.locator('.sb-phone h2').allInnerTexts();
    // The latest of text, RCS and AlimTalk side by side, then the others.
    expect(order).toEqual(['010-0008-1111', '010-0000-9001', '010-0000-1234', '010-0006-7777']);
    await keepScreenshot(page, 'phones-1440');
    await page.context().close();
  });

  it('keep rooms apart: what vouches for RCS never stands above a plain text', async () => {
    await send({ ...ALIMTALK, to: '01000001234' });
    await send({ ...RCS, to: '01000001234' });
    await send({ ...LMS, to: '01000001234' });
    const page = await open();
    const phone = page.locator('#phone-01000001234');
    expect(await phone.locator('.sb-texts').isVisible()).toBe(true);
    expect(await phone.locator('.sb-safe').isVisible()).toBe(false);
    await phone.getByText('RCS', { exact: true }).click();
    expect(await phone.locator('.sb-safe').isVisible()).toBe(true);
    await phone.getByText('카카오톡', { exact: true }).click();
    expect(await phone.locator('.sb-ribbon').isVisible()).toBe(true);
    await keepScreenshot(page, 'phones-tabs');
    await page.context().close();
  });

  it('ring by themselves, in a page that nothing is held against', async () => {
    const page = await (await browser.newContext()).newPage();
    const complaints = complaintsOf(page);
    await page.goto(sandbox.url);
    await page.getByRole('heading', { name: '아직 받은 메시지가 없습니다' }).waitFor();
    await page.getByText('실시간', { exact: true }).waitFor();
    await keepScreenshot(page, 'phones-empty');
    await send({ ...ALIMTALK, to: '01000001234' });
    await page.locator('#phone-01000001234 .sb-message').waitFor();
    await send({ ...RCS, to: '01000005678' });
    await page.locator('#phone-01000005678 .sb-message').waitFor();
    expect(await page.locator('.sb-phone').first().getAttribute('id')).toBe('phone-01000005678');
    await send({ ...ALIMTALK, to: '01000001234' });
    await expect.poll(() => page.locator('#phone-01000001234 .sb-message').count()).toBe(2);

    await page.getByRole('button', { name: '멈춤' }).click();
    await send({ ...LMS, to: '01000089999' });
    await send({ ...ALIMTALK, to: '01000001234' });
    expect(await page.locator('#phone-01000089999').count()).toBe(0);
    await page.getByRole('button', { name: '계속' }).click();
    await page.locator('#phone-01000089999').waitFor();
    for (const to of ['01000002221', '01000002222']) {
      await send({ ...ALIMTALK, to });
      await page.locator(`#phone-${to}`).waitFor();
    }
    const first = (await page.locator('.sb-phone').all()).slice(0, 3);
    const rooms = await Promise.all(first.map((phone) => phone.getAttribute('data-room')));
    expect(rooms.toSorted()).toEqual(['brand', 'kakao', 'texts']);

    await fetch(`${sandbox.url}/sandbox/messages`, { method: 'DELETE' });
    await page.getByRole('heading', { name: '아직 받은 메시지가 없습니다' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('show one number alone where it is asked for', async () => {
    await send({ ...ALIMTALK, to: '01000001234' }, { ...LMS, to: '01000081111' });
    const page = await open();
    await page.getByLabel('전화번호').fill('010-0008-1111');
    await page.getByRole('button', { name: '찾기' }).click();
    await expect.poll(() => page.locator('.sb-phone').count()).toBe(1);
    expect(await page.locator('.sb-phone h2').innerText()).toBe('010-0008-1111');
    await page.context().close();
  });

  it.each([320, 390, 1440])('hold at %d pixels and please axe', async (width) => {
    await send(
      { ...ALIMTALK, to: '01000001234' },
      { ...RCS, to: '01000001234' },
      { ...RCS, to: '01000009005'.replace('9005', '9001') },
    );
    await send({ ...LMS, to: '01000067777' }, { ...LMS, to: '01000081111' }, { ...ALIMTALK, to: '01000066666' });
    const page = await open('/', width);
    await keepScreenshot(page, `phones-${width}-all`);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });
});

describe('the reviewer', () => {
  it('rejects and approves on the page; what is rejected is not sent', async () => {
    const page = await open('/templates');
    expect(await axeViolations(page)).toEqual([]);
    await keepScreenshot(page, 'templates');
    await page.getByRole('button', { name: '반려' }).click();
    await page.getByText('반려 사유').waitFor();
    const refused = await call('messages/v4/send-many/detail', { messages: [{ ...ALIMTALK, to: '01000001234' }] });
    expect(refused.failedMessageList).toMatchObject([{ statusCode: '1042' }]);
    await page.getByRole('button', { name: '승인' }).click();
    await page.locator('.sb-state-approved').waitFor();
    await send({ ...ALIMTALK, to: '01000001234' });
    await page.context().close();
  });

  it('decides alone where reviews are done by hand', async () => {
    const strict = await startSandbox({ account: DEMO_ACCOUNT, templateReview: 'BY_HAND', assetsDir });
    const own = sandbox;
    sandbox = strict;
    try {
      const templateId = await registerTemplate();
      const message = { ...ALIMTALK, to: '01000001234', kakaoOptions: { ...ALIMTALK.kakaoOptions, templateId } };
      const waiting = await call('messages/v4/send-many/detail', { messages: [message] });
      expect(waiting.failedMessageList).toMatchObject([{ statusCode: '1042' }]);
      const decided = await fetch(`${strict.url}/sandbox/templates/SOLAPI/${templateId}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"decision":"APPROVED"}',
        redirect: 'manual',
      });
      expect(decided.status).toBe(303);
      await send(message);
    } finally {
      sandbox = own;
      await strict.close();
    }
  });
});
