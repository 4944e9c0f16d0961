import { randomUUID } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNTY_WIDE_ROLES, DEMO_LOGINS, ROLES, type Role } from '../../src/staff/index.js';
import { testProgram, type TestProgram } from '../harness/program.js';
import { pageTable, type PageRow } from './page-table.js';
import { roleTable, type TableRow } from './role-table.js';
import { twoDepartments, type DepartmentFixture } from './two-departments.js';

/** One request for an operation whose scope is `own`, and how its answer shows that the department is seen. */
interface Sample {
  path: string;
  body?: object;
  headers?: Record<string, string>;
  /** Absent: whatever is not refused. */
  shows?: (body: string) => boolean;
}

type SampleOf = (department: DepartmentFixture) => Sample | Promise<Sample>;

const lists = (path: string, marker: (department: DepartmentFixture) => string): SampleOf => {
  return (department) => ({ path, shows: (body) => body.includes(marker(department)) });
};
/** A row of the figures that was counted for the department alone. */
const counts = (path: string): SampleOf => {
  return ({ code }) => ({ path: `${path}departmentCode=${code}`, shows: (body) => !body.includes('"rows":[]') });
};
const at = (path: (department: DepartmentFixture) => string, body?: object): SampleOf => {
  return (department) => ({ path: path(department), body });
};

const REASON = { reason: '민원인 요청으로 확인' };

/** A list or report as its two files; where a query is given, of the department alone. */
const files = (path: string, query: string, marker: (department: DepartmentFixture) => string) =>
  Object.fromEntries(
    ['xlsx', 'csv'].map((format): [string, SampleOf] => [
      `POST /api/v1/${path}.${format}`,
      (department) => ({
        path: `/api/v1/${path}.${format}${query === '' ? '' : `${query}departmentCode=${department.code}`}`,
        body: REASON,
        shows: (body) => body.includes(marker(department)),
      }),
    ]),
  );

