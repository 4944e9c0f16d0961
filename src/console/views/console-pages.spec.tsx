import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Browser } from 'playwright-core';
import type { ReactElement } from 'react';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageContext } from '../../../libs/krds/index.js';
import {
  describeStep,
  explainPeriod,
  HolidayCalendar,
  koreanPeriod,
  SEEDED_YEARS,
  seedHolidays,
} from '../../../libs/working-time/index.js';
import {
  axeViolations,
  complaintsOf,
  keepScreenshot,
  launchBrowser,
  sidewaysScroll,
  startSite,
  type Site,
} from '../../../test/harness/browser.js';
import type { MessageView } from '../../messaging/index.js';
import type { DeliveryHealth } from '../delivery-health.service.js';
import { ROLL_UP_EVERY_MS } from '../../reporting/index.js';
import { statisticsOf } from '../../surveys/index.js';
import { REFRESH_EVERY_MS } from '../islands/live-pace.js';
import { BulkResendPage } from './bulk-resends-page.js';
import { CaseListPage, type CaseListItem } from './case-list-page.js';
import { CasePage, type CaseFileView, type CaseDossier } from './case-page.js';
import { CoveragePage } from './coverage-page.js';
import { DashboardPage, type DashboardFigures } from './dashboard-page.js';
import { LoginPage } from './login-page.js';
import { menuFor } from './menu.js';
import { MessageLogPage } from './message-log-page.js';
import { OutsideFailurePage } from './outside-failure-page.js';
import { SurveyResultsPage } from './survey-results-page.js';
import { stepInWords, type RecordedEntry } from './step-in-words.js';
import { FailurePage, NoPermissionPage, type StaffFrame } from './staff-page.js';

const DEPARTMENTS = [
  ['47700000003', '민원과', 12, 31, 4, 3, 2, 118, 1],
  ['47700000004', '주민복지과', 4, 11, 3, 1, 1, 42, 0],
  ['47700000005', '문화관광과', 2, 4, 0, 0, 0, 12, 0],
  ['47700000006', '경제교통과', 9, 22, 5, 2, 3, 77, 2],
  ['47700000007', '농업정책과', 11, 27, 8, 4, 2, 93, 0],
  ['47700000008', '축산과', 1, 6, 2, 0, 1, 15, 0],
  ['47700000009', '산림공원과', 3, 14, 6, 2, 4, 31, 3],
  ['47700000010', '건설과', 5, 13, 1, 1, 0, 44, 0],
  ['47700000011', '건축과', 14, 48, 13, 6, 5, 160, 4],
  ['47700000012', '환경과', 2, 9, 3, 1, 1, 26, 0],
  ['47700000013', '상하수도사업소', 6, 10, 1, 0, 0, 38, 0],
  ['47700000014', '보건의료원', 3, 5, 0, 1, 0, 22, 0],
] as const;

