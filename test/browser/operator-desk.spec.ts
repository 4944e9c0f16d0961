import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, complaintsOf, keepScreenshot, launchBrowser, sidewaysScroll } from '../harness/browser.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { csvOf, SaeolSide, teachCodes } from '../harness/saeol-side.js';

const OPEN_CASE = '202647700000000501';

let program: TestProgram;
let browser: Browser;
/** Where files from Saeol arrive. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minwon-desk-'));
  [program, browser] = await Promise.all([
    testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00', SAEOL_DROP_DIR: folder }),
    launchBrowser(),
  ]);
  const petition = new Petition(OPEN_CASE, '01000003501');
  await program.push([petition.received('2026-04-29T13:00:00', { period: { unit: 'DAY', length: 10 } })]);
  await eventually('the case is there', async () => (await program.get(`/api/v1/cases/${OPEN_CASE}`)).status === 200);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await rm(folder, { recursive: true });
});

interface Desk {
  page: Page;
  context: BrowserContext;
}

/** A browser in which somebody of this role is logged in. */
async function deskOf(role: string, options: { width?: number; javaScriptEnabled?: boolean } = {}): Promise<Desk> {
  const { width = 1440, javaScriptEnabled = true } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
  const login = { id: role, password: `minwon-${role}` };
  expect((await context.request.post(`${program.url}/auth/login`, { data: login })).ok()).toBe(true);
  return { context, page: await context.newPage() };
}

/** Does something as a person of this role, without scripts unless asked for. */
async function as(
  role: string,
  act: (page: Page) => Promise<void>,
  options: { javaScriptEnabled?: boolean } = { javaScriptEnabled: false },
): Promise<void> {
  const { context, page } = await deskOf(role, options);
  try {
    await act(page);
  } finally {
    await context.close();
  }
}

const open = (page: Page, path: string) => page.goto(program.url + path, { waitUntil: 'load' });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const words = (page: Page) => page.locator('main').innerText();
const rows = <Row>(sql: string, values: unknown[] = []) => program.dataSource.query<Row[]>(sql, values);
const audited = (action: string) =>
  rows<{ subjects: string[]; detail: object }>('SELECT subjects, detail FROM staff.audit WHERE action = $1', [action]);

describe('holidays', () => {
  const dueAt = async () => ((await program.get(`/api/v1/cases/${OPEN_CASE}`)).body as { dueAt: string }).dueAt;

  it('adding one shows which deadlines move before it is confirmed, and then moves them', async () => {
    const before = await dueAt();
    await as('operator', async (page) => {
      await open(page, '/holidays?year=2026');
      await page.getByLabel('날', { exact: true }).fill('2026-05-06');
      await page.getByLabel('이름').fill('임시공휴일');
      await press(page, '옮겨질 기한 먼저 보기');
      expect(await words(page)).toContain(OPEN_CASE);
      expect(await dueAt()).toBe(before);
      await keepScreenshot(page, 'desk-holiday-preview-1440');
      await press(page, '휴일로 정하기');
      expect(new URL(page.url()).pathname).toMatch(/^\/deadline-changes\/[\w-]{36}$/);
      await eventually('the deadline has moved', async () => (await dueAt()) !== before);
      await eventually('the page says that it is done', async () => {
        await page.reload();
        return (await words(page)).includes('기한을 옮겼습니다');
      });
      expect(await rows(`SELECT name FROM cases.holiday WHERE date = '2026-05-06'`)).toEqual([{ name: '임시공휴일' }]);

      await open(page, '/holidays/add?date=2026-05-06&name=again');
      expect(await page.getByRole('alert').innerText()).toContain('이미 등록된 날입니다');
    });
  });

  it('removing it takes the deadlines back, and the page follows the work by itself', async () => {
    const before = await dueAt();
    await as(
      'operator',
      async (page) => {
        await open(page, '/holidays?year=2026');
        await page.getByRole('link', { name: /빼기.*임시공휴일/ }).click();
        await press(page, '휴일에서 빼기');
        await page.getByRole('heading', { name: '기한을 옮겼습니다' }).waitFor();
      },
      {},
    );
    expect(await dueAt()).not.toBe(before);
    expect(await rows(`SELECT FROM cases.holiday WHERE date = '2026-05-06'`)).toEqual([]);
    expect((await audited('holidays.remove'))[0]!.subjects).toEqual(['2026-05-06']);
  });

  it('of a year that is not known are entered at once', async () => {
    await as('operator', async (page) => {
      await open(page, '/holidays?year=2031');
      expect(await words(page)).toContain('2031년 휴일을 아직 모릅니다');
      await page.getByRole('link', { name: '이 해의 휴일 등록' }).click();
      await page.getByLabel('한 줄에 하루: 날짜와 이름').fill('2031-01-01 신정\n2031-02-30 없는 날');
      await press(page, '옮겨질 기한 먼저 보기');
      expect(await words(page)).toContain('2번째 줄을 읽을 수 없습니다');
      await page.getByLabel('한 줄에 하루: 날짜와 이름').fill('2031-01-01 신정\n2031-03-01 삼일절');
      await press(page, '옮겨질 기한 먼저 보기');
      expect(await rows('SELECT FROM cases.calendar_year WHERE year = 2031')).toEqual([]);
      await press(page, '2031년 휴일로 정하기');
    });
    expect(await rows('SELECT year FROM cases.calendar_year WHERE year = 2031')).toHaveLength(1);
  });

  it('are there to be read by everybody, and to be edited by operators alone', async () => {
    await as('officer', async (page) => {
      await open(page, '/holidays?year=2026');
      expect(await words(page)).toContain('어린이날');
      expect(await page.getByRole('button').count()).toBe(1); // log out
      expect((await open(page, '/holidays/add?date=2026-05-07&name=x'))!.status()).toBe(403);
      expect(await words(page)).toContain('이 화면을 볼 권한이 없습니다');
    });
  });
});

