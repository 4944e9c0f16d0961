import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EntityManager } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { DEMO_LOGINS, seedDemoStaff } from './demo-staff.js';
import { ADMIN_KEY, seedTestStaff, START, staffApp, type StaffApp } from './staff-app.fixture.js';
import { StaffDirectory, type Chain } from './staff-directory.js';

const BUILDING = '47700000011';
let database: TestDatabase;
let directory: StaffDirectory;
let tx: EntityManager;
let staff: StaffApp;

beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
  directory = new StaffDirectory(database.privacy);
  tx = database.dataSource.manager;
  staff = await staffApp(database);
});
afterAll(async () => {
  await staff.close();
  await database.close();
});

const ids = (chain: Chain) => [chain.officer?.id ?? null, chain.leader?.id ?? null, chain.head?.id ?? null];

describe('the demo county', () => {
  it('has its departments, people and logins, and seeding again changes nothing', async () => {
    const count = async () =>
      database.dataSource.query<
        object[]
      >(`SELECT (SELECT count(*) FROM staff.department) AS departments, (SELECT count(*) FROM staff.officer) AS officers,
        (SELECT count(*) FROM staff.delegate) AS delegates, (SELECT count(*) FROM staff.account) AS accounts, (SELECT max(xmin::text) FROM staff.officer) AS version`);
    const before = await count();
    expect(before[0]).toMatchObject({ departments: 14, delegates: 2, accounts: DEMO_LOGINS.length });
    await seedTestStaff(database);
    expect(await count()).toEqual(before);
  });

  it('opens names and mobiles, which the database does not hold in plain', async () => {
    const officers = await directory.officers(tx, ['s112', 's112', 's110', 'unknown']);
    expect([...officers.keys()].sort()).toEqual(['s110', 's112']);
    expect(officers.get('s112')).toEqual({
      id: 's112',
      name: '송오름',
      officePhone: '063-000-1102',
      mobile: '01000032112',
      departmentCode: BUILDING,
      team: '건축허가팀',
      position: 'OFFICER',
      seenInSaeolOnly: false,
    });
    const [row] = await tx.query<{ name: Buffer; mobile: Buffer }[]>(
      `SELECT name, mobile FROM staff.officer WHERE id = 's112'`,
    );
    expect(row!.name.includes(Buffer.from('송오름'))).toBe(false);
    expect(row!.mobile.includes(Buffer.from('01000032112'))).toBe(false);
  });

  it('gives the departments that are known', async () => {
    const departments = await directory.departments(tx, [BUILDING, '47700009999']);
    expect([...departments.values()]).toEqual([
      { code: BUILDING, name: '건축과', phone: '063-000-1100', parentCode: null, seenInSaeolOnly: false },
    ]);
    expect(await directory.departments(tx, [])).toEqual(new Map());
  });
});