const FIGURES: DashboardFigures = {
  asOf: '2026-05-12T10:20:31+09:00',
  scope: { departmentCode: null, departmentName: '전체 부서', typeCode: null },
  tiles: {
    inProgress: 358,
    dueWithin3: 41,
    dueToday: 9,
    overdue: 10,
    supplementLapsed: 3,
    extensionRate: { num: 57, den: 1062 },
    delivered: { num: 2731, den: 2764 },
    coverage: { num: 1011, den: 1018 },
    satisfaction: { mean: 4.31, n: 212 },
  },
  departments: DEPARTMENTS.map(([code, name, received, assigned, requested, done, extended, completed, overdue]) => ({
    code,
    name,
    stages: {
      RECEIVED: received,
      ASSIGNED: assigned,
      SUPPLEMENT_REQUESTED: requested,
      SUPPLEMENT_DONE: done,
      EXTENDED: extended,
      COMPLETED: completed,
    },
    overdue,
  })),
  trend: Array.from({ length: 14 }, (_, index) => {
    const day = new Date(Date.UTC(2026, 3, 29 + index)).toISOString().slice(0, 10);
    const off = [2, 3, 4, 6, 10, 11].includes(index);
    return { date: day, received: off ? 0 : 31 + ((index * 7) % 19), completed: off ? 0 : 24 + ((index * 11) % 23) };
  }),
  nearDeadline: [
    ['202647700000000412', '건축허가(소규모)', '건축과', '송오름', '2026-05-12T11:30:00+09:00', 70],
    ['202647700000000398', '석유판매업 등록', '경제교통과', '백반디', '2026-05-12T18:00:00+09:00', 460],
    ['202647700000000377', '농지전용신고', '농업정책과', null, '2026-05-13T14:00:00+09:00', 700],
    ['202647700000000365', '도로점용허가', '건설과', '황새봄', '2026-05-14T18:00:00+09:00', 1420],
  ].map(([receiptNo, petitionName, departmentName, officerName, targetAt, minutesLeft]) => ({
    receiptNo,
    petitionName,
    departmentName,
    officerName,
    targetAt,
    minutesLeft,
  })) as DashboardFigures['nearDeadline'],
  overdueList: [
    ['202647700000000201', '산지전용허가', '산림공원과', '신달래', '2026-05-06T18:00:00+09:00', 4],
    ['202647700000000254', '건축물 용도변경 허가', '건축과', '남궁다온', '2026-05-08T18:00:00+09:00', 2],
    ['202647700000000389', '토지분할 신청', '민원과', '선우별', '2026-05-12T09:40:00+09:00', 0],
  ].map(([receiptNo, petitionName, departmentName, officerName, targetAt, daysOver]) => ({
    receiptNo,
    petitionName,
    departmentName,
    officerName,
    targetAt,
    daysOver,
  })) as DashboardFigures['overdueList'],
  officers: [
    {
      officerId: 's113',
      name: '남궁다온',
      departmentCode: '47700000011',
      departmentName: '건축과',
      open: 31,
      overdue: 2,
      dueToday: 1,
      dueWithin3: 7,
    },
  ],
  channels: [
    { channel: 'ALIMTALK', sent: 2580, delivered: 2441, fallback: 139, failed: 0 },
    { channel: 'RCS', sent: 121, delivered: 104, fallback: 17, failed: 0 },
    { channel: 'LMS', sent: 63, delivered: 58, fallback: 0, failed: 5 },
    { channel: 'SMS', sent: 0, delivered: 0, fallback: 0, failed: 0 },
  ],
};

const HEALTH: DeliveryHealth = {
  period: { from: '2026-03-31', to: '2026-04-29' },
  causes: [{ cause: '업체에서 수신이 차단된 번호입니다.', n: 21 }],
  lines: [
    { vendor: 'SOLAPI', channel: 'ALIMTALK', sent: 41, delivered: 40, troubled: 0, slow: 0, leftAloneSince: null },
    { vendor: 'NHN', channel: 'SMS', sent: 3, delivered: 0, troubled: 3, slow: 0, leftAloneSince: FIGURES.asOf },
  ],
};

const NOTHING: DashboardFigures = {
  ...FIGURES,
  tiles: {
    inProgress: 0,
    dueWithin3: 0,
    dueToday: 0,
    overdue: 0,
    supplementLapsed: 0,
    extensionRate: { num: 0, den: 0 },
    delivered: { num: 0, den: 0 },
    coverage: { num: 0, den: 0 },
    satisfaction: { mean: null, n: 2 },
  },
  departments: FIGURES.departments.slice(0, 2).map((department) => ({
    ...department,
    overdue: 0,
    stages: { RECEIVED: 0, ASSIGNED: 0, SUPPLEMENT_REQUESTED: 0, SUPPLEMENT_DONE: 0, EXTENDED: 0, COMPLETED: 0 },
  })),
  trend: [],
  nearDeadline: [],
  overdueList: [],
  officers: [],
  channels: [],
};

