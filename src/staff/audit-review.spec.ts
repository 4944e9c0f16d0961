import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kstDate } from '../../libs/clock/index.js';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { Alarms } from './alarms.js';
import { AuditChain } from './audit-chain.js';
import { AuditRetention } from './audit-retention.service.js';
import { AuditReviews, type AuditReview } from './audit-review.service.js';
import { AuditTrail, type AuditEntry } from './audit-trail.js';
import { DEMO_LOGINS } from './demo-staff.js';
import { ADMIN_KEY, seedTestStaff, staffApp, type StaffApp } from './staff-app.fixture.js';

let database: TestDatabase;
let app: StaffApp;
let trail: AuditTrail;
let owner: pg.Client;
let auditor: { cookie: string; 'sec-fetch-site': string };
let officerId: string;
beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  app = await staffApp(database);
  trail = app.app.get(AuditTrail);
  const { id, password } = DEMO_LOGINS.find(({ role }) => role === 'auditor')!;
  const login = await app.http().post('/auth/login').send({ id, password });
  auditor = { cookie: login.get('set-cookie')![0]!, 'sec-fetch-site': 'same-origin' };
  const { rows } = await owner.query<{ id: string }>(`SELECT id FROM staff.account WHERE login_id = 'officer'`);
  officerId = rows[0]!.id;
});
afterAll(async () => {
  await app?.close();
  await owner?.end();
  await database?.close();
});
beforeEach(async () => {
  app.clock.setReal(null);
  await owner.query(
    'TRUNCATE staff.audit, staff.audit_seal, staff.audit_waiting, staff.audit_reason, staff.audit_review, staff.alarm',
  );
});

/** An entry of the officer at an instant of Korean machine time. */
async function at(instant: string, entry: Partial<AuditEntry> = {}): Promise<void> {
  app.clock.setReal(new Date(`${instant}+09:00`));
  await trail.write(database.dataSource.manager, [
    {
      actor: { kind: 'staff', id: officerId, address: '10.0.0.7' },
      action: 'cases.read',
      subjectKind: 'case',
      subjects: ['202647700000000001'],
      ...entry,
    },
  ]);
}

const review = async (month: string) => (await app.app.get(AuditReviews).of(month)) as AuditReview;

