import type { Browser } from 'playwright-core';
import type { ReactElement } from 'react';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageContext } from '../../../libs/krds/index.js';
import {
  axeViolations,
  complaintsOf,
  keepScreenshot,
  launchBrowser,
  sidewaysScroll,
  startSite,
  type Site,
} from '../../../test/harness/browser.js';
import type { CaseForCitizen } from './case-for-citizen.js';
import type { CitizenFrame } from './citizen-page.js';
import { KindPage } from './kind-page.js';
import { PrivacyPage } from './privacy-page.js';
import type { ReadingChoice } from './reading-choice.js';
import { StatusPage } from './status-page.js';
import { EMPTY_ANSWER, SurveyPage } from './survey-page.js';
import { ThanksPage } from './thanks-page.js';

const PLAIN: ReadingChoice = { lang: 'ko', size: 'normal', contrast: 'normal', preferred: 'ko' };
const NOW = '2026-05-12T10:20:00+09:00';

const WORKING: CaseForCitizen = {
  petitionName: '개발행위허가',
  receiptNo: '202647700000000123',
  receivedAt: '2026-04-29T14:00:00+09:00',
  stage: 'EXTENDED',
  targetAt: '2026-06-08T18:00:00+09:00',
  isTimed: false,
  isProvisional: false,
  workingDaysLeft: 18,
  department: { name: '건축과', phone: '063-000-1100' },
  officer: { name: '송오름', phone: '063-000-1102' },
  recipient: { name: '한*벽', phone: '010-****-3001' },
  result: null,
  isOptedOut: false,
  timeline: [
    { sequence: 1, kind: 'RECEIVED', at: '2026-04-29T14:00:00+09:00' },
    {
      sequence: 2,
      kind: 'ASSIGNED',
      at: '2026-04-29T15:12:00+09:00',
      officer: { name: '송오름', departmentName: '건축과' },
    },
    {
      sequence: 3,
      kind: 'SUPPLEMENT_REQUESTED',
      at: '2026-04-30T11:05:00+09:00',
      supplement: {
        kind: 'SUPPLEMENT',
        reason: '배수 처리 계획도와 진입도로 사용 승낙서가 빠져 있습니다. 토지 소유자의 인감증명서를 함께 내 주세요.',
        dueDate: '2026-05-11',
      },
    },
    { sequence: 4, kind: 'SUPPLEMENT_DONE', at: '2026-05-07T09:40:00+09:00' },
    {
      sequence: 5,
      kind: 'EXTENDED',
      at: '2026-05-11T16:30:00+09:00',
      extension: { reason: '환경과와 협의가 더 필요함', newTargetAt: '2026-06-08T18:00:00+09:00' },
    },
  ],
};

const WAITING: CaseForCitizen = {
  ...WORKING,
  stage: 'SUPPLEMENT_REQUESTED',
  targetAt: '2026-05-21T18:00:00+09:00',
  isProvisional: true,
  timeline: WORKING.timeline
    .slice(0, 3)
    .map((entry) =>
      entry.kind === 'SUPPLEMENT_REQUESTED'
        ? { ...entry, supplement: { ...entry.supplement, dueDate: '2026-05-18' } }
        : entry,
    ),
};

const REFUSED: CaseForCitizen = {
  ...WORKING,
  stage: 'COMPLETED',
  result: {
    outcome: 'REFUSED',
    at: '2026-05-12T09:30:00+09:00',
    reason: '해당 토지는 농업진흥구역으로 신청하신 용도의 개발이 제한됩니다.',
    handover: '우편 발송',
    transferredTo: null,
  },
  timeline: [
    ...WORKING.timeline,
    { sequence: 6, kind: 'COMPLETED', at: '2026-05-12T09:30:00+09:00', outcome: 'REFUSED' },
  ],
};

function frame(context: PageContext, path: string, reading: Partial<ReadingChoice> = {}): CitizenFrame {
  return {
    context,
    organisation: '순창군',
    mainPhone: '063-000-0000',
    masthead: 'demo',
    reading: { ...PLAIN, ...reading },
    path,
    privacyPath: '/s/privacy',
  };
}

const status =
  (petition: CaseForCitizen, reading: Partial<ReadingChoice> = {}) =>
  (context: PageContext): ReactElement => (
    <StatusPage frame={frame(context, '/s/KEY', reading)} petition={petition} now={NOW} />
  );

const survey =
  (props: Partial<Parameters<typeof SurveyPage>[0]> = {}, reading: Partial<ReadingChoice> = {}) =>
  (context: PageContext): ReactElement => (
    <SurveyPage
      frame={frame(context, '/survey/KEY', reading)}
      petitionName="개발행위허가"
      departmentName="건축과"
      closesOn="2026-05-26"
      answer={EMPTY_ANSWER}
      editableUntil={null}
      errors={{}}
      {...props}
    />
  );