const MESSAGES: MessageView[] = [
  {
    id: '019c0000-0000-7000-8000-000000000001',
    receiptNo: '202647700000000123',
    occasion: 'case.received',
    recipientKind: 'APPLICANT',
    to: '010-****-9001',
    status: 'DELIVERED',
    channel: 'RCS',
    senderProof: 'RCS_SAFE_MARK',
    variant: 'DEFAULT',
    departmentCode: '47700000003',
    flags: [],
    heldForOperator: false,
    legalDocumentRequired: false,
    createdAt: '2026-04-29T14:00:02+09:00',
    dueAt: '2026-04-29T14:00:02+09:00',
    attempts: [
      {
        channel: 'ALIMTALK',
        vendor: 'SOLAPI',
        status: 'FAILED',
        code: '3104',
        reason: '카카오톡을 쓰지 않는 번호',
        at: '2026-04-29T14:00:02+09:00',
        senderProof: 'KAKAO_CHANNEL',
      },
      {
        channel: 'RCS',
        vendor: 'SOLAPI',
        status: 'DELIVERED',
        code: '4000',
        reason: '전달됨',
        at: '2026-04-29T14:00:05+09:00',
        senderProof: 'RCS_SAFE_MARK',
      },
    ],
  },
  {
    id: '019c0000-0000-7000-8000-000000000002',
    receiptNo: '202647700000000123',
    occasion: 'deadline.d3',
    recipientKind: 'OFFICER',
    to: '010-****-2112',
    status: 'DROPPED',
    statusReason: 'OVERTAKEN',
    senderProof: 'NUMBER_ONLY',
    variant: 'DEFAULT',
    departmentCode: '47700000003',
    flags: [],
    heldForOperator: false,
    legalDocumentRequired: false,
    createdAt: '2026-04-30T09:00:00+09:00',
    dueAt: '2026-04-30T09:00:00+09:00',
    attempts: [],
  },
];

const STEPS: RecordedEntry[] = [
  { sequence: 1, kind: 'RECEIVED', at: '2026-04-29T14:00:00+09:00' },
  {
    sequence: 2,
    kind: 'ASSIGNED',
    at: '2026-04-29T15:10:00+09:00',
    departmentCode: '47700000003',
    officerName: '선우별',
  },
  {
    sequence: 3,
    kind: 'SUPPLEMENT_REQUESTED',
    at: '2026-04-30T16:30:00+09:00',
    supplementKind: 'SUPPLEMENT',
    supplementDueDate: '2026-05-11',
    reason: '분할 측량 성과도가 빠져 있습니다.',
  },
];

const PERIOD = { unit: 'DAY', length: 3 } as const;
const CALENDAR = new HolidayCalendar(seedHolidays(), SEEDED_YEARS);

const WORKING: CaseFileView['working'] = {
  statutory: {
    dueAt: '2026-05-06T14:00:00+09:00',
    legs: [
      {
        kind: 'PERIOD',
        title: `처리기간 ${koreanPeriod(PERIOD)}`,
        period: PERIOD,
        from: '2026-04-29T14:00:00+09:00',
        dueAt: '2026-05-06T14:00:00+09:00',
        steps: explainPeriod(CALENDAR, PERIOD, new Date('2026-04-29T14:00:00+09:00')).steps.map((step) => ({
          ...step,
          text: describeStep(step),
        })),
      },
    ],
  },
  promised: null,
  notes: ['산입하지 않는 기간이 끝나지 않아 오늘까지로 계산한 잠정 기한입니다.'],
};

