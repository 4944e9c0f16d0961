import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedPush } from '../harness/link.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';
import { DocumentedAnswers, type DocumentedOperation, type GivenAnswer, type Json } from './documented-answers.js';
import {
  HOSTILE_BODIES,
  HOSTILE_CURSORS,
  HOSTILE_DEEP_DOWN,
  HOSTILE_HEADERS,
  HOSTILE_IN_ADDRESSES,
  HOSTILE_TEXTS,
  HOSTILE_VALUES,
} from './hostile-values.js';
import { pageTable } from './page-table.js';
import { twoDepartments, type DepartmentFixture } from './two-departments.js';

interface Call {
  what: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

const asJson = { 'content-type': 'application/json' };

let program: TestProgram;
let answers: DocumentedAnswers;
let own: DepartmentFixture;
let pool: Pool;
let auditorKey: string;
beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00', TRUSTED_PROXIES: '127.0.0.1' });
  pool = new Pool(program.url, { connections: 16 });
  ({ own } = await twoDepartments(program));
  answers = new DocumentedAnswers((await program.get('/openapi.json')).body as OpenAPIObject);
  auditorKey = (await newKey('auditor')).key;
  await program.push([new Petition('202647700000004190').event('NO_SUCH_KIND', '2026-04-29T13:00:00', {})]);
}, 60_000);
afterAll(async () => {
  await pool?.close();
  await program?.stop();
});

let callers = 0;
/** Each call from an address of its own, so that limits of failures do not hide what lies behind them. */
function nextAddress(): string {
  callers += 1;
  return `10.${callers >> 16}.${(callers >> 8) & 255}.${callers & 255}`;
}

async function send(method: string, { path, headers, body }: Call): Promise<GivenAnswer> {
  for (;;) {
    const answer = await pool.request({
      method: method as 'GET',
      path,
      headers: { 'x-forwarded-for': nextAddress(), ...headers },
      body,
    });
    const contentType = (answer.headers['content-type'] as string | undefined) ?? null;
    if (contentType?.startsWith('text/event-stream')) {
      answer.body.destroy();
      return { status: answer.statusCode, contentType, text: '' };
    }
    const text = await answer.body.text();
    // A page tells people so in words; only the API names the code.
    if (
      answer.statusCode === 429 &&
      (contentType?.startsWith('text/html') || text.includes('HTTP.TOO_MANY_REQUESTS'))
    ) {
      await new Promise((nextSecond) => setTimeout(nextSecond, 100));
      continue;
    }
    return { status: answer.statusCode, contentType, text };
  }
}

async function sessionOf(id: string): Promise<string> {
  const login = await pool.request({
    method: 'POST',
    path: '/auth/login',
    headers: { ...asJson, 'x-forwarded-for': nextAddress() },
    body: JSON.stringify({ id, password: `minwon-${id}` }),
  });
  await login.body.dump();
  return [login.headers['set-cookie']].flat()[0]!.split(';')[0]!;
}

async function newKey(role: string): Promise<{ id: string; key: string }> {
  const { text } = await send('POST', {
    what: 'a key',
    path: '/api/v1/api-keys',
    headers: { ...asJson, authorization: program.bearer },
    body: JSON.stringify({ name: role, role }),
  });
  return JSON.parse(text) as { id: string; key: string };
}

function authorizationFor({ 'x-roles': roles }: DocumentedOperation): Record<string, string> {
  if (roles.length === 0) return {};
  return { authorization: roles.includes('admin') ? program.bearer : `Bearer ${auditorKey}` };
}

/** What the operation's `{id}` may be: the id of something in the list above it. */
async function idFor(path: string): Promise<string> {
  const known: Record<string, () => string | Promise<string>> = {
    '/api/v1/messages/': () => own.messageId,
    '/api/v1/tasks/': () => own.taskId,
    '/api/v1/surveys/follow-ups/': () => own.followUpId,
    '/api/v1/delegates/': () => own.makeDelegation(),
    '/api/v1/cases/': () => own.makeInterval(),
    '/api/v1/staff/': () => 's140',
    '/api/v1/api-keys/': async () => (await newKey('officer')).id,
  };
  const made = Object.keys(known).find((prefix) => path.startsWith(prefix));
  if (made !== undefined) return known[made]!();
  const list = path.slice(0, path.indexOf('/{id}'));
  const { body } = (await program.get(list)) as { body: { items?: { id: string }[] } | { id: string }[] };
  const items = Array.isArray(body) ? body : (body.items ?? []);
  return items.at(-1)?.id ?? randomUUID();
}