const SAMPLES: Record<string, SampleOf> = {
  'GET /api/v1/cases': lists('/api/v1/cases?limit=200', ({ receiptNo }) => receiptNo),
  'GET /api/v1/cases/{receiptNo}': at(({ receiptNo }) => `/api/v1/cases/${receiptNo}`),
  'GET /api/v1/cases/{receiptNo}/deadline': at(({ receiptNo }) => `/api/v1/cases/${receiptNo}/deadline`),
  'GET /api/v1/cases/{receiptNo}/intervals': at(({ receiptNo }) => `/api/v1/cases/${receiptNo}/intervals`),
  'POST /api/v1/cases/{receiptNo}/intervals': at(
    ({ receiptNo }) => `/api/v1/cases/${receiptNo}/intervals?preview=true`,
    { reason: 'HEARING', from: '2026-04-30', to: '2026-04-30' },
  ),
  'DELETE /api/v1/cases/{receiptNo}/intervals/{id}': async ({ receiptNo, makeInterval }) => ({
    path: `/api/v1/cases/${receiptNo}/intervals/${await makeInterval()}`,
  }),
  'POST /api/v1/cases/{receiptNo}/unmask': at(({ receiptNo }) => `/api/v1/cases/${receiptNo}/unmask`, REASON),
  'GET /api/v1/deadlines/pre-notices/{receiptNo}': at(({ receiptNo }) => `/api/v1/deadlines/pre-notices/${receiptNo}`),
  'GET /api/v1/tasks': lists('/api/v1/tasks?limit=200', ({ receiptNo }) => receiptNo),
  'POST /api/v1/tasks/{id}/close': at(({ taskId }) => `/api/v1/tasks/${taskId}/close`, { closedAs: 'called' }),
  'GET /api/v1/messages': lists('/api/v1/messages?limit=200', ({ receiptNo }) => receiptNo),
  'GET /api/v1/messages/{id}': at(({ messageId }) => `/api/v1/messages/${messageId}`),
  'POST /api/v1/messages/{id}/resend': ({ messageId }) => ({
    path: `/api/v1/messages/${messageId}/resend`,
    headers: { 'idempotency-key': randomUUID() },
  }),
  'POST /api/v1/messages/{id}/skip': at(({ messageId }) => `/api/v1/messages/${messageId}/skip`, REASON),
  'GET /api/v1/surveys': lists('/api/v1/surveys?by=department', ({ code }) => code),
  'GET /api/v1/surveys/comments': lists('/api/v1/surveys/comments?limit=200', ({ code }) => code),
  'GET /api/v1/surveys/follow-ups': lists('/api/v1/surveys/follow-ups?limit=200', ({ receiptNo }) => receiptNo),
  'POST /api/v1/surveys/follow-ups/{id}/close': at(
    ({ followUpId }) => `/api/v1/surveys/follow-ups/${followUpId}/close`,
    {
      note: '전화로 안내함',
    },
  ),
  'GET /api/v1/reports/departments': lists('/api/v1/reports/departments', ({ code }) => code),
  'GET /api/v1/reports/deliveries': counts('/api/v1/reports/deliveries?'),
  'GET /api/v1/reports/coverage': lists('/api/v1/reports/coverage', ({ code }) => code),
  'GET /api/v1/reports/surveys': counts('/api/v1/reports/surveys?'),
  'GET /api/v1/reports/monthly': lists('/api/v1/reports/monthly?month=2026-04', ({ code }) => code),
  'GET /api/v1/reports/officers': lists('/api/v1/reports/officers', ({ officerId }) => `"${officerId}"`),
  'GET /api/v1/reports/reminder-orders': lists(
    '/api/v1/reports/reminder-orders',
    ({ overdueReceiptNo }) => overdueReceiptNo,
  ),
  'POST /api/v1/reports/reminder-orders/{receiptNo}': at(
    ({ overdueReceiptNo }) => `/api/v1/reports/reminder-orders/${overdueReceiptNo}`,
  ),
  ...files('cases', '', ({ receiptNo }) => receiptNo),
  ...files('reports/departments', '', ({ code }) => code),
  ...files('reports/deliveries', '?', () => '접수 안내'),
  ...files('reports/coverage', '', ({ code }) => code),
  ...files('reports/surveys', '', ({ code }) => code),
  ...files('reports/monthly', '?month=2026-04&', ({ code }) => code),
  ...files('reports/officers', '', ({ officerId }) => officerId),
  ...files('reports/reminder-orders', '', ({ overdueReceiptNo }) => overdueReceiptNo),
  'GET /api/v1/staff': lists('/api/v1/staff?limit=200', ({ officerId }) => `"${officerId}"`),
  'GET /api/v1/delegates': async ({ makeDelegation }) => {
    const id = await makeDelegation();
    return { path: '/api/v1/delegates?limit=200', shows: (body) => body.includes(id) };
  },
};

/** Somebody's own password: a key has none. */
const PEOPLE_ONLY = ['POST /api/v1/accounts/own-password'];

/** Where an empty one is refused before it is asked who calls. */
const BODIES: Record<string, object> = {
  'POST /api/v1/accounts/own-password': { current: 'not the password', next: '푸른산맑은강물2026' },
};

const PARAMETERS: Record<string, string> = {
  id: randomUUID(),
  month: '2026-04',
  date: '2031-12-24',
  year: '2031',
  vendor: 'NHN',
  channel: 'SMS',
  departmentCode: '47700000011',
  column: 'step_code',
  code: '없음',
};

interface Caller {
  role: Role;
  kind: 'person' | 'key';
  /** Sees all departments. */
  isCountyWide: boolean;
  headers: Record<string, string>;
}

let program: TestProgram;
let own: DepartmentFixture;
let foreign: DepartmentFixture;
let callers: Caller[];
beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' });
  ({ own, foreign } = await twoDepartments(program));
  callers = (await Promise.all(ROLES.map(async (role) => [await person(role), await keyOf(role)]))).flat();
}, 60_000);
afterAll(() => program?.stop());

async function person(role: Role): Promise<Caller> {
  const { id, password } = DEMO_LOGINS.find((login) => login.role === role)!;
  const answer = await fetch(`${program.url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, password }),
  });
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
  return {
    role,
    kind: 'person',
    isCountyWide: COUNTY_WIDE_ROLES.includes(role),
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  };
}

/** Bound to the own department, whatever its role. */
async function keyOf(role: Role): Promise<Caller> {
  const answer = await fetch(`${program.url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: program.bearer },
    body: JSON.stringify({ name: role, role, departmentCodes: [own.code] }),
  });
  const { key } = (await answer.json()) as { key: string };
  return { role, kind: 'key', isCountyWide: false, headers: { authorization: `Bearer ${key}` } };
}

