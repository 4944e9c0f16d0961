import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../harness/browser.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

/*
 * The pictures of docs/handbook.ko.md, of an invented county on an invented day: `npm run pictures` takes them again.
 * Same story, same clock, so that a picture changes only where a page does.
 */

const FOLDER = 'docs/images';
const DESK = { width: 1280, height: 800 };
const STORY_CASE = '202647700000000601';
const OVERDUE = '202647700000000604';
/** An ending of a number that no channel reaches (src/sandbox). */
const UNREACHED = '01000009006';

let program: TestProgram;
let browser: Browser;

beforeAll(async () => {
  [program, browser] = await Promise.all([testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' }), launchBrowser()]);
  await mkdir(FOLDER, { recursive: true });
  await tellStory();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await program?.stop();
});

async function tellStory(): Promise<void> {
  const names = ['개발행위허가', '건축신고', '가설건축물 축조신고', '산지전용허가', '도로점용허가', '식품영업신고'];
  const departments = ['47700000011', '47700000011', '47700000011', '47700000009', '47700000010', '47700000004'];
  const day = (index: number) => String(20 + (index % 8)).padStart(2, '0');
  for (let index = 0; index < 24; index += 1) {
    const petition = new Petition(`2026477000000006${String(index + 10)}`, `0100000${3610 + index}`);
    const at = (time: string) => `2026-04-${day(index)}T${time}`;
    const which = index % names.length;
    const shape = { typeName: names[which], departmentCode: departments[which], period: { unit: 'DAY', length: 7 } };
    const events = [petition.received(at('09:30:00'), shape), petition.assigned(at('10:10:00'))];
    if (index % 5 === 0) events.push(petition.supplementRequested(at('11:00:00')));
    if (index % 3 === 0) events.push(petition.completed(at('17:00:00'), 'GRANTED', { result: { delivery: 'POST' } }));
    await program.push(events);
  }
  const story = new Petition(STORY_CASE, '01000003601');
  const overdue = new Petition(OVERDUE, '01000003604');
  const unreached = new Petition('202647700000000602', UNREACHED);
  await program.push([
    story.received('2026-04-29T09:10:00'),
    story.assigned('2026-04-29T09:40:00'),
    story.supplementRequested('2026-04-29T10:20:00'),
    unreached.received('2026-04-29T11:00:00'),
    unreached.assigned('2026-04-29T11:20:00'),
    overdue.received('2026-04-20T10:00:00'),
    overdue.assigned('2026-04-20T11:00:00'),
    { ...new Petition('202647700000000603').received('2026-04-29T11:40:00'), kind: 'UNKNOWN_STEP' },
  ]);
  // Asked of the database, so that the audit trail in the pictures holds no questions of ours.
  const there = async (sql: string) => (await program.dataSource.query<unknown[]>(sql)).length > 0;
  await eventually(
    'the supplement is told',
    () =>
      there(
        `SELECT FROM messaging.notification WHERE label = '${STORY_CASE}' AND occasion = 'case.supplement-requested' AND status = 'DELIVERED'`,
      ),
    60_000,
  );
  await eventually('a citizen is to be told otherwise', () => there('SELECT FROM cases.task'), 60_000);
}

/** What is taken of which page, as whom; the title shows that the page is the one that was meant. */
const PICTURES: [name: string, role: string, path: string, title: string][] = [
  ['mine', 'officer', '/mine', '내 민원'],
  ['case', 'officer', `/cases/${STORY_CASE}`, '개발행위허가'],
  ['tasks', 'officer', '/tasks', '직접 알릴 민원인'],
  ['dashboard', 'head', '/', '처리 현황'],
  ['messages', 'operator', '/messages', '메시지 기록'],
  ['holiday', 'operator', '/holidays/add?date=2026-05-06&name=임시공휴일', '휴일 더하기: 확인'],
  ['link', 'operator', '/link', '새올 연계'],
  ['quarantine', 'operator', '/link/quarantine', '격리된 기록'],
  ['reminder-order', 'inspector', `/reports/reminder-orders/${OVERDUE}`, '독촉장'],
  ['first-run', 'admin', '/first-run', '처음 설정'],
  ['sender', 'operator', '/sender-profile', '발신 프로필'],
  ['template', 'operator', '', '진행상황 안내: 새 초안'],
  ['occasion-rules', 'operator', '/occasion-rules', '보내는 시간과 주소'],
  ['gateways', 'operator', '/gateways', '발송 게이트웨이'],
  ['import', 'operator', '/directory-import', '파일로 들여오기'],
  ['accounts', 'admin', '/accounts', '계정'],
  ['audit', 'auditor', `/audit?subject=${STORY_CASE}`, '접속기록'],
];

it.each(PICTURES)('%s', async (name, role, path, title) => {
  const context = await browser.newContext({ viewport: DESK, deviceScaleFactor: 1 });
  await context.request.post(`${program.url}/auth/login`, { data: { id: role, password: `minwon-${role}` } });
  const page = await context.newPage();
  await page.goto(program.url + (name === 'template' ? await editorOfProgress() : path), { waitUntil: 'load' });
  if (name === 'quarantine') await openRecord(page);
  await page.evaluate('document.fonts.ready');
  expect(await page.locator('h1').innerText()).toBe(title);
  await page.screenshot({ path: join(FOLDER, `handbook-${name}.png`) });
  await context.close();
});

async function editorOfProgress(): Promise<string> {
  const [row] = await program.dataSource.query<{ id: string }[]>(
    `SELECT id FROM messaging.template WHERE code = 'CASE_PROGRESS' AND language = 'ko'`,
  );
  return `/templates/${row!.id}/edit`;
}

async function openRecord(page: Page): Promise<void> {
  await page.getByRole('link', { name: /202647700000000603/ }).click();
  await page.waitForURL(/quarantine\/[\w-]{36}$/);
}
