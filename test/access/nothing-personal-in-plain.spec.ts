import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStaff } from '../../config/seed/index.js';
import { maskName } from '../../libs/privacy/index.js';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type SandboxMessage, type TestProgram } from '../harness/program.js';
import { LISTED, PERSONAL } from './personal-columns.js';
import { columnsHolding, columnsOfWords, Search, spellings, WriteAheadLog, type Needle } from './where-it-stands.js';

const DAY = '2026-04-29';
const RESIDENT_NUMBERS = ['900101-1234567', '0503034123456', '881231 2345678'];
const CARD = '4321-8765-2109-6543';
const PASSPORT = 'M123A4567';

interface Told {
  name: string;
  phone: string;
}

const NAMES = [
  '제갈산들',
  '독고누리',
  '황보새솔',
  '남궁이슬',
  '사공보람',
  '선우아람',
  '망절한별',
  '동방다솜',
  '서문가람',
];
const applicants: Told[] = NAMES.map((name, index) => ({ name, phone: `010000${String(35_000 + index * 37)}` }));
const agents: Told[] = applicants
  .slice(0, 3)
  .map((_, index) => ({ name: `어금${'가나다'[index]}온`, phone: `010000${45_111 + index}` }));
const officer = { name: '장곡푸름', mobile: '01000055123' };
const imported = { name: '소봉하늬', mobile: '01000055321' };
const THIRD_NAME = '강전마루';
const THIRD_PHONE = '01000065432';
const COMMENT_NAME = '즙달래미';
const COMMENT_WORDS = '앞길이 질척입니다';
const RECEIPT_THAT_WAITS = '202647700000004398';
const LOGIN_TYPED_WRONG = 'my-password-in-the-wrong-field-7';

let program: TestProgram;
let owner: pg.Client;
/** What a person holds in hand and nobody else should: links, sessions, keys, passwords. */
const secrets: Needle[] = [];
let writeAhead: WriteAheadLog;
let search: Search;
/** Their number times the size of the files is what a search of files costs. */
let inFiles: Needle[];
let stream = '';

beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: `${DAY}T15:00:00+09:00` });
  owner = new pg.Client({ connectionString: program.database.url });
  await owner.connect();
  writeAhead = await WriteAheadLog.keep(owner);
  const cookie = await signIn('officer', 'minwon-officer');
  await listen();
  await theCountyWorks();
  await peopleAnswer();
  await staffLook(cookie);
  await theDaysGoBy();
  const identifiers = [
    ...RESIDENT_NUMBERS.flatMap((text, index) =>
      [text, text.replace(/\D/g, '')].map((written) => ({ name: `resident number ${index + 1}`, text: written })),
    ),
    { name: 'card', text: CARD },
    { name: 'passport', text: PASSPORT },
    { name: 'name in a comment', text: COMMENT_NAME },
    { name: 'words of a comment', text: COMMENT_WORDS },
    // Messages call people by their masked names, and nothing else does: so this is the text of a message.
    ...applicants.map(({ name }) => ({ name: 'text of a message', text: maskName(name) })),
    { name: 'password typed into the wrong field', text: LOGIN_TYPED_WRONG },
    ...secrets,
  ];
  const people: [who: string, Told][] = [
    ...[...applicants, ...agents].map((person, index): [string, Told] => [`person ${index + 1}`, person]),
    ['officer of Saeol', { name: officer.name, phone: officer.mobile }],
    ['officer of a file', { name: imported.name, phone: imported.mobile }],
    ['person in a reason', { name: THIRD_NAME, phone: THIRD_PHONE }],
  ];
  const staff = readStaff().map(({ id, name, mobile }): [string, Told] => [
    `staff ${id}`,
    { name, phone: mobile.replace(/\D/g, '') },
  ]);
  search = new Search([
    ...people.flatMap(([who, { name, phone }]) => [
      { name: `name of ${who}`, text: name },
      ...spellings(phone).map((text) => ({ name: `number of ${who}`, text })),
    ]),
    ...staff.flatMap(inShort),
    ...identifiers,
  ]);
  const ofTheDepartment = staff.filter(([who]) => who.startsWith('staff s11'));
  inFiles = [...people.flatMap(inShort), ...ofTheDepartment.flatMap(inShort), ...identifiers];
}, 120_000);
afterAll(async () => {
  await writeAhead?.letGo();
  await owner?.end();
  await program?.stop();
});

