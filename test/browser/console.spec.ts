import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, complaintsOf, keepScreenshot, launchBrowser, sidewaysScroll } from '../harness/browser.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

const FORESTRY = '47700000009';

let program: TestProgram;
let browser: Browser;

beforeAll(async () => {
  [program, browser] = await Promise.all([testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' }), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await program?.stop();
});

async function desk(width = 1440, more: object = {}): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width, height: 900 }, ...more });
}

/** Logs in by the form, as a person does. */
async function logIn(context: BrowserContext, id: string, password = `minwon-${id}`): Promise<Page> {
  const page = await context.newPage();
  await page.goto(program.url);
  expect(new URL(page.url()).pathname).toBe('/login');
  await page.getByLabel('아이디').fill(id);
  await page.getByLabel('비밀번호').fill(password);
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await page.waitForLoadState('load');
  return page;
}

function tile(page: Page, label: string) {
  return page.locator('.ma-tile', { hasText: label }).locator('.ma-tile-value');
}

/** Waits until a figure of the page says so by itself. */
async function becomes(page: Page, label: string, value: string): Promise<void> {
  await tile(page, label).filter({ hasText: value }).waitFor({ timeout: 10_000 });
}

async function delivered(receiptNo: string, occasion: string): Promise<void> {
  await eventually(`${occasion} of ${receiptNo} is delivered`, async () => {
    const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}&occasion=${occasion}`);
    return body.items[0]?.status === 'DELIVERED';
  });
}

async function audited(action: string): Promise<{ subjects: string[]; detail: object }[]> {
  return program.dataSource.query('SELECT subjects, detail FROM staff.audit WHERE action = $1 ORDER BY id', [action]);
}

describe('the door', () => {
  it('sends strangers to the login, says that a login was wrong and no more, and lets the right one in', async () => {
    const context = await desk(390);
    const page = await logIn(context, 'inspector', 'not the password');
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/login?failed=wrong');
    expect(await page.getByRole('alert').innerText()).toContain('로그인하지 못했습니다');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /민원심사관/ }).click();
    await page.waitForURL(`${program.url}/`);
    expect(await page.locator('h1').innerText()).toBe('처리 현황');
    await page.getByRole('button', { name: '로그아웃' }).click();
    await page.goto(`${program.url}/cases`);
    expect(new URL(page.url()).pathname).toBe('/login');
    await context.close();
  });

  it('answers a browser with pages where something is not there, and programs with problem+json', async () => {
    const context = await desk();
    const page = await logIn(context, 'head');
    for (const [path, status] of [
      ['/nowhere', 404],
      ['/cases/202647799999999999', 404],
      [`/cases?departmentCode=${FORESTRY}`, 403],
      [`/?departmentCode=${FORESTRY}`, 403],
      ['/cases?stage=LOST', 400],
      ['/cases?cursor=garbage', 400],
      ['/messages?cursor=garbage', 400],
    ] as const) {
      const response = await page.goto(program.url + path);
      expect([path, response!.status()]).toEqual([path, status]);
      expect(response!.headers()['content-type']).toContain('text/html');
      expect(await page.getByRole('link', { name: '민원 목록' }).count()).toBeGreaterThan(0);
    }
    expect(await axeViolations(page)).toEqual([]);
    const api = await context.request.get(`${program.url}/nowhere`, { headers: { accept: 'application/json' } });
    expect(api.headers()['content-type']).toContain('application/problem+json');
    await context.close();
  });
});

describe('dashboard', () => {
  it('changes by itself as facts arrive, without a reload', async () => {
    const context = await desk();
    const page = await logIn(context, 'inspector');
    const complaints = complaintsOf(page);
    const before = Number(
      await tile(page, '진행 중')
        .innerText()
        .then((text) => text.replace(/\D/g, '')),
    );
    await page.evaluate('window.isTheSamePage = true');

    const petition = new Petition('202647700000000401', '01000003301');
    await program.push([petition.received('2026-04-29T13:00:00')]);
    await becomes(page, '진행 중', String(before + 1));
    const row = page.locator('tr', { hasText: '건축과' }).first();
    expect(await row.locator('td').nth(2).innerText()).toBe('1');

    await program.push([petition.assigned('2026-04-29T13:05:00')]);
    await row.locator('td').nth(3).filter({ hasText: '1' }).waitFor();
    await program.push([petition.completed('2026-04-29T13:40:00', 'GRANTED', { result: { delivery: 'POST' } })]);
    await becomes(page, '진행 중', String(before));
    await delivered('202647700000000401', 'survey.invitation');
    await page.locator('.ma-tile', { hasText: '알림 전달률' }).getByText('100.0%').waitFor();

    const [survey] = (await program.messages('01000003301')).filter(({ text }) => text.includes('만족도 조사'));
    const { pathname } = new URL(survey!.buttons[0]!.url!);
    const body = new URLSearchParams({ score: '5' });
    expect((await fetch(program.url + pathname, { method: 'POST', body })).status).toBe(200);
    await page.locator('.ma-tile', { hasText: '만족도' }).getByText('답변 1건').waitFor();

    expect(await page.evaluate('window.isTheSamePage')).toBe(true);
    expect(await page.locator('live-page').getAttribute('data-state')).toBe('open');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows a head only the own department, and leads from each figure to exactly its cases', async () => {
    await program.push([
      new Petition('202647700000000402', '01000003302').received('2026-04-29T13:10:00'),
      new Petition('202647700000000403', '01000003303').received('2026-04-29T13:10:00', {
        typeCode: '4770000000020',
        typeName: '산지전용허가',
        departmentCode: FORESTRY,
        period: { unit: 'DAY', length: 20 },
      }),
    ]);
    const context = await desk(1440, { javaScriptEnabled: false });
    const page = await logIn(context, 'head');
    await eventually('one case of the head’s department', async () => {
      await page.reload();
      return (await tile(page, '진행 중').innerText()) === '1 건';
    });
    expect(await page.locator('table').first().innerText()).not.toContain('산림공원과');
    await page.locator('.ma-tile', { hasText: '진행 중' }).click();
    expect(new URL(page.url()).searchParams.get('open')).toBe('true');
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(await page.locator('tbody').innerText()).toContain('202647700000000402');

    const whole = await desk(1440, { javaScriptEnabled: false });
    const county = await logIn(whole, 'county');
    await eventually('two cases of the county', async () => {
      await county.reload();
      return (await tile(county, '진행 중').innerText()) === '2 건';
    });
    await county.locator('tr', { hasText: '산림공원과' }).locator('a.ma-count').first().click();
    expect(await county.locator('tbody').innerText()).toContain('202647700000000403');
    expect(await county.locator('tbody').innerText()).not.toContain('202647700000000402');
    await whole.close();
    await context.close();
  });
});

describe('case page', () => {
  const receiptNo = '202647700000000411';
  const phone = '01000003311';

  beforeAll(async () => {
    const petition = new Petition(receiptNo, phone);
    await program.push([
      petition.received('2026-04-29T13:00:00'),
      petition.assigned('2026-04-29T13:05:00'),
      petition.supplementRequested('2026-04-29T13:30:00'),
    ]);
    await delivered(receiptNo, 'case.supplement-requested');
  });

  it('tells the whole story on one line of time, people masked, and is written down', async () => {
    const context = await desk();
    const page = await logIn(context, 'officer');
    await page.goto(`${program.url}/cases/${receiptNo}`);
    const text = await page.locator('main').innerText();
    for (const part of [
      '서류 보완 요청',
      '배치도 1부',
      '건축과 남궁다온',
      '담당자 안내',
      '카카오 인증 채널',
      '홍*동',
      '010-****-3311',
      '처리기간 3일(24근무시간)',
      '4/30 09:00–18:00 8시간',
      '노동절',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('홍길동');
    expect(text).not.toMatch(/010-?0000-?3311/);
    const titles = await page.locator('.ma-line-title').allInnerTexts();
    expect(titles[0]).toBe('접수');
    expect(titles.filter((title) => title.includes('전달'))).toHaveLength(3);
    expect(await audited('cases.read')).toMatchObject([{ subjects: [receiptNo] }]);
    await keepScreenshot(page, 'live-case-1440');
    await context.close();
  });

  it('is found by its number, and by the citizen’s telephone, which stands in no address', async () => {
    const context = await desk(1440, { javaScriptEnabled: false });
    const page = await logIn(context, 'officer');
    for (const [list, name] of [
      ['/cases', '민원 목록'],
      ['/messages', '메시지 기록'],
    ] as const) {
      await page.goto(program.url + list);
      await page.getByLabel('찾기', { exact: true }).fill('010-0000-3311');
      await page.getByRole('button', { name: '찾기' }).click();
      expect(await page.locator('h1').innerText()).toBe(name);
      expect(decodeURIComponent(page.url())).not.toMatch(/3311|0000/);
      expect(await page.locator('tbody').innerText()).toContain(receiptNo);
      expect(await page.locator('tbody').innerText()).not.toContain('202647700000000402');

      await page.getByLabel('찾기', { exact: true }).fill(receiptNo);
      await page.getByRole('button', { name: '찾기' }).click();
      expect(page.url()).toContain(receiptNo);
      expect(await page.locator('tbody').innerText()).toContain(receiptNo);

      await page.getByLabel('찾기', { exact: true }).fill('홍길동');
      await page.getByRole('button', { name: '찾기' }).click();
      expect(await page.locator('main').innerText()).toContain('이름으로는 찾을 수 없습니다');
      expect(decodeURIComponent(page.url())).not.toContain('홍길동');
    }
    expect(await audited('cases.search-by-phone')).toMatchObject([{ subjects: [receiptNo] }]);
    expect((await audited('messages.list')).length).toBeGreaterThan(0);
    await context.close();
  });
});

describe('the costs', () => {
  it('are what the API counts, by month, vendor and channel', async () => {
    const { body } = await program.get('/api/v1/reports/costs');
    const counted: { rows: { month: string }[] } = body;
    expect(counted.rows.length).toBeGreaterThan(0);
    const context = await desk();
    await logIn(context, 'operator');
    const page = await context.newPage();
    await page.goto(`${program.url}/reports/costs`);
    const rows = await page.getByRole('table', { name: '월별 발송 비용' }).locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t')[0])).toEqual(counted.rows.map(({ month }) => month).toReversed());
    expect(rows.join()).toContain('알림톡');
    await context.close();
  });
});

describe('every page', () => {
  it('fits into 320 px, keeps its CSP and is clean in axe with what is really there', async () => {
    const paths = {
      dashboard: '/',
      cases: '/cases',
      case: '/cases/202647700000000411',
      messages: '/messages',
      coverage: '/reports/coverage',
      surveys: '/reports/surveys',
      costs: '/reports/costs',
    };
    for (const width of [320, 390, 1440]) {
      const context = await desk(width);
      await logIn(context, 'operator');
      for (const [name, path] of Object.entries(paths)) {
        const page = await context.newPage();
        const complaints = complaintsOf(page);
        await page.goto(program.url + path, { waitUntil: 'load' });
        await page.evaluate('document.fonts.ready');
        expect([path, width, await sidewaysScroll(page)]).toEqual([path, width, 0]);
        expect(complaints).toEqual([]);
        await keepScreenshot(page, `live-${name}-${width}`);
        // axe injects a script, which the CSP refuses aloud: last. It looks at a phone and at a desk.
        if (width > 320) expect([path, width, await axeViolations(page)]).toEqual([path, width, []]);
        await page.close();
      }
      await context.close();
    }
  }, 240_000);

  it('shows the phones of the sandbox with what was told', async () => {
    const context = await desk();
    const page = await context.newPage();
    await page.goto(program.sandboxUrl, { waitUntil: 'load' });
    await page.getByText('202647700000000411').first().waitFor();
    await keepScreenshot(page, 'live-phones-1440');
    await context.close();
    const narrow = await desk(390);
    const small = await narrow.newPage();
    await small.goto(program.sandboxUrl, { waitUntil: 'load' });
    expect(await sidewaysScroll(small)).toBeLessThanOrEqual(0);
    await keepScreenshot(small, 'live-phones-390');
    await narrow.close();
  });
});