async function sampleOf(
  { operation, scope }: TableRow,
  department: DepartmentFixture,
  caller: Caller,
): Promise<Sample> {
  const path = operation.split(' ')[1]!;
  if (scope !== 'own') {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? 'x');
    return { path: filled, body: operation in BODIES ? BODIES[operation] : {} };
  }
  // An officer speaks for themself; the others for the people of their departments.
  const isSelf = caller.role === 'officer' && caller.kind === 'person' && department === own;
  const absentId = isSelf ? 's113' : department.officerId;
  if (operation === 'POST /api/v1/delegates')
    return { path, body: { absentId, delegateId: 's024', starts: '2026-05-04', ends: '2026-05-04' } };
  if (operation === 'DELETE /api/v1/delegates/{id}')
    return { path: `/api/v1/delegates/${await department.makeDelegation(absentId)}` };
  return SAMPLES[operation]!(department);
}

type Outcome = 'done' | 'hidden' | 'refused' | `broken ${number}`;

async function ask(row: TableRow, caller: Caller, department: DepartmentFixture): Promise<Outcome> {
  const { path, body, headers, shows } = await sampleOf(row, department, caller);
  const method = row.operation.split(' ')[0]!;
  const answer = await fetch(program.url + path, {
    method,
    headers: {
      ...caller.headers,
      ...headers,
      ...(method === 'GET' || body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: method === 'GET' || body === undefined ? undefined : JSON.stringify(body),
    redirect: 'manual',
  });
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body!.cancel();
    return 'done';
  }
  const isWorkbook = answer.headers.get('content-type')?.includes('spreadsheetml') === true;
  const text = isWorkbook
    ? JSON.stringify((await readXlsxFile(Buffer.from(await answer.arrayBuffer())))[0]!.data)
    : await answer.text();
  const { status } = answer;
  if (status >= 500 || status === 401 || status === 429) return `broken ${status}`;
  if (status === 403) return 'refused';
  if (row.scope === 'own') {
    if (status === 404 || text.includes('STAFF.UNKNOWN_OFFICER')) return 'hidden';
    if (status === 400) return `broken ${status}`;
    if (shows !== undefined && !shows(text)) return 'hidden';
  }
  return 'done';
}

function expected({ scope, roles, operation }: TableRow, caller: Caller, isOwn: boolean): Outcome {
  if (!roles.includes(caller.role)) return 'refused';
  if (PEOPLE_ONLY.includes(operation) && caller.kind === 'key') return 'refused';
  if (scope === 'county') return caller.isCountyWide ? 'done' : 'refused';
  if (scope === 'own') return isOwn || caller.isCountyWide ? 'done' : 'hidden';
  return 'done';
}

describe('the table of roles', () => {
  it('has a row for every operation of the OpenAPI document, with the roles that the document says', async () => {
    const document = (await (await fetch(`${program.url}/openapi.json`)).json()) as OpenAPIObject;
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations as Record<string, { 'x-roles'?: Role[]; 'x-whole-county'?: boolean }>).map(
        ([method, operation]) => ({
          operation: `${method.toUpperCase()} ${path}`,
          roles: (operation['x-roles'] ?? []).join(' '),
          county: operation['x-whole-county'] === true,
        }),
      ),
    );
    const inTable = roleTable().map(({ operation, roles, scope }) => ({
      operation,
      roles: roles.join(' '),
      county: scope === 'county',
    }));
    const byOperation = (a: { operation: string }, b: { operation: string }) => (a.operation < b.operation ? -1 : 1);
    expect(documented.toSorted(byOperation)).toEqual(inTable.toSorted(byOperation));
  });

  it('has a request for every operation that is bound to departments', () => {
    const bound = roleTable().filter(({ scope }) => scope === 'own');
    const without = bound.map(({ operation }) => operation).filter((operation) => SAMPLES[operation] === undefined);
    expect(without).toEqual(['POST /api/v1/delegates', 'DELETE /api/v1/delegates/{id}']);
  });

  it('holds for every operation, role, person and key, in the own and in a foreign department', async () => {
    const wrong: string[] = [];
    let asked = 0;
    for (const row of roleTable().filter(({ scope }) => scope !== 'open')) {
      const departments = row.scope === 'own' ? [own, foreign] : [own];
      await Promise.all(
        callers.map(async (caller) => {
          for (const department of departments) {
            const outcome = await ask(row, caller, department);
            const wanted = expected(row, caller, department === own);
            asked += 1;
            if (outcome !== wanted)
              wrong.push(
                `${row.operation} as ${caller.role} (${caller.kind}) in the ${department === own ? 'own' : 'foreign'} department: ${outcome}, not ${wanted}`,
              );
          }
        }),
      );
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(1_500);
  }, 120_000);

  it('is closed to strangers, before anything is validated', async () => {
    for (const { operation, scope } of roleTable().filter((row) => row.scope !== 'open')) {
      const [method, path] = operation.split(' ') as [string, string];
      for (const authorization of [undefined, 'Bearer not-a-key-of-this-county', 'Basic YWRtaW46YWRtaW4='])
        await expect(
          fetch(program.url + path.replace(/\{\w+\}/g, 'x'), {
            method,
            headers: authorization ? { authorization } : {},
          }).then(({ status }) => [operation, scope, status]),
        ).resolves.toEqual([operation, scope, 401]);
    }
  });
});

