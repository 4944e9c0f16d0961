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
/** The first line of a file of people. */
const STAFF = '직원번호,성명,부서코드,팀,직위,행정전화,휴대전화\n';

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
  // Less than a test may take, so that what is waited for in vain is named.
  context.setDefaultTimeout(10_000);
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
      const noted = await rows<{ note: Buffer }>(
        'SELECT note_sealed AS note FROM cases.interval WHERE removed_at IS NULL',
      );
      expect(noted.map(({ note }) => program.database.privacy.open(note))).toEqual(['국가정보통신망 장애']);
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
      await page.getByText('늦게 도착한 보완 요구').click();
      await press(page, '옮겨질 기한 먼저 보기');
      expect(await words(page)).toContain('12:30부터 한 시간');
      expect(await rows('SELECT FROM cases.setting')).toEqual([]);
      await press(page, '이 기준으로 바꾸기');
    });
    expect(
      await rows(
        `SELECT name, value FROM cases.setting WHERE name IN ('lunch-starts-at', 'notified-kinds', 'tells-old-news') ORDER BY name`,
      ),
    ).toEqual([
      { name: 'lunch-starts-at', value: '12:30' },
      { name: 'notified-kinds', value: ['GRIEVANCE'] },
      { name: 'tells-old-news', value: false },
    ]);
  });

  it('let a department be told earlier than the county, and take it back', async () => {
    const own = () =>
      rows<{ day_d3: number; d1: string[] }>(
        `SELECT day_d3, told -> 'D1' AS d1 FROM deadlines.ladder_setting WHERE department_code = '47700000011'`,
      );
    await as('operator', async (page) => {
      await open(page, '/ladders?departmentCode=47700000011');
      await page.getByLabel('둘째 예고 (근무일 전)').fill('4');
      await press(page, '이대로 정하기');
      expect(await page.getByRole('alert').innerText()).toContain('하지 못했습니다');
      await page.getByLabel('둘째 예고 (근무일 전)').fill('1');
      await page.getByLabel('첫 예고 (근무일 전)').fill('5');
      await page.getByRole('group', { name: '둘째 예고 받는 사람' }).getByText('팀장').click();
      await press(page, '이대로 정하기');
      expect(await own()).toEqual([{ day_d3: 5, d1: ['OFFICER', 'LEADER'] }]);
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

describe('departments and people', () => {
  const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  it('come from a file: a look with every fault by row, then the whole file or nothing', async () => {
    await as('operator', async (page) => {
      await open(page, '/directory-import');
      const choose = page.getByLabel('CSV 파일');
      await choose
        .nth(1)
        .setInputFiles(file('staff.csv', `${STAFF}s901,새사람,47700000011,건축허가팀,담당자,010-0000-9901,\n`));
      await page.getByRole('button', { name: '먼저 살펴보기' }).nth(1).click();
      expect(await words(page)).toContain('행정전화');
      expect(await page.getByRole('button', { name: /저장하기/ }).count()).toBe(0);
      await keepScreenshot(page, 'desk-import-faults-1440');

      await choose
        .nth(1)
        .setInputFiles(
          file('staff.csv', `${STAFF}s901,새사람,47700000011,건축허가팀,담당자,063-000-9901,010-0000-9901\n`),
        );
      await page.getByRole('button', { name: '먼저 살펴보기' }).nth(1).click();
      // What it holds of people lies sealed in the page.
      expect(await page.content()).not.toMatch(/새사람|0000-9901/);
      expect(await rows(`SELECT FROM staff.officer WHERE id = 's901'`)).toEqual([]);
      await press(page, '1건 저장하기');
      expect(await page.getByRole('alert').innerText()).toContain('직원 1건을 더하고 0건을 고쳤습니다');
    });
    expect(await rows(`SELECT team FROM staff.officer WHERE id = 's901'`)).toEqual([{ team: '건축허가팀' }]);
  });

  it('are seen in their tree; who has left is forgotten by the administrator', async () => {
    await as('admin', async (page) => {
      await open(page, '/departments');
      await page.locator('tr', { hasText: '건축과' }).getByRole('link', { name: /명/ }).click();
      expect(await words(page)).toContain('010-****-9901');
      expect(await audited('staff.list')).not.toEqual([]);
      await page.getByRole('link', { name: /떠남.*새사람/ }).click();
      await press(page, '떠난 직원 지우기');
    });
    expect(await rows(`SELECT FROM staff.officer WHERE id = 's901'`)).toEqual([]);
  });

  it('an officer makes their own delegate and nobody else’s, and ends it', async () => {
    const made = () =>
      rows(`SELECT delegate_id FROM staff.delegate WHERE absent_id = 's113' AND starts = '2026-06-01'`);
    await as('officer', async (page) => {
      await open(page, '/delegates');
      await page.getByLabel('대신 받는 직원(직원번호)').fill('s112');
      await page.getByLabel('첫날').fill('2026-06-01');
      await page.getByLabel('마지막 날').fill('2026-05-30');
      await press(page, '대직자로 정하기');
      expect(await words(page)).toContain('첫날보다 앞설 수 없습니다');
      await page.getByLabel('마지막 날').fill('2026-06-02');
      await press(page, '대직자로 정하기');
      expect(await made()).toEqual([{ delegate_id: 's112' }]);
      await page
        .locator('tr', { hasText: '2026. 6. 1.' })
        .getByRole('button', { name: /끝내기/ })
        .click();
      expect(await made()).toEqual([]);
    });
  });
});

describe('personal data', () => {
  it('are kept for as long as the administrator says, who alone may say so', async () => {
    const kept = () =>
      rows<{ name: string; value: number }>(
        `SELECT name, value FROM cases.setting WHERE name LIKE 'wipe-%' ORDER BY name`,
      );
    await as('admin', async (page) => {
      await open(page, '/destruction-runs');
      await page.getByLabel('처리가 끝난 뒤(일)').fill('0');
      await press(page, '보관 기간 바꾸기');
      expect(await page.locator('#days-error').innerText()).toContain('1일에서 3650일 사이');
      await page.getByLabel('처리가 끝난 뒤(일)').fill('60');
      await page.getByLabel('거부·반려된 뒤(일)').fill('200');
      await press(page, '보관 기간 바꾸기');
      expect(await page.getByRole('alert').innerText()).toContain('보관 기간을 바꿨습니다');
    });
    expect(await kept()).toEqual([
      { name: 'wipe-after-days', value: 60 },
      { name: 'wipe-refused-after-days', value: 200 },
    ]);
    expect((await audited('retention.set'))[0]!.detail).toEqual({ days: 60, refusedDays: 200 });
    await as('operator', async (page) => {
      await open(page, '/destruction-runs');
      expect(await words(page)).toContain('60일');
      expect(await page.getByRole('button', { name: '보관 기간 바꾸기' }).count()).toBe(0);
    });
  });

  it('of one person are given out as a file, for a reason; the number stands in no address', async () => {
    await as('operator', async (page) => {
      await open(page, '/person-exports');
      await page.getByLabel('민원인의 전화번호').fill('010-0000-3501');
      await page.getByLabel('내주는 사유').fill('열람 요구서 접수');
      const [download] = await Promise.all([page.waitForEvent('download'), press(page, '자료 파일로 받기')]);
      const parts: Buffer[] = [];
      for await (const part of await download.createReadStream()) parts.push(part as Buffer);
      const file = JSON.parse(Buffer.concat(parts).toString('utf8')) as {
        phone: string;
        cases: { receiptNo: string; applicant: { name: string } }[];
      };
      expect(file.phone).toBe('01000003501');
      expect(file.cases).toMatchObject([{ receiptNo: OPEN_CASE, applicant: { name: '홍길동' } }]);
      expect(page.url()).not.toContain('3501');
    });
    expect((await audited('persons.export'))[0]!.subjects).toContain(OPEN_CASE);
    await as('officer', async (page) => {
      expect((await open(page, '/person-exports'))!.status()).toBe(403);
    });
  });
});

describe('accounts and keys', () => {
  it('an account is made, changed and closed by the administrator', async () => {
    const account = () =>
      rows<{ roles: string[]; active: boolean }>(
        `SELECT roles, active FROM staff.account WHERE login_id = 'kim.oreum'`,
      );
    await as('admin', async (page) => {
      await open(page, '/accounts');
      await page.getByLabel('아이디', { exact: true }).fill('kim.oreum');
      await page.getByLabel('직원번호(선택)').fill('s112');
      await page.getByLabel('첫 비밀번호(선택)').fill('kim.oreum-1234');
      await page.locator('label[for=role-officer]').click();
      await press(page, '계정 만들기');
      expect(await page.getByRole('alert').innerText()).toContain('10자 이상');
      await page.getByLabel('첫 비밀번호(선택)').fill('푸른산맑은강물2026');
      await press(page, '계정 만들기');
      expect(await account()).toEqual([{ roles: ['officer'], active: true }]);
      await page.getByRole('link', { name: 'kim.oreum' }).click();
      await page.locator('label[for=role-leader]').click();
      await press(page, '역할과 자리 바꾸기');
      expect(await account()).toEqual([{ roles: ['officer', 'leader'], active: true }]);
      await page.getByRole('link', { name: 'kim.oreum' }).click();
      await page.getByRole('button', { name: /계정 닫기/ }).click();
      expect(await account()).toEqual([{ roles: ['officer', 'leader'], active: false }]);
    });
  });

  it('a key is shown once, works, and is revoked', async () => {
    const ask = (key: string) => fetch(`${program.url}/api/v1/cases`, { headers: { authorization: `Bearer ${key}` } });
    await as('admin', async (page) => {
      await open(page, '/api-keys');
      await page.getByLabel('어디에 쓰는지').fill('도청 민원현황판');
      await press(page, '키 만들기');
      const key = await page.locator('code').innerText();
      expect((await ask(key)).status).toBe(200);
      await open(page, '/api-keys');
      expect(await page.content()).not.toContain(key);
      await page.getByRole('button', { name: /폐기.*도청 민원현황판/ }).click();
      expect((await ask(key)).status).toBe(401);
    });
    expect(await audited('api-keys.revoke')).toHaveLength(1);
  });

  it('one changes one’s own password', async () => {
    await as('leader', async (page) => {
      await open(page, '/own-password');
      await page.getByLabel('지금 비밀번호').fill('minwon-leader');
      await page.getByLabel('새 비밀번호').fill('푸른산맑은강물2026');
      await press(page, '비밀번호 바꾸기');
      expect(await page.getByRole('alert').innerText()).toContain('비밀번호를 바꿨습니다');
    });
    const login = (password: string) =>
      fetch(`${program.url}/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'leader', password }),
      });
    expect([(await login('minwon-leader')).status, (await login('푸른산맑은강물2026')).status]).toEqual([401, 200]);
  });
});

describe('the audit trail', () => {
  it('says who had whose data, gives it out for a reason, and is checked for changes', async () => {
    const receiptNo = '202647700000000511';
    await as('operator', async (page) => void (await open(page, `/cases/${receiptNo}`)));
    await as('auditor', async (page) => {
      await open(page, '/audit');
      await page.getByLabel('누구의').fill(receiptNo);
      await press(page, '찾기');
      expect(await words(page)).toContain('민원: 봄');
      expect(await words(page)).toContain('사유: 신청인 확인 요청');
      await page.locator('#export-from').fill('2026-01-01');
      await page.locator('#export-to').fill('2027-12-31');
      await page.getByLabel('내려받는 사유').fill('월 점검 자료');
      const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'CSV로 내려받기')]);
      expect(download.suggestedFilename()).toBe('audit.csv');
      expect(await audited('audit.export')).toHaveLength(1);

      await open(page, '/audit/verify');
      await press(page, '위변조 점검하기');
      expect(await page.getByRole('alert').innerText()).toContain('접속기록이 온전합니다');
    });
  });

  it('is reviewed month by month, by the auditor alone', async () => {
    let month = '';
    await as('auditor', async (page) => {
      await open(page, '/audit/review');
      await page.getByLabel('살펴본 것과 결과').fill('가림 해제 없음, 이상 없음');
      month = (await page.locator('input[name=month]').getAttribute('value'))!;
      await press(page, `${month} 점검 마치기`);
      expect(await words(page)).toContain('이상 없음');
    });
    expect(await rows(`SELECT FROM staff.audit_review WHERE month = $1`, [`${month}-01`])).toHaveLength(1);
    await as('admin', async (page) => {
      await open(page, `/audit/review?month=${month}`);
      expect(await page.getByRole('button', { name: /점검 마치기/ }).count()).toBe(0);
      expect((await open(page, '/queue'))!.status()).toBe(200);
    });
    await as('county', async (page) => {
      expect((await open(page, '/audit'))!.status()).toBe(403);
    });
  });
});

describe('the queue', () => {
  const jobs = () =>
    rows<{ id: string; attempts: number }>(
      `SELECT j.id::text AS id, j.attempts FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = 'gone.listener' ORDER BY j.id`,
    );

  it('shows jobs that wait for a person, does them again, and gives them up with a reason', async () => {
    // A listener that no worker has: nobody takes it while the page looks at it.
    await rows(
      `SELECT graphile_worker.reschedule_jobs(ARRAY(
         SELECT (graphile_worker.add_job('gone.listener', json_build_array(json_build_object('caseId', n::text)), max_attempts => 1)).id
         FROM generate_series(1, 2) AS n), attempts => 1)`,
    );
    const [first, second] = await jobs();
    await as('operator', async (page) => {
      await open(page, '/queue');
      expect(await words(page)).toContain('멈춰 있음\n2건');
      await eventually('an alarm tells of them on every page', async () => {
        await open(page, '/holidays');
        return (await page.locator('.ma-alarms').textContent())?.includes('멈춰 있는 일이 2건');
      });
      await page.locator('.ma-alarms summary').click();
      await page.getByRole('link', { name: '대기열 보기' }).click();
      await keepScreenshot(page, 'desk-queue-parked-1440');
      await open(page, `/queue/${first!.id}`);
      await page.getByRole('button', { name: /다시 하기/ }).click();
      expect(await page.getByRole('alert').innerText()).toContain('다시 시작했습니다');
      expect(await jobs()).toEqual([
        { id: first!.id, attempts: 0 },
        { id: second!.id, attempts: 1 },
      ]);
      await page.getByRole('link', { name: /버리기/ }).click();
      expect(await words(page)).toContain('caseId');
      await page.getByLabel('버리는 사유').fill('없어진 기능의 일');
      await press(page, '이 일 버리기');
      expect(await jobs()).toEqual([{ id: first!.id, attempts: 0 }]);
      expect((await open(page, `/queue/${second!.id}`))!.status()).toBe(404);
    });
    expect((await audited('queue.discard'))[0]!.subjects).toEqual([second!.id]);
  });
});

describe('every page of the desk', () => {
  it('is reached from the menu by keyboard alone', async () => {
    await as(
      'admin',
      async (page) => {
        await open(page, '/own-password');
        const inMenu = await page.evaluate<string[]>(
          `[...document.querySelectorAll('.ma-menu-side a')].map((link) => link.getAttribute('href'))`,
        );
        for (const path of ['/link', '/queue', '/holidays', '/audit', '/api-keys', '/delegates'])
          expect(inMenu).toContain(path);
        const reached: string[] = [];
        while (reached.at(-1) !== inMenu.at(-1) && reached.length < 100) {
          await page.keyboard.press('Tab');
          reached.push(await page.evaluate<string>('document.activeElement.getAttribute("href") ?? ""'));
        }
        expect(reached.filter((path) => inMenu.includes(path))).toEqual(expect.arrayContaining(inMenu));
        await page.locator('.ma-menu-side a[href="/queue"]').focus();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: '대기열', level: 1 }).waitFor();
      },
      {},
    );
  });

  /** What is done on the page before it is looked at. */
  type Visit = [role: string, path: string, act?: (page: Page) => Promise<void>];
  type Visits = Record<string, Visit>;

  const PATHS: Visits = {
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
    queue: ['operator', '/queue'],
    departments: ['admin', '/departments'],
    staff: ['admin', '/staff?departmentCode=47700000011'],
    import: ['admin', '/directory-import'],
    delegates: ['admin', '/delegates'],
    accounts: ['admin', '/accounts'],
    'api-keys': ['admin', '/api-keys'],
    'own-password': ['admin', '/own-password'],
    audit: ['auditor', '/audit'],
    'audit-review': ['auditor', '/audit/review'],
    'audit-verify': ['auditor', '/audit/verify'],
    destruction: ['admin', '/destruction-runs'],
    'person-export': ['operator', '/person-exports'],
  };

  /** Where one record is seen or an act is confirmed; each is made here, so that it is there whatever the tests before it did. */
  async function pagesOfOneRecord(): Promise<Visits> {
    await rows(
      `SELECT graphile_worker.reschedule_jobs(ARRAY[
         (graphile_worker.add_job('gone.listener', json_build_array(json_build_object('caseId', '3')), max_attempts => 1)).id], attempts => 1)`,
    );
    await program.push([
      { ...new Petition('202647700000000521').received('2026-04-29T13:00:00'), kind: 'NO_SUCH_STEP' },
    ]);
    await program.push([new Petition('202647700000000522').received('2026-04-29T13:00:00')]);
    const call = async <Answer>(path: string, body: object): Promise<Answer> => {
      const answer = await fetch(`${program.url}/api/v1/${path}`, {
        method: 'POST',
        headers: { authorization: program.bearer, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect([path, answer.ok]).toEqual([path, true]);
      return (await answer.json()) as Answer;
    };
    const { change } = await call<{ change: { id: string } }>('holidays', { date: '2026-05-12', name: '임시공휴일' });
    await call('outages', { from: '2026-05-13', to: '2026-05-13', note: '통신망 장애' });
    await call(`cases/${OPEN_CASE}/intervals`, { reason: 'HEARING', from: '2026-05-14', to: '2026-05-15' });
    const idOf = async (sql: string): Promise<string> => {
      const [row] = await rows<{ id: string }>(sql);
      expect([sql, row]).toEqual([sql, { id: expect.any(String) }]);
      return row!.id;
    };
    const quarantined = await idOf(
      `SELECT id FROM saeol.inbox WHERE receipt_no = '202647700000000521' AND state = 'QUARANTINED'`,
    );
    const outage = await idOf(`SELECT id FROM cases.interval WHERE from_at = '2026-05-13' AND removed_at IS NULL`);
    const job = await idOf(
      `SELECT j.id::text AS id FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = 'gone.listener' ORDER BY j.id DESC LIMIT 1`,
    );
    const reconciliation = await idOf('SELECT id FROM saeol.reconciliation ORDER BY id DESC LIMIT 1');
    const account = await idOf(`SELECT id FROM staff.account WHERE login_id = 'officer'`);
    return {
      case: ['operator', `/cases/${OPEN_CASE}`],
      intervals: ['operator', `/cases/${OPEN_CASE}/intervals`],
      'interval-remove': [
        'operator',
        `/cases/${OPEN_CASE}/intervals`,
        (page) => page.getByRole('button', { name: /되돌리면/ }).click(),
      ],
      'holiday-remove': ['operator', '/holidays/remove?date=2026-05-12'],
      'deadline-change': ['operator', `/deadline-changes/${change.id}`],
      'outage-enter': ['operator', '/outages/enter?fromDay=2026-05-18&toDay=2026-05-18&note=장애'],
      'outage-remove': ['operator', `/outages/${outage}/remove`],
      'county-settings-change': ['operator', '/county-settings/change?lunchStartsAt=12:30&notifiesByDefault=on'],
      quarantined: ['operator', `/link/quarantine/${quarantined}`],
      reconciliation: ['operator', `/link/reconciliations/${reconciliation}`],
      job: ['operator', `/queue/${job}`],
      forget: ['admin', '/staff/s114/forget'],
      account: ['admin', `/accounts/${account}`],
      'import-looked': [
        'admin',
        '/directory-import',
        async (page) => {
          const buffer = Buffer.from(`${STAFF}s902,새사람,47700000011,건축허가팀,담당자,010-0000-9902,\n`);
          await page.locator('#staff-file').setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer });
          await page.getByRole('button', { name: '먼저 살펴보기' }).nth(1).click();
        },
      ],
    };
  }

  it('fits into 320 px, keeps its CSP and is clean in axe', async () => {
    const waiting = Object.entries({ ...PATHS, ...(await pagesOfOneRecord()) });
    const contexts = new Map<string, BrowserContext>();
    for (const role of new Set(waiting.map(([, [who]]) => who))) contexts.set(role, (await deskOf(role)).context);

    async function look(name: string, [role, path, act]: Visit): Promise<void> {
      const page = await contexts.get(role)!.newPage();
      const complaints = complaintsOf(page);
      expect([path, (await open(page, path))!.status()]).toEqual([path, 200]);
      if (act !== undefined) {
        await act(page);
        await page.waitForLoadState('load');
      }
      await page.evaluate('document.fonts.ready');
      for (const width of process.env.SCREENSHOTS ? [320, 390, 1440] : [320, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        expect([path, width, await sidewaysScroll(page)]).toEqual([path, width, 0]);
        await keepScreenshot(page, `desk-${name}-${width}`);
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
    for (const context of contexts.values()) await context.close();
  }, 600_000);
});
