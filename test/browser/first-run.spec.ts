import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoEnvironment, readSettings } from '../../config/index.js';
import { startProgram, type RunningProgram } from '../../src/program.js';
import { axeViolations, complaintsOf, keepScreenshot, launchBrowser, sidewaysScroll } from '../harness/browser.js';
import { TEST_PRIVACY_KEYS, testDatabase, type TestDatabase } from '../harness/database.js';
import { eventually, freePort, startSandboxProcess, type SandboxMessage } from '../harness/program.js';

const PASSWORD = 'a first password of their own';
const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const MOBILE = '01000001601';

let database: TestDatabase;
let sandbox: Awaited<ReturnType<typeof startSandboxProcess>>;
let environment: ReturnType<typeof readSettings>;
let program: RunningProgram;
let browser: Browser;
let dataDir: string;

/** What the environment of a new production holds: one vendor, here the sandbox, an administrator, and nothing of a demo. */
beforeAll(async () => {
  [database, sandbox, browser, dataDir] = await Promise.all([
    testDatabase(),
    startSandboxProcess(),
    launchBrowser(),
    mkdtemp(join(tmpdir(), 'minwon-first-run-')),
  ]);
  const ofDemo = demoEnvironment({ SANDBOX_PORT: String(sandbox.port), DATA_DIR: dataDir });
  const solapi = Object.fromEntries(Object.entries(ofDemo).filter(([name]) => name.startsWith('SOLAPI_')));
  environment = readSettings({
    PROFILE: 'production',
    DATABASE_URL: database.url,
    PORT: String(await freePort()),
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://minwon.example.kr',
    SAEOL_LINK_SECRET: SECRET,
    PRIVACY_KEYS: TEST_PRIVACY_KEYS,
    SESSION_SECRET: randomBytes(32).toString('hex'),
    BOOTSTRAP_ADMIN_ID: 'first.admin',
    BOOTSTRAP_ADMIN_PASSWORD: PASSWORD,
    OFFICIAL_SITE: 'on',
    DATA_DIR: dataDir,
    ...solapi,
  });
  program = await startProgram(environment);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await program?.close();
  await sandbox?.stop();
  await database?.close();
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
});

async function logIn(page: Page): Promise<void> {
  await page.goto(`${program.url}/login`);
  await page.getByLabel('아이디').fill('first.admin');
  await page.getByLabel('비밀번호').fill(PASSWORD);
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await page.waitForURL(`${program.url}/`);
}

async function messages(): Promise<SandboxMessage[]> {
  const answer = await fetch(`${sandbox.url}/sandbox/messages?to=${MOBILE}`);
  return ((await answer.json()) as { items: SandboxMessage[] }).items;
}

const step = (page: Page, id: string) => page.locator(`#${id}`);
const isDone = async (page: Page, id: string) => (await step(page, id).getAttribute('class'))!.includes('is-done');

async function importFile(page: Page, kind: 'departments' | 'staff', lines: string[]): Promise<void> {
  await page.goto(`${program.url}/directory-import`);
  const buffer = Buffer.from(`${lines.join('\r\n')}\r\n`);
  await page.locator(`#${kind}-file`).setInputFiles({ name: `${kind}.csv`, mimeType: 'text/csv', buffer });
  await page
    .locator('form', { has: page.locator(`#${kind}-file`) })
    .getByRole('button', { name: '먼저 살펴보기' })
    .click();
  await page.getByRole('button', { name: /저장하기/ }).click();
  await page.getByRole('alert').waitFor();
}