describe('the monthly review', () => {
  it('counts what each account and key did, and says what to ask about', async () => {
    await at('2026-03-31T23:59:59');
    await at('2026-04-01T00:00:00');
    await at('2026-04-29T10:00:00', { action: 'cases.list', subjects: ['a', 'b', 'c'] });
    await at('2026-04-29T11:00:00', { action: 'cases.unmask', reason: '민원인 요청' });
    await at('2026-04-30T20:59:59', { action: 'audit.export', actor: { kind: 'key', id: 'k', address: '10.0.0.8' } });
    await at('2026-04-25T12:00:00', {
      actor: { kind: 'stranger', id: '-' },
      action: 'login.failed',
      subjectKind: 'account',
    });
    await at('2026-04-30T12:00:00', { actor: { kind: 'system', id: 'destruction' }, action: 'cases.wipe' });
    await at('2026-05-01T00:00:00');
    const { figures, notable, reviewedAt } = await review('2026-04');
    expect(reviewedAt).toBeNull();
    expect(figures).toEqual([
      {
        actorKind: 'staff',
        actorId: officerId,
        actorLabel: 'officer',
        entries: 3,
        subjects: 4,
        mostOnOneDay: 4,
        unmasked: 1,
        downloads: 0,
        atOddHours: 1,
        failedLogins: 0,
        addresses: 1,
      },
      expect.objectContaining({ actorKind: 'stranger', failedLogins: 1, atOddHours: 1, subjects: 0 }),
      expect.objectContaining({ actorKind: 'key', actorLabel: null, downloads: 1, atOddHours: 0 }),
    ]);
    expect(notable).toEqual([
      'officer: 가림 해제 1건, 사유를 확인하세요.',
      'officer: 업무시간 밖 접속 1건.',
      '로그인하지 않은 사람: 로그인 실패 1건.',
      'k: 내려받기 1건, 사유를 확인하세요.',
    ]);
  });

  it('is signed by an auditor, once, when the month is over, with the figures of that day', async () => {
    await at('2026-04-29T10:00:00');
    const sign = (note = '이상 없음을 확인함') =>
      app.http().post('/api/v1/audit/reviews/2026-04').set(auditor).send({ note });
    app.clock.setReal(new Date('2026-04-29T10:10:00+09:00'));
    await owner.query(`UPDATE staff.session SET seen_at = '2026-04-29T10:00:00+09:00', ends_at = '2027-01-01'`);
    const early = await sign();
    expect([early.status, early.body.code]).toEqual([409, 'STAFF.MONTH_NOT_OVER']);

    app.clock.setReal(new Date('2026-05-04T10:00:00+09:00'));
    await owner.query(`UPDATE staff.session SET seen_at = '2026-05-04T10:00:00+09:00'`);
    await app.app.get(AuditReviews).remind();
    expect((await app.app.get(Alarms).open()).map(({ code }) => code)).toEqual(['STAFF.AUDIT_REVIEW_DUE']);
    const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` };
    expect(
      (await app.http().post('/api/v1/audit/reviews/2026-04').set(asAdmin).send({ note: '이상 없음' })).status,
    ).toBe(403);
    const signed = await sign();
    expect(signed.body).toMatchObject({
      month: '2026-04',
      reviewedAt: '2026-05-04T10:00:00+09:00',
      note: '이상 없음을 확인함',
    });
    expect((await sign()).body.code).toBe('STAFF.MONTH_REVIEWED');
    expect(await app.app.get(Alarms).open()).toEqual([]);
    await app.app.get(AuditReviews).remind();
    expect(await app.app.get(Alarms).open()).toEqual([]);

    await at('2026-04-28T10:00:00');
    expect((await review('2026-04')).figures.find(({ actorId }) => actorId === officerId)!.entries).toBe(1);
  });

  it('of a month without people or keys reminds nobody', async () => {
    await at('2026-04-29T10:00:00', { actor: { kind: 'system', id: 'destruction' } });
    app.clock.setReal(new Date('2026-05-04T10:00:00+09:00'));
    await app.app.get(AuditReviews).remind();
    expect(await app.app.get(Alarms).open()).toEqual([]);
  });
});

describe('a download of the trail', () => {
  const ask = (body: object) =>
    app.http().post('/api/v1/audit/export').set('authorization', `Bearer ${ADMIN_KEY}`).send(body);
  const span = { from: '2026-04-01T00:00:00+09:00', to: '2026-05-01T00:00:00+09:00' };

  it('needs a reason, is on the trail itself, and calculates nothing', async () => {
    await at('2026-04-29T10:00:00', { action: 'cases.unmask', reason: '=HYPERLINK("http://evil")' });
    app.clock.setReal(null);
    expect((await ask(span)).status).toBe(400);
    expect((await ask({ ...span, reason: '     ' })).status).toBe(400);
    const answer = await ask({ ...span, reason: '4월 정기 점검' });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.headers['content-disposition']).toContain('attachment');
    expect(answer.text).toContain(
      '2026-04-29T10:00:00+09:00,staff,officer,10.0.0.7,cases.unmask,case,202647700000000001',
    );
    expect(answer.text).toContain(`"'=HYPERLINK(""http://evil"")"`);
    const { items } = await trail.list(database.dataSource.manager, { limit: 1, action: 'audit.export' });
    expect(items[0]).toMatchObject({ reason: '4월 정기 점검', detail: { rows: 1 } });
  });
});

describe('old months of the trail', () => {
  const monthsAgo = (months: number) => {
    const day = new Date();
    day.setUTCMonth(day.getUTCMonth() - months, 15);
    return kstDate(day);
  };
  const write = async (day: string) => {
    await owner.query('SELECT staff.make_audit_partitions($1, $1)', [day]);
    await at(`${day}T10:00:00`, { reason: `오래된 까닭 ${day}` });
  };
  const left = async () =>
    (await owner.query<{ day: string }>('SELECT at::date::text AS day FROM staff.audit ORDER BY at')).rows.map(
      ({ day }) => day,
    );

  it('go whole after three years with their seals and reasons, and the chain of the rest is intact', async () => {
    const days = [40, 38, 30, 25, 1].map(monthsAgo);
    for (const day of days) await write(day);
    app.clock.setReal(null);
    await app.app.get(AuditChain).sealAll();
    await app.app.get(AuditRetention).drop();
    expect((await left()).slice(0, -1)).toEqual(days.slice(2));
    expect((await owner.query('SELECT FROM staff.audit_reason')).rowCount).toBe(3);
    const chain = app.app.get(AuditChain);
    expect(await chain.verify()).toMatchObject({ intact: true, checked: 3, waiting: 1, faults: [] });
    const { items } = await trail.list(database.dataSource.manager, { limit: 1, action: 'audit.let-go' });
    expect(items[0]).toMatchObject({ actorKind: 'system', actorId: 'retention', detail: { until: 2 } });
    expect(items[0]!.subjects).toHaveLength(4);
    await chain.sealAll();
    await app.app.get(AuditRetention).drop();
    expect(await chain.verify()).toMatchObject({ intact: true, checked: 4, waiting: 0 });
    // What somebody else cuts off further on is not what retention told of.
    await owner.query(
      `WITH s AS (DELETE FROM staff.audit_seal WHERE position = 3 RETURNING audit_id) DELETE FROM staff.audit WHERE id IN (SELECT audit_id FROM s)`,
    );
    expect((await chain.verify()).faults).toMatchObject([{ position: 4, fault: 'BROKEN' }]);
  });

  it('younger than two years are refused by the database itself', async () => {
    const days = [30, 23, 1].map(monthsAgo);
    for (const day of days) await write(day);
    await database.dataSource.query(`SELECT staff.drop_audit_before('2999-01-01')`);
    expect(await left()).toEqual(days.slice(1));
  });
});