/** Something that is there, for pages about one thing; other ids are nobody's. */
const PAGES_OF = (): Record<string, string> => ({
  '/cases/{receiptNo}': `/cases/${own.receiptNo}`,
  '/cases/{receiptNo}/intervals': `/cases/${own.receiptNo}/intervals`,
  '/messages/{id}': `/messages/${own.messageId}`,
  '/reports/reminder-orders/{receiptNo}': `/reports/reminder-orders/${own.overdueReceiptNo}`,
  '/exports/{view}': '/exports/cases',
  '/gateways/{vendor}/{channel}': '/gateways/NHN/SMS',
  '/occasion-rules/{occasion}': '/occasion-rules/case.received',
  '/staff/{id}/forget': '/staff/s140/forget',
});

/** Steps of an act: without what was filled in before, they ask for it. */
const ASKS_AGAIN = ['/county-settings/change', '/holidays/add', '/outages/enter', '/templates/diff'];

type PageOutcome = 'page' | 'asks again' | 'not found' | 'no permission' | `broken ${number}`;

async function open({ method, path }: PageRow, { headers }: Caller): Promise<PageOutcome> {
  const filled = PAGES_OF()[path] ?? path.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? 'x');
  const answer = await fetch(program.url + filled, {
    method,
    headers: {
      ...headers,
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : { accept: 'text/html' }),
    },
    body: method === 'POST' ? '' : undefined,
    redirect: 'manual',
  });
  // What refuses a form is the same as what refuses a page; to have it drawn each time would only take time.
  if (method === 'POST') return answer.status === 403 ? 'no permission' : `broken ${answer.status}`;
  const html = await answer.text();
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true && html.includes('<main');
  if (answer.status === 403 && isPage && html.includes('이 화면을 볼 권한이 없습니다')) return 'no permission';
  if (answer.status === 404 && isPage) return 'not found';
  if (answer.status === 400 && isPage) return 'asks again';
  return (answer.status === 200 && isPage) || answer.status === 303 ? 'page' : `broken ${answer.status}`;
}

describe('the table of pages', () => {
  it('holds for every page and role: the page, or the one that says who may not', async () => {
    const people = callers.filter(({ kind }) => kind === 'person');
    const wrong: string[] = [];
    let shown = 0;
    for (const row of pageTable()) {
      await Promise.all(
        people.map(async (caller) => {
          const may = row.roles.includes(caller.role);
          // What a form does is tried in specs of its own.
          if (may && row.method === 'POST') return;
          const outcome = await open(row, caller);
          if (outcome === 'page') shown += 1;
          const isAboutNothing = row.path.includes('{') && PAGES_OF()[row.path] === undefined;
          const seen = isAboutNothing ? 'not found' : ASKS_AGAIN.includes(row.path) ? 'asks again' : 'page';
          const wanted = may ? seen : 'no permission';
          if (outcome !== wanted) wrong.push(`${row.method} ${row.path} as ${caller.role}: ${outcome}, not ${wanted}`);
        }),
      );
    }
    expect(wrong).toEqual([]);
    expect(shown).toBeGreaterThan(200);
  }, 120_000);
});