describe('the first run', () => {
  it('takes an empty database to a message on a phone, and stays until all of it is green', async () => {
    const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    await logIn(page);
    const strip = page.locator('.ma-first-run');
    expect(await strip.innerText()).toContain('처음 설정이 6개 남았습니다');
    await strip.getByRole('link', { name: '이어서 하기' }).click();
    await page.getByRole('heading', { level: 1, name: '처음 설정' }).waitFor();
    await page.evaluate('document.fonts.ready');
    await keepScreenshot(page, 'first-run-empty-1440');

    // 1: in whose name.
    await page.getByRole('link', { name: '발신 프로필 등록하기' }).click();
    await page.getByRole('heading', { level: 1, name: '발신 프로필' }).waitFor();
    await page.getByLabel('기관명').fill('순창군');
    await page.getByLabel('발신번호', { exact: true }).fill('063-000-1114');
    await page.getByLabel('대표전화').fill('063-000-0000');
    await page.getByLabel('카카오 채널 ID').fill('PF01SUNCHANGDEMO');
    await page.getByLabel('사유').fill('처음 등록');
    await page.getByRole('button', { name: '발신 프로필 등록' }).click();
    await page.getByRole('alert').filter({ hasText: '발신 프로필을 등록했습니다' }).waitFor();

    // 2: over whom.
    await page.goto(`${program.url}/first-run`);
    expect(await isDone(page, 'sender')).toBe(true);
    await page.getByRole('button', { name: '업체에 확인하기' }).click();
    await page.getByText('연결되고 키가 맞습니다').waitFor();
    expect(await isDone(page, 'vendors')).toBe(true);

    // 3: in which words.
    await page.getByRole('button', { name: /문구 \d+개 심사 요청/ }).click();
    await page.getByRole('button', { name: '심사 결과 가져오기' }).waitFor();
    await eventually('the vendor has approved every wording', async () => {
      await page.goto(`${program.url}/first-run`);
      if (await isDone(page, 'templates')) return true;
      const fetchNow = page.getByRole('button', { name: '심사 결과 가져오기' });
      if ((await fetchNow.count()) > 0) await fetchNow.click();
      await page.waitForLoadState('networkidle');
      return false;
    });

    // 4: the link's secret is tried, never shown.
    await page.getByRole('button', { name: '서명 시험하기' }).click();
    await page.getByText('서명을 알아봅니다').waitFor();
    expect(await isDone(page, 'link')).toBe(true);
    expect(await page.content()).not.toContain(SECRET.replace('whsec_', ''));

    // 5: who works here.
    await importFile(page, 'departments', [
      '부서코드,부서명,전화번호,상위부서코드',
      '47700000011,건축과,063-000-1100,',
    ]);
    await importFile(page, 'staff', [
      '직원번호,성명,부서코드,팀,직위,행정전화,휴대전화',
      `a001,설운영,47700000011,건축팀,담당자,063-000-1101,${MOBILE}`,
    ]);

    // 6: a message to oneself; an account that gets its person signs in again.
    await page.goto(`${program.url}/first-run`);
    expect(await isDone(page, 'people')).toBe(true);
    await page.getByLabel('내 직원번호').fill('a001');
    await page.getByRole('button', { name: '내 계정에 잇기' }).click();
    await page.waitForURL(`${program.url}/login*`);
    await logIn(page);
    expect(await strip.innerText()).toContain('처음 설정이 1개 남았습니다');
    await page.goto(`${program.url}/first-run`);
    expect(await step(page, 'test').innerText()).toContain('010-****-1601');
    await page.getByRole('button', { name: '시험 메시지 보내기' }).click();
    await page.getByRole('alert').filter({ hasText: '시험 메시지를 보냈습니다' }).waitFor();
    const [message] = await eventually('it is on the phone', async () => {
      const all = await messages();
      return all.some(({ visible }) => visible) && all;
    });
    expect(message).toMatchObject({ channel: 'ALIMTALK', senderName: '순창군', visible: true });
    expect(message!.text).toContain('민원 접수 안내');
    await eventually('the guide is green', async () => {
      await page.goto(`${program.url}/first-run`);
      return isDone(page, 'test');
    });
    expect(await page.locator('main').innerText()).toContain('처음 설정을 마쳤습니다');
    await page.goto(`${program.url}/`);
    expect(await strip.count()).toBe(0);
    await context.close();
  }, 90_000);

  it('stores no secret anywhere, and writes down who tried them', async () => {
    const rows = await program.dataSource.query<{ detail: object; subjects: string[] }[]>(
      `SELECT subjects, detail FROM staff.audit WHERE action = 'first-run.check' ORDER BY id`,
    );
    expect(rows).toEqual([
      { subjects: ['vendors'], detail: { good: true } },
      { subjects: ['link'], detail: { good: true } },
    ]);
    const settings = await program.dataSource.query<{ value: string }[]>('SELECT value::text FROM messaging.setting');
    expect(JSON.stringify(settings)).not.toContain('whsec');
  });

  it('says what is wrong where the vendor cannot be asked', async () => {
    await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ vendor: 'SOLAPI', kind: 'OUTAGE', rate: 1, seconds: 600 }),
    });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await logIn(page);
    await page.goto(`${program.url}/first-run`);
    await step(page, 'vendors').getByRole('button').click();
    const text = await step(page, 'vendors').innerText();
    expect(text).toContain('확인하지 못했습니다');
    expect(text).toContain('HTTP 503');
    expect(await isDone(page, 'vendors')).toBe(false);
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    await step(page, 'vendors').getByRole('button').click();
    expect(await isDone(page, 'vendors')).toBe(true);
    await context.close();
  });

  it('is over for good: neither a wording that is drafted later nor a restart opens it again', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await logIn(page);
    await page.goto(`${program.url}/templates`);
    await page
      .getByRole('link', { name: /접수 안내/ })
      .first()
      .click();
    await page.getByRole('link', { name: '이 판에서 새 초안 만들기' }).click();
    await page.getByRole('button', { name: '초안 저장' }).click();
    await page.getByRole('alert').filter({ hasText: '초안을 만들었습니다' }).waitFor();
    await program.close();
    program = await startProgram(environment);
    await logIn(page);
    expect(await page.locator('main').count()).toBe(1);
    expect(await page.locator('.ma-first-run').count()).toBe(0);
    await context.close();
  }, 60_000);

  it('fits into 320 px, keeps its CSP and is clean in axe', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await logIn(await context.newPage());
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${program.url}/first-run`, { waitUntil: 'load' });
    expect(await page.locator('#krds-masthead').innerText()).toContain('대한민국 공식 전자정부 누리집');
    await page.evaluate('document.fonts.ready');
    for (const width of [320, 390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await sidewaysScroll(page)]).toEqual([width, 0]);
      if (width > 320) await keepScreenshot(page, `first-run-${width}`);
    }
    expect(complaints).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  }, 60_000);
});
