import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../libs/clock/index.js';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { Alarms } from './alarms.js';
import { AuditChain } from './audit-chain.js';
import { AuditTrail, type AuditEntry, type AuditRecord } from './audit-trail.js';
import { ADMIN_KEY, staffApp } from './staff-app.fixture.js';

const READER = { kind: 'staff' as const, id: 'account-1', address: '10.0.0.7' };
let database: TestDatabase;
let clock: Clock;
let trail: AuditTrail;
let chain: AuditChain;
/** Who holds the database can do what the program cannot. */
let owner: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  await owner.query('TRUNCATE staff.audit, staff.audit_seal, staff.audit_waiting, staff.audit_reason');
  clock = new Clock();
  trail = new AuditTrail(clock, database.privacy);
  chain = new AuditChain(database.dataSource, clock, database.privacy);
});

const read = (receiptNo: string): AuditEntry => ({
  actor: READER,
  action: 'cases.read',
  subjectKind: 'case',
  subjects: [receiptNo],
  departmentCode: '47700000011',
});
const write = (...entries: AuditEntry[]) => trail.write(database.dataSource.manager, entries);

async function sealed(count: number): Promise<void> {
  await write(...Array.from({ length: count }, (_, i) => read(`20264770000000${String(i).padStart(4, '0')}`)));
  await chain.sealAll();
}

async function seal(position: number): Promise<Buffer> {
  const { rows } = await owner.query<{ hash: Buffer }>('SELECT hash FROM staff.audit_seal WHERE position = $1', [
    position,
  ]);
  return rows[0]!.hash;
}