describe('who receives', () => {
  const chain = (officerId: string | null, on: string, departmentCode = BUILDING) =>
    directory.chain(tx, [{ officerId, departmentCode }], on);

  it('is the officer, the leader of the team and the head', async () => {
    const [found] = await chain('s113', '2026-04-29');
    expect(found).toEqual({
      officer: { id: 's113', name: '남궁다온', mobile: '01000062113', inPlaceOf: null },
      leader: { id: 's111', name: '한알찬', mobile: '01000022111', inPlaceOf: null },
      head: { id: 's110', name: '최아름', mobile: '01000012110', inPlaceOf: null },
    });
  });

  it('is the delegate on the days of absence, both ends included', async () => {
    expect(ids((await chain('s112', '2026-04-28'))[0]!)).toEqual(['s112', 's111', 's110']);
    for (const day of ['2026-04-29', '2026-04-30']) {
      const [found] = await chain('s112', day);
      expect(ids(found!)).toEqual(['s113', 's111', 's110']);
      expect(found!.officer!.inPlaceOf).toBe('s112');
    }
    expect(ids((await chain('s112', '2026-05-01'))[0]!)).toEqual(['s112', 's111', 's110']);
    // The week of 2026-04-29 is Monday 27 April to Sunday 3 May.
    for (const [day, head] of [
      ['2026-04-26', 's070'],
      ['2026-04-27', 's071'],
      ['2026-05-03', 's071'],
      ['2026-05-04', 's070'],
    ] as const) {
      expect(ids((await chain('s075', day, '47700000007'))[0]!)).toEqual(['s075', 's074', head]);
    }
  });

  it('follows a delegate who is absent too, and ends in a ring', async () => {
    await database.dataSource.transaction(async (own) => {
      const absent = (who: string, by: string) =>
        own.query(
          `INSERT INTO staff.delegate (absent_id, delegate_id, starts, ends) VALUES ($1, $2, '2026-06-01', '2026-06-01')`,
          [who, by],
        );
      await absent('s112', 's113');
      await absent('s113', 's114');
      const [line] = await directory.chain(own, [{ officerId: 's112', departmentCode: BUILDING }], '2026-06-01');
      expect(line!.officer).toMatchObject({ id: 's114', inPlaceOf: 's112' });
      const absentFor = async (id: string) =>
        (await directory.absentFor(own, id, '2026-06-01')).map(({ officer, until }) => `${officer.id} until ${until}`);
      expect(await absentFor('s114')).toEqual(['s112 until 2026-06-01', 's113 until 2026-06-01']);
      expect(await absentFor('s113')).toEqual([]);
      await absent('s114', 's112');
      const [ring] = await directory.chain(own, [{ officerId: 's112', departmentCode: BUILDING }], '2026-06-01');
      expect(ring!.officer).toMatchObject({ id: 's114' });
      await own.query(`DELETE FROM staff.delegate WHERE starts = '2026-06-01'`);
    });
  });

  it('answers every ask in its order, with nobody where nobody is known', async () => {
    const asks = [
      { officerId: null, departmentCode: BUILDING },
      { officerId: 'unknown', departmentCode: BUILDING },
      { officerId: 's110', departmentCode: BUILDING },
      { officerId: 's113', departmentCode: '47700000004' },
      { officerId: null, departmentCode: 'unknown' },
      { officerId: 's113', departmentCode: BUILDING },
      { officerId: 's113', departmentCode: BUILDING },
    ];
    expect((await directory.chain(tx, asks, '2026-05-20')).map(ids)).toEqual([
      [null, null, 's110'],
      [null, null, 's110'],
      ['s110', null, 's110'],
      ['s113', 's111', 's040'],
      [null, null, null],
      ['s113', 's111', 's110'],
      ['s113', 's111', 's110'],
    ]);
    expect(await directory.chain(tx, [], '2026-05-20')).toEqual([]);
  });

  it('is the head of the nearest department above that has one', async () => {
    await database.dataSource.query(
      `INSERT INTO staff.department (code, name, parent_code) VALUES ('47700000201', '개발계', '${BUILDING}'), ('47700000202', '개발반', '47700000201')`,
    );
    expect(ids((await chain(null, '2026-05-20', '47700000202'))[0]!)).toEqual([null, null, 's110']);
    await database.dataSource.query(`DELETE FROM staff.department WHERE code IN ('47700000202', '47700000201')`);
  });
});

describe('those whom only Saeol knows', () => {
  const seen = { id: 'x1', name: '임시로', phone: '063-000-9901', departmentCode: '47700000099' };
  beforeEach(async () => {
    await database.dataSource.query(`DELETE FROM staff.officer WHERE seen_in_saeol_only`);
    await database.dataSource.query(`DELETE FROM staff.department WHERE seen_in_saeol_only`);
  });

  it('are kept and marked, with their department', async () => {
    await directory.keepSeen(tx, { departmentCodes: ['47700000098'], officers: [seen] });
    expect((await directory.officers(tx, ['x1'])).get('x1')).toEqual({
      id: 'x1',
      name: '임시로',
      officePhone: '063-000-9901',
      mobile: null,
      departmentCode: '47700000099',
      team: null,
      position: 'OFFICER',
      seenInSaeolOnly: true,
    });
    const departments = await directory.departments(tx, ['47700000098', '47700000099']);
    expect([...departments.values()].map(({ name, seenInSaeolOnly }) => [name, seenInSaeolOnly])).toEqual([
      ['담당부서 확인 중', true],
      ['담당부서 확인 중', true],
    ]);
  });

  it('have a mobile kept as such, sealed, when Saeol writes it in the phone field', async () => {
    await directory.keepSeen(tx, { departmentCodes: [], officers: [{ ...seen, phone: '010-0003-2099' }] });
    expect((await directory.officers(tx, ['x1'])).get('x1')).toMatchObject({
      officePhone: null,
      mobile: '01000032099',
    });
    const [row] = await tx.query<{ text: string }[]>(`SELECT o::text AS text FROM staff.officer o WHERE id = 'x1'`);
    expect(row!.text).not.toContain('2099');
  });

  it('follow what Saeol says newly, without losing what it leaves out', async () => {
    await directory.keepSeen(tx, { departmentCodes: [], officers: [{ ...seen, mobile: '01000032099' }] });
    await directory.keepSeen(tx, {
      departmentCodes: [],
      officers: [{ ...seen, name: '임시후', phone: null, departmentCode: BUILDING }],
    });
    expect((await directory.officers(tx, ['x1'])).get('x1')).toMatchObject({
      name: '임시후',
      officePhone: '063-000-9901',
      mobile: '01000032099',
      departmentCode: BUILDING,
    });
  });

  it('cost no write while nothing is new, and the county own entries are never touched', async () => {
    const people = [seen, { id: 's113', name: '다른이', phone: '063-000-0000', departmentCode: '47700000001' }, seen];
    await directory.keepSeen(tx, { departmentCodes: [BUILDING], officers: people });
    const versions = () =>
      tx.query<object[]>(
        'SELECT id, xmin::text FROM staff.officer UNION SELECT code, xmin::text FROM staff.department ORDER BY 1',
      );
    const before = await versions();
    await directory.keepSeen(tx, { departmentCodes: [BUILDING, '47700000099'], officers: people });
    expect(await versions()).toEqual(before);
    expect((await directory.officers(tx, ['s113'])).get('s113')).toMatchObject({
      name: '남궁다온',
      seenInSaeolOnly: false,
    });
  });

  it('may be seen by many at the same instant', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ ...seen, id: `y${i}`, departmentCode: `477000009${10 + i}` }));
    await Promise.all(
      Array.from({ length: 8 }, (_, run) =>
        database.dataSource.transaction((own) =>
          directory.keepSeen(own, { departmentCodes: [], officers: run % 2 === 0 ? many : many.toReversed() }),
        ),
      ),
    );
    expect(
      (
        await directory.officers(
          tx,
          many.map((one) => one.id),
        )
      ).size,
    ).toBe(40);
  });

  it('become the county own when the county enters them', async () => {
    await database.dataSource.transaction(async (own) => {
      await own.query(
        `UPDATE staff.officer SET seen_in_saeol_only = true, team = NULL, office_phone = NULL WHERE id = 's119'`,
      );
      await seedDemoStaff(own, database.privacy, new Date(START), new Date(START));
    });
    expect((await directory.officers(tx, ['s119'])).get('s119')).toMatchObject({
      team: '도시계획팀',
      officePhone: '063-000-1109',
      seenInSaeolOnly: false,
    });
  });
});

