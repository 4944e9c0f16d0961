import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, complaintsOf, keepScreenshot, launchBrowser, sidewaysScroll } from '../harness/browser.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

/** Nothing reaches this number (reference/messaging-vendors.md, 6). */
const UNREACHABLE = '01000009006';
const UNREACHED = '202647700000000501';
const OVERDUE = '202647700000000502';
const OPEN = '202647700000000503';

let program: TestProgram;
let browser: Browser;

beforeAll(async () => {
  [program, browser] = await Promise.all([testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' }), launchBrowser()]);
  const unreached = new Petition(UNREACHED, UNREACHABLE);
  const overdue = new Petition(OVERDUE, '01000003502');
  const open = new Petition(OPEN, '01000003503');
  await program.push([
    unreached.received('2026-04-29T13:00:00'),
    unreached.assigned('2026-04-29T13:05:00'),
    overdue.received('2026-04-20T10:00:00'),
    overdue.assigned('2026-04-20T11:00:00'),
    open.received('2026-04-29T13:10:00', { period: { unit: 'DAY', length: 10 } }),
    open.assigned('2026-04-29T13:20:00'),
  ]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await program?.stop();
});

async function logIn(id: string, options: object = {}, width = 1440): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  await page.goto(`${program.url}/login`);
  await page.getByLabel('아이디').fill(id);
  await page.getByLabel('비밀번호').fill(`minwon-${id}`);
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await page.waitForLoadState('load');
  return { page, context };
}

async function get<Answer>(path: string): Promise<Answer> {
  return (await program.get(path)).body as Answer;
}

/** Entries of the audit trail, oldest first. */
async function audited(action: string): Promise<{ subjects: string[]; reason: string | null }[]> {
  return (await get<{ items: { subjects: string[]; reason: string | null }[] }>(`/api/v1/audit?action=${action}`)).items
    .map(({ subjects, reason }) => ({ subjects, reason }))
    .reverse();
}

/** Sheets of a PDF. */
function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

describe('an officer’s page', () => {
  it('shows the most urgent first, and citizens who were not reached; the button says how they were told', async () => {
    const { page, context } = await logIn('officer', { javaScriptEnabled: false });
    await eventually('the tasks are there', async () => {
      const { items } = await get<{ items: unknown[] }>(`/api/v1/tasks?open=true&receiptNo=${UNREACHED}`);
      return items.length === 2;
    });
    await page.goto(`${program.url}/mine`);
    const cases = page.getByRole('region', { name: '맡은 민원, 처리예정일이 가까운 순서' });
    const rows = await cases.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => /\d{18}/.exec(row)?.[0])).toEqual([OVERDUE, UNREACHED, OPEN]);
    expect(rows[0]).toContain('지남');
    expect(await page.locator('.ma-tile', { hasText: '직접 알릴 민원인' }).innerText()).toContain('2');
    expect(
      await page
        .getByRole('link', { name: /직접 알릴 민원인/ })
        .first()
        .innerText(),
    ).toContain('2');

    await page
      .getByRole('button', { name: /전화함/ })
      .first()
      .click();
    expect(new URL(page.url()).pathname).toBe('/mine');
    expect(await page.getByRole('alert').innerText()).toContain('‘전화함’으로 마쳤습니다');
    const closed = await get<{ items: { closedAs: string }[] }>(`/api/v1/tasks?open=false&receiptNo=${UNREACHED}`);
    expect(closed.items).toMatchObject([{ closedAs: 'called' }]);
    expect(await audited('tasks.close')).toMatchObject([{ subjects: [UNREACHED] }]);
    await context.close();
  });

  it('is on the page of tasks as well, and a task that was closed meanwhile says so', async () => {
    const { page, context } = await logIn('head');
    await page.goto(`${program.url}/tasks`);
    const action = await page.locator('form.ma-acts').first().getAttribute('action');
    await page
      .getByRole('button', { name: /우편 보냄/ })
      .first()
      .click();
    await page.getByRole('alert').filter({ hasText: '우편 보냄' }).waitFor();
    const again = await context.request.post(program.url + action!, {
      form: { closedAs: 'called' },
      headers: { accept: 'text/html', origin: program.url },
    });
    expect(again.status()).toBe(409);
    expect(await again.text()).toContain('이미 처리한 일입니다');
    await page.goto(`${program.url}/tasks?state=closed`);
    expect(await page.locator('tbody').innerText()).toContain('우편 보냄');
    await context.close();
  });
});

