import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../../test/harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../../test/harness/program.js';

const REASON = '월간 점검 자료로 씁니다';
const FORMULA = '=HYPERLINK("http://example.invalid","열기")';
const DEPARTMENT = '47700000011';

let program: TestProgram;
beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: '2026-05-06T10:00:00+09:00' });
  await program.push([
    ...open('202647700000000401', 3),
    ...open('202647700000000402', 10),
    new Petition('202647700000000403').received('2026-04-27T09:30:00', { typeName: FORMULA }),
  ]);
  await eventually('the cases are counted', async () => {
    const { body } = await program.get(`/api/v1/reports/officers`);
    return (body as { rows: { open: number }[] }).rows[0]?.open === 2;
  });
});
afterAll(() => program?.stop());

function open(receiptNo: string, days: number): object[] {
  const petition = new Petition(receiptNo);
  return [
    petition.received('2026-04-27T09:30:00', { period: { unit: 'DAY', length: days } }),
    petition.assigned('2026-04-27T09:40:00'),
  ];
}

const post = (path: string, body: object = { reason: REASON }) =>
  supertest(program.url).post(`/api/v1/${path}`).set('authorization', program.bearer).send(body).buffer();

async function csv(path: string): Promise<Record<string, string>[]> {
  const { status, headers, text } = await post(path);
  expect(status, text).toBe(200);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(headers['cache-control']).toBe('no-store');
  return parse(text, { bom: true, columns: true });
}

async function xlsx(path: string) {
  const { status, headers, body } = await post(path).parse((response, done) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(null, Buffer.concat(chunks)));
  });
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  return readXlsxFile(body as Buffer);
}

const trail = async (action: string) => {
  const { body } = await program.get(`/api/v1/audit?action=${action}`);
  return (body as { items: { subjects: string[]; reason: string | null; detail: object }[] }).items;
};

describe('the list of cases as a file', () => {
  it('holds exactly what the list shows, formulas made texts', async () => {
    const filter = 'departmentCode=47700000011&open=true';
    const { body } = await program.get(`/api/v1/cases?${filter}`);
    const listed = (body as { items: { receiptNo: string }[] }).items.map(({ receiptNo }) => receiptNo);
    expect(listed).toHaveLength(3);
    const rows = await csv(`cases.csv?${filter}`);
    expect(rows.map((row) => row['접수번호'])).toEqual(listed);
    expect(rows[0]!['민원명']).toBe(`'${FORMULA}`);
    expect(rows[2]).toMatchObject({
      민원명: '개발행위허가',
      '처리 부서': '건축과',
      담당자: '남궁다온',
      단계: '담당자 지정',
      '접수 일시': '2026-04-27 09:30',
      '법정 처리기한 일시': '2026-04-30 09:30',
      '기한 내': '',
    });

    const [sheet, conditions] = await xlsx(`cases.xlsx?${filter}`);
    const [header, ...cells] = sheet!.data;
    expect(header).toEqual(Object.keys(rows[0]!));
    expect(cells.map(([receiptNo]) => receiptNo)).toEqual(listed);
    // A text is a text in a workbook: nothing has to stand before it.
    expect(cells[0]![1]).toBe(FORMULA);
    expect(conditions!.data).toContainEqual(['부서코드', DEPARTMENT]);

    const assigned = await csv('cases.csv?stage=ASSIGNED');
    expect(assigned).toHaveLength(2);
    expect(await csv('cases.csv?stage=COMPLETED')).toEqual([]);
  });

  it('is written to the trail as a download: why, what was asked for, and whose data', async () => {
    await csv('cases.csv?due=overdue&q=202647700000000401');
    const [download] = await trail('cases.export');
    expect(download).toMatchObject({
      subjects: ['cases'],
      reason: REASON,
      detail: { format: 'csv', rows: 1, due: 'overdue', receiptNo: '202647700000000401' },
    });
    const [rows] = await trail('cases.export-rows');
    expect(rows).toMatchObject({ subjects: ['202647700000000401'] });
    await csv('cases.csv?q=01000001234');
    const [byPhone] = await trail('cases.export');
    expect(byPhone).toMatchObject({ detail: { byPhone: true, rows: 3 } });
    expect(JSON.stringify(byPhone)).not.toContain('0100000');
  });

  it.each([[{}], [{ reason: '왜' }], [{ reason: REASON, more: 1 }]])('is not given for %j', async (body) => {
    const { status, headers } = await post('cases.csv', body);
    expect(status).toBe(400);
    expect(headers['content-type']).toContain('application/problem+json');
  });
});