const PATH_VALUES: Record<string, string> = {
  month: '2026-03',
  date: '2026-06-03',
  year: '2028',
  vendor: 'SOLAPI',
  channel: 'LMS',
  occasion: 'case.received',
  departmentCode: '47700000011',
  column: 'step_code',
  code: '99',
};

async function fill(path: string, instead: Record<string, string> = {}): Promise<string> {
  const id = path.includes('{id}') && instead['id'] === undefined ? await idFor(path) : 'x';
  return path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => instead[name] ?? { id, receiptNo: own.receiptNo, ...PATH_VALUES }[name]!,
  );
}

/** The document's own example of a body; for what only the fixture knows, that. */
function exampleBody(document: OpenAPIObject, { operation, requestBody }: DocumentedOperation): Json | undefined {
  const schema = requestBody?.content['application/json']?.schema;
  if (schema === undefined) return undefined;
  const body = exampleOf(document, schema);
  if (operation === 'POST /auth/login') return { id: 'operator', password: 'minwon-operator' };
  // Whoever is given a password costs a hash, which is slow on purpose: only where it is itself what is mutated.
  if (operation === 'POST /api/v1/accounts') return { loginId: 'kim.oreum', officerId: 's112', roles: ['officer'] };
  if (operation === 'POST /api/v1/holidays') return { date: '2026-11-03', name: '군민의 날' };
  if (operation === 'POST /api/v1/holidays/years')
    return { year: 2028, holidays: [{ date: '2028-01-01', name: '신정' }] };
  if (operation === 'PUT /api/v1/saeol/codes/{column}/{code}') return { meaning: 'ASSIGNED', note: 'x' };
  return body;
}

function exampleOf(document: OpenAPIObject, schema: Json): Json {
  const of = schema as { [key: string]: Json };
  if (of['example'] !== undefined) return of['example'];
  if (typeof of['$ref'] === 'string')
    return exampleOf(document, document.components!.schemas![of['$ref'].split('/').at(-1)!] as unknown as Json);
  if (Array.isArray(of['allOf'])) return exampleOf(document, of['allOf'][0]!);
  if (Array.isArray(of['enum'])) return of['enum'][0]!;
  if (of['type'] === 'array') return [exampleOf(document, of['items']!)];
  if (of['type'] === 'object')
    return Object.fromEntries(
      Object.entries((of['properties'] ?? {}) as Record<string, Json>).map(([key, value]) => [
        key,
        exampleOf(document, value),
      ]),
    );
  if (of['schema'] !== undefined) return exampleOf(document, of['schema']);
  return of['type'] === 'boolean' ? true : of['type'] === 'string' ? 'x' : 1;
}

/** A value with each of its parts, and itself, in turn made hostile, left out or joined by what nobody knows. */
function* mutations(value: Json, put: (value: unknown) => unknown = (v) => v, at = ''): Generator<[string, unknown]> {
  const isDeep = at.split('.').length > 2;
  if (at !== '') for (const hostile of isDeep ? HOSTILE_DEEP_DOWN : HOSTILE_VALUES) yield [at, put(hostile)];
  if (Array.isArray(value)) {
    if (value[0] !== undefined) yield* mutations(value[0], (v) => put(value.with(0, v as Json)), `${at}[0]`);
  } else if (typeof value === 'object' && value !== null) {
    yield [`${at}.unknown`, put({ ...value, unknown: 'x' })];
    yield [`${at}.__proto__`, put({ ...value, ['__proto__']: { admin: true } })];
    for (const [key, item] of Object.entries(value)) {
      yield [`${at}.${key} missing`, put(Object.fromEntries(Object.entries(value).filter(([other]) => other !== key)))];
      yield* mutations(item, (v) => put({ ...value, [key]: v }), `${at}.${key}`);
    }
  }
}