describe('outages', () => {
  const dueAt = async () => ((await program.get(`/api/v1/cases/${OPEN_CASE}`)).body as { dueAt: string }).dueAt;

  it('are entered after a look at what moves, ended and taken back', async () => {
    const before = await dueAt();
    await as('operator', async (page) => {
      await open(page, '/outages');
      await page.getByLabel('시작한 날').fill('2026-05-07');
      await page.getByLabel('끝난 날(아직이면 비움)').fill('2026-05-07');
      await page.getByLabel('무엇이 멈췄는지').fill('국가정보통신망 장애');
      await press(page, '옮겨질 기한 먼저 보기');
      expect(await words(page)).toContain(OPEN_CASE);
      expect(await rows('SELECT FROM cases.interval WHERE removed_at IS NULL')).toEqual([]);
      await press(page, '장애 기간으로 적기');
      await eventually('the deadline has moved', async () => (await dueAt()) !== before);
      expect(await rows('SELECT note FROM cases.interval WHERE removed_at IS NULL')).toEqual([
        { note: '국가정보통신망 장애' },
      ]);
      await open(page, '/outages');
      await page.getByRole('link', { name: /지우기/ }).click();
      await press(page, '장애 기간 지우기');
      await eventually('the deadline is back', async () => (await dueAt()) === before);
      await open(page, '/outages/enter?fromDay=2026-05-07&toDay=2026-05-06');
      expect(await page.getByRole('alert').innerText()).toContain('앞섭니다');
    });
  });
});

describe('settings of the county', () => {
  it('move deadlines only after they were seen to', async () => {
    await as('operator', async (page) => {
      await open(page, '/county-settings');
      await page.getByLabel('점심시간이 시작하는 시각').fill('12:30');
      await page.getByText('고충민원').click();
      await press(page, '옮겨질 기한 먼저 보기');
      expect(await words(page)).toContain('12:30부터 한 시간');
      expect(await rows('SELECT FROM cases.setting')).toEqual([]);
      await press(page, '이 기준으로 바꾸기');
    });
    expect(
      await rows(
        `SELECT name, value FROM cases.setting WHERE name IN ('lunch-starts-at', 'notified-kinds') ORDER BY name`,
      ),
    ).toEqual([
      { name: 'lunch-starts-at', value: '12:30' },
      { name: 'notified-kinds', value: ['GRIEVANCE'] },
    ]);
  });

  it('let a department be told earlier than the county, and take it back', async () => {
    const own = () =>
      rows<{ day_d3: number }>(`SELECT day_d3 FROM deadlines.ladder_setting WHERE department_code = '47700000011'`);
    await as('operator', async (page) => {
      await open(page, '/ladders?departmentCode=47700000011');
      await page.getByLabel('둘째 예고 (근무일 전)').fill('4');
      await press(page, '이대로 정하기');
      expect(await page.getByRole('alert').innerText()).toContain('하지 못했습니다');
      await page.getByLabel('둘째 예고 (근무일 전)').fill('1');
      await page.getByLabel('첫 예고 (근무일 전)').fill('5');
      await press(page, '이대로 정하기');
      expect(await own()).toEqual([{ day_d3: 5 }]);
      await page.getByRole('button', { name: /군 기준으로.*건축과/ }).click();
      expect(await own()).toEqual([]);
    });
  });
});