const DETAIL: CaseFileView = {
  working: WORKING,
  receiptNo: '202647700000000123',
  petition: {
    typeCode: '4770000000004',
    typeName: '토지분할 신청',
    kind: 'STATUTORY',
    statutory: true,
    period: { unit: 'DAY', length: 3 },
    promised: { unit: 'DAY', length: 2 },
    departmentCode: '47700000003',
  },
  stage: 'SUPPLEMENT_REQUESTED',
  departmentCode: '47700000003',
  departmentName: '민원과',
  officer: { id: 's034', name: '선우별', phone: '063-000-0305' },
  applicant: { name: '문*래', phone: '010-****-9001' },
  agent: { name: '참솔측량설계사무소', phone: '010-****-4001' },
  receivedAt: '2026-04-29T14:00:00+09:00',
  completedAt: null,
  dueAt: '2026-05-06T14:00:00+09:00',
  provisional: true,
  promisedDueAt: '2026-05-04T14:00:00+09:00',
  plannedAt: '2026-05-07T18:00:00+09:00',
  targetAt: '2026-05-07T18:00:00+09:00',
  isTimed: true,
  dueMismatch: true,
  paused: true,
  supplementDueAt: '2026-05-11T18:00:00+09:00',
  extensions: 0,
  onTime: null,
  isOverdue: false,
  flags: ['SUPPLEMENT_LATE'],
  notified: { eligible: true },
  statusUrl: '/s/KEY',
  timeline: STEPS.map((entry, index) =>
    stepInWords(entry, STEPS.slice(0, index), new Map([['47700000003', '민원과']])),
  ),
  moves: [
    {
      at: '2026-04-30T16:30:00+09:00',
      from: '2026-05-06T14:00:00+09:00',
      to: '2026-05-07T14:00:00+09:00',
      cause: 'SUPPLEMENT_REQUESTED',
    },
  ],
};

const DOSSIER: CaseDossier = {
  petition: DETAIL,
  messages: MESSAGES,
  intervals: [
    { id: null, source: 'SAEOL', reason: 'SUPPLEMENT', from: '2026-04-30T16:30:00+09:00', to: null, note: null },
    {
      id: '019dd9a0-0000-7000-8000-000000000001',
      source: 'OPERATOR',
      reason: 'HEARING',
      from: '2026-05-07',
      to: '2026-05-08',
      note: '청문 일정',
    },
  ],
  tasks: [
    {
      id: '019dd9a0-0000-7000-8000-000000000002',
      receiptNo: DETAIL.receiptNo,
      petitionName: DETAIL.petition.typeName,
      kind: 'NOT_REACHED',
      occasion: 'case.supplement-requested',
      recipientKind: 'APPLICANT',
      cause: '업체에서 수신이 차단된 번호입니다.',
      departmentCode: DETAIL.departmentCode,
      officerId: 's034',
      openedAt: '2026-04-30T16:40:00+09:00',
      closedAt: null,
      closedAs: null,
    },
  ],
  preNotices: [
    {
      rung: 'D3',
      aimAt: '2026-05-06T14:00:00+09:00',
      dueAt: '2026-04-29T14:30:00+09:00',
      recipient: { id: 's034', kind: 'OFFICER', standIn: false },
      state: 'SENT',
      reason: null,
      inDigest: false,
      digestId: null,
    },
    {
      rung: 'D1',
      aimAt: '2026-05-06T14:00:00+09:00',
      dueAt: '2026-04-30T14:00:00+09:00',
      recipient: null,
      state: 'DROPPED',
      reason: 'MOVED',
      inDigest: false,
      digestId: null,
    },
  ],
};

const ITEMS: CaseListItem[] = [
  {
    receiptNo: '202647700000000201',
    petitionName: '산지전용허가',
    stage: 'SUPPLEMENT_REQUESTED',
    outcome: null,
    departmentName: '산림공원과',
    officerName: '신달래',
    receivedAt: '2026-04-01T10:00:00+09:00',
    targetAt: '2026-05-06T18:00:00+09:00',
    isTimed: false,
    isPaused: true,
    isOverdue: true,
    flags: ['SUPPLEMENT_LATE', 'EXTENSION_TOO_LONG'],
  },
  {
    receiptNo: '202647700000000412',
    petitionName: '건축허가(소규모)',
    stage: 'RECEIVED',
    outcome: null,
    departmentName: '건축과',
    officerName: null,
    receivedAt: '2026-05-12T09:10:00+09:00',
    targetAt: '2026-05-18T16:10:00+09:00',
    isTimed: true,
    isPaused: false,
    isOverdue: false,
    flags: [],
  },
];

