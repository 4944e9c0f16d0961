import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { DEMO_LOGINS } from './demo-staff.js';
import type { Delegation } from './delegates.service.js';
import { ADMIN_KEY, seedTestStaff, staffApp, type StaffApp } from './staff-app.fixture.js';
import { StaffDirectory } from './staff-directory.js';

const BUILDING = '47700000011';
let database: TestDatabase;
let app: StaffApp;
const cookies = new Map<string, string>();
beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
  app = await staffApp(database);
  for (const { id, password } of DEMO_LOGINS) {
    const answer = await app.http().post('/auth/login').send({ id, password });
    cookies.set(id, answer.get('set-cookie')![0]!);
  }
});
afterAll(async () => {
  await app?.close();
  await database?.close();
});
beforeEach(async () => {
  await database.dataSource.query('DELETE FROM staff.delegate');
});

const as = (who: string) => ({ cookie: cookies.get(who)!, 'sec-fetch-site': 'same-origin' });
const make = (who: string, body: object = {}) =>
  app
    .http()
    .post('/api/v1/delegates')
    .set(as(who))
    .send({ absentId: 's113', delegateId: 's112', starts: '2026-04-29', ends: '2026-04-30', ...body });
const listed = async (who: string) =>
  ((await app.http().get('/api/v1/delegates').set(as(who))).body as { items: Delegation[] }).items;

describe('a delegate', () => {
  it('receives in the absent person’s place on those days, and not after it is ended', async () => {
    const directory = new StaffDirectory(database.privacy);
    const receives = async (day: string) => {
      const asks = [{ officerId: 's113', departmentCode: BUILDING }];
      return (await directory.chain(database.dataSource.manager, asks, day))[0]!.officer!.id;
    };
    const { status, body } = await make('leader');
    expect(status).toBe(201);
    expect(await Promise.all(['2026-04-28', '2026-04-29', '2026-04-30', '2026-05-01'].map(receives))).toEqual([
      's113',
      's112',
      's112',
      's113',
    ]);
    expect((await app.http().delete(`/api/v1/delegates/${body.id}`).set(as('head'))).status).toBe(204);
    expect(await receives('2026-04-29')).toBe('s113');
    expect((await app.http().delete(`/api/v1/delegates/${body.id}`).set(as('head'))).status).toBe(404);
  });

  it('is made by officers for themselves only, and by the others for their departments', async () => {
    expect((await make('officer')).status).toBe(201);
    expect((await make('officer', { absentId: 's112', delegateId: 's113' })).status).toBe(403);
    const [{ id: elsewhere }] = (await database.dataSource.query(
      'SELECT id FROM staff.officer WHERE department_code <> $1 ORDER BY id LIMIT 1',
      [BUILDING],
    )) as [{ id: string }];
    for (const who of ['officer', 'leader', 'head'])
      expect((await make(who, { absentId: elsewhere })).body.code).toBe('STAFF.UNKNOWN_OFFICER');
    expect((await make('operator', { absentId: elsewhere })).status).toBe(201);
    for (const who of ['county', 'auditor', 'inspector']) expect((await make(who)).status).toBe(403);
  });

  it('is seen by those of the department, while it is not over', async () => {
    await make('leader');
    await make('operator', { absentId: 's031', delegateId: 's112', starts: '2026-05-01', ends: '2026-05-01' });
    await database.dataSource.query(
      `INSERT INTO staff.delegate (absent_id, delegate_id, starts, ends) VALUES ('s112', 's113', '2026-01-01', '2026-04-28')`,
    );
    expect((await listed('officer')).map(({ absentId }) => absentId)).toEqual(['s113']);
    expect((await listed('county')).map(({ absentId, starts }) => [absentId, starts])).toEqual([
      ['s113', '2026-04-29'],
      ['s031', '2026-05-01'],
    ]);
  });

  it('is ended by nobody from elsewhere', async () => {
    const { body } = await make('operator', { absentId: 's031', delegateId: 's112' });
    for (const who of ['officer', 'leader', 'head'])
      expect((await app.http().delete(`/api/v1/delegates/${body.id}`).set(as(who))).status).toBe(404);
    const own = await make('leader', { absentId: 's112', delegateId: 's113' });
    expect((await app.http().delete(`/api/v1/delegates/${own.body.id}`).set(as('officer'))).status).toBe(403);
    expect(await listed('leader')).toHaveLength(1);
  });

  it.each([
    [{ delegateId: 's113' }, 400, 'HTTP.INVALID_INPUT'],
    [{ ends: '2026-04-28' }, 400, 'HTTP.INVALID_INPUT'],
    [{ ends: '2027-12-31' }, 400, 'HTTP.INVALID_INPUT'],
    [{ starts: '2026-02-30' }, 400, 'HTTP.INVALID_INPUT'],
    [{ starts: 'today' }, 400, 'HTTP.INVALID_INPUT'],
    [{ delegateId: 'nobody' }, 422, 'STAFF.UNKNOWN_OFFICER'],
    [{ absentId: 'nobody' }, 422, 'STAFF.UNKNOWN_OFFICER'],
  ])('is not made with %j', async (body, status, code) => {
    const answer = await make('head', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is one at a time, also when two are made at the same instant', async () => {
    const answers = await Promise.all([
      make('leader'),
      make('head', { delegateId: 's111' }),
      make('officer', { starts: '2026-04-30', ends: '2026-05-02' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await make('leader', { starts: '2026-05-03', ends: '2026-05-04' })).status).toBe(201);
  });

  it('is written down', async () => {
    const { body } = await make('leader');
    const { body: trail } = await app
      .http()
      .get('/api/v1/audit?action=delegates.make&limit=1')
      .set('authorization', `Bearer ${ADMIN_KEY}`);
    expect(trail.items[0]).toMatchObject({
      actorLabel: 'leader',
      subjects: [body.absentId, body.delegateId],
      detail: { starts: '2026-04-29', ends: '2026-04-30' },
    });
  });
});