describe('reads of persons', () => {
  it.each<[string, string, SampleOf, (department: DepartmentFixture) => string]>([
    ['GET', 'cases.list', SAMPLES['GET /api/v1/cases']!, ({ receiptNo }) => receiptNo],
    ['GET', 'cases.read', SAMPLES['GET /api/v1/cases/{receiptNo}']!, ({ receiptNo }) => receiptNo],
    ['GET', 'tasks.list', SAMPLES['GET /api/v1/tasks']!, ({ receiptNo }) => receiptNo],
    ['GET', 'messages.list', SAMPLES['GET /api/v1/messages']!, ({ receiptNo }) => receiptNo],
    ['GET', 'messages.read', SAMPLES['GET /api/v1/messages/{id}']!, ({ receiptNo }) => receiptNo],
    ['GET', 'surveys.follow-ups', SAMPLES['GET /api/v1/surveys/follow-ups']!, ({ receiptNo }) => receiptNo],
    ['GET', 'staff.list', SAMPLES['GET /api/v1/staff']!, ({ officerId }) => officerId],
    ['POST', 'cases.unmask', SAMPLES['POST /api/v1/cases/{receiptNo}/unmask']!, ({ receiptNo }) => receiptNo],
    [
      'POST',
      'persons.export',
      ({ phone }) => ({ path: '/api/v1/person-exports', body: { phone, ...REASON } }),
      ({ receiptNo }) => receiptNo,
    ],
  ])('%s %s are written down with whose they were, in one entry', async (method, action, sample, subjectOf) => {
    const { path, body } = await sample(own);
    const entries = async () =>
      (
        (await program.get(`/api/v1/audit?action=${action}&subject=${subjectOf(own)}&limit=200`)).body as {
          items: { actorKind: string; reason: string | null; address: string }[];
        }
      ).items;
    const before = (await entries()).length;
    const answer = await fetch(program.url + path, {
      method,
      headers: { authorization: program.bearer, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    const after = await entries();
    expect(after).toHaveLength(before + 1);
    expect(after[0]).toMatchObject({
      actorKind: 'key',
      address: '127.0.0.1',
      reason: body === undefined ? null : REASON.reason,
    });
  });

  it('give a person all that is kept of them, what they wished to be called about too', async () => {
    const answer = await fetch(`${program.url}/api/v1/person-exports`, {
      method: 'POST',
      headers: { authorization: program.bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ phone: own.phone, ...REASON }),
    });
    const given = (await answer.json()) as Record<'cases' | 'messages' | 'followUps' | 'accesses', object[]>;
    expect(given.cases).toMatchObject([{ receiptNo: own.receiptNo, applicant: { name: '홍길동', phone: own.phone } }]);
    expect(given.followUps).toMatchObject([{ receiptNo: own.receiptNo, kind: 'CONTACT' }]);
    expect(given.messages.length).toBeGreaterThanOrEqual(2);
    expect(given.accesses.length).toBeGreaterThan(0);
    expect(JSON.stringify(given)).not.toContain(foreign.receiptNo);
  });

  it('answers who saw whose data in one query', async () => {
    const { body } = await program.get(`/api/v1/audit?subject=${own.receiptNo}&limit=200`);
    const actions = new Set((body as { items: { action: string }[] }).items.map(({ action }) => action));
    expect([...actions]).toEqual(
      expect.arrayContaining([
        'cases.list',
        'cases.read',
        'cases.unmask',
        'messages.list',
        'messages.read',
        'tasks.list',
      ]),
    );
  });

  it('show the county’s overview no name', async () => {
    const county = callers.find(({ role, kind }) => role === 'county' && kind === 'person')!;
    for (const [path, name, masked] of [
      [`/api/v1/cases/${own.receiptNo}`, '나새벽', '나*벽'],
      ['/api/v1/cases?limit=200', '나새벽', '나*벽'],
      ['/api/v1/staff?limit=200', '송오름', '송*름'],
    ] as const) {
      const text = await (await fetch(program.url + path, { headers: county.headers })).text();
      expect([path, text.includes(name), text.includes(masked)]).toEqual([path, false, true]);
    }
  });
});