async function* callsOf(document: OpenAPIObject, operation: DocumentedOperation): AsyncGenerator<Call> {
  const { path, parameters, requestBody } = operation;
  const body = exampleBody(document, operation);
  const needed = parameters.filter((one) => one.in === 'query' && one.required);
  const wanted = needed.map(
    (one) => `${one.name}=${encodeURIComponent(exampleOf(document, one as unknown as Json) as string)}`,
  );
  const valid = {
    path: (await fill(path)) + (needed.length > 0 ? `?${wanted.join('&')}` : ''),
    headers: { ...(body !== undefined && asJson), 'idempotency-key': randomUUID() },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
  const joint = needed.length > 0 ? '&' : '?';
  yield { what: 'valid', ...valid };
  for (const { name, in: place } of parameters)
    for (const value of HOSTILE_IN_ADDRESSES) {
      if (place === 'path')
        yield { ...valid, what: `${name}=${value}`, path: await fill(path, { [name]: value, id: 'x' }) };
      if (place === 'query')
        yield { ...valid, what: `?${name}=${value}`, path: `${valid.path}${joint}${name}=${value}` };
    }
  for (const { name, in: place, ...parameter } of parameters.filter((one) => one.in === 'query')) {
    const example = encodeURIComponent(exampleOf(document, parameter as unknown as Json) as string);
    for (const query of [`${name}=${example}`, `${name}=${example}&${name}=${example}`, `${name}[]=1`, `${name}[a]=1`])
      yield { ...valid, what: `?${query} (${place})`, path: `${valid.path}${joint}${query}` };
  }
  yield { ...valid, what: 'unknown parameter', path: `${valid.path}${joint}no-such-parameter=1&__proto__=1` };
  if (parameters.some(({ name }) => name === 'cursor'))
    for (const cursor of HOSTILE_CURSORS)
      yield { ...valid, what: `cursor ${cursor}`, path: `${valid.path}${joint}limit=1&cursor=${cursor}` };
  for (const headers of WITH_HOSTILE_HEADERS.includes(operation.operation) ? HOSTILE_HEADERS : [])
    yield { ...valid, what: JSON.stringify(headers).slice(0, 100), headers: { ...valid.headers, ...headers } };
  if (requestBody === undefined) return;
  for (const { type, body: raw } of HOSTILE_BODIES)
    yield {
      what: `${type} ${raw.toString().slice(0, 60)}`,
      path: valid.path,
      headers: { 'idempotency-key': randomUUID(), ...(type !== null && { 'content-type': type }) },
      body: raw,
    };
  if (requestBody.content['text/csv'] !== undefined)
    for (const text of HOSTILE_TEXTS)
      yield {
        what: `file ${text.slice(0, 60)}`,
        path: valid.path,
        headers: { 'content-type': 'text/csv' },
        body: text,
      };
  if (body !== undefined)
    for (const [at, mutated] of mutations(body))
      yield {
        what: `${at} = ${JSON.stringify(mutated).slice(0, 150)}`,
        path: valid.path,
        headers: { ...asJson, 'idempotency-key': randomUUID() },
        body: JSON.stringify(mutated),
      };
}

/** Runs as many at once as a browser would. */
async function eachOf<T>(items: AsyncIterable<T> | Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = await source.next(); !next.done; next = await source.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

/** What the program answers before it knows the operation is the same for all, so that a few stand for all. */
const WITH_HOSTILE_HEADERS = [
  'GET /api/v1/cases',
  'POST /api/v1/messages/{id}/resend',
  'POST /api/v1/saeol/events',
  'POST /api/v1/saeol/unsent/send',
  'GET /auth/oidc/callback',
];

/** Asks for what an example alone does not bring about, and holds the answer against the document; `headers` in place of the key. */
async function goodAnswer(
  name: string,
  {
    at,
    query = '',
    body,
    headers,
  }: { at?: string; query?: string; body?: Json; headers?: Record<string, string> } = {},
): Promise<Json> {
  const operation = answers.operations.find((one) => one.operation === name)!;
  const answer = await send(operation.method, {
    what: name,
    path: operation.path.replace(/\{\w+\}/, at ?? '') + query,
    headers: {
      ...(headers ?? { authorization: program.bearer }),
      ...(body !== undefined && asJson),
      'idempotency-key': randomUUID(),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect([name, answer.status, answers.faultOf(operation, answer), answer.status < 300 || answer.text]).toEqual([
    name,
    answer.status,
    null,
    true,
  ]);
  return JSON.parse(answer.text) as Json;
}

/** The id of the message about a new petition, which reaches nobody: the number is refused by every vendor. */
async function failedMessage(receiptNo: string): Promise<string> {
  await program.push([new Petition(receiptNo, '01000009006').received('2026-04-29T13:10:00')]);
  return eventually('a message that failed', async () => {
    const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}&status=FAILED`);
    return (body as { items: { id: string }[] }).items[0]?.id ?? false;
  });
}

describe('good answers that want more than an example', () => {
  it('of messages that failed or are held', async () => {
    const [failed, held] = [await failedMessage('202647700000004191'), await failedMessage('202647700000004192')];
    await program.database.dataSource.query(
      `UPDATE messaging.notification SET status = 'WAITING', status_reason = 'HELD', step = 'SEND', act_at = 'infinity', settled_at = NULL WHERE id = $1`,
      [held],
    );
    await goodAnswer('POST /api/v1/messages/{id}/skip', { at: held, body: { reason: '담당자 일괄 변경' } });
    const filter = { receiptNo: '202647700000004191' };
    const { count } = (await goodAnswer('GET /api/v1/messages/resends/count', {
      query: `?receiptNo=${filter.receiptNo}`,
    })) as { count: number };
    expect(count).toBe(1);
    const { id } = (await goodAnswer('POST /api/v1/messages/resends', {
      body: { filter, count, reason: '업체 장애로 실패한 알림' },
    })) as { id: string };
    await goodAnswer('GET /api/v1/messages/resends/{id}', { at: id });
    await goodAnswer('POST /api/v1/messages/resends/{id}/stop', { at: id });
    await eventually('it failed again', async () => {
      const { body } = await program.get(`/api/v1/messages/${failed}`);
      return (body as { status: string }).status === 'FAILED';
    });
    await goodAnswer('POST /api/v1/messages/{id}/resend', { at: failed });
  });

  it('of templates in two versions, tried on the phone of whoever asks', async () => {
    const document = (await program.get('/openapi.json')).body as OpenAPIObject;
    const draft = answers.operations.find(({ operation }) => operation === 'POST /api/v1/templates')!;
    const wished = exampleBody(document, draft) as { code: string; language: string; wording: Json };
    const { id } = (await goodAnswer('POST /api/v1/templates', { body: wished })) as { id: string };
    await goodAnswer('PUT /api/v1/templates/{id}', { at: id, body: { wording: wished.wording } });
    const { items } = (await goodAnswer('GET /api/v1/templates/versions', {
      query: `?code=${wished.code}&language=${wished.language}`,
    })) as { items: { id: string }[] };
    const first = items.at(-1)!.id;
    expect(first).not.toBe(id);
    await goodAnswer('GET /api/v1/templates/diff', { query: `?from=${first}&to=${id}` });
    const headers = { cookie: await sessionOf('operator'), 'sec-fetch-site': 'same-origin' };
    await goodAnswer('POST /api/v1/templates/{id}/test', { at: first, body: { channel: 'TEXT' }, headers });
    expect((await send('DELETE', { what: 'the draft', path: `/api/v1/templates/${id}`, headers })).status).toBe(204);
  });

  it('of the sender, the link and reminder orders', async () => {
    const { items } = (await goodAnswer('GET /api/v1/sender-profiles')) as { items: { [field: string]: Json }[] };
    const inUse = items.find((one) => one['inUse'] === true)!;
    const wished =
      'organisation senderNumber mainNumber kakaoChannelId rcsBrandId rcsChatroomId safeMarkKisaOn safeMarkChatroomOn safeMarkUntil expiresOn';
    const wish = Object.fromEntries(wished.split(' ').map((field) => [field, inUse[field]!]));
    await goodAnswer('POST /api/v1/sender-profiles', { body: { ...wish, reason: '대표번호 변경' } });
    const reconciliation = randomUUID();
    await program.database.dataSource.query(
      `INSERT INTO saeol.reconciliation (id, source, began_at, ended_at, listed) VALUES ($1, 'FILE', now(), now(), 1)`,
      [reconciliation],
    );
    await goodAnswer('GET /api/v1/saeol/reconciliations/{id}', { at: reconciliation });
    const { count } = (await goodAnswer('GET /api/v1/saeol/unsent')) as { count: number };
    expect(count).toBeGreaterThan(0);
    await goodAnswer('POST /api/v1/saeol/unsent/send', { body: { count } });
    await goodAnswer('POST /api/v1/reports/reminder-orders/{receiptNo}', { at: own.overdueReceiptNo });
  });
});

describe('hostile input', () => {
  it('to every operation of the document is answered as the document says, and never by a fault of ours', async () => {
    const document = (await program.get('/openapi.json')).body as OpenAPIObject;
    const faults = new Map<string, string>();
    let asked = 0;
    for (const operation of answers.operations) {
      const authorization = authorizationFor(operation);
      await eachOf(callsOf(document, operation), async (call) => {
        asked += 1;
        const answer = await send(operation.method, { ...call, headers: { ...authorization, ...call.headers } });
        const fault = answers.faultOf(operation, answer);
        if (fault !== null) faults.set(`${operation.operation}: ${fault.slice(0, 120)}`, call.what);
      });
    }
    expect([...faults].map(([fault, what]) => `${fault} – with ${what}`)).toEqual([]);
    expect(asked).toBeGreaterThan(5_000);
  }, 480_000);
});

describe('a method that no operation has', () => {
  it('is answered by a problem on every path, whoever asks', async () => {
    const document = (await program.get('/openapi.json')).body as OpenAPIObject;
    const faults: string[] = [];
    const calls = Object.entries(document.paths).flatMap(([path, documented]) =>
      ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']
        .filter((method) => !(method.toLowerCase() in (documented as object)))
        .map((method) => ({ method, path: path.replaceAll(/\{\w+\}/g, 'x') })),
    );
    await eachOf(calls, async ({ method, path }) => {
      const body = ['POST', 'PUT', 'PATCH'].includes(method) ? '{"a":' : undefined;
      for (const authorization of [program.bearer, undefined]) {
        const headers = { ...(authorization && { authorization }), ...(body !== undefined && asJson) };
        const answer = await send(method, { what: method, path, headers, body });
        // Another path may fit as well: `GET /api/v1/templates/{id}` with `diff` for an id.
        const isGood = answer.status < 300 && authorization !== undefined && path.startsWith('/api/');
        const isProblem = answer.contentType?.startsWith('application/problem+json') === true && answer.status < 500;
        if (!isGood && !isProblem) faults.push(`${method} ${path}: ${answer.status} ${answer.contentType}`);
        if (authorization === undefined && path.startsWith('/api/') && answer.status !== 401)
          faults.push(`${method} ${path} of a stranger: ${answer.status}`);
      }
    });
    expect(faults).toEqual([]);
    expect(calls.length).toBeGreaterThan(300);
  }, 60_000);
});

/** Every kind of the contract with all that it may carry; its head is that of a receipt unless it is one. */
const EVENTS: Record<string, object> = {
  RECEIVED: {
    petition: {
      typeCode: '4770000000015',
      typeName: '개발행위허가',
      kind: 'STATUTORY',
      statutory: true,
      period: { unit: 'DAY', length: 3 },
      promised: { unit: 'DAY', length: 2 },
      departmentCode: '47700000011',
    },
    applicant: { name: '홍길동', phone: '01000003420', notify: true, language: 'ko' },
    agent: { name: '김대리', phone: '01000003421', notify: true },
    plannedAt: '2026-05-06T14:00:00+09:00',
  },
  ASSIGNED: {
    officer: {
      id: 's113',
      name: '남궁다온',
      phone: '063-000-1103',
      mobile: '01000002113',
      departmentCode: '47700000011',
    },
  },
  SUPPLEMENT_REQUESTED: { supplement: { kind: 'SUPPLEMENT', reason: '배치도 1부', dueDays: 7, dueDate: '2026-05-08' } },
  EXCLUDED: { excluded: { reason: 'HEARING', from: '2026-04-30', to: '2026-05-04' } },
  EXTENDED: {
    extension: { days: 3, period: { unit: 'DAY', length: 3 }, reason: '협의', reasonCode: 'OTHER', consent: true },
  },
  COMPLETED: {
    outcome: 'GRANTED',
    result: {
      reason: '적합',
      delivery: 'VISIT',
      place: '민원실',
      transferredTo: { name: '전북도청', phone: '063-000-0000' },
    },
    note: '비고',
  },
  REOPENED: { reason: '정정' },
  AMENDED: { applicant: { name: '홍길동', phone: '01000003422' }, agent: { name: '김대리', phone: '01000003423' } },
  VOIDED: { reason: '오기' },
  NO_SUCH_KIND: { anything: { at: 'all' } },
};

/** Each event as it should be, and with each of its parts made hostile, in a case of its own that was received before. */
function hostileEvents(): object[][] {
  let nth = 0;
  return Object.entries(EVENTS).flatMap(([kind, more]) => {
    const mutated = [more, ...[...mutations(more as Json)].map(([, value]) => value as object)];
    const cases = mutated.map((payload) => {
      nth += 1;
      const petition = new Petition(`2026477001${String(nth).padStart(8, '0')}`, '01000003420');
      const before = kind === 'RECEIVED' ? [] : [petition.received('2026-04-29T13:00:00')];
      return [...before, petition.event(kind, '2026-04-29T13:30:00', payload)];
    });
    return [cases.flat()];
  });
}

const HEADS: object = {
  eventId: 'S-hostile',
  receiptNo: '202647700200000001',
  sequence: 1,
  kind: 'RECEIVED',
  occurredAt: '2026-04-29T13:00:00+09:00',
};

async function pushRaw(body: string): Promise<GivenAnswer> {
  const call = { what: 'push', path: '/api/v1/saeol/events', headers: signedPush(program.linkSecret, body), body };
  return send('POST', call);
}

describe('hostile events, well signed', () => {
  const push = () => answers.operations.find(({ operation }) => operation === 'POST /api/v1/saeol/events')!;

  it('are answered one by one, in order, whatever they hold', async () => {
    const lists = [...hostileEvents(), [...mutations(HEADS as Json)].map(([, head]) => head)];
    let pushed = 0;
    for (const list of lists)
      for (let start = 0; start < list.length; start += 500) {
        const events = list.slice(start, start + 500);
        const answer = await pushRaw(JSON.stringify({ events }));
        expect([answer.status, answers.faultOf(push(), answer)]).toEqual([202, null]);
        expect((JSON.parse(answer.text) as { results: unknown[] }).results).toHaveLength(events.length);
        pushed += events.length;
      }
    expect(pushed).toBeGreaterThan(1_000);
    for (const { body } of HOSTILE_BODIES.filter(({ body: raw }) => typeof raw === 'string')) {
      const answer = await pushRaw(body as string);
      expect([body.slice(0, 50), answers.faultOf(push(), answer)]).toEqual([body.slice(0, 50), null]);
      expect([400, 413, 422]).toContain(answer.status);
    }
  }, 60_000);

  it.each([
    ['arrays', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['an id', `{"eventId":${'['.repeat(20_000)}${']'.repeat(20_000)},"kind":"VOIDED"}`],
  ])('are known again and keep no neighbour out, however deep they are: %s', async (what, deep) => {
    const good = new Petition(`20264770020000${String(what.length).padStart(4, '0')}`).received('2026-04-29T13:00:00');
    const states = async (body: string) =>
      (JSON.parse((await pushRaw(body)).text) as { results: { status: string }[] }).results.map(({ status }) => status);
    expect(await states(`{"events":[${deep},${JSON.stringify(good)}]}`)).toEqual(['QUARANTINED', 'ACCEPTED']);
    expect(await states(`{"events":[${deep}]}`)).toEqual(['DUPLICATE']);
  });

  it('are worked off: nothing stays in the queue, nothing failed in it', async () => {
    const database = program.database.dataSource;
    await eventually(
      'an empty queue',
      async () => {
        const [inbox] = await database.query<[{ left: number }]>(
          `SELECT count(*)::int AS left FROM saeol.inbox WHERE state = 'WAITING' AND receipt_no LIKE '2026477001%'`,
        );
        const jobs = await database.query<{ task: string; error: string | null }[]>(
          `SELECT task.identifier AS task, job.last_error AS error FROM graphile_worker._private_jobs job
           JOIN graphile_worker._private_tasks task ON task.id = job.task_id`,
        );
        expect(jobs.filter(({ error }) => error !== null)).toEqual([]);
        return inbox.left === 0 && jobs.length === 0;
      },
      60_000,
    );
    const log = await readFile(join(program.dataDir, 'program.log'), 'utf8');
    const errors = log.split('\n').filter((line) => line !== '' && (JSON.parse(line) as { level: number }).level >= 50);
    expect(errors).toEqual([]);
  }, 90_000);
});

/** Pages and hooks that the document does not hold: for people, and for a vendor. */
const PAGES: readonly [method: 'GET' | 'POST', path: string][] = [
  ['GET', '/login?next='],
  ['GET', '/s/'],
  ['GET', '/survey/'],
  ['GET', '/survey/x?score='],
  ['GET', '/assets/'],
  ['GET', '/?departmentCode='],
  ['GET', '/?typeCode='],
  ['GET', '/cases?q='],
  ['GET', '/cases?cursor='],
  ['GET', '/cases?from='],
  ['GET', '/cases/'],
  ['GET', '/messages?cursor='],
  ['GET', '/messages/'],
  ['GET', '/search?q='],
  ['POST', '/s/'],
  ['POST', '/survey/'],
  ['POST', '/webhooks/nhn?x='],
  ['POST', '/nowhere/'],
];

describe('hostile input to pages', () => {
  it('is answered by a page or a problem, never by a fault of ours', async () => {
    const cookie = await sessionOf('inspector');
    const faults: string[] = [];
    const seen = new Map<string, number>();
    const calls = PAGES.flatMap(([method, path]) =>
      (path.endsWith('cursor=') ? HOSTILE_CURSORS.map(encodeURIComponent) : HOSTILE_IN_ADDRESSES).map(
        (value) => [method, path, value] as const,
      ),
    );
    await eachOf(calls, async ([method, path, value]) => {
      const type = method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send(method, {
        what: value,
        path: path + value,
        headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin', cookie, ...type },
        body: method === 'POST' ? `score=${value}&reason=${value}&__proto__=1` : undefined,
      });
      if (answer.status === 200) seen.set(path, (seen.get(path) ?? 0) + 1);
      if (answer.status >= 500 || answer.text.includes('<script>alert'))
        faults.push(`${path}${value}: ${answer.status}`);
    });
    expect(faults).toEqual([]);
    // Not everything was refused: these show a page for what they were given.
    expect([...seen.keys()].toSorted()).toEqual([
      '/?departmentCode=',
      '/?typeCode=',
      '/cases?cursor=',
      '/cases?from=',
      '/cases?q=',
      '/login?next=',
      '/messages?cursor=',
    ]);
    expect([...seen.values()].reduce((sum, pages) => sum + pages)).toBeGreaterThan(45);
  }, 60_000);
});

describe('an address that names what no table of words holds', () => {
  it.each(['__proto__', 'constructor', 'toString'])('is answered by every page: %s', async (name) => {
    const cookie = await sessionOf('admin');
    const query = ['done', 'action', 'code', 'source', 'column', 'by', 'tab'].map((one) => `${one}=${name}`).join('&');
    const paths = pageTable().filter(({ method, path, roles }) => {
      return method === 'GET' && roles.includes('admin') && !path.includes('{');
    });
    const faults: string[] = [];
    await eachOf(paths, async ({ path }) => {
      for (const asked of [`${path}?done=${name}`, `${path}?${query}`]) {
        const { status } = await send('GET', { what: asked, path: asked, headers: { accept: 'text/html', cookie } });
        if (![200, 303, 400].includes(status)) faults.push(`${asked}: ${status}`);
      }
    });
    expect(faults).toEqual([]);
    expect(paths.length).toBeGreaterThan(40);
  });
});

it('a good answer of every operation was held against the document too', () => {
  const unseen = answers.operations.flatMap(({ operation, responses }) => {
    const good = Object.entries(responses).filter(
      ([status, { content }]) => status < '300' && content?.['application/json'],
    );
    const names = good.map(([status]) => `${operation} ${status}`);
    return names.some((name) => answers.seen.has(name)) ? [] : names.slice(0, 1);
  });
  expect(unseen).toEqual([]);
});