const PAGES: Record<string, (context: PageContext) => ReactElement> = {
  '/working': status(WORKING),
  '/waiting': status(WAITING),
  '/waiting-large': status(WAITING, { size: 'xlarge' }),
  '/waiting-contrast': status(WAITING, { contrast: 'high' }),
  '/waiting-en': status(WAITING, { lang: 'en' }),
  '/received': status({
    ...WORKING,
    stage: 'RECEIVED',
    officer: null,
    targetAt: '2026-05-13T14:00:00+09:00',
    isTimed: true,
    workingDaysLeft: 1,
    timeline: WORKING.timeline.slice(0, 1),
  }),
  '/overdue': status({ ...WORKING, targetAt: '2026-05-08T18:00:00+09:00', isOptedOut: true }),
  '/refused': status(REFUSED),
  '/survey': survey({ answer: { ...EMPTY_ANSWER, score: 4 } }),
  '/survey-refused': survey({ errors: { score: true } }),
  '/survey-contrast': survey(
    { answer: { ...EMPTY_ANSWER, score: 5 } },
    { contrast: 'high', size: 'xlarge', lang: 'en' },
  ),
  '/thanks': (context) => (
    <ThanksPage
      frame={frame(context, '/survey/KEY')}
      editableUntil="2026-05-12T10:30:00+09:00"
      wantsContact
      surveyPath="/survey/KEY"
    />
  ),
  '/unknown': (context) => <KindPage frame={frame(context, '/s/KEY')} reason="unknown" />,
  '/expired-en': (context) => <KindPage frame={frame(context, '/s/KEY', { lang: 'en' })} reason="expired" />,
  '/privacy': (context) => (
    <PrivacyPage
      frame={frame(context, '/s/privacy')}
      processors={[
        { name: '솔라피', task: { ko: '카카오 알림톡, 문자 발송', en: 'sends Kakao AlimTalk, text messages' } },
        {
          name: 'NHN클라우드',
          task: { ko: '카카오 알림톡, RCS, 문자 발송', en: 'sends Kakao AlimTalk, RCS, text messages' },
        },
      ]}
      retention={{ days: 90, refusedDays: 180 }}
      officer={{ department: { ko: '행정과 정보통신팀', en: 'IT team' }, phone: '063-000-0200' }}
    />
  ),
};

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite(PAGES)]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.each(Object.keys(PAGES))('citizen page %s', (path) => {
  it('fits into 320 px, breaks no rule of its own CSP and needs no script', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: true });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(site.origin + path, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready');
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('script').count()).toBe(0);
    expect(complaints).toEqual([]);
    await keepScreenshot(page, `citizen${path.replace('/', '-')}-320`);
    await context.close();
  });

  it('is clean in axe on a phone and on a desk', async () => {
    for (const width of [390, 1440]) {
      const context = await browser.newContext({ viewport: { width, height: 844 } });
      const page = await context.newPage();
      await page.goto(site.origin + path, { waitUntil: 'load' });
      await page.evaluate('document.fonts.ready');
      expect(await axeViolations(page)).toEqual([]);
      await keepScreenshot(page, `citizen${path.replace('/', '-')}-${width}`);
      await context.close();
    }
  }, 90_000);
});

describe('status page', () => {
  it('puts nothing of the person or the case into title, description or previews', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/working`);
    const head = await page.locator('head').innerHTML();
    for (const secret of ['개발행위허가', '202647700000000123', '한*벽', '3001', '송오름'])
      expect(head).not.toContain(secret);
    await page.close();
  });

  it('shows done, now and next, and dials the officer', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/waiting`);
    expect(await page.locator('.ma-step.is-done').count()).toBe(2);
    expect(await page.locator('[aria-current="step"]').innerText()).toContain('서류 보완 요청');
    expect(await page.locator('.ma-step.is-next').last().innerText()).toContain('2026. 5. 21.(목)까지');
    expect(await page.locator('a.ma-call').getAttribute('href')).toBe('tel:0630001102');
    // Until when the pause is, and how long that is.
    expect(await page.locator('.ma-todo').innerText()).toContain('2026년 5월 18일 월요일까지 (6일 남았습니다)');
    await page.close();
  });

  it('says beside the day why it is a later one than was first told', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/working`);
    const hero = await page.locator('.ma-hero').innerText();
    for (const part of [
      '2026년 6월 8일 월요일까지',
      '27일 남았습니다',
      '처리기간을 연장했습니다',
      '환경과와 협의가 더 필요함',
    ])
      expect(hero).toContain(part);
    await page.close();
  });

  it('posts opt-out and "not mine" only after a second press, without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.origin}/working`);
    const button = page.getByRole('button', { name: '제 민원이 아닙니다, 알림을 멈춰 주세요' });
    expect(await button.isVisible()).toBe(false);
    await page.getByText('제 민원이 아닙니다', { exact: true }).click();
    expect(await button.isVisible()).toBe(true);
    const forms = await page.locator('form[method="post"]').all();
    expect(await Promise.all(forms.map((form) => form.getAttribute('action')))).toEqual([
      '/s/KEY/opt-out',
      '/s/KEY/not-mine',
    ]);
    await context.close();
  });

  it('keeps the reading choice in every link', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/waiting-large`);
    expect(await page.getByRole('link', { name: 'English' }).getAttribute('href')).toBe('/s/KEY?lang=en&size=xlarge');
    expect(await page.getByRole('link', { name: '개인정보 처리 안내' }).getAttribute('href')).toBe(
      '/s/privacy?size=xlarge',
    );
    await page.close();
  });
});

describe('survey page', () => {
  it('holds one form that posts to itself, with what the link preselected', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/survey`);
    expect(await page.locator('form').count()).toBe(1);
    expect(await page.locator('form').getAttribute('action')).toBe('/survey/KEY');
    expect(await page.locator('form').getAttribute('method')).toBe('post');
    expect(await page.locator('input[name=score]:checked').getAttribute('value')).toBe('4');
    const fields = await page.locator('form [name]').all();
    const names = new Set(await Promise.all(fields.map((field) => field.getAttribute('name'))));
    expect([...names]).toEqual(['score', 'speed', 'kindness', 'clarity', 'comment', 'contact']);
    await page.close();
  });

  it('is answered by keyboard alone', async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/survey`);
    await page.locator('input[name=score]:checked').focus();
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('input[name=score]:checked').getAttribute('value')).toBe('5');
    await page.close();
  });
});