function frame(context: PageContext, current: string): StaffFrame {
  return {
    context,
    organisation: '순창군',
    masthead: 'demo',
    user: { name: '정도담', roles: ['leader', 'inspector'], departmentName: '민원과' },
    current,
  };
}

const choices = FIGURES.departments.map(({ code, name }) => ({ code, name }));

/** Changes between two loads, as a fact would change them. */
let liveFigures = FIGURES;

const PAGES: Record<string, (context: PageContext) => ReactElement> = {
  '/': (context) => (
    <DashboardPage frame={frame(context, '/')} figures={liveFigures} health={HEALTH} departments={choices} types={[]} />
  ),
  '/empty': (context) => (
    <DashboardPage
      frame={frame(context, '/')}
      figures={NOTHING}
      health={HEALTH}
      departments={choices.slice(0, 1)}
      types={[]}
    />
  ),
  '/cases': (context) => (
    <CaseListPage
      frame={frame(context, '/cases')}
      items={ITEMS}
      filters={{ due: 'overdue', open: 'true', receivedFrom: '2026-04-01' }}
      hasEarlier
      nextCursor="NEXT"
      departments={choices}
      officers={new Map()}
    />
  ),
  '/cases-none': (context) => (
    <CaseListPage
      frame={frame(context, '/cases')}
      items={[]}
      filters={{ q: '2026' }}
      hasEarlier={false}
      nextCursor={null}
      departments={choices}
      officers={new Map()}
    />
  ),
  '/case': (context) => (
    <CasePage
      frame={frame(context, '/cases')}
      dossier={DOSSIER}
      officers={new Map([['s034', '선우별']])}
      may={{ operate: true, unmask: true, closeTasks: true }}
      newKey="KEY"
    />
  ),
  '/messages': (context) => (
    <MessageLogPage
      mayResend={false}
      frame={frame(context, '/messages')}
      items={MESSAGES}
      filters={{ status: 'DELIVERED' }}
      names={new Map()}
      hasEarlier={false}
      nextCursor="NEXT"
    />
  ),
  '/reports/coverage': (context) => (
    <CoveragePage
      frame={frame(context, '/reports/coverage')}
      departments={choices}
      types={[]}
      chosen={{ from: '2025-06', to: '2026-05' }}
      report={{
        asOf: FIGURES.asOf,
        from: '2025-06',
        to: '2026-05',
        total: { num: 1011, den: 1018 },
        rows: [
          {
            departmentCode: '47700000011',
            departmentName: '건축과',
            num: 611,
            den: 618,
            reasons: { OPTED_OUT: 3, UNREACHED: 2, '휴대전화번호 없음': 2 },
          },
          { departmentCode: '47700000003', departmentName: '민원과', num: 400, den: 400, reasons: {} },
        ],
      }}
    />
  ),
  '/reports/surveys': (context) => (
    <SurveyResultsPage
      frame={frame(context, '/reports/surveys')}
      departments={choices}
      types={[]}
      chosen={{ from: '2025-06', to: '2026-05', by: 'department' }}
      nameOf={(key) => choices.find(({ code }) => code === key)?.name ?? key}
      report={{
        asOf: FIGURES.asOf,
        from: '2025-06',
        to: '2026-05',
        rows: [
          { key: '47700000011', invited: 410, ...statisticsOf([3, 4, 20, 61, 120]) },
          { key: '47700000003', invited: 12, ...statisticsOf([0, 0, 1, 1, 2]) },
        ],
      }}
    />
  ),
  '/login': (context) => (
    <LoginPage
      context={context}
      organisation="순창군"
      masthead="demo"
      failure="wrong"
      signOn
      demoLogins={[
        { id: 'officer', password: 'demo', role: 'officer', who: '건축과 건축허가팀 담당자' },
        { id: 'head', password: 'demo', role: 'head', who: '건축과장' },
        { id: 'operator', password: 'demo', role: 'operator', who: '정보통신팀 운영자' },
      ]}
    />
  ),
  '/forbidden': (context) => <NoPermissionPage frame={frame(context, '/audit')} />,
  '/outside': (context) => (
    <OutsideFailurePage
      context={context}
      organisation="순창군"
      masthead="demo"
      title="서버 오류"
      detail="처리 중 오류가 발생했습니다. 계속되면 traceId와 함께 관리자에게 알려 주세요."
      traceId="4bf92f3577b34da6a3ce929d0e0e4736"
    />
  ),
  '/missing': (context) => (
    <FailurePage
      frame={frame(context, '/cases')}
      title="없는 민원입니다"
      detail="접수번호가 맞는지 확인해 주세요."
      traceId="4f1c2a"
    />
  ),
};

