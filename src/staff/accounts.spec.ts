import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import type { Account } from './accounts.service.js';
import { ADMIN_KEY, seedTestStaff, staffApp, START, type StaffApp } from './staff-app.fixture.js';

const PASSWORD = '푸른산맑은강물2026';
let database: TestDatabase;
let app: StaffApp;
beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
  app = await staffApp(database);
  app.clock.setReal(new Date(START));
});
afterAll(async () => {
  await app?.close();
  await database?.close();
});
beforeEach(async () => {
  await database.dataSource.query('DELETE FROM staff.account WHERE NOT of_demo');
});

const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` };
const create = (body: object) => app.http().post('/api/v1/accounts').set(asAdmin).send(body);
const change = (id: string, body: object) => app.http().patch(`/api/v1/accounts/${id}`).set(asAdmin).send(body);
const made = async (body: object = {}) =>
  (await create({ loginId: 'kim.oreum', password: PASSWORD, roles: ['officer'], ...body })).body as Account;

async function login(id: string, password: string): Promise<string | null> {
  const answer = await app.http().post('/auth/login').send({ id, password });
  return answer.status === 200 ? answer.get('set-cookie')![0]!.split(';')[0]! : null;
}
const reads = (cookie: string) => app.http().get('/api/v1/departments').set('cookie', cookie);

describe('an account', () => {
  it('is made by an admin, and its person signs in with their rights', async () => {
    const account = await made({ officerId: 's113' });
    expect(account).toMatchObject({
      loginId: 'kim.oreum',
      officerId: 's113',
      roles: ['officer'],
      active: true,
      hasPassword: true,
      boundToProvider: false,
      lastLoginAt: null,
      lockedUntil: null,
    });
    const cookie = await login('Kim.Oreum', PASSWORD);
    expect((await reads(cookie!)).status).toBe(200);
    expect((await app.http().get('/api/v1/accounts').set('cookie', cookie!)).status).toBe(403);
    const { body } = await app.http().get('/api/v1/accounts?limit=200').set(asAdmin);
    const listed = (body.items as Account[]).find(({ id }) => id === account.id);
    expect(listed!.lastLoginAt).toBe('2026-04-29T09:00:00+09:00');
    expect(JSON.stringify(body)).not.toMatch(/argon2|password_hash/i);
  });

  it('is made once per login id, whatever its capitals', async () => {
    await made();
    const again = await create({ loginId: 'KIM.oreum', password: PASSWORD, roles: ['admin'] });
    expect([again.status, again.body.code]).toEqual([409, 'STAFF.LOGIN_ID_TAKEN']);
  });

  it.each([
    [{ password: 'aaaaaaaaaaaa' }, 422, 'STAFF.WEAK_PASSWORD'],
    [{ password: 'my-kim.oreum-1' }, 422, 'STAFF.WEAK_PASSWORD'],
    [{ password: '짧다' }, 400, 'HTTP.INVALID_INPUT'],
    [{ officerId: 'nobody' }, 422, 'STAFF.UNKNOWN_OFFICER'],
    [{ roles: [] }, 400, 'HTTP.INVALID_INPUT'],
    [{ roles: ['god'] }, 400, 'HTTP.INVALID_INPUT'],
    [{ roles: ['officer', 'officer'] }, 400, 'HTTP.INVALID_INPUT'],
    [{ loginId: 'a b' }, 400, 'HTTP.INVALID_INPUT'],
    [{ active: false }, 400, 'HTTP.INVALID_INPUT'],
  ])('is not made with %j', async (body, status, code) => {
    const answer = await create({ loginId: 'kim.oreum', password: PASSWORD, roles: ['officer'], ...body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('loses its sessions with whatever right it loses', async () => {
    const { id } = await made({ officerId: 's113' });
    for (const body of [{ roles: ['leader'] }, { officerId: null }, { password: `${PASSWORD}!` }, { unbind: true }]) {
      await change(id, { password: PASSWORD });
      const cookie = (await login('kim.oreum', PASSWORD))!;
      expect((await reads(cookie)).status).toBe(200);
      expect((await change(id, body)).status).toBe(200);
      expect((await reads(cookie)).status, JSON.stringify(body)).not.toBe(200);
    }
    await change(id, { active: false, password: PASSWORD });
    expect(await login('kim.oreum', PASSWORD)).toBeNull();
    await change(id, { active: true });
    expect(await login('kim.oreum', PASSWORD)).not.toBeNull();
  });

  it('is unlocked by an admin', async () => {
    const { id } = await made();
    for (let i = 0; i < 5; i++) await login('kim.oreum', 'wrong password');
    const locked = await change(id, {});
    expect(locked.body.lockedUntil).toBe('2026-04-29T09:15:00+09:00');
    expect(await login('kim.oreum', PASSWORD)).toBeNull();
    expect((await change(id, { unlock: true })).body.lockedUntil).toBeNull();
    expect(await login('kim.oreum', PASSWORD)).not.toBeNull();
  });

  it('without a password is opened by none', async () => {
    const account = await made({ password: undefined });
    expect(account.hasPassword).toBe(false);
    for (const guess of ['', 'null', 'nobody has this password']) expect(await login('kim.oreum', guess)).toBeNull();
  });

  it('cannot be the last admin that goes', async () => {
    const alone = await testDatabase();
    const own = await staffApp(alone, {
      variables: { BOOTSTRAP_ADMIN_ID: 'first', BOOTSTRAP_ADMIN_PASSWORD: PASSWORD },
    });
    try {
      const as = {
        cookie: (await own.http().post('/auth/login').send({ id: 'first', password: PASSWORD })).get('set-cookie')![0]!,
      };
      await alone.dataSource.query('UPDATE staff.api_key SET revoked_at = now()');
      const [{ id }] = (await alone.dataSource.query('SELECT id FROM staff.account')) as [{ id: string }];
      for (const body of [{ active: false }, { roles: ['operator'] }]) {
        const answer = await own.http().patch(`/api/v1/accounts/${id}`).set(as).send(body);
        expect([answer.status, answer.body.code]).toEqual([409, 'STAFF.LAST_ADMIN']);
      }
      expect((await own.http().get('/api/v1/accounts').set(as)).status).toBe(200);
    } finally {
      await own.close();
      await alone.close();
    }
  });

  it('is written down with who changed it, and never with a password', async () => {
    const { id } = await made();
    await change(id, { roles: ['leader', 'head'], password: PASSWORD, officerId: 's111' });
    const rows = (await database.dataSource.query(
      'SELECT action, detail FROM staff.audit WHERE subjects[1] = $1 ORDER BY id',
      [id],
    )) as unknown[];
    expect(rows).toEqual([
      { action: 'accounts.create', detail: { roles: 'officer' } },
      { action: 'accounts.change', detail: { roles: 'leader,head', officerId: 's111', password: 'set' } },
    ]);
  });
});

describe('one’s own password', () => {
  const own = (cookie: string, body: object) =>
    app
      .http()
      .post('/api/v1/accounts/own-password')
      .set('cookie', cookie)
      .set('sec-fetch-site', 'same-origin')
      .send(body);

  it('is changed by who knows it, and the other sessions end', async () => {
    await made();
    const [here, elsewhere] = [(await login('kim.oreum', PASSWORD))!, (await login('kim.oreum', PASSWORD))!];
    expect((await own(here, { current: 'not this one', next: '새로운비밀번호일이삼' })).body.code).toBe(
      'STAFF.WRONG_PASSWORD',
    );
    expect((await own(here, { current: PASSWORD, next: 'kim.oreum.1234' })).body.code).toBe('STAFF.WEAK_PASSWORD');
    expect((await own(here, { current: PASSWORD, next: '새로운비밀번호일이삼' })).status).toBe(204);
    expect((await reads(here)).status).toBe(200);
    expect((await reads(elsewhere)).status).not.toBe(200);
    expect(await login('kim.oreum', PASSWORD)).toBeNull();
    expect(await login('kim.oreum', '새로운비밀번호일이삼')).not.toBeNull();
  });

  it('is not guessed at from a screen that was left open: five wrong ones lock the account', async () => {
    await made();
    const here = (await login('kim.oreum', PASSWORD))!;
    for (let n = 0; n < 4; n++)
      expect((await own(here, { current: `guess number ${n}`, next: '새로운비밀번호일이삼' })).status).toBe(422);
    expect((await own(here, { current: PASSWORD, next: '새로운비밀번호일이삼' })).status).toBe(204);
    for (let n = 0; n < 5; n++)
      expect((await own(here, { current: `guess number ${n}`, next: '다른비밀번호일이삼사' })).status).toBe(422);
    const right = await own(here, { current: '새로운비밀번호일이삼', next: '다른비밀번호일이삼사' });
    expect(right.body.code).toBe('STAFF.WRONG_PASSWORD');
    expect(await login('kim.oreum', '새로운비밀번호일이삼')).toBeNull();
    const [row] = (await database.dataSource.query(
      `SELECT count(*)::int AS n FROM staff.audit WHERE action = 'login.failed' AND subjects[1] = (SELECT id::text FROM staff.account WHERE login_id = 'kim.oreum')`,
    )) as [{ n: number }];
    expect(row.n).toBeGreaterThanOrEqual(10);
  });

  it('may be too weak as often as one likes: only a wrong one counts', async () => {
    await made();
    const here = (await login('kim.oreum', PASSWORD))!;
    for (let n = 0; n < 6; n++)
      expect((await own(here, { current: PASSWORD, next: `kim.oreum.123${n}` })).body.code).toBe('STAFF.WEAK_PASSWORD');
    expect((await own(here, { current: PASSWORD, next: '새로운비밀번호일이삼' })).status).toBe(204);
  });

  it('is nothing that a key has', async () => {
    const answer = await app
      .http()
      .post('/api/v1/accounts/own-password')
      .set(asAdmin)
      .send({ current: 'x', next: '새로운비밀번호일이삼' });
    expect(answer.status).toBe(403);
  });
});