describe('reports as files', () => {
  const shown = async (path: string) =>
    (await program.get(`/api/v1/reports/${path}`)).body as { rows: Record<string, never>[] };

  it.each([
    ['departments', '부서코드', 'departmentCode'],
    ['coverage', '부서코드', 'departmentCode'],
    ['monthly', '부서코드', 'departmentCode'],
    ['surveys', '코드', 'key'],
    ['officers', '담당자 번호', 'officerId'],
  ])('%s: the rows of the report', async (report, column, key) => {
    const query = report === 'monthly' ? 'month=2026-04' : report === 'officers' ? '' : 'from=2026-04&to=2026-05';
    const dated = report === 'departments' ? 'from=2026-04-01&to=2026-05-06' : query;
    const { rows } = await shown(`${report}?${dated}`);
    const wanted = rows.map((row) => row[key]);
    expect((await csv(`reports/${report}.csv?${dated}`)).map((row) => row[column])).toEqual(wanted);
    const [sheet] = await xlsx(`reports/${report}.xlsx?${dated}`);
    const place = sheet!.data[0]!.indexOf(column);
    expect(sheet!.data.slice(1).map((cells) => cells[place])).toEqual(wanted);
    const [download] = await trail('reports.export');
    expect(download).toMatchObject({ subjects: [report], reason: REASON, detail: { format: 'xlsx' } });
  });

  it('figures stand in them as numbers', async () => {
    const [building] = await csv(`reports/departments.csv?departmentCode=${DEPARTMENT}&from=2026-04-27&to=2026-04-27`);
    expect(building).toMatchObject({ 부서: '건축과', '현재 담당자 지정': '2', '접수(기간)': '3', '완료(기간)': '0' });
    const [officer] = await csv('reports/officers.csv');
    expect(officer).toMatchObject({ 담당자: '남궁다온', '처리 중': '2', '기한 경과': '1', 부서: '건축과' });
    const [sheet, causes] = await xlsx('reports/deliveries.xlsx');
    expect(causes!.data[0]).toEqual(['전달 실패 원인', '건수']);
    const received = sheet!.data.find(([occasion]) => occasion === '접수 안내');
    expect(received?.slice(1, 4).every((cell) => typeof cell === 'number')).toBe(true);
  });
});

describe('reminder orders', () => {
  it('are about what is past its statutory deadline, issued once a day, and counted by month', async () => {
    const path = '/api/v1/reports/reminder-orders';
    const { body } = await program.get(path);
    const overdue = (body as { items: { receiptNo: string; orders: unknown[] }[] }).items;
    expect(overdue).toHaveLength(2);
    expect(overdue[0]).toMatchObject({
      receiptNo: '202647700000000401',
      petitionName: '개발행위허가',
      departmentName: '건축과',
      officer: { name: '남궁다온' },
      dueAt: '2026-04-30T09:30:00+09:00',
      // May 4 and 6: the 1st and the 5th are holidays.
      daysOver: 2,
      orders: [],
    });
    const issued = await post('reports/reminder-orders/202647700000000401', {});
    expect(issued.status).toBe(200);
    expect(issued.body).toMatchObject({
      orders: [{ issuedAt: expect.stringMatching(/^2026-05-06T1/), daysOver: 2 }],
    });
    const again = await post('reports/reminder-orders/202647700000000401', {});
    expect([again.status, (again.body as { code: string }).code]).toEqual([409, 'REPORTING.ORDERED_TODAY']);
    const early = await post('reports/reminder-orders/202647700000000402', {});
    expect([early.status, (early.body as { code: string }).code]).toEqual([409, 'REPORTING.NOT_PAST_STATUTE']);
    expect((await post('reports/reminder-orders/202647700000009999', {})).status).toBe(404);
    expect((await trail('reports.issue-reminder-order'))[0]).toMatchObject({ subjects: ['202647700000000401'] });

    const first = await program.get(`${path}?limit=1`);
    const { items, nextCursor } = first.body as { items: typeof overdue; nextCursor: string };
    const second = await program.get(`${path}?limit=1&cursor=${nextCursor}`);
    const rest = second.body as { items: typeof overdue; nextCursor: null };
    expect([...items, ...rest.items].map(({ receiptNo }) => receiptNo)).toEqual(
      overdue.map(({ receiptNo }) => receiptNo),
    );
    expect(rest.nextCursor).toBeNull();

    const [row] = await csv('reports/reminder-orders.csv');
    expect(row).toMatchObject({ 접수번호: '202647700000000401', '지난 근무일수': '2', '독촉장 발급 횟수': '1' });
    const { rows } = (await program.get('/api/v1/reports/monthly?month=2026-05')).body as {
      rows: { departmentCode: string; reminderOrders: number }[];
    };
    expect(rows.find(({ departmentCode }) => departmentCode === DEPARTMENT)!.reminderOrders).toBe(1);
  });
});