describe('over HTTP', () => {
  const get = (path: string) => staff.http().get(path).set('authorization', `Bearer ${ADMIN_KEY}`);

  async function asRole(role: string) {
    const login = await staff
      .http()
      .post('/auth/login')
      .send({ id: role, password: `minwon-${role}` });
    return (path: string) => staff.http().get(path).set('cookie', login.headers['set-cookie']![0]!.split(';')[0]!);
  }

  it('departments come in pages by code', async () => {
    const first = await get('/api/v1/departments?limit=10');
    expect((first.body as { items: object[] }).items[0]).toEqual({
      code: '47700000001',
      name: '기획예산실',
      phone: '063-000-0100',
      parentCode: null,
      seenInSaeolOnly: false,
    });
    const cursor = (first.body as { nextCursor: string }).nextCursor;
    const second = await get(`/api/v1/departments?limit=10&cursor=${cursor}`);
    expect((second.body as { items: { code: string }[] }).items[0]!.code).toBe('47700000011');
    expect((second.body as { nextCursor: unknown }).nextCursor).toBeNull();
  });

  it('people come with their mobiles masked, by department, and the reading is on the trail', async () => {
    const { body } = await get(`/api/v1/staff?departmentCode=${BUILDING}&limit=3`);
    const page = body as {
      items: { id: string; name: string; mobile: string; team: string | null }[];
      nextCursor: string;
    };
    expect(page.items.map(({ id, name, mobile }) => [id, name, mobile])).toEqual([
      ['s110', '최아름', '010-****-2110'],
      ['s111', '한알찬', '010-****-2111'],
      ['s112', '송오름', '010-****-2112'],
    ]);
    const next = await get(`/api/v1/staff?departmentCode=${BUILDING}&limit=200&cursor=${page.nextCursor}`);
    expect((next.body as { items: { id: string }[] }).items.map((item) => item.id)).toEqual([
      's113',
      's114',
      's115',
      's116',
      's117',
      's118',
      's119',
    ]);
    const [row] = await tx.query<{ subjects: string[]; actor_kind: string; department_code: string }[]>(
      `SELECT subjects, actor_kind, department_code FROM staff.audit WHERE action = 'staff.list' ORDER BY id LIMIT 1`,
    );
    expect(row).toEqual({ subjects: ['s110', 's111', 's112'], actor_kind: 'key', department_code: BUILDING });
  });

  it('people of other departments are out of an officer sight, and the county sees names masked', async () => {
    const officer = await asRole('officer');
    const own = (await officer('/api/v1/staff?limit=200')).body as { items: { departmentCode: string }[] };
    expect(new Set(own.items.map((item) => item.departmentCode))).toEqual(new Set([BUILDING]));
    expect((await officer('/api/v1/staff?departmentCode=47700000001')).body).toEqual({ items: [], nextCursor: null });
    const county = await asRole('county');
    const masked = (await county(`/api/v1/staff?departmentCode=${BUILDING}&limit=4`)).body as {
      items: { name: string }[];
    };
    expect(masked.items.map((item) => item.name)).toEqual(['최*름', '한*찬', '송*름', '남**온']);
  });
});