describe('the link', () => {
  const saeol = new SaeolSide();
  const petition = {
    typeCode: '4770000000015',
    typeName: '개발행위허가',
    kind: 'STATUTORY',
    statutory: true,
    period: { unit: 'DAY', length: 3 },
    departmentCode: '47700000011',
  };
  const received = (receiptNo: string, at = '2026-04-29T13:20:00+09:00') =>
    saeol.apply({
      eventId: `${receiptNo}-1`,
      receiptNo,
      sequence: 1,
      kind: 'RECEIVED',
      occurredAt: at,
      petition,
      applicant: { name: '홍길동', phone: '01000003511', notify: true },
    });
  const assigned = (receiptNo: string, at = '2026-04-29T13:30:00+09:00') =>
    saeol.apply({
      eventId: `${receiptNo}-2`,
      receiptNo,
      sequence: 2,
      kind: 'ASSIGNED',
      occurredAt: at,
      officer: { id: 's113', name: '남궁다온', phone: '063-000-1103', departmentCode: '47700000011' },
    });
  async function drop(name: string, content: string): Promise<void> {
    await writeFile(join(folder, name), content);
    await writeFile(join(folder, `${name}.sha256`), createHash('sha256').update(content).digest('hex'));
    await writeFile(join(folder, `${name}.done`), '');
  }
  const stageOf = async (receiptNo: string) =>
    ((await program.get(`/api/v1/cases/${receiptNo}`)).body as { stage?: string }).stage;

  it('shows a file, its row with a code that is not known, and takes it again once the code has a meaning', async () => {
    const receiptNo = '202647700000000511';
    await teachCodes(program.url, program.bearer);
    const first = received(receiptNo);
    const second = assigned(receiptNo);
    second.step = { ...second.step, step_code: '77' };
    await drop('0429.csv', csvOf([first, second]));
    await eventually('the first row is applied', async () => (await stageOf(receiptNo)) === 'RECEIVED');
    await as('operator', async (page) => {
      await eventually('the file is there', async () => {
        await open(page, '/link/files');
        return (await words(page)).includes('마침');
      });
      await page.getByRole('link', { name: /0429.csv의 줄 보기/ }).click();
      await page.getByRole('link', { name: new RegExp(receiptNo) }).click();
      expect(await words(page)).toContain('홍*동');
      expect(await words(page)).not.toContain('홍길동');
      expect(await audited('saeol.read-quarantined')).toHaveLength(1);

      await page.getByLabel('보는 사유').fill('신청인 확인 요청');
      await press(page, '가림 풀고 보기');
      expect(await words(page)).toContain('홍길동');
      expect(page.url()).not.toContain('reason');
      expect(await audited('saeol.open-quarantined')).toHaveLength(1);

      await page.getByRole('link', { name: '코드표에 뜻 적기' }).click();
      await page.getByLabel('코드', { exact: true }).fill('77');
      await page.getByLabel('뜻', { exact: true }).selectOption('ASSIGNED');
      await press(page, '뜻 정하기');
      expect(await rows(`SELECT meaning FROM saeol.code WHERE column_name = 'step_code' AND code = '77'`)).toEqual([
        { meaning: 'ASSIGNED' },
      ]);
      await page.getByRole('link', { name: /격리된 기록 1건 다시 적용/ }).click();
      await press(page, '1건 다시 적용');
      expect(await page.getByRole('alert').innerText()).toContain('1건을 다시 적용했습니다');
      await eventually('the step is applied', async () => (await stageOf(receiptNo)) === 'ASSIGNED');
    });
  });

  it('shows what waits for a number, and gives up with a reason what will never fit', async () => {
    const waiting = new Petition('202647700000000512', '01000003512');
    waiting.received('2026-04-29T13:00:00');
    await program.push([
      waiting.assigned('2026-04-29T13:05:00'),
      { ...new Petition('202647700000000513').received('2026-04-29T13:00:00'), kind: 'NO_SUCH_STEP' },
    ]);
    await as('operator', async (page) => {
      await eventually('the gap is told', async () => {
        await open(page, '/link');
        return (await words(page)).includes('202647700000000512');
      });
      expect(await words(page)).toContain('실시간 전송(API)');
      await open(page, '/link/quarantine');
      await page.getByRole('link', { name: /202647700000000513/ }).click();
      await page.getByLabel('버리는 사유').fill('시험 자료');
      await press(page, '이 기록 버리기');
      expect(await page.getByRole('alert').innerText()).toContain('버렸습니다');
    });
    expect(await rows(`SELECT state FROM saeol.inbox WHERE receipt_no = '202647700000000513'`)).toEqual([
      { state: 'DISCARDED' },
    ]);
    expect(await audited('saeol.discard-quarantined')).toHaveLength(1);
  });

  it('compares with a listing, and sends what is still worth sending after its count was seen', async () => {
    const late = '202647700000000514';
    await drop(
      'late.csv',
      csvOf([received(late, '2026-04-23T10:00:00+09:00'), assigned(late, '2026-04-23T11:00:00+09:00')]),
    );
    await eventually('the late steps are applied', async () => (await stageOf(late)) === 'ASSIGNED');
    await drop('listing-0429.csv', csvOf([{ ...received('202647700000000515'), step: {} }]));
    await as('operator', async (page) => {
      await eventually('the comparison is done', async () => {
        await open(page, '/link/reconciliations');
        return (await words(page)).includes('마침');
      });
      await page.getByRole('link', { name: /listing-0429.csv/ }).click();
      expect(await words(page)).toContain('202647700000000515');
      await page.getByRole('link', { name: '보내지 못한 안내', exact: true }).click();
      expect(await words(page)).toContain('담당자 안내(신청인)');
      await page.getByRole('link', { name: '늦은 안내 보기' }).click();
      await press(page, '1건 보내기');
      expect(await page.getByRole('alert').innerText()).toContain('1건을 보냈습니다');
    });
    await eventually('it is on the phone', async () =>
      (await program.messages('01000003511')).some(({ text }) => text.includes('담당자')),
    );
  });
});

