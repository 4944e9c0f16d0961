import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { ADMIN_KEY, seedTestStaff, staffApp, type StaffApp } from './staff-app.fixture.js';
import { StaffDirectory } from './staff-directory.js';

let database: TestDatabase;
let app: StaffApp;
let directory: StaffDirectory;
beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
  app = await staffApp(database);
  directory = new StaffDirectory(database.privacy);
});
afterAll(async () => {
  await app?.close();
  await database?.close();
});
beforeEach(async () => {
  await database.dataSource.query(`DELETE FROM staff.officer WHERE id LIKE 'n%'`);
  await database.dataSource.query(`UPDATE staff.department SET parent_code = NULL`);
  await database.dataSource.query(`DELETE FROM staff.department WHERE code LIKE '4770000009%'`);
});

const put = (what: 'departments' | 'staff', file: string | Buffer, query = '') =>
  app
    .http()
    .post(`/api/v1/${what}/import${query}`)
    .set('authorization', `Bearer ${ADMIN_KEY}`)
    .set('content-type', 'text/csv')
    .send(file as string);

const STAFF = '직원번호,성명,부서코드,팀,직위,행정전화,휴대전화\n';
const DEPARTMENTS = '부서코드,부서명,전화번호,상위부서코드\n';

describe('a file of departments', () => {
  const file = `${DEPARTMENTS}47700000091,새마을과,063-000-9100,47700000092\n47700000092,기획실,,\n47700000011,건축과,063-000-1100,\n`;

  it('is tried without writing, then written whole', async () => {
    const dry = await put('departments', file, '?dryRun=true');
    expect(dry.body).toEqual({ dryRun: true, rows: 3, added: 2, changed: 0, unchanged: 1, faults: [] });
    const tx = database.dataSource.manager;
    expect((await directory.departments(tx, ['47700000091'])).size).toBe(0);
    expect((await put('departments', file)).body).toMatchObject({ dryRun: false, added: 2, unchanged: 1 });
    expect((await directory.departments(tx, ['47700000091'])).get('47700000091')).toEqual({
      code: '47700000091',
      name: '새마을과',
      phone: '063-000-9100',
      parentCode: '47700000092',
      seenInSaeolOnly: false,
    });
    expect((await put('departments', file)).body).toMatchObject({ added: 0, changed: 0, unchanged: 3 });
  });

  it('makes known what only Saeol had named', async () => {
    await database.dataSource.transaction((tx) =>
      directory.keepSeen(tx, { departmentCodes: ['47700000093'], officers: [] }),
    );
    const { body } = await put('departments', `${DEPARTMENTS}47700000093,산림과,,\n`);
    expect(body).toMatchObject({ added: 0, changed: 1 });
    const found = await directory.departments(database.dataSource.manager, ['47700000093']);
    expect(found.get('47700000093')).toMatchObject({ name: '산림과', seenInSaeolOnly: false });
  });

  it('says every fault by row and column, and writes nothing', async () => {
    const faulty = [
      '47700000091,=1+1,010-0000-1234,47700000099',
      '4770,산림과,063-000-9100,',
      '47700000094,가,,47700000095',
      '47700000095,나,,47700000094',
      '47700000091,새마을과,,',
    ].join('\n');
    const faults = [
      { row: 2, column: '부서명', message: '수식으로 읽히는 글자로 시작합니다.' },
      { row: 2, column: '전화번호', message: expect.stringContaining('휴대전화는 쓸 수 없습니다') },
      { row: 2, column: '상위부서코드', message: '없는 부서입니다.' },
      { row: 3, column: '부서코드', message: '부서코드는 숫자 11자리입니다.' },
      { row: 4, column: '상위부서코드', message: '상위부서가 서로 물려 있습니다.' },
      { row: 5, column: '상위부서코드', message: '상위부서가 서로 물려 있습니다.' },
      { row: 6, column: '부서코드', message: '2행과 같습니다.' },
    ];
    expect((await put('departments', DEPARTMENTS + faulty, '?dryRun=true')).body).toMatchObject({
      dryRun: true,
      faults,
    });
    const real = await put('departments', DEPARTMENTS + faulty);
    expect([real.status, real.body.code]).toEqual([422, 'STAFF.FAULTY_FILE']);
    expect(real.body.errors[0]).toEqual({ field: '2행 부서명', message: faults[0]!.message });
    expect((await directory.departments(database.dataSource.manager, ['47700000095'])).size).toBe(0);
  });
});

