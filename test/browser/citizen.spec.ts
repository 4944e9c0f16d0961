import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, complaintsOf, keepScreenshot, launchBrowser, sidewaysScroll } from '../harness/browser.js';
import { Petition } from '../harness/petition.js';
import { eventually, type SandboxMessage, testProgram, type TestProgram } from '../harness/program.js';

let program: TestProgram;
let browser: Browser;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'minwon-citizen-'));
  [program, browser] = await Promise.all([
    testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00', DATA_DIR: dataDir }),
    launchBrowser(),
  ]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** As in a message's in-app browser: a phone, no scripts. */
async function phone(width = 390): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width, height: 780 }, javaScriptEnabled: false });
}

async function messageOf(to: string, begins: string): Promise<SandboxMessage> {
  return eventually(`"${begins}" on the phone`, async () =>
    (await program.messages(to)).find(({ text, visible }) => visible && text.includes(begins)),
  );
}

/** Where a button of a message leads, or the link in its text, at the address of this test. */
function linkOf({ buttons, text }: SandboxMessage, path: '/s/' | '/survey/'): string {
  const urls = [...buttons.map(({ url }) => url ?? ''), ...text.split(/\s+/)];
  const found = urls.find((url) => url.includes(path));
  if (found === undefined) throw new Error(`no ${path} in the message`);
  const { pathname, search } = new URL(found);
  return `${program.url}${pathname}${search}`;
}

async function open(context: BrowserContext, url: string): Promise<{ page: Page; status: number }> {
  const page = await context.newPage();
  const response = await page.goto(url, { waitUntil: 'load' });
  return { page, status: response!.status() };
}

