import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { ForWallScreens, Roles } from './access.decorators.js';
import { LIVE_REFRESH_HEADER } from './access.hook.js';
import { Actor, ROLES } from './actor.js';
import { Sessions } from './sessions.service.js';
import { seedTestStaff, staffApp, type StaffApp } from './staff-app.fixture.js';
import { WallScreens } from './wall-screens.js';

@Controller('api/v1/hello')
class HelloController {
  @Get()
  @Roles(...ROLES)
  hello(): string {
    return 'hello';
  }
}

const START_MS = Date.parse('2026-11-01T00:00:00Z');
const MINUTE = 60_000;
const RIGHT = { id: 'operator', password: 'minwon-operator' };

let database: TestDatabase;
let staff: StaffApp;

beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
});
afterAll(() => database.close());
afterEach(async () => {
  await staff.close();
  await database.dataSource.query('UPDATE staff.account SET failed_logins = 0, locked_until = NULL, active = true');
  await database.dataSource.query('DELETE FROM staff.session');
});

async function start(): Promise<void> {
  staff = await staffApp(database, { controllers: [HelloController, WallController] });
  staff.clock.setReal(new Date(START_MS));
}

const at = (ms: number) => staff.clock.setReal(new Date(START_MS + ms));
const login = (given: object = RIGHT) => staff.http().post('/auth/login').send(given);
const form = (fields: string) => staff.http().post('/auth/login').type('form').send(fields).redirects(0);

async function session(): Promise<string> {
  const response = await login();
  expect(response.status).toBe(200);
  return response.headers['set-cookie']![0]!.split(';')[0]!;
}

async function isIn(cookie: string, headers: Record<string, string> = {}): Promise<boolean> {
  const { status } = await staff.http().get('/api/v1/hello').set('cookie', `theme=dark; ${cookie}; x=1`).set(headers);
  expect([200, 401]).toContain(status);
  return status === 200;
}

@Controller('api/v1/wall')
class WallController {
  constructor(private readonly screens: WallScreens) {}

  @Get()
  @Roles(...ROLES)
  @ForWallScreens()
  look(): string {
    return 'figures';
  }

  @Post()
  @Roles(...ROLES)
  async setUp(@Actor() actor: Actor, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.screens.setUp(actor, request, reply);
  }
}