describe('the audit trail', () => {
  it('tells who, when, from where, whose data and what, newest first', async () => {
    await write(read('202647700000000001'), {
      actor: READER,
      action: 'messages.unmask',
      subjectKind: 'notification',
      subjects: ['n1', 'n2'],
      reason: '홍길동 님 요청',
      detail: { fields: 1, ok: true, none: null, name: 'to' },
    });
    const page = await trail.list(database.dataSource.manager, { limit: 10 });
    expect(page.items.map((item) => ({ ...item, id: '', at: '' }))).toEqual([
      {
        id: '',
        at: '',
        actorKind: 'staff',
        actorId: 'account-1',
        actorLabel: null,
        address: '10.0.0.7',
        action: 'messages.unmask',
        subjectKind: 'notification',
        subjects: ['n1', 'n2'],
        departmentCode: null,
        reason: '홍길동 님 요청',
        detail: { fields: 1, ok: true, none: null, name: 'to' },
      },
      expect.objectContaining({
        action: 'cases.read',
        subjects: ['202647700000000001'],
        departmentCode: '47700000011',
        reason: null,
        detail: {},
      }),
    ]);
    expect(page.items[0]!.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+09:00$/);
    const { rows } = await owner.query<{ text: string }>(
      'SELECT a::text || r::text AS text FROM staff.audit a LEFT JOIN staff.audit_reason r ON r.audit_id = a.id',
    );
    expect(JSON.stringify(rows)).not.toContain('홍길동');
    expect(JSON.stringify(rows)).not.toContain(Buffer.from('홍길동').toString('hex'));
  });

  it('answers in one query who saw whose data', async () => {
    await write(read('A'), { ...read('B'), subjects: ['A', 'B'] }, read('C'), {
      ...read('A'),
      actor: { kind: 'system', id: 'destruction' },
      action: 'cases.wipe',
    });
    const list = (filter: object) =>
      trail
        .list(database.dataSource.manager, { limit: 10, ...filter })
        .then((page) => page.items.map((item) => item.action + item.subjects.join()));
    expect(await list({ subject: 'A' })).toEqual(['cases.wipeA', 'cases.readA,B', 'cases.readA']);
    expect(await list({ subject: 'A', actorId: 'account-1' })).toEqual(['cases.readA,B', 'cases.readA']);
    expect(await list({ action: 'cases.wipe' })).toEqual(['cases.wipeA']);
    expect(await list({ from: '2999-01-01T00:00:00+09:00' })).toEqual([]);
    expect(await list({ to: '2000-01-01T00:00:00+09:00' })).toEqual([]);
  });

  it('goes with the transaction of the deed', async () => {
    const failed = database.dataSource.transaction(async (tx) => {
      await trail.write(tx, [read('A')]);
      throw new Error('the deed failed');
    });
    await expect(failed).rejects.toThrow('the deed failed');
    expect((await trail.list(database.dataSource.manager, { limit: 10 })).items).toEqual([]);
    await chain.sealAll();
    expect(await chain.verify()).toMatchObject({ intact: true, checked: 0, waiting: 0 });
  });

  it.each([
    `UPDATE staff.audit SET actor_id = 'another'`,
    'DELETE FROM staff.audit',
    'TRUNCATE staff.audit',
    `UPDATE staff.audit_seal SET hash = '\\x00'`,
    'DELETE FROM staff.audit_seal',
    `UPDATE staff.audit_reason SET reason_sealed = '\\x00'`,
    'DELETE FROM staff.audit_reason',
    'UPDATE staff.audit_waiting SET audit_at = now()',
    'DELETE FROM staff.audit_default',
    'SELECT * FROM staff.audit_default',
    'DROP TABLE staff.audit',
    'ALTER TABLE staff.audit DISABLE TRIGGER ALL',
  ])('cannot be touched by the program: %s', async (sql) => {
    await sealed(1);
    await expect(database.dataSource.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('cannot be touched by the program through a month of its own', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'staff.audit'::regclass`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const { name } of rows)
      await expect(database.dataSource.query(`DELETE FROM ${name}`)).rejects.toThrow('permission denied');
  });
});

describe('the hash chain', () => {
  it('seals what waits, in order, and is intact', async () => {
    await sealed(3);
    await sealed(2);
    const verdict = await chain.verify();
    expect(verdict).toMatchObject({ intact: true, checked: 5, waiting: 0, headPosition: 5, faults: [] });
    expect(verdict.headHash).toMatch(/^[0-9a-f]{64}$/);
    await write(read('A'));
    expect(await chain.verify()).toMatchObject({ intact: true, checked: 5, waiting: 1 });
  });

  it('seals thousands, and each once however many seal at the same instant', async () => {
    await write(...Array.from({ length: 2_500 }, (_, i) => read(`r${i}`)));
    await Promise.all(Array.from({ length: 4 }, () => chain.sealAll()));
    await chain.sealAll();
    expect(await chain.verify()).toMatchObject({ intact: true, checked: 2_500, waiting: 0, headPosition: 2_500 });
  });

  it.each([
    [
      'a changed row',
      `UPDATE staff.audit SET subjects = '{other}' WHERE id = (SELECT audit_id FROM staff.audit_seal WHERE position = 2)`,
      [[2, 'CHANGED']],
    ],
    [
      'a changed address',
      `UPDATE staff.audit SET address = NULL WHERE id = (SELECT audit_id FROM staff.audit_seal WHERE position = 2)`,
      [[2, 'CHANGED']],
    ],
    [
      'a deleted row',
      `DELETE FROM staff.audit WHERE id = (SELECT audit_id FROM staff.audit_seal WHERE position = 3)`,
      [[3, 'MISSING']],
    ],
    [
      'a row deleted with its seal',
      `WITH s AS (DELETE FROM staff.audit_seal WHERE position = 3 RETURNING audit_id) DELETE FROM staff.audit WHERE id IN (SELECT audit_id FROM s)`,
      [[4, 'BROKEN']],
    ],
    [
      'a seal whose hash was made up',
      `UPDATE staff.audit_seal SET hash = sha256('guess') WHERE position = 3`,
      [
        [3, 'CHANGED'],
        [4, 'BROKEN'],
      ],
    ],
    [
      'a beginning whose seal was cut',
      `DELETE FROM staff.audit_seal WHERE position = 1`,
      [
        [2, 'BROKEN'],
        [null, 'UNSEALED'],
      ],
    ],
    [
      'a beginning that was cut off with its seals',
      `WITH s AS (DELETE FROM staff.audit_seal WHERE position <= 2 RETURNING audit_id) DELETE FROM staff.audit WHERE id IN (SELECT audit_id FROM s)`,
      [[3, 'BROKEN']],
    ],
    [
      'a beginning that was cut off, with an entry that says retention did it',
      `WITH s AS (DELETE FROM staff.audit_seal WHERE position <= 2 RETURNING audit_id), gone AS (DELETE FROM staff.audit WHERE id IN (SELECT audit_id FROM s))
       INSERT INTO staff.audit (id, at, actor_kind, actor_id, action, subject_kind, subjects, detail)
       SELECT uuidv7(), now() + interval '1 hour', 'system', 'retention', 'audit.let-go', 'audit', '{}',
         jsonb_build_object('until', 2, 'beginning', encode(previous, 'hex')) FROM staff.audit_seal WHERE position = 3`,
      [[3, 'BROKEN']],
    ],
    [
      'a month that was put in the place of another',
      `ALTER TABLE staff.audit RENAME TO audit_kept;
       CREATE TABLE staff.audit (LIKE staff.audit_kept INCLUDING ALL) PARTITION BY RANGE (at);
       CREATE TABLE staff.audit_forged PARTITION OF staff.audit DEFAULT;
       INSERT INTO staff.audit SELECT * FROM staff.audit_kept;
       UPDATE staff.audit SET subjects = '{other}' WHERE id = (SELECT audit_id FROM staff.audit_seal WHERE position = 4);
       GRANT SELECT, INSERT ON staff.audit TO minwon_app`,
      [[4, 'CHANGED']],
    ],
  ])('shows %s', async (_what, sql, faults) => {
    await sealed(5);
    await owner.query(sql);
    clock.setReal(new Date(clock.realNow().getTime() + 120_000));
    const verdict = await chain.verify();
    expect(verdict.intact).toBe(false);
    expect(verdict.faults.map(({ position, fault }) => [position, fault])).toEqual(faults);
    await owner.query(`DO $$ BEGIN IF to_regclass('staff.audit_kept') IS NOT NULL THEN
      DROP TABLE staff.audit; ALTER TABLE staff.audit_kept RENAME TO audit; END IF; END $$`);
  });

  it('that was cut at its end does not hold the seal that was noted before', async () => {
    await sealed(5);
    const { headPosition, headHash } = await chain.verify();
    const noted = `${headPosition}:${headHash}`;
    await owner.query(
      `WITH s AS (DELETE FROM staff.audit_seal WHERE position > 3 RETURNING audit_id) DELETE FROM staff.audit WHERE id IN (SELECT audit_id FROM s)`,
    );
    expect(await chain.verify()).toMatchObject({ intact: true, headPosition: 3 });
    expect(await chain.holds(noted)).toBe(false);
    // Nor when as many others took their place.
    await sealed(2);
    expect(await chain.verify()).toMatchObject({ intact: true, headPosition: 5 });
    expect(await chain.holds(noted)).toBe(false);
    expect(await chain.holds(`3:${(await seal(3)).toString('hex')}`)).toBe(true);
  });

  it.each([
    ['changed', 'UPDATE staff.audit_reason SET reason_sealed = $1'],
    ['taken away', 'DELETE FROM staff.audit_reason WHERE $1::bytea IS NOT NULL'],
    ['made unreadable', 'UPDATE staff.audit_reason SET reason_sealed = substring($1::bytea FROM 1 FOR 20)'],
  ])('shows a reason that was %s', async (_what, sql) => {
    await write({ ...read('A'), reason: '민원인이 전화로 확인을 요청함' });
    await chain.sealAll();
    expect((await chain.verify()).intact).toBe(true);
    await owner.query(sql, [database.privacy.seal('다른 까닭')]);
    expect((await chain.verify()).faults).toMatchObject([{ position: 1, fault: 'CHANGED' }]);
  });

  it('stays intact when a reason is sealed under another key', async () => {
    await write({ ...read('A'), reason: '민원인이 전화로 확인을 요청함' });
    await chain.sealAll();
    await owner.query('UPDATE staff.audit_reason SET reason_sealed = $1', [
      database.privacy.seal('민원인이 전화로 확인을 요청함'),
    ]);
    expect((await chain.verify()).intact).toBe(true);
  });

  it('shows a row that was kept from it', async () => {
    await write(read('A'), read('B'));
    await database.dataSource.query('DELETE FROM staff.audit_waiting');
    await chain.sealAll();
    expect(await chain.verify()).toMatchObject({ intact: true, checked: 0 });
    clock.setReal(new Date(clock.realNow().getTime() + 120_000));
    const verdict = await chain.verify();
    expect(verdict.faults.map((fault) => fault.fault)).toEqual(['UNSEALED', 'UNSEALED']);
  });

  it('cannot be mended without the key', async () => {
    await sealed(2);
    await owner.query(
      `UPDATE staff.audit SET actor_id = 'another' WHERE id = (SELECT audit_id FROM staff.audit_seal WHERE position = 2)`,
    );
    await owner.query(`UPDATE staff.audit_seal SET hash = sha256(previous) WHERE position = 2`);
    expect((await chain.verify()).faults).toMatchObject([{ position: 2, fault: 'CHANGED' }]);
  });
});

describe('the months of the trail', () => {
  const months = () =>
    owner
      .query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relname ~ '^audit(_seal)?_20' AND relkind = 'r' ORDER BY 1`,
      )
      .then(({ rows }) => rows.map((row) => row.name));

  it('are made ahead, once, by a program that may not make tables', async () => {
    clock.setReal('2031-11-30T15:00:00Z');
    expect(await chain.makeComingPartitions()).toBe(8);
    expect(await chain.makeComingPartitions()).toBe(0);
    expect((await months()).filter((name) => /_203[12]/.test(name))).toEqual([
      'audit_203112',
      'audit_203201',
      'audit_203202',
      'audit_203203',
      'audit_seal_203112',
      'audit_seal_203201',
      'audit_seal_203202',
      'audit_seal_203203',
    ]);
  });

  it('never stop a row: what finds no month waits in the default and is moved, and the chain stays whole', async () => {
    clock.setReal('2041-06-30T14:59:59.999Z');
    await write(read('june'));
    clock.setReal('2041-06-30T15:00:00Z');
    await write(read('july'));
    await chain.sealAll();
    const where = () =>
      owner
        .query<{ place: string }>('SELECT tableoid::regclass::text AS place FROM staff.audit ORDER BY at')
        .then(({ rows }) => rows.map((row) => row.place));
    expect(await where()).toEqual(['staff.audit_default', 'staff.audit_default']);
    await chain.makeComingPartitions();
    expect(await where()).toEqual(['staff.audit_default', 'staff.audit_204107']);
    expect(await chain.verify()).toMatchObject({ intact: true, checked: 2 });
    await write(read('again'));
    expect((await where()).at(-1)).toBe('staff.audit_204107');
  });
});

describe('over HTTP', () => {
  const bearer = { authorization: `Bearer ${ADMIN_KEY}` };

  it('the trail comes in pages and can be verified, which is on the trail itself', async () => {
    const staff = await staffApp(database);
    try {
      await staff.http().get('/api/v1/staff').set(bearer);
      await write(...Array.from({ length: 5 }, (_, i) => read(`r${i}`)));
      const seen: AuditRecord[] = [];
      let query = '?limit=3';
      for (;;) {
        const { body, status } = await staff.http().get(`/api/v1/audit${query}`).set(bearer);
        expect(status).toBe(200);
        const page = body as { items: AuditRecord[]; nextCursor: string | null };
        seen.push(...page.items);
        if (page.nextCursor === null) break;
        query = `?limit=3&cursor=${page.nextCursor}`;
      }
      expect(seen.map((item) => item.action)).toEqual([
        ...Array<string>(5).fill('cases.read'),
        'staff.list',
        ...seen.slice(6).map((item) => item.action),
      ]);
      expect(seen.find((item) => item.action === 'staff.list')).toMatchObject({
        actorKind: 'key',
        actorLabel: 'BOOTSTRAP_API_KEY',
      });
      expect(new Set(seen.map((item) => item.id)).size).toBe(seen.length);
      await chain.sealAll();
      const verdict = await staff.http().get('/api/v1/audit/verify').set(bearer);
      expect(verdict.body).toMatchObject({ intact: true, checked: seen.length, faults: [] });
      const after = await staff.http().get('/api/v1/audit?action=audit.verify').set(bearer);
      expect((after.body as { items: AuditRecord[] }).items).toHaveLength(1);
    } finally {
      await staff.close();
    }
  });

  it('filters are validated', async () => {
    const staff = await staffApp(database);
    try {
      for (const query of [
        'from=yesterday',
        'from=2026-01-01T00:00:00',
        'to=2026-02-31T00:00:00Z',
        'subject=%00',
        'colour=red',
        'actorId=a&actorId=b',
      ]) {
        const { status, body } = await staff.http().get(`/api/v1/audit?${query}`).set(bearer);
        expect([query, status, (body as { title: string }).title]).toEqual([query, 400, '잘못된 요청']);
      }
    } finally {
      await staff.close();
    }
  });
});

describe('alarms', () => {
  let alarms: Alarms;
  beforeEach(() => {
    clock.set('2026-04-29T09:00:00+09:00');
    alarms = new Alarms(database.dataSource, clock, trail);
  });
  afterEach(() => database.dataSource.query('DELETE FROM staff.alarm'));

  it('stand once per key until they are cleared, and count', async () => {
    const tx = database.dataSource.manager;
    await alarms.raise(tx, { code: 'GATEWAYS.DOWN', detail: '문자 업체가 응답하지 않습니다.', key: 'gateway:solapi' });
    await alarms.raise(tx, { code: 'TEMPLATES.REJECTED', detail: '템플릿이 반려되었습니다.', key: 'template:1' });
    clock.set('2026-04-29T09:05:00+09:00');
    await Promise.all(
      Array.from({ length: 5 }, () =>
        alarms.raise(tx, { code: 'GATEWAYS.DOWN', detail: '아직 응답하지 않습니다.', key: 'gateway:solapi' }),
      ),
    );
    expect((await alarms.open()).map(({ id, ...alarm }) => [typeof id, alarm])).toEqual([
      [
        'string',
        {
          key: 'gateway:solapi',
          code: 'GATEWAYS.DOWN',
          detail: '아직 응답하지 않습니다.',
          times: 6,
          raisedAt: '2026-04-29T09:00:00+09:00',
          lastRaisedAt: '2026-04-29T09:05:00+09:00',
        },
      ],
      ['string', expect.objectContaining({ key: 'template:1', times: 1 })],
    ]);
    await alarms.clear(tx, 'gateway:solapi');
    await alarms.clear(tx, 'never raised');
    expect((await alarms.open()).map((alarm) => alarm.key)).toEqual(['template:1']);
    await alarms.raise(tx, { code: 'GATEWAYS.DOWN', detail: '다시 응답하지 않습니다.', key: 'gateway:solapi' });
    expect((await alarms.open()).find((alarm) => alarm.key === 'gateway:solapi')).toMatchObject({ times: 1 });
  });
});