/** How many of a bulk resend's ten are on their way. */
let resent = 3;

function resendPage(context: PageContext): ReactElement {
  const isOver = resent === 10;
  return (
    <BulkResendPage
      frame={frame(context, '/messages')}
      resend={{
        id: '019dd8a4-7c00-7000-8000-000000000001',
        filter: {},
        reason: '업체 장애가 끝남',
        state: isOver ? 'FINISHED' : 'RUNNING',
        counted: 10,
        sent: resent,
        createdAt: '2026-04-29T14:00:00+09:00',
        finishedAt: isOver ? '2026-04-29T14:00:10+09:00' : null,
      }}
    />
  );
}

/** Open streams of the page under test. */
const streams = new Set<ServerResponse>();
let refreshes: (string | undefined)[] = [];

function serveStream(server: FastifyInstance): void {
  server.get('/api/v1/reports/stream', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write('retry: 200\n\n');
    streams.add(reply.raw);
    reply.raw.on('close', () => streams.delete(reply.raw));
  });
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.url === '/' || request.url === '/resend')
      refreshes.push(request.headers['x-live-refresh'] as string | undefined);
    done();
  });
}

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite({ ...PAGES, '/resend': resendPage }, serveStream)]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.each(Object.keys(PAGES))('staff page %s', (path) => {
  const name = path === '/' ? 'dashboard' : path.slice(1).replace('/', '-');

  it('fits into 320 px and breaks no rule of its own CSP, Turbo running', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(site.origin + path, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready');
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await keepScreenshot(page, `console-${name}-320`);
    await context.close();
  });

  it('is clean in axe from a phone to a wide desk', async () => {
    for (const width of [390, 1440, 1920]) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      await page.goto(site.origin + path, { waitUntil: 'load' });
      await page.evaluate('document.fonts.ready');
      expect(await axeViolations(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
      await keepScreenshot(page, `console-${name}-${width}`);
      await context.close();
    }
    // axe alone takes seconds where the processors carry other work.
  }, 120_000);
});

describe('long work', () => {
  it('shows how far it has come by itself until it is done, and prolongs nobody’s session by it', async () => {
    resent = 3;
    const page = await browser.newPage();
    await page.goto(`${site.origin}/resend`);
    await page.getByText('10건 가운데 3건을 다시 보냈습니다').waitFor();
    refreshes = [];
    resent = 6;
    await page.getByText('10건 가운데 6건을 다시 보냈습니다').waitFor();
    resent = 10;
    await page.getByText('10건 가운데 10건을 다시 보냈습니다').waitFor();
    expect(await page.locator('watch-progress').count()).toBe(0);
    expect(refreshes.length).toBeGreaterThanOrEqual(2);
    expect(new Set(refreshes)).toEqual(new Set(['1']));
    await page.close();
  });
});

describe('dashboard', () => {
  const inProgress = '.ma-tile-value >> nth=0';

  it('changes by itself when a fact arrives, without a reload, and keeps what the reader unfolded', async () => {
    liveFigures = FIGURES;
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.locator('live-page[data-state=open]').waitFor();
    await page.evaluate('window.stillHere = true');
    await page.getByText('표로 보기').click();
    refreshes = [];

    liveFigures = { ...FIGURES, tiles: { ...FIGURES.tiles, inProgress: 359 } };
    for (const stream of streams) stream.write('data: {}\n\n');

    await page.locator(inProgress).filter({ hasText: '359' }).waitFor();
    expect(await page.evaluate('window.stillHere')).toBe(true);
    expect(await page.locator('.ma-fold-table').getAttribute('open')).not.toBeNull();
    expect(await page.locator('live-page').getAttribute('data-state')).toBe('open');
    expect(refreshes).toEqual(['1']);
    await page.close();
  });

  it('is as fresh as a second: its pauses leave a quarter of it for the work between them', () => {
    // The longest way of a fact: counted just after a roll-up, told just after a refresh. One refresh then shows it, as above.
    expect(ROLL_UP_EVERY_MS + REFRESH_EVERY_MS).toBeLessThanOrEqual(750);
  });

  it('gathers a burst of facts into few refreshes', async () => {
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.locator('live-page[data-state=open]').waitFor();
    refreshes = [];
    for (let burst = 0; burst < 50; burst++) for (const stream of streams) stream.write('data: {}\n\n');
    liveFigures = { ...FIGURES, tiles: { ...FIGURES.tiles, inProgress: 360 } };
    for (const stream of streams) stream.write('data: {}\n\n');
    await page.locator(inProgress).filter({ hasText: '360' }).waitFor();
    expect(refreshes.length).toBeLessThanOrEqual(2);
    await page.close();
  });

  it('says plainly when the stream is cut, and catches up when it is back', async () => {
    liveFigures = FIGURES;
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.locator('live-page[data-state=open]').waitFor();
    const warning = page.getByText('실시간 연결이 끊겼습니다');
    expect(await warning.isVisible()).toBe(false);

    await page.context().setOffline(true);
    for (const stream of streams) stream.destroy();
    await warning.waitFor({ state: 'visible' });

    liveFigures = { ...FIGURES, tiles: { ...FIGURES.tiles, inProgress: 361 } };
    await page.context().setOffline(false);
    await page.locator(inProgress).filter({ hasText: '361' }).waitFor();
    expect(await warning.isVisible()).toBe(false);
    await page.close();
  });

  it('hears nothing while its tab is hidden and catches up when it is seen', async () => {
    liveFigures = FIGURES;
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.locator('live-page[data-state=open]').waitFor();
    const seen = async (hidden: boolean): Promise<void> => {
      await page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
      );
    };
    await seen(true);
    await expect.poll(() => streams.size).toBe(0);
    liveFigures = { ...FIGURES, tiles: { ...FIGURES.tiles, inProgress: 362 } };
    await seen(false);
    await page.locator(inProgress).filter({ hasText: '362' }).waitFor();
    await page.close();
  });

  it('works without scripts: time, reload link, every figure a link to its cases', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.origin);
    expect(await page.getByRole('link', { name: '새로 고침' }).isVisible()).toBe(true);
    expect(await page.getByText('실시간 연결이 끊겼습니다').isVisible()).toBe(false);
    const row = page.getByRole('row', { name: /건축과/ }).first();
    expect(await row.getByRole('link', { name: '48', exact: true }).getAttribute('href')).toBe(
      '/cases?departmentCode=47700000011&stage=ASSIGNED',
    );
    expect(await page.getByRole('link', { name: /기한 경과 10/ }).getAttribute('href')).toBe('/cases?due=overdue');
    await context.close();
  });

  it('reaches every page of the menu by keyboard, the content first by the skip link', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(site.origin);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('본문 바로가기');
    const reached: string[] = [];
    const menu = menuFor(['head'], {}).flatMap(({ links }) => links.map(({ href }) => href));
    for (let stop = 0; stop < menu.length + 3; stop++) {
      await page.keyboard.press('Tab');
      reached.push(String(await page.evaluate('document.activeElement.getAttribute("href")')));
    }
    expect(reached).toEqual(expect.arrayContaining(menu));
    await page.close();
  });
});