/** Name, and number without its first digit, so that `+82 10…` is found too. */
function inShort([who, { name, phone }]: [who: string, Told]): Needle[] {
  return [
    { name: `name of ${who}`, text: name },
    { name: `number of ${who}`, text: phone.slice(1) },
  ];
}

async function call(
  path: string,
  { method = 'POST', body, ...headers }: { method?: string; body?: object | string } & Record<string, unknown> = {},
) {
  const answer = await fetch(program.url + path, {
    method,
    headers: {
      authorization: program.bearer,
      'content-type': typeof body === 'string' ? 'text/csv' : 'application/json',
      ...(headers as Record<string, string>),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  expect([path.split('/').slice(0, 4).join('/'), answer.status < 400, answer.status]).toEqual([
    expect.anything(),
    true,
    answer.status,
  ]);
  return text;
}

async function signIn(id: string, password: string): Promise<string> {
  const answer = await fetch(`${program.url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, password }),
  });
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
  secrets.push({ name: 'session', text: cookie.split('=')[1]! }, { name: 'password', text: password });
  return cookie;
}

/** What the dashboards of the day were sent. */
async function listen(): Promise<void> {
  const answer = await fetch(`${program.url}/api/v1/reports/stream`, { headers: { authorization: program.bearer } });
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body!) stream += decoder.decode(chunk as Uint8Array);
  })().catch(() => undefined); // it ends when the program is started anew
}

/** Every kind of event, with more in it than anybody asked for. */
async function theCountyWorks(): Promise<void> {
  const at = (minute: number) => `${DAY}T13:${String(minute).padStart(2, '0')}:00`;
  const more = {
    residentNumber: RESIDENT_NUMBERS[0],
    address: `${THIRD_NAME}의 집`,
    password: 'x',
    phone2: THIRD_PHONE,
  };
  const typed = `신청인 ${RESIDENT_NUMBERS[0]}, 대리인 ${RESIDENT_NUMBERS[1]} ${THIRD_NAME} ${THIRD_PHONE}, 카드 ${CARD}, 여권 ${PASSPORT}`;
  const events = applicants.flatMap((applicant, index) => {
    const petition = new Petition(`2026477000000043${String(index).padStart(2, '0')}`, applicant.phone);
    const agent = agents[index];
    const steps = [
      petition.received(
        at(1),
        { typeName: `개발행위허가 ${RESIDENT_NUMBERS[2]}` },
        {
          applicant: { ...applicant, notify: true, ...more },
          ...(agent && { agent: { ...agent, notify: true } }),
          ...more,
        },
      ),
      petition.assigned(at(2), {
        id: 's999',
        name: officer.name,
        phone: '063-000-1199',
        mobile: officer.mobile,
        ...more,
      }),
      petition.supplementRequested(at(3), { reason: typed }),
      petition.supplementDone(at(4)),
      petition.extended(at(5), { reason: typed }),
    ];
    if (index === 1)
      steps.push(petition.event('AMENDED', at(6), { applicant: { name: THIRD_NAME, phone: THIRD_PHONE } }));
    if (index === 2) steps.push(petition.event('VOIDED', at(6), { reason: typed }));
    else if (index !== 3)
      steps.push(
        petition.completed(at(7), index === 4 ? 'REFUSED' : 'GRANTED', {
          result: { reason: typed, transferredTo: { name: THIRD_NAME, phone: THIRD_PHONE } },
          note: typed,
        }),
      );
    return steps;
  });
  for (const event of events) {
    if ((event as { kind: string }).kind === 'AMENDED')
      await eventually('a word at the number that is amended', async () => {
        const told = await program.messages(applicants[1]!.phone);
        return told.some((one) => linkIn(one, '/s/') !== undefined);
      });
    expect((await program.push([event])).body.results[0]!.status).toBe('ACCEPTED');
  }
  // Quarantined: a kind that nobody knows, a step before its time, an id with another content.
  const bad = new Petition('202647700000004399', applicants[0]!.phone);
  const { body } = await program.push([
    bad.event('NO_SUCH_KIND', at(8), { applicant: applicants[0], reason: typed, ...more }),
    { ...bad.received('2026-04-30T13:00:00'), applicant: { ...applicants[1], ...more } },
    { ...(events[0] as object), applicant: { name: THIRD_NAME, phone: THIRD_PHONE } },
    `${applicants[2]!.name} ${RESIDENT_NUMBERS[0]}`,
  ]);
  expect(body.results.map(({ status }) => status)).toEqual(Array(4).fill('QUARANTINED'));
  // Steps that wait for a receipt which never comes: nobody's case will take them along.
  const waits = new Petition(RECEIPT_THAT_WAITS, applicants[1]!.phone);
  waits.event('RECEIVED', at(8), {});
  const late = await program.push([waits.event('AMENDED', at(9), { applicant: applicants[1] })]);
  expect(late.body.results[0]!.status).toBe('ACCEPTED');
  await call('/api/v1/staff/import', {
    body: `직원번호,성명,부서코드,팀,직위,행정전화,휴대전화\ns998,${imported.name},47700000011,건축허가팀,담당자,063-000-1198,${imported.mobile}\n`,
  });
}

function linkIn({ buttons, text }: SandboxMessage, path: '/s/' | '/survey/'): string | undefined {
  const urls = [...buttons.map(({ url }) => url ?? ''), ...text.split(/\s+/)];
  return urls.find((url) => url.includes(path));
}

/** Citizens open their pages, say that a number is not theirs, opt out, and answer the survey with names in the comment. */
async function peopleAnswer(): Promise<void> {
  const surveyed = applicants.slice(5);
  const messages = await eventually(
    'the invitations to the survey',
    async () => {
      const all = (await Promise.all([...applicants, ...agents].map(({ phone }) => program.messages(phone)))).flat();
      const invited = surveyed.filter(({ phone }) =>
        all.some((one) => one.to === phone && linkIn(one, '/survey/') !== undefined),
      );
      return invited.length === surveyed.length && all;
    },
    60_000,
  );
  const form = (url: string, fields: Record<string, string>) =>
    fetch(program.url + new URL(url).pathname.replace(/\?.*/, ''), {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  const links = (path: '/s/' | '/survey/') =>
    new Set(
      messages.flatMap((one) => {
        const url = linkIn(one, path);
        return url === undefined ? [] : [new URL(url).pathname];
      }),
    );
  // Whoever was told at the number that was amended later holds a link that is dead by now.
  const amended = new Set(messages.filter(({ to }) => to === applicants[1]!.phone).map((one) => linkIn(one, '/s/')));
  expect(amended.size).toBeGreaterThan(0);
  const alive: string[] = [];
  for (const path of links('/s/')) {
    const isDead = [...amended].some((url) => url !== undefined && new URL(url).pathname === path);
    expect((await fetch(program.url + path)).status).toBe(isDead ? 410 : 200);
    if (!isDead) alive.push(path);
  }
  for (const path of links('/survey/')) {
    const fields = {
      score: '1',
      contact: 'yes',
      comment: `${COMMENT_NAME} ${RESIDENT_NUMBERS[1]} ${THIRD_PHONE} ${COMMENT_WORDS}`,
    };
    expect((await form(`http://x${path}`, fields)).status).toBeLessThan(400);
  }
  const [first, second] = alive;
  expect((await form(`http://x${first}/opt-out`, {})).status).toBeLessThan(400);
  expect((await form(`http://x${second}/not-mine`, {})).status).toBeLessThan(400);
  for (const path of [...links('/s/'), ...links('/survey/')])
    secrets.push({ name: 'token of a link', text: path.split('/')[2]! });
}

async function staffLook(cookie: string): Promise<void> {
  const reason = `${THIRD_NAME} ${THIRD_PHONE} 민원인 요청`;
  await call('/api/v1/cases/202647700000004300/unmask', { body: { reason } });
  await call('/api/v1/person-exports', { body: { phone: applicants[0]!.phone, reason } });
  await call('/api/v1/audit/export', {
    body: { reason, from: '2026-01-01T00:00:00+09:00', to: '2099-01-01T00:00:00+09:00' },
  });
  for (const path of [
    'cases',
    `cases?q=${applicants[0]!.phone}`,
    'messages',
    'tasks',
    'staff',
    'surveys/comments',
    'surveys/follow-ups',
  ])
    expect((await program.get(`/api/v1/${path}`)).status).toBe(200);
  for (const path of ['/', '/cases', '/cases/202647700000004300', '/messages'])
    await fetch(program.url + path, { headers: { cookie, accept: 'text/html' } });
  for (const id of [LOGIN_TYPED_WRONG, applicants[0]!.name, 'officer'])
    await fetch(`${program.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, password: LOGIN_TYPED_WRONG }),
    });
  const note = `${THIRD_PHONE} ${RESIDENT_NUMBERS[0]} 관련`;
  await call('/api/v1/cases/202647700000004303/intervals', { body: { reason: 'TEST', from: DAY, to: DAY, note } });
  await call('/api/v1/outages', { body: { from: '2026-04-28', to: '2026-04-28', note } });
  const { items } = (await program.get('/api/v1/surveys/follow-ups')).body as { items: { id: string }[] };
  for (const { id } of items)
    await call(`/api/v1/surveys/follow-ups/${id}/close`, { body: { note: `${THIRD_NAME} ${note}` } });
  expect(items.length).toBeGreaterThan(0);
  // What is refused is told and logged without its values.
  await program.get(
    `/api/v1/cases/${encodeURIComponent(applicants[0]!.name)}?${applicants[0]!.phone}=${RESIDENT_NUMBERS[0]}`,
  );
  await fetch(`${program.url}/s/${encodeURIComponent(applicants[0]!.phone)}`, {
    headers: { 'user-agent': THIRD_PHONE },
  });
  secrets.push(
    { name: 'API key', text: program.bearer.slice('Bearer '.length) },
    { name: 'secret of the link', text: program.linkSecret.slice(6) },
  );
}

/** Warnings, digests and whatever else comes with time. */
async function theDaysGoBy(): Promise<void> {
  await program.restart({ DEMO_CLOCK_SPEED: '20000' });
  await eventually('two days later', async () => program.clock.now() > new Date('2026-05-01T12:00:00+09:00'), 60_000);
}

describe('after a day of the county', () => {
  it('the search finds what does stand there, in every form', async () => {
    const known = new Search([{ name: 'receipt number', text: '202647700000004300' }]);
    const found = await known.inDatabase(owner);
    expect(found).toEqual(
      expect.arrayContaining(['receipt number in cases.civil_case', 'receipt number in messaging.notification']),
    );
    const { name, phone } = applicants[0]!;
    const planted = {
      text: ['$1::text', `x ${name} +82 ${phone.slice(1)}`],
      bytes: [`convert_to($1, 'UTF8')`, `x${name}${phone}`],
      json: ['json_build_object($1::text, $1::text)', `"${name}" ${phone}`],
      escaped: [
        '$1::text',
        JSON.stringify(`${name} ${phone}`).replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16)}`),
      ],
      base64: [`encode(convert_to($1, 'UTF8'), 'base64')`, `x${name}${phone}x`],
      base64_of_bytes: [`convert_to(encode(convert_to($1, 'UTF8'), 'base64'), 'UTF8')`, `xx${name}${phone}`],
    };
    for (const [form, [sql, value]] of Object.entries(planted))
      await owner.query(`CREATE UNLOGGED TABLE planted_${form} AS SELECT ${sql} AS held`, [value]);
    const traces = await search.inDatabase(owner);
    for (const form of Object.keys(planted)) {
      expect(traces).toEqual(
        expect.arrayContaining([
          `name of person 1 in public.planted_${form}`,
          `number of person 1 in public.planted_${form}`,
        ]),
      );
      await owner.query(`DROP TABLE planted_${form}`);
    }
    const { body } = await program.get('/api/v1/cases/202647700000004305');
    expect(JSON.stringify(body)).toContain(officer.name);
  });

  it('no column of any table holds a name, a number, a token or a secret in plain', async () => {
    expect(await search.inDatabase(owner)).toEqual([]);
  });

  it('nor do the files of the database', async () => {
    await owner.query('CHECKPOINT');
    const { rows } = await owner.query<{ path: string }>(
      `SELECT current_setting('data_directory') || '/base/' || oid AS path FROM pg_database WHERE datname = current_database()`,
    );
    // Not a search of nothing: what is no secret does stand there.
    const plain = new Search([{ name: 'department', text: '47700000011' }]);
    expect((await plain.inFiles(rows[0]!.path)).length).toBeGreaterThan(0);
    expect(await new Search(inFiles).inFiles(rows[0]!.path)).toEqual([]);
  }, 60_000);

  it('nor does what the database wrote ahead, what was changed and deleted since included', async () => {
    const written = await writeAhead.search(inFiles);
    expect(written.found).toEqual([]);
    expect(written.bytes).toBeGreaterThan(100_000);
    // Not a search of nothing: what is written in plain and dropped at once is found.
    const { name, phone } = applicants[0]!;
    await owner.query('CREATE TABLE planted (held text)');
    await owner.query('INSERT INTO planted VALUES ($1)', [`x ${name} ${phone} x`]);
    await owner.query('DROP TABLE planted');
    expect((await writeAhead.search(inFiles)).found).toEqual([
      'name of person 1 in the write-ahead log',
      'number of person 1 in the write-ahead log',
    ]);
  }, 60_000);

  it('nor do the log, the figures and what dashboards are sent', async () => {
    const log = await readFile(join(program.dataDir, 'program.log'), 'utf8');
    expect(log.length).toBeGreaterThan(0);
    const { rows } = await owner.query<{ path: string }>(`SELECT current_setting('data_directory') || '.log' AS path`);
    const ofTheDatabase = await readFile(rows[0]!.path, 'utf8');
    expect(ofTheDatabase).toContain('database system is ready');
    const metrics = (await program.get('/metrics')).text;
    expect(metrics).toContain('# HELP');
    expect(stream).toContain('data:');
    expect([
      ...search.in('the log', log),
      ...search.in('the log of the database', ofTheDatabase),
      ...search.in('metrics', metrics),
      ...search.in('the stream', stream),
    ]).toEqual([]);
  });
});