describe('every page of the desk', () => {
  const PATHS: Record<string, [role: string, path: string]> = {
    holidays: ['operator', '/holidays?year=2026'],
    'holiday-add': ['operator', '/holidays/add?date=2026-05-07&name=임시공휴일'],
    'holiday-year': ['operator', '/holidays/year?year=2026'],
    'deadline-changes': ['operator', '/deadline-changes'],
    outages: ['operator', '/outages'],
    ladders: ['operator', '/ladders'],
    'county-settings': ['operator', '/county-settings'],
    link: ['operator', '/link'],
    quarantine: ['operator', '/link/quarantine'],
    'quarantine-replay': ['operator', '/link/quarantine/replay?source=FILE'],
    codes: ['operator', '/link/codes?column=step_code'],
    'link-files': ['operator', '/link/files'],
    reconciliations: ['operator', '/link/reconciliations'],
    unsent: ['operator', '/link/unsent'],
  };

  it('fits into 320 px, keeps its CSP and is clean in axe', async () => {
    for (const role of new Set(Object.values(PATHS).map(([who]) => who))) {
      const { context } = await deskOf(role);
      for (const [name, [who, path]] of Object.entries(PATHS)) {
        if (who !== role) continue;
        const page = await context.newPage();
        const complaints = complaintsOf(page);
        expect([path, (await open(page, path))!.status()]).toEqual([path, 200]);
        await page.evaluate('document.fonts.ready');
        for (const width of [320, 390, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          expect([path, width, await sidewaysScroll(page)]).toEqual([path, width, 0]);
          await keepScreenshot(page, `desk-${name}-${width}`);
        }
        expect([path, complaints]).toEqual([path, []]);
        // axe injects a script, which the CSP refuses aloud: last.
        expect([path, await axeViolations(page)]).toEqual([path, []]);
        await page.close();
      }
      await context.close();
    }
  }, 180_000);
});