describe('a file of people', () => {
  const row = 'n001,나새벽,47700000011,건축허가팀,담당자,063-000-1199,010-0000-7001\n';

  it('adds and changes people, their names and mobiles sealed', async () => {
    expect((await put('staff', STAFF + row)).body).toMatchObject({ rows: 1, added: 1 });
    const changed = row.replace('담당자', '팀장').replace('063-000-1199', '');
    expect((await put('staff', STAFF + changed)).body).toMatchObject({ added: 0, changed: 1 });
    expect((await put('staff', STAFF + changed)).body).toMatchObject({ changed: 0, unchanged: 1 });
    const tx = database.dataSource.manager;
    expect((await directory.officers(tx, ['n001'])).get('n001')).toEqual({
      id: 'n001',
      name: '나새벽',
      officePhone: null,
      mobile: '01000007001',
      departmentCode: '47700000011',
      team: '건축허가팀',
      position: 'LEADER',
      seenInSaeolOnly: false,
    });
    const [{ text }] = (await tx.query(`SELECT o::text AS text FROM staff.officer o WHERE id = 'n001'`)) as [
      { text: string },
    ];
    expect(text).not.toContain(Buffer.from('나새벽').toString('hex'));
    expect(text).not.toContain(Buffer.from('01000007001').toString('hex'));
  });

  it('is read as a Korean spreadsheet saves it, in English too', async () => {
    expect((await put('staff', iconv.encode(STAFF + row, 'cp949'))).body).toMatchObject({ added: 1 });
    const english = 'id,name,departmentCode,position\nn002,Kim Dami,47700000011,HEAD\n';
    expect((await put('staff', english)).body).toMatchObject({ added: 1 });
    expect((await directory.officers(database.dataSource.manager, ['n001'])).get('n001')!.name).toBe('나새벽');
  });

  it('makes known whom only Saeol had named', async () => {
    await database.dataSource.transaction((tx) =>
      directory.keepSeen(tx, {
        departmentCodes: [],
        officers: [{ id: 'n001', name: '나새벽', phone: '063-000-1', departmentCode: '47700000011' }],
      }),
    );
    const list = await app
      .http()
      .get('/api/v1/staff?departmentCode=47700000011&limit=200')
      .set('authorization', `Bearer ${ADMIN_KEY}`);
    expect(list.body.items).toContainEqual(
      expect.objectContaining({ id: 'n001', name: '나새벽', seenInSaeolOnly: true }),
    );
    await put('staff', STAFF + row);
    const found = await directory.officers(database.dataSource.manager, ['n001']);
    expect(found.get('n001')).toMatchObject({ seenInSaeolOnly: false, officePhone: '063-000-1199' });
  });

  it('says every fault by row and column', async () => {
    const rows = [
      'n001,,47700000011,,담당자,,',
      'n 2,나,1,,사장,010-0000-1234,063-000-1234',
      "n003,'=HYPERLINK(1),47700000011,@SUM(A1),담당자,1588-0000,011-123-4567",
    ];
    expect((await put('staff', STAFF + rows.join('\n'), '?dryRun=true')).body.faults).toEqual([
      { row: 2, column: '성명', message: '비어 있습니다.' },
      { row: 3, column: '직원번호', message: expect.any(String) },
      { row: 3, column: '부서코드', message: '없는 부서입니다.' },
      { row: 3, column: '직위', message: '부서장, 팀장, 담당자 가운데 하나입니다.' },
      { row: 3, column: '행정전화', message: expect.any(String) },
      { row: 3, column: '휴대전화', message: '휴대전화 번호가 아닙니다.' },
      { row: 4, column: '성명', message: '수식으로 읽히는 글자로 시작합니다.' },
      { row: 4, column: '팀', message: '수식으로 읽히는 글자로 시작합니다.' },
    ]);
  });

  it.each(['', '\ufeff', 'nothing', '"', STAFF, '\u0000\u0001', `${STAFF}${','.repeat(5000)}`])(
    'may be anything at all: %j',
    async (file) => {
      const answer = await put('staff', file, '?dryRun=true');
      expect(answer.status).toBe(200);
    },
  );

  it('is written down, one entry with all whose data it changed', async () => {
    await put('staff', `${STAFF}${row}${row.replace('n001', 'n002')}`);
    const [entry] = (await database.dataSource.query(
      `SELECT action, subjects FROM staff.audit WHERE action = 'officers.import' ORDER BY id DESC LIMIT 1`,
    )) as unknown[];
    expect(entry).toEqual({ action: 'officers.import', subjects: ['n001', 'n002'] });
  });
});

describe('a person who leaves', () => {
  it('is forgotten with their numbers and delegations; their account is closed', async () => {
    await put('staff', `${STAFF}n001,나새벽,47700000011,건축허가팀,담당자,063-000-1199,010-0000-7001\n`);
    await database.dataSource.query(
      `INSERT INTO staff.delegate (absent_id, delegate_id, starts, ends) VALUES ('n001', 's112', '2026-04-29', '2026-04-29')`,
    );
    await database.dataSource.query(
      `INSERT INTO staff.account (login_id, officer_id, roles, created_at) VALUES ('leaver', 'n001', '{officer}', now())`,
    );
    const forget = () => app.http().delete('/api/v1/staff/n001').set('authorization', `Bearer ${ADMIN_KEY}`);
    expect((await forget()).status).toBe(204);
    expect((await directory.officers(database.dataSource.manager, ['n001'])).size).toBe(0);
    expect(
      await database.dataSource.query(`SELECT active, officer_id FROM staff.account WHERE login_id = 'leaver'`),
    ).toEqual([{ active: false, officer_id: null }]);
    expect((await forget()).status).toBe(404);
  });
});