describe('after the days of destruction', () => {
  /** Columns of keyed hashes that go with the case, or after their own time. */
  const hashedUntil = (until: 'CASE' | 'TIME') =>
    Object.keys(PERSONAL).filter((column) => PERSONAL[column]!.kind === 'HASH' && PERSONAL[column]!.until === until);

  it('whoever holds every key finds nothing of the people whose petitions are over', async () => {
    // The fourth one's petition is open, and goes on.
    const over = [...applicants.filter((_, index) => index !== 3), ...agents];
    const sought = new Search(over.flatMap((person, index) => inShort([`person ${index + 1}`, person])));
    const { privacy } = program.database;
    const before = await sought.inWhatOpens(owner, (sealed) => privacy.open(sealed));
    expect(before.found).toEqual(
      expect.arrayContaining([
        'name of person 1 in cases.civil_case.applicant_sealed',
        'number of person 1 in messaging.notification.request_sealed',
        'name of person 1 in saeol.inbox.payload',
      ]),
    );
    const hashes = over.map(({ phone }) => privacy.phoneIndex(phone));
    expect(await columnsHolding(owner, hashes)).toEqual(
      expect.arrayContaining(hashedUntil('CASE').concat('messaging.lane.phone_index')),
    );
    // Half a year of machine time, by which the inbox goes, and of product time, by which the cases go.
    await owner.query(
      `UPDATE saeol.inbox SET stored_at = stored_at - interval '181 days', settled_at = settled_at - interval '181 days'`,
    );
    await owner.query(`UPDATE saeol.snapshot SET changed_at = changed_at - interval '181 days'`);
    await owner.query(`UPDATE messaging.channel_memory SET until = until - interval '181 days'`);
    await program.restart({ DEMO_CLOCK: '2026-11-20T02:00:00+09:00', DEMO_CLOCK_SPEED: '60' });
    const left = await eventually(
      'all is wiped',
      async () => {
        const now = await sought.inWhatOpens(owner, (sealed) => privacy.open(sealed));
        expect(now.found).toEqual([]);
        const gone = [...hashedUntil('CASE'), ...hashedUntil('TIME')];
        expect((await columnsHolding(owner, hashes)).filter((column) => gone.includes(column))).toEqual([]);
        return now;
      },
      45_000,
    );
    expect(left.opened).toBeGreaterThan(50);
    // Of their numbers only what the map says stays: keyed hashes, as a proof and as their own wish.
    for (const column of await columnsHolding(owner, hashes))
      expect(PERSONAL[column], column).toMatchObject({ kind: 'HASH', until: 'STAYS' });
    expect(await sought.inDatabase(owner)).toEqual([]);
  }, 60_000);

  it('every column that could hold a word of a person is known, and what opens is known as sealed', async () => {
    const columns = await columnsOfWords(owner);
    expect(columns.filter((column) => !LISTED.includes(column))).toEqual([]);
    expect(LISTED.filter((column) => !columns.includes(column))).toEqual([]);
    expect(LISTED.length).toBe(new Set(LISTED).size);
    const { columns: opened } = await search.inWhatOpens(owner, (sealed) => program.database.privacy.open(sealed));
    expect(opened.filter((column) => PERSONAL[column]?.kind !== 'SEALED')).toEqual(['privacy.index_secret.sealed']);
  });

  it('the data map tells of every table that holds something of a person, and of no other', async () => {
    const text = await readFile('docs/privacy.md', 'utf8');
    const map = text.slice(text.indexOf('## The data map'), text.indexOf('## The checklist'));
    const told = new Set([...map.matchAll(/`([a-z]+\.[a-z_]+)`/g)].map(([, table]) => table!));
    const held = new Set(Object.keys(PERSONAL).map((column) => column.split('.').slice(0, 2).join('.')));
    expect([...held].filter((table) => !told.has(table))).toEqual([]);
    const proofs = ['messaging.attempt', 'surveys.answer', 'staff.audit', 'staff.session'];
    expect([...told].filter((table) => !held.has(table) && !proofs.includes(table))).toEqual([]);
  });

  it('the reports say how many, and what waited in vain is put before an operator, emptied', async () => {
    const { body } = await program.get('/api/v1/destruction-runs');
    const { items } = body as { items: { area: string; counts: Record<string, number> }[] };
    expect(items.some(({ area, counts }) => area === 'cases' && counts.cases === applicants.length - 1)).toBe(true);
    expect(items.some(({ area, counts }) => area === 'saeol' && counts.waitingRecords === 1)).toBe(true);
    const { body: quarantine } = await program.get('/api/v1/saeol/quarantine?code=SAEOL.WAITED_TOO_LONG');
    const { items: given } = quarantine as { items: { id: string; receiptNo: string }[] };
    expect(given).toMatchObject([{ receiptNo: RECEIPT_THAT_WAITS }]);
    expect((await program.get(`/api/v1/saeol/quarantine/${given[0]!.id}`)).body).toMatchObject({ content: null });
    const messages = await program.get('/api/v1/messages?receiptNo=202647700000004305');
    expect((messages.body as { items: { status: string; attempts: object[] }[] }).items[0]).toMatchObject({
      status: expect.any(String),
      attempts: expect.any(Array),
    });
  }, 60_000);
});
