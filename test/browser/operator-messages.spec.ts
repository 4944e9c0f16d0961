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

/** Every page has to fit, keep its CSP and be clean in axe, on a phone and at a desk. */
async function looksRight(who: string, name: string, path: string): Promise<void> {
  for (const width of [320, 390, 1440]) {
    const context = (await at(who, width, {})).context();
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(program.url + path, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready');
    expect([path, width, await sidewaysScroll(page)]).toEqual([path, width, 0]);
    expect(complaints).toEqual([]);
    if (width > 320) {
      await keepScreenshot(page, `messages-${name}-${width}`);
      expect([path, width, await axeViolations(page)]).toEqual([path, width, []]);
    }
    await context.close();
  }
}

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
    await looksRight('operator', 'notice', `/messages/${id}`);
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
      [{ subjects: [id] }],
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