describe('case page', () => {
  it('unmasks for a reason that is written down, and for nobody who may not', async () => {
    const { page, context } = await logIn('officer', { javaScriptEnabled: false });
    await page.goto(`${program.url}/cases/${OPEN}`);
    expect(await page.locator('main').innerText()).not.toContain('홍길동');
    await page.getByLabel('이름과 번호를 보는 사유').fill('보완 서류를 전화로 설명');
    await page.getByRole('button', { name: '이름과 번호 보기' }).click();
    const text = await page.locator('main').innerText();
    expect(text).toContain('홍길동');
    expect(text).toContain('010-0000-3503');
    expect(page.url()).not.toMatch(/3503$|설명/);
    expect(await audited('cases.unmask')).toEqual([{ subjects: [OPEN], reason: '보완 서류를 전화로 설명' }]);
    await page.goto(`${program.url}/cases/${OPEN}`);
    expect(await page.locator('main').innerText()).not.toContain('홍길동');
    await context.close();

    const county = await logIn('county');
    await county.page.goto(`${program.url}/cases/${OPEN}`);
    expect(await county.page.getByLabel('이름과 번호를 보는 사유').count()).toBe(0);
    const text2 = await county.page.locator('main').innerText();
    expect(text2).not.toContain('남궁다온');
    const refused = await county.context.request.post(`${program.url}/cases/${OPEN}/people`, {
      form: { reason: '전체 현황을 보려고' },
      headers: { accept: 'text/html', origin: program.url },
    });
    expect(refused.status()).toBe(403);
    await county.context.close();
  });

  it('sends again what reached nobody, once however often the form is sent', async () => {
    const { page, context } = await logIn('operator');
    await page.goto(`${program.url}/cases/${UNREACHED}`);
    const resend = page.getByRole('button', { name: /다시 보내기/ }).first();
    await resend.click();
    await page.waitForURL(/\/messages\/.*done=resent/);
    const id = /messages\/([^?]+)/.exec(page.url())![1];
    const [row] = await program.dataSource.query<{ resends: number }[]>(
      'SELECT resends FROM messaging.notification WHERE id = $1',
      [id],
    );
    expect(row).toEqual({ resends: 1 });
    await context.close();
  });

  it('leaves time out of a case: shows what would move, moves it, and takes it back', async () => {
    const due = async () => (await get<{ dueAt: string }>(`/api/v1/cases/${OPEN}`)).dueAt;
    const before = await due();
    const { page, context } = await logIn('operator', { javaScriptEnabled: false });
    await page.goto(`${program.url}/cases/${OPEN}`);
    await page.getByRole('link', { name: '고치기' }).click();
    await page.getByRole('button', { name: '어떻게 바뀌는지 보기' }).click();
    expect(await page.locator('main').innerText()).toContain('사유를 골라 주세요');
    await page.getByLabel('사유(시행령 제20조)').selectOption('HEARING');
    await page.getByLabel('시작하는 날').fill('2026-05-06');
    await page.getByLabel('끝나는 날').fill('2026-05-07');
    await page.getByRole('button', { name: '어떻게 바뀌는지 보기' }).click();
    expect(await page.locator('main').innerText()).toContain('아직 바꾸지 않았습니다');
    expect(await due()).toBe(before);

    await page.getByRole('button', { name: '이 시간 빼기' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('뺀 시간을 넣고');
    const after = await due();
    expect(Date.parse(after) - Date.parse(before)).toBeGreaterThanOrEqual(2 * 86_400_000);

    await page.getByRole('button', { name: /되돌리면/ }).click();
    await page.getByRole('button', { name: '되돌리기', exact: true }).click();
    expect(await due()).toBe(before);
    await context.close();
  });
});

describe('reports', () => {
  it('lead from each figure to exactly its cases', async () => {
    const { page, context } = await logIn('inspector');
    await eventually('all three are counted', async () => {
      const { rows } = await get<{ rows: { departmentCode: string; inProgress: number }[] }>(
        '/api/v1/reports/departments',
      );
      return rows.find(({ departmentCode }) => departmentCode === '47700000011')?.inProgress === 3;
    });
    await page.goto(`${program.url}/reports/departments`);
    const row = page.locator('tbody tr', { hasText: '건축과' });
    expect(await row.locator('td').first().innerText()).toBe('3');
    await row.locator('td a').first().click();
    await page.waitForURL(/receivedFrom/);
    expect(await page.locator('tbody tr').count()).toBe(3);

    await page.goto(program.url);
    const load = page.getByRole('region', { name: '담당자별 진행 중인 민원, 많은 순서' });
    const cells = await load.locator('tbody tr').first().locator('td').allInnerTexts();
    expect(cells.map((cell) => Number(cell.trim()))).toEqual([3, 0, 0, 1]);
    await load.locator('tbody tr').first().locator('td a').last().click();
    await page.waitForURL(/officerId=s113/);
    expect(await page.locator('tbody').innerText()).toContain(OVERDUE);
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(await page.locator('main').innerText()).toContain('담당자 남궁다온');
    await context.close();
  });

  it('are taken away as files with exactly what is seen, for a reason that is written down', async () => {
    const { page, context } = await logIn('head', { javaScriptEnabled: false });
    await page.goto(`${program.url}/cases?due=overdue`);
    await page.getByRole('link', { name: '파일로 받기' }).click();
    expect(await page.locator('main').innerText()).toContain('기한 경과');
    const contents: Buffer[] = [];
    for (const button of ['CSV로 받기', '엑셀(.xlsx)로 받기']) {
      await page.getByLabel('무엇에 쓰시나요?').fill('5월 확대간부회의 보고');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ]);
      const parts: Buffer[] = [];
      for await (const part of await download.createReadStream()) parts.push(part as Buffer);
      contents.push(Buffer.concat(parts));
    }
    const lines = contents[0]!.toString('utf8').trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(OVERDUE);
    expect(contents[1]!.subarray(0, 2).toString('latin1')).toBe('PK');
    expect(await audited('cases.export')).toMatchObject([
      { reason: '5월 확대간부회의 보고' },
      { reason: '5월 확대간부회의 보고' },
    ]);

    await page.goto(program.url);
    await page.getByRole('link', { name: '파일로 받기' }).first().click();
    expect(new URL(page.url()).pathname).toBe('/exports/dashboard');
    await page.getByLabel('무엇에 쓰시나요?').fill('5월 확대간부회의 보고');
    const [dashboard] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV로 받기' }).click(),
    ]);
    const rows: Buffer[] = [];
    for await (const part of await dashboard.createReadStream()) rows.push(part as Buffer);
    expect(Buffer.concat(rows).toString('utf8')).toMatch(/부서코드,부서,.*기한 경과\r?\n47700000011,건축과,/);
    expect(await audited('reports.export')).toMatchObject([{ reason: '5월 확대간부회의 보고' }]);

    const short = await context.request.post(`${program.url}/exports/cases?due=overdue`, {
      form: { reason: '음', format: 'csv' },
      headers: { accept: 'text/html', origin: program.url },
    });
    expect(short.status()).toBe(400);
    expect(await short.text()).toContain('5자에서 200자까지');
    await context.close();
  });

  it('hold the monthly check and reminder orders as sheets of paper; an order is recorded when it is issued', async () => {
    const { page, context } = await logIn('inspector');
    await page.goto(`${program.url}/reports/monthly?month=2026-04`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.ma-print-title').isVisible()).toBe(true);
    expect(await page.locator('.ma-print-title').innerText()).toBe('2026년 4월 민원처리 점검 결과');
    expect(await page.locator('.ma-menu-side').isVisible()).toBe(false);
    expect((await page.locator('.ma-signing').boundingBox())!.width).toBeLessThan(400);
    await keepScreenshot(page, 'print-monthly');
    expect(pagesOf(await page.pdf({ format: 'A4' }))).toBe(1);
    await page.emulateMedia({ media: 'screen' });

    await page.goto(`${program.url}/reports/reminder-orders`);
    expect(await page.locator('.krds-table-wrap tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: /독촉장 보기/ }).click();
    await page.getByText('발부 전').waitFor();
    await page.getByRole('button', { name: '독촉장 발부하기' }).click();
    await page.getByRole('alert').filter({ hasText: '발부한 것으로 남겼습니다' }).waitFor();
    const orders = await program.dataSource.query<{ receipt_no: string }[]>(
      'SELECT receipt_no FROM reporting.reminder_order',
    );
    expect(orders).toEqual([{ receipt_no: OVERDUE }]);
    await page.emulateMedia({ media: 'print' });
    await keepScreenshot(page, 'print-reminder-order');
    expect(pagesOf(await page.pdf({ format: 'A4' }))).toBe(1);
    await context.close();
  });
});

describe('a low answer', () => {
  it('waits for the head, who closes it with what was done', async () => {
    const petition = new Petition('202647700000000504', '01000003504');
    await program.push([
      petition.received('2026-04-29T13:00:00'),
      petition.assigned('2026-04-29T13:05:00'),
      petition.completed('2026-04-29T13:40:00'),
    ]);
    const link = await eventually('the survey is on the phone', async () => {
      const found = (await program.messages('01000003504')).find(({ text }) => text.includes('만족도 조사'));
      return found?.buttons[0]?.url;
    });
    const body = new URLSearchParams({ score: '1' });
    await fetch(program.url + new URL(link).pathname, { method: 'POST', body });
    const { page, context } = await logIn('head');
    await eventually('the follow-up is listed', async () => {
      await page.goto(`${program.url}/follow-ups`);
      return (await page.getByText('조치 적고 마치기').count()) === 1;
    });
    const inMenu = page.getByRole('link', { name: /낮은 만족도 조치/ });
    expect(await inMenu.first().innerText()).toMatch(/1/);
    await page.getByText('조치 적고 마치기').click();
    await page.getByLabel('무엇을 했나요?').fill('처리 절차를 다시 살피고 안내문을 고쳤습니다.');
    await page.getByRole('button', { name: '조치 마치기' }).click();
    await page.getByRole('alert').filter({ hasText: '조치를 마쳤습니다' }).waitFor();
    expect(await inMenu.first().innerText()).not.toMatch(/1/);
    const { items } = await get<{ items: { state: string; note: string }[] }>('/api/v1/surveys/follow-ups');
    expect(items).toMatchObject([{ state: 'CLOSED', note: '처리 절차를 다시 살피고 안내문을 고쳤습니다.' }]);
    await context.close();
  });
});

describe('figures of reports', () => {
  const FORESTRY = '47700000009';
  const answered = ['521', '522', '523', '524', '525'].map((last) => ({
    phone: `01000003${last}`,
    petition: new Petition(`202647700000000${last}`, `01000003${last}`),
  }));
  let browsing: BrowserContext;
  let page: Page;

  const counted = async (sql: string): Promise<number> =>
    (await program.dataSource.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${sql}`))[0]!.n;

  /** Fills in the filter of the page and asks for it by its button. */
  async function choose(act: string, fields: { 부서?: string; 부터?: string; 까지?: string }): Promise<void> {
    if (fields.부서 !== undefined) await page.getByLabel('부서', { exact: true }).selectOption(fields.부서);
    if (fields.부터 !== undefined) await page.getByLabel('부터', { exact: true }).fill(fields.부터);
    if (fields.까지 !== undefined) await page.getByLabel('까지', { exact: true }).fill(fields.까지);
    await page.getByRole('button', { name: act }).click();
  }

  const main = () => page.locator('main').innerText();

  /** Loads the page that is open until what was counted has reached it. */
  async function comesToSay(said: () => Promise<string>): Promise<void> {
    await eventually(`${page.url()} says what the database holds`, async () => {
      if ((await main()).replace(/\s+/g, ' ').includes(await said())) return true;
      await page.reload();
      return false;
    });
  }

  beforeAll(async () => {
    const forest = new Petition('202647700000000526', '01000003526');
    await program.push([
      ...answered.flatMap(({ petition }) => [
        petition.received('2026-04-29T13:00:00'),
        petition.assigned('2026-04-29T13:05:00'),
        petition.completed('2026-04-29T13:40:00'),
      ]),
      forest.received('2026-04-29T13:00:00', {
        typeCode: '4770000000020',
        typeName: '산지전용허가',
        departmentCode: FORESTRY,
        period: { unit: 'DAY', length: 20 },
      }),
    ]);
    for (const [index, { phone }] of answered.entries()) {
      const link = await eventually('the survey is on the phone', async () => {
        const found = (await program.messages(phone)).find(({ text }) => text.includes('만족도 조사'));
        return found?.buttons[0]?.url;
      });
      const body = new URLSearchParams({
        score: String(5 - (index % 3)),
        comment: `의견 ${index}, 010-1234-5678로 연락 주세요.`,
      });
      await fetch(program.url + new URL(link).pathname, { method: 'POST', body });
    }
    ({ page, context: browsing } = await logIn('county', { javaScriptEnabled: false }));
  }, 60_000);

  afterAll(() => browsing?.close());

  it('say how notices were delivered, in the chosen days and department alone', async () => {
    const delivered = (more: string) => counted(`messaging.notification WHERE status = 'DELIVERED' AND ${more}`);
    await page.goto(`${program.url}/reports/deliveries`);
    await comesToSay(async () => `만족도 조사 ${await delivered("occasion = 'survey.invitation'")} `);
    await choose('이 기간 보기', { 부서: FORESTRY });
    await comesToSay(async () => `접수 안내 ${await delivered(`department_code = '${FORESTRY}'`)} `);
    expect(await page.locator('section[aria-labelledby=deliveries] tbody tr').count()).toBe(1);
    await choose('이 기간 보기', { 부서: '', 부터: '2026-04-01', 까지: '2026-04-02' });
    expect(await main()).toContain('이 기간에 끝난 알림이 없습니다');
  });

  it('say whose citizens were told, in the chosen months and department alone', async () => {
    const told = (more = '') => counted(`cases.civil_case WHERE statutory AND notified ${more}`);
    await page.goto(`${program.url}/reports/coverage`);
    await comesToSay(async () => `접수: ${await told()}건 중`);
    await choose('이 기간 보기', { 부서: FORESTRY });
    expect(await told(`AND department_code = '${FORESTRY}'`)).toBe(1);
    expect(await main()).toContain('접수: 1건 중');
    await choose('이 기간 보기', { 부서: '', 부터: '2026-02', 까지: '2026-03' });
    expect(await main()).toContain('2026-02 ~ 2026-03 접수: 0건 중 0건');
    expect(await main()).toContain('아직 대상 민원이 없습니다');
  });

  it('say how content citizens were, grouped as one chooses, in the chosen months alone', async () => {
    const [{ n, mean }] = (await program.dataSource.query(
      'SELECT count(*)::int AS n, round(avg(score), 1)::text AS mean FROM surveys.answer',
    )) as [{ n: number; mean: string }];
    expect(n).toBe(6);
    await page.goto(`${program.url}/reports/surveys`);
    const cells = async () => (await page.locator('tbody tr').first().locator('th, td').allInnerTexts()).slice(0, 5);
    await comesToSay(async () => `건축과 ${n} ${n} `);
    expect(await cells()).toEqual(['건축과', String(n), String(n), '100.0%', mean]);
    await page.getByLabel('나누어 보기').selectOption('outcome');
    await choose('이 기간 보기', {});
    expect(new URL(page.url()).searchParams.get('by')).toBe('outcome');
    expect((await cells()).slice(1)).toEqual([String(n), String(n), '100.0%', mean]);
    await choose('이 기간 보기', { 부터: '2026-02', 까지: '2026-03' });
    expect(await main()).toContain('아직 보낸 조사가 없습니다');
  });

  it('show what citizens wrote, masked, once it leads to nobody, of the chosen department alone', async () => {
    await page.goto(`${program.url}/reports/comments`);
    expect(await main()).toContain('보일 의견이 없습니다');
    // An answer may be changed for ten minutes; then nothing leads from it to its citizen any more.
    program.clock.set(new Date(program.clock.now().getTime() + 11 * 60_000));
    const shown = () => page.locator('main .ma-plain-list li').allInnerTexts();
    await eventually('all comments are shown', async () => {
      await page.goto(`${program.url}/reports/comments`);
      return (await shown()).length === answered.length;
    });
    expect(await counted('surveys.answer WHERE comment_sealed IS NOT NULL')).toBe(answered.length);
    expect((await shown()).join()).not.toContain('1234');
    for (const comment of await shown()) expect(comment).toMatch(/^[345]점 의견 \d.*\s건축과 · 2026-04 처리$/s);
    await choose('이 부서 보기', { 부서: FORESTRY });
    expect(await main()).toContain('보일 의견이 없습니다');
  });
});

describe('a wall', () => {
  it('changes by itself after each fact, names nobody, and stays on where its person is logged out', async () => {
    const { page, context } = await logIn('county');
    await page.goto(`${program.url}/wall`);
    await keepScreenshot(page, 'wall-before');
    await page.getByRole('button', { name: '이 화면에 계속 켜 두기' }).click();
    await page.getByRole('button', { name: '현황판 끝내기' }).waitFor();
    await page.locator('live-page[data-state=open]').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await keepScreenshot(page, 'wall-screen');
    const tile = page.locator('.ma-tile', { hasText: '진행 중' }).locator('.ma-tile-value');
    const shown = async () => Number((await tile.innerText()).replace(/\D/g, ''));
    for (const number of [511, 512, 513]) {
      const before = await shown();
      const petition = new Petition(`202647700000000${number}`, '01000003511');
      await program.push([petition.received('2026-04-29T13:00:00')]);
      // How soon is said by the pauses of roll-up and page (console-pages.spec) and by the benchmark; here two cores carry other specs.
      await eventually('the page shows the new case by itself', async () => (await shown()) > before);
    }
    const text = await page.locator('body').innerText();
    expect(text).not.toMatch(/남궁다온|홍길동|남궁/);

    const other = await context.newPage();
    for (const path of ['/', '/cases', `/cases/${OPEN}`]) {
      await other.goto(program.url + path);
      expect(new URL(other.url()).pathname).toBe('/login');
    }
    expect((await context.request.get(`${program.url}/api/v1/cases`)).status()).toBe(401);
    await page.getByRole('button', { name: '현황판 끝내기' }).click();
    await page.waitForURL(/\/login/);
    await page.goto(`${program.url}/wall`);
    expect(new URL(page.url()).pathname).toBe('/login');
    await context.close();
  }, 120_000);
});

describe('every page of work', () => {
  it('fits into 320 px, keeps its CSP and is clean in axe with what is really there', async () => {
    const paths = {
      mine: '/mine',
      tasks: '/tasks',
      'follow-ups': '/follow-ups?state=CLOSED',
      'case-open': `/cases/${UNREACHED}`,
      'report-departments': '/reports/departments?from=2026-04-01&to=2026-04-30',
      'report-deliveries': '/reports/deliveries',
      comments: '/reports/comments',
      'report-monthly': '/reports/monthly?month=2026-04',
      'reminder-orders': '/reports/reminder-orders',
      'reminder-order': `/reports/reminder-orders/${OVERDUE}`,
      export: '/exports/cases?stage=ASSIGNED&due=overdue',
      wall: '/wall',
      dashboard: '/',
    };
    // The narrowest and a desk; a phone of 390 px is only looked at by people.
    for (const width of process.env.SCREENSHOTS ? [320, 390, 1440] : [320, 1440]) {
      const { page, context } = await logIn('head', {}, width);
      const complaints = complaintsOf(page);
      for (const [name, path] of Object.entries(paths)) {
        // Leaving a live page ends its stream, which a browser counts as a failed request.
        await page.goto('about:blank');
        complaints.length = 0;
        const response = await page.goto(program.url + path, { waitUntil: 'load' });
        expect([path, response!.status()]).toEqual([path, 200]);
        await page.evaluate('document.fonts.ready');
        expect([path, width, await sidewaysScroll(page)]).toEqual([path, width, 0]);
        expect(complaints).toEqual([]);
        await keepScreenshot(page, `work-${name}-${width}`);
        if (width === 1440) expect([path, width, await axeViolations(page)]).toEqual([path, width, []]);
      }
      await context.close();
    }
    const { page, context } = await logIn('operator');
    await page.goto(`${program.url}/cases/${OPEN}/intervals`);
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  }, 180_000);

  it('says so where somebody may not see it, or where an address cannot be read', async () => {
    const { page, context } = await logIn('officer');
    for (const [path, status] of [
      ['/reports/reminder-orders', 403],
      ['/follow-ups', 403],
      ['/exports/officers', 403],
      ['/exports/nothing', 404],
      ['/reports/departments?from=yesterday', 400],
      ['/tasks?departmentCode=47700000009', 403],
      [`/cases/${OPEN}/intervals`, 403],
    ] as const) {
      const response = await page.goto(program.url + path);
      expect([path, response!.status()]).toEqual([path, status]);
      expect(await page.getByRole('link', { name: '민원 목록' }).count()).toBeGreaterThan(0);
    }
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  });
});

// After what counts the cases of the day.
describe('an officer’s page, where somebody is absent', () => {
  it('shows the cases of those whom the officer stands in for, apart from their own', async () => {
    // The seed has 송오름 (s112) away today and tomorrow, and the officer of the login in her place.
    const hers = new Petition('202647700000000511', '01000003511');
    await program.push([
      hers.received('2026-04-29T13:00:00'),
      hers.assigned('2026-04-29T13:05:00', { id: 's112', name: '송오름', departmentCode: '47700000011' }),
    ]);
    await eventually('the case is hers', async () => {
      const { officer } = await get<{ officer?: { id: string } }>(`/api/v1/cases/${hers.receiptNo}`);
      return officer?.id === 's112';
    });
    const { page, context } = await logIn('officer', { javaScriptEnabled: false });
    await page.goto(`${program.url}/mine`);
    const panel = page.getByRole('region', { name: '송오름의 민원, 처리예정일이 가까운 순서' });
    expect(await panel.locator('tbody').innerText()).toContain(hers.receiptNo);
    expect(await page.getByRole('heading', { name: '대직: 송오름' }).count()).toBe(1);
    expect(await page.getByText('4. 30.(목)까지 대신합니다').count()).toBe(1);
    const own = page.getByRole('region', { name: '맡은 민원, 처리예정일이 가까운 순서' });
    expect(await own.locator('tbody').innerText()).not.toContain(hers.receiptNo);
    await context.close();
  }, 60_000);
});