describe('a login', () => {
  it('opens a session of a working day, bound to the cookie', async () => {
    await start();
    const response = await login();
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ endsAt: '2026-11-01T21:00:00+09:00' });
    expect(response.headers['set-cookie']![0]).toMatch(/^minwon_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const [row] = await database.dataSource.query<{ text: string }[]>(
      'SELECT json_agg(s)::text AS text FROM staff.session s',
    );
    expect(row!.text).not.toContain(/=([\w-]{43});/.exec(response.headers['set-cookie']![0]!)![1]!);
  });

  it('takes the form of the login page', async () => {
    await start();
    const right = await form('id=Operator&password=minwon-operator');
    expect([right.status, right.headers['location']]).toEqual([303, '/']);
    expect(await isIn(right.headers['set-cookie']![0]!.split(';')[0]!)).toBe(true);
    const wrong = await form('id=operator&password=wrong');
    expect([wrong.status, wrong.headers['location'], wrong.headers['set-cookie']]).toEqual([
      303,
      '/login?failed=wrong',
      undefined,
    ]);
  });

  it('is refused alike for unknown, wrong, closed and locked ones', async () => {
    await start();
    await database.dataSource.query(`UPDATE staff.account SET active = false WHERE login_id = 'county'`);
    await database.dataSource.query(`UPDATE staff.account SET locked_until = $1 WHERE login_id = 'head'`, [
      new Date(START_MS + MINUTE),
    ]);
    const answers = [];
    for (const given of [
      { id: 'nobody', password: 'minwon-operator' },
      { id: 'operator', password: 'wrong' },
      { id: 'county', password: 'minwon-county' },
      { id: 'head', password: 'minwon-head' },
    ]) {
      const { status, body, headers } = await login(given);
      answers.push({ status, body: { ...(body as object), traceId: '' }, headers: Object.keys(headers) });
    }
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'STAFF.WRONG_LOGIN' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('costs an unknown id the same statements and hashes as a wrong password', async () => {
    await start();
    const query = database.dataSource.query.bind(database.dataSource);
    const manager = database.dataSource.manager;
    const managerQuery = manager.query.bind(manager);
    let statements: string[] = [];
    database.dataSource.query = ((sql: string, values?: unknown[]) => (
      statements.push(sql),
      query(sql, values)
    )) as typeof query;
    manager.query = ((sql: string, values?: unknown[]) => (
      statements.push(sql),
      managerQuery(sql, values)
    )) as typeof managerQuery;
    try {
      await login({ id: 'nobody', password: 'wrong' });
      const forUnknown = statements;
      statements = [];
      await login({ id: 'operator', password: 'wrong' });
      expect(forUnknown.length).toBeGreaterThan(1);
      expect(statements).toEqual(forUnknown);
    } finally {
      database.dataSource.query = query;
      manager.query = managerQuery;
    }
    // The fastest of many, taken in turns: what a busy machine adds only ever makes it slower.
    const fastest = { nobody: Infinity, auditor: Infinity };
    for (let i = 0; i < 12; i++) {
      for (const id of ['nobody', 'auditor'] as const) {
        const begun = performance.now();
        await login({ id, password: 'wrong' });
        fastest[id] = Math.min(fastest[id], performance.now() - begun);
      }
    }
    const ratio = fastest.nobody / fastest.auditor;
    // Without the hash for nobody it would be below 0.3.
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it.each([
    [{ id: 'operator' }],
    [{ ...RIGHT, remember: true }],
    [{ id: ['operator'], password: 'x' }],
    [{ id: 'a', password: 'x'.repeat(201) }],
  ])('needs its fields: %o', async (given) => {
    await start();
    expect((await login(given)).status).toBe(400);
  });

  it('is refused when another site sends it', async () => {
    await start();
    const response = await login().set('sec-fetch-site', 'cross-site');
    expect([response.status, (response.body as { code: string }).code]).toEqual([403, 'STAFF.CROSS_SITE']);
  });
});

describe('failures', () => {
  it('lock after five, for fifteen minutes, the right password too', async () => {
    await start();
    for (let i = 0; i < 4; i++) expect((await login({ ...RIGHT, password: 'wrong' })).status).toBe(401);
    expect((await login()).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await login({ ...RIGHT, password: 'wrong' })).status).toBe(401);
    expect((await login()).status).toBe(401);
    at(15 * MINUTE - 1);
    expect((await login()).status).toBe(401);
    at(15 * MINUTE);
    expect((await login({ ...RIGHT, password: 'wrong' })).status).toBe(401);
    expect((await login()).status).toBe(200);
  });

  it('at the same instant count too', async () => {
    await start();
    await Promise.all(Array.from({ length: 12 }, () => login({ ...RIGHT, password: 'wrong' })));
    expect((await login()).status).toBe(401);
    const [row] = await database.dataSource.query<{ failed_logins: number }[]>(
      `SELECT failed_logins FROM staff.account WHERE login_id = 'operator'`,
    );
    expect(row!.failed_logins).toBe(5);
  });

  it('from one address are slowed, whoever is named', async () => {
    await start();
    for (let i = 0; i < 30; i++) expect((await login({ id: `nobody${i}`, password: 'wrong' })).status).toBe(401);
    const slowed = await login();
    expect([slowed.status, (slowed.body as { code: string }).code]).toEqual([429, 'HTTP.TOO_MANY_FAILURES']);
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    expect((await form('id=operator&password=minwon-operator')).headers['location']).toBe('/login?failed=often');
    at(2 * MINUTE);
    expect((await login()).status).toBe(200);
  });
});

describe('a session', () => {
  it('idles out after thirty minutes and is prolonged by use', async () => {
    await start();
    const cookie = await session();
    at(29 * MINUTE);
    expect(await isIn(cookie)).toBe(true);
    at(58 * MINUTE);
    expect(await isIn(cookie)).toBe(true);
    at(88 * MINUTE);
    expect(await isIn(cookie)).toBe(false);
  });

  it('is not prolonged by live refreshes and streams', async () => {
    await start();
    const cookie = await session();
    for (let minute = 5; minute < 30; minute += 5) {
      at(minute * MINUTE);
      expect(await isIn(cookie, { [LIVE_REFRESH_HEADER]: '1' })).toBe(true);
      expect(await isIn(cookie, { accept: 'text/event-stream' })).toBe(true);
    }
    at(30 * MINUTE);
    expect(await isIn(cookie)).toBe(false);
  });

  it('ends after twelve hours however busy', async () => {
    await start();
    const cookie = await session();
    for (let minute = 20; minute < 12 * 60; minute += 20) {
      at(minute * MINUTE);
      expect(await isIn(cookie)).toBe(true);
    }
    at(12 * 60 * MINUTE);
    expect(await isIn(cookie)).toBe(false);
  });

  it('asks a hundred times a second at most, and is not ended by it', async () => {
    await start();
    const cookie = await session();
    const ask = () => staff.http().get('/api/v1/hello').set('cookie', cookie);
    const statuses = [];
    for (let n = 0; n < 101; n++) statuses.push((await ask()).status);
    expect(statuses).toEqual([...Array<number>(100).fill(200), 429]);
    at(1_000);
    expect((await ask()).status).toBe(200);
  });

  it('is rotated at login, and a token that was not given out opens nothing', async () => {
    await start();
    expect(await isIn(`minwon_session=${'a'.repeat(43)}`)).toBe(false);
    const old = await session();
    const response = await login().set('cookie', old);
    const fresh = response.headers['set-cookie']![0]!.split(';')[0]!;
    expect(fresh).not.toBe(old);
    expect([await isIn(old), await isIn(fresh)]).toEqual([false, true]);
  });

  it('ends at logout, and when the account is closed', async () => {
    await start();
    const cookie = await session();
    const other = await session();
    const crossSite = await staff
      .http()
      .post('/auth/logout')
      .set('cookie', cookie)
      .set('origin', 'https://evil.example');
    expect(crossSite.status).toBe(403);
    const out = await staff.http().post('/auth/logout').set('cookie', cookie);
    expect([out.status, out.headers['set-cookie']![0]]).toEqual([
      204,
      'minwon_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
    expect(await isIn(cookie)).toBe(false);
    const page = await staff.http().post('/auth/logout').set('cookie', cookie).type('form').send('').redirects(0);
    expect([page.status, page.headers['location']]).toEqual([303, '/login']);
    expect(await isIn(other)).toBe(true);
    await database.dataSource.query(`UPDATE staff.account SET active = false WHERE login_id = 'operator'`);
    expect(await isIn(other)).toBe(false);
  });

  it('that is over is forgotten', async () => {
    await start();
    await session();
    at(31 * MINUTE);
    const live = await session();
    await staff.app.get(Sessions).sweep();
    const [row] = await database.dataSource.query<{ count: number }[]>('SELECT count(*) AS count FROM staff.session');
    expect(row!.count).toBe(1);
    expect(await isIn(live)).toBe(true);
  });
});

describe('the trail', () => {
  it('tells logins, failures and logouts, and never what was typed', async () => {
    await start();
    at(100_000 * MINUTE);
    const since = staff.clock.realNow();
    await login({ id: 'my-password-typed-here', password: 'wrong' });
    await login({ ...RIGHT, password: 'not-the-right-one' });
    const cookie = await session();
    await staff.http().post('/auth/logout').set('cookie', cookie);
    const rows = await database.dataSource.query<
      { actor_kind: string; action: string; login_id: string | null; text: string }[]
    >(
      `SELECT actor_kind, action, account.login_id, audit::text AS text
       FROM staff.audit LEFT JOIN staff.account ON account.id::text = subjects[1] WHERE at >= $1 ORDER BY audit.id`,
      [since],
    );
    expect(rows.map(({ actor_kind, action, login_id }) => [actor_kind, action, login_id])).toEqual([
      ['stranger', 'login.failed', null],
      ['stranger', 'login.failed', 'operator'],
      ['staff', 'login', 'operator'],
      ['staff', 'logout', 'operator'],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/typed-here|not-the-right/);
    expect(rows.every((row) => row.text.includes('127.0.0.1'))).toBe(true);
  });
});

describe('a wall screen', () => {
  const DAY = 24 * 60 * MINUTE;

  it('stays on for thirty days where its person is logged out, sees what is meant for walls, and ends with the account', async () => {
    await start();
    const person = await session();
    const set = await staff.http().post('/api/v1/wall').set('cookie', person);
    expect(set.status).toBe(201);
    expect(set.headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=2592000$/);
    expect(await isIn(person)).toBe(false);

    const screen = set.headers['set-cookie']![0]!.split(';')[0]!;
    const look = async () => (await staff.http().get('/api/v1/wall').set('cookie', screen)).status;
    expect(await isIn(screen)).toBe(false);
    expect((await staff.http().post('/api/v1/wall').set('cookie', screen)).status).toBe(401);
    expect((await staff.http().get('/api/v1/departments').set('cookie', screen)).status).toBe(401);
    expect((await staff.http().get('/').set('cookie', screen).set('accept', 'text/html')).headers['location']).toBe(
      '/login',
    );

    // Nobody touches it: neither the night nor the sweep of idle sessions ends it.
    at(29 * DAY);
    await staff.app.get(Sessions).sweep();
    expect(await look()).toBe(200);
    expect(await staff.app.get(Sessions).stillOpen([screen.split('=')[1]!])).toEqual(new Set([screen.split('=')[1]]));
    at(30 * DAY);
    expect(await look()).toBe(401);

    at(0);
    expect(await look()).toBe(200);
    await database.dataSource.query('UPDATE staff.account SET active = false');
    expect(await look()).toBe(401);
    const [entry] = await database.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM staff.audit WHERE action = 'wall.set-up'`,
    );
    expect(entry!.n).toBe(1);
  });
});