describe('status page', () => {
  const to = '01000003201';
  let url: string;

  beforeAll(async () => {
    const petition = new Petition('202647700000000301', to);
    await program.push([
      petition.received('2026-04-29T13:00:00', { period: { unit: 'DAY', length: 10 } }),
      petition.assigned('2026-04-29T13:05:00'),
      petition.supplementRequested('2026-04-29T13:30:00'),
    ]);
    url = linkOf(await messageOf(to, '서류 보완 요청'), '/s/');
  });

  it('says where the petition stands, what to do by when and whom to call, without scripts', async () => {
    const context = await phone();
    const { page, status } = await open(context, url);
    expect(status).toBe(200);
    const text = await page.locator('main').innerText();
    for (const part of [
      '개발행위허가',
      '서류 보완을 기다리고 있습니다',
      '배치도 1부',
      '2026년 5월 6일',
      '남궁다온',
      '홍*동',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('홍길동');
    expect(await page.locator('a.ma-call').getAttribute('href')).toBe('tel:0630001103');
    expect(await page.title()).not.toContain('개발행위허가');
    await keepScreenshot(page, 'live-status-390');
    await context.close();
  });

  it('reads in English, in large letters and in strong contrast by links alone', async () => {
    const context = await phone();
    const { page } = await open(context, url);
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Larger text' }).click();
    await page.getByRole('link', { name: 'High contrast' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.locator('html').getAttribute('data-size')).toBe('xlarge');
    expect(await page.locator('html').getAttribute('data-krds-mode')).toBe('high-contrast');
    await page.getByRole('link', { name: 'Privacy notice' }).click();
    expect(await page.locator('h1').innerText()).toBe('Privacy notice');
    expect(await page.locator('main').innerText()).toContain('솔라피');
    await context.close();
  });

  it('fits into 320 px, keeps its CSP and is clean in axe', async () => {
    const narrow = await browser.newContext({ viewport: { width: 320, height: 640 } });
    const page = await narrow.newPage();
    const complaints = complaintsOf(page);
    await page.goto(url, { waitUntil: 'load' });
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await narrow.close();
    const desk = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const wide = await open(desk, url);
    expect(await axeViolations(wide.page)).toEqual([]);
    await keepScreenshot(wide.page, 'live-status-1440');
    await desk.close();
  });

  it('is answered with the headers of a page that nobody may index, keep or frame', async () => {
    const { headers } = await fetch(url);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  it('stops the messages to this number and brings them back', async () => {
    const context = await phone();
    const { page } = await open(context, url);
    await page.getByText('알림을 그만 받기', { exact: true }).click();
    await page.getByRole('button', { name: '이 번호로 알림 받지 않기' }).click();
    expect(await page.locator('#settings').locator('..').innerText()).toContain('보내지 않고 있습니다');

    await program.push([new Petition('202647700000000302', to).received('2026-04-29T13:40:00')]);
    await eventually('the notice is dropped', async () => {
      const { body } = await program.get('/api/v1/messages?receiptNo=202647700000000302');
      return body.items?.[0]?.statusReason === 'OPTED_OUT';
    });

    await page.getByRole('button', { name: '알림 다시 받기' }).click();
    expect(await page.getByRole('button', { name: '알림 다시 받기' }).count()).toBe(0);
    await program.push([new Petition('202647700000000303', to).received('2026-04-29T13:45:00')]);
    await eventually('the next notice arrives', async () =>
      (await program.messages(to)).some(({ text }) => text.includes('202647700000000303')),
    );
    await context.close();
  });

  it('takes "제 민원이 아닙니다" at its word: silence, a dead link, one task for the officer', async () => {
    const wrong = '01000003202';
    const petition = new Petition('202647700000000304', wrong);
    await program.push([petition.received('2026-04-29T13:00:00')]);
    const link = linkOf(await messageOf(wrong, '접수 안내'), '/s/');
    const context = await phone();
    const { page } = await open(context, link);
    await page.getByText('제 민원이 아닙니다', { exact: true }).click();
    await page.getByRole('button', { name: '제 민원이 아닙니다, 알림을 멈춰 주세요' }).click();
    expect(await page.locator('h1').innerText()).toBe('알림을 멈췄습니다');

    const again = await open(context, link);
    expect(again.status).toBe(410);
    expect(await again.page.locator('main').innerText()).toContain('문의 전화');
    const { body } = await program.get('/api/v1/tasks?receiptNo=202647700000000304&open=true');
    expect(body.items).toMatchObject([{ kind: 'NOT_MINE', recipientKind: 'APPLICANT', occasion: null }]);

    const before = (await program.messages(wrong)).length;
    await program.push([petition.assigned('2026-04-29T13:10:00')]);
    await eventually('the next notice is dropped', async () => {
      const messages = await program.get('/api/v1/messages?receiptNo=202647700000000304&occasion=case.assigned');
      return messages.body.items?.[0]?.statusReason === 'OPTED_OUT';
    });
    expect(await program.messages(wrong)).toHaveLength(before);
    await context.close();
  });

  it('dies when the number is corrected; the new number gets its own', async () => {
    const petition = new Petition('202647700000000305', '01000003203');
    await program.push([petition.received('2026-04-29T13:00:00')]);
    const old = linkOf(await messageOf('01000003203', '접수 안내'), '/s/');
    await program.push([
      petition.event('AMENDED', '2026-04-29T13:20:00', {
        applicant: { name: '홍길동', phone: '01000003204', notify: true },
      }),
      petition.assigned('2026-04-29T13:25:00'),
    ]);
    const fresh = linkOf(await messageOf('01000003204', '담당자 지정 안내'), '/s/');
    expect((await fetch(old)).status).toBe(410);
    expect((await fetch(fresh)).status).toBe(200);
  });
});

describe('survey', () => {
  async function invited(receiptNo: string, to: string): Promise<string> {
    const petition = new Petition(receiptNo, to);
    await program.push([
      petition.received('2026-04-29T13:00:00'),
      petition.assigned('2026-04-29T13:05:00'),
      petition.completed('2026-04-29T13:40:00', 'GRANTED', { result: { delivery: 'POST' } }),
    ]);
    return linkOf(await messageOf(to, '만족도 조사'), '/survey/');
  }

  const answers = async (): Promise<{ score: number; comment_sealed: Buffer | null }[]> =>
    program.dataSource.query('SELECT score, comment_sealed FROM surveys.answer');

  it('is answered from the message with scripts off; looking at it changes nothing', async () => {
    const url = await invited('202647700000000311', '01000003211');
    expect(new URL(url).search).toBe('?score=5');
    const context = await phone();
    const { page, status } = await open(context, url);
    expect(status).toBe(200);
    expect(await page.locator('input[name=score]:checked').getAttribute('value')).toBe('5');
    expect(await answers()).toEqual([]);
    await page.getByRole('link', { name: '더 큰 글자' }).click();
    expect(await page.locator('input[name=score]:checked').getAttribute('value')).toBe('5');
    await keepScreenshot(page, 'live-survey-390');

    await page.locator('label[for=speed-4]').click();
    await page.locator('#comment').fill('빠르게 처리해 주셔서 고맙습니다.\n010-1234-5678로 답 주세요.');
    await page.getByRole('button', { name: '답변 보내기' }).click();
    expect(await page.locator('h1').innerText()).toBe('답변해 주셔서 고맙습니다');
    const [answer, ...others] = await answers();
    expect(others).toEqual([]);
    expect(answer!.score).toBe(5);
    const { body } = await program.get('/api/v1/surveys');
    expect(body).toMatchObject([{ invited: 1, answered: 1 }]);

    await page.getByRole('link', { name: '답변 고치기' }).click();
    expect(await page.locator('input[name=score]:checked').getAttribute('value')).toBe('5');
    expect(await page.locator('#comment').inputValue()).not.toContain('1234');
    await page.locator('label[for=score-3]').click();
    await page.getByRole('button', { name: '답변 고치기' }).click();
    expect((await answers()).map(({ score }) => score)).toEqual([3]);
    await context.close();

    program.clock.set(new Date(program.clock.now().getTime() + 11 * 60_000));
    const late = await fetch(url);
    expect(late.status).toBe(410);
    expect(await late.text()).toContain('문의 전화');
  });

  it('says what is wrong with an answer and keeps what was typed', async () => {
    const url = await invited('202647700000000312', '01000003212');
    const body = new URLSearchParams({ comment: `길게 ${'가'.repeat(500)}`, kindness: '9' });
    const response = await fetch(url, { method: 'POST', body });
    expect(response.status).toBe(400);
    const html = await response.text();
    for (const part of ['전체 만족도를 하나 골라 주세요', '500자까지', '고를 수 없는 답', '길게 가가가'])
      expect(html).toContain(part);

    const noise = await fetch(url, { method: 'POST', body: new URLSearchParams({ score: '4', admin: 'true' }) });
    expect(noise.status).toBe(400);
  });

  it('fits into 320 px, keeps its CSP and is clean in axe', async () => {
    const url = await invited('202647700000000313', '01000003213');
    for (const width of [320, 1440]) {
      const context = await browser.newContext({ viewport: { width, height: 800 } });
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      await page.goto(url, { waitUntil: 'load' });
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
      expect(await axeViolations(page)).toEqual([]);
      await keepScreenshot(page, `live-survey-${width}`);
      await context.close();
    }
  });
});

describe('every page for citizens', () => {
  /** `answered`: what the act is answered with, where not 200. */
  type Visit = [
    name: string,
    url: string,
    status: number,
    act?: ((page: Page) => Promise<void>) | undefined,
    answered?: number,
  ];

  /** Names of the pages that were looked at and found good. */
  async function look(visits: Visit[]): Promise<string[]> {
    const context = await browser.newContext({ viewport: { width: 390, height: 780 } });
    context.setDefaultTimeout(10_000);
    for (const [name, url, status, act, answered = status] of visits) {
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      const response = await page.goto(url, { waitUntil: 'load' });
      expect([name, response!.status()]).toEqual([name, status]);
      if (act !== undefined) {
        await act(page);
        await page.waitForLoadState('load');
      }
      await page.evaluate('document.fonts.ready');
      for (const width of process.env.SCREENSHOTS ? [320, 390, 1440] : [320, 1440]) {
        await page.setViewportSize({ width, height: 780 });
        expect([name, width, await sidewaysScroll(page)]).toEqual([name, width, 0]);
        await keepScreenshot(page, `citizen-${name}-${width}`);
      }
      // The browser says aloud that a page came as 404, 410 or 400, which is meant.
      const unmeant = complaints.filter((text) => answered === 200 || !text.includes(`a status of ${answered} `));
      expect([name, unmeant]).toEqual([name, []]);
      expect([name, await axeViolations(page)]).toEqual([name, []]);
      await page.close();
    }
    await context.close();
    return visits.map(([name]) => name);
  }

  it('fits into 320 px, keeps its CSP and is clean in axe, in every state and both languages', async () => {
    const ended = (p: Petition, outcome: string) => [
      p.received('2026-04-29T13:00:00'),
      p.assigned('2026-04-29T13:05:00'),
      p.completed('2026-04-29T13:40:00', outcome, { result: { delivery: 'POST' } }),
    ];
    const open10Days = { period: { unit: 'DAY', length: 10 } };
    const stories: [string, (petition: Petition) => object[], string, '/s/' | '/survey/'][] = [
      ['3231', (p) => [p.received('2026-04-29T13:00:00', open10Days)], '접수 안내', '/s/'],
      [
        '3232',
        (p) => [
          p.received('2026-04-29T13:00:00'),
          p.assigned('2026-04-29T13:05:00'),
          p.extended('2026-04-29T13:20:00'),
        ],
        '연장',
        '/s/',
      ],
      [
        '3233',
        (p) => [
          p.received('2026-04-29T13:00:00'),
          p.assigned('2026-04-29T13:05:00'),
          p.completed('2026-04-29T13:40:00', 'REFUSED', {
            result: { delivery: 'POST', reason: '도로에 접하지 않은 땅입니다.' },
          }),
        ],
        '만족도 조사',
        '/survey/',
      ],
      ['3234', (p) => ended(p, 'RETURNED'), '처리결과', '/s/'],
      ['3235', (p) => ended(p, 'WITHDRAWN'), '처리결과', '/s/'],
      ['3236', (p) => [...ended(p, 'GRANTED'), p.reopened('2026-04-29T13:50:00')], '정정', '/s/'],
      ['3237', (p) => ended(p, 'GRANTED'), '만족도 조사', '/survey/'],
    ];
    const links: string[] = [];
    for (const [last, tell, begins, path] of stories) {
      const petition = new Petition(`20264770000000${last}`, `0100000${last}`);
      await program.push(tell(petition));
      links.push(linkOf(await messageOf(petition.phone, begins), path));
    }
    const [received, extended, survey, returned, withdrawn, reopened, unanswered] = links as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const refused = linkOf(await messageOf('01000003233', '처리결과'), '/s/');
    const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).click();
    // In this order: what is done on one is seen on the next.
    const visits: Visit[] = [
      ['received', received, 200],
      ['extended-en', `${extended}?lang=en`, 200],
      ['refused', refused, 200],
      ['refused-contrast', `${refused}?contrast=high`, 200],
      ['received-large', `${received}?size=xlarge`, 200],
      ['returned', returned, 200],
      ['withdrawn', withdrawn, 200],
      ['reopened', reopened, 200],
      [
        'survey-fault',
        unanswered.split('?')[0]!,
        200,
        async (page) => {
          await page.evaluate(`document.querySelector('#comment').form.noValidate = true`);
          await page.locator('#comment').fill('점수는 고르지 않았습니다.');
          await press('답변 보내기')(page);
          await page.locator('h1').waitFor();
        },
        400,
      ],
      ['survey-en', `${survey}&lang=en`, 200],
      ['survey-thanks', survey, 200, press('답변 보내기')],
      ['survey-answered', survey, 200],
      [
        'opted-out',
        received,
        200,
        async (page) => {
          await page.getByText('알림을 그만 받기', { exact: true }).click();
          await press('이 번호로 알림 받지 않기')(page);
        },
      ],
      [
        'not-mine',
        extended,
        200,
        async (page) => {
          await page.getByText('제 민원이 아닙니다', { exact: true }).click();
          await press(/제 민원이 아닙니다, 알림을/)(page);
        },
      ],
      ['dead', extended, 410],
      ['dead-en', `${extended}?lang=en`, 410],
      ['unknown', `${program.url}/s/aaaaaaaaaaaaaaaaaaaaaa`, 404],
      ['survey-unknown', `${program.url}/survey/aaaaaaaaaaaaaaaaaaaaaa`, 404],
      ['privacy', `${program.url}/s/privacy`, 200],
      ['privacy-en', `${program.url}/s/privacy?lang=en`, 200],
    ];
    expect(await look(visits)).toHaveLength(visits.length);
    // Sixteen days later the survey's fourteen are over.
    const today = program.clock.now();
    program.clock.set(new Date(today.getTime() + 16 * 86_400_000));
    const late = await look([
      ['survey-expired', unanswered, 410],
      ['survey-expired-en', `${unanswered}&lang=en`, 410],
    ]);
    expect(late).toHaveLength(2);
    program.clock.set(today);
  }, 300_000);
});

describe('unknown links', () => {
  it('are kind, in both languages, and name whom to call', async () => {
    for (const path of ['/s/aaaaaaaaaaaaaaaaaaaaaa', '/s/x', '/survey/aaaaaaaaaaaaaaaaaaaaaa', '/survey/x']) {
      const response = await fetch(`${program.url}${path}`);
      expect(response.status).toBe(404);
      const html = await response.text();
      expect(html).toContain('문의 전화');
      expect(html).toMatch(/tel:\d+/);
    }
    expect(await (await fetch(`${program.url}/s/x?lang=en`)).text()).toContain('This address cannot be opened');
    for (const act of ['opt-out', 'opt-in', 'not-mine'])
      expect((await fetch(`${program.url}/s/x/${act}`, { method: 'POST' })).status).toBe(404);
  });

  it('are stopped where one address tries many; links that are known still open', async () => {
    const petition = new Petition('202647700000000321', '01000003221');
    await program.push([petition.received('2026-04-29T13:00:00')]);
    const known = linkOf(await messageOf('01000003221', '접수 안내'), '/s/');
    const statuses = new Set<number>();
    for (let i = 0; i < 40; i++) statuses.add((await fetch(`${program.url}/s/${String(i).padStart(22, '0')}`)).status);
    expect([...statuses]).toEqual([404, 429]);
    expect((await fetch(known)).status).toBe(200);
  });

  it('are in no log, nor are good ones', async () => {
    const log = await readFile(join(dataDir, 'program.log'), 'utf8');
    const tokens = (await program.messages()).flatMap(({ buttons }) =>
      buttons.map(({ url }) => /\/(?:s|survey)\/([\w-]{22})/.exec(url ?? '')?.[1]),
    );
    expect(tokens.filter(Boolean).length).toBeGreaterThan(3);
    for (const token of tokens) if (token !== undefined) expect(log).not.toContain(token);
    expect(log).not.toContain('aaaaaaaaaaaaaaaaaaaaaa');
  });
});
