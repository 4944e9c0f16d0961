import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { csvFile, decodeKorean, neutralCell, readCsv, writeCsv } from './index.js';

const COLUMNS = {
  code: { titles: ['부서코드', 'code'], required: true },
  name: { titles: ['부서명', 'name'], required: true },
  phone: { titles: ['전화번호', 'phone'], required: false },
} as const;
const read = (text: string | Buffer) => readCsv(Buffer.from(text as string), COLUMNS, 3);

describe('reading', () => {
  it('finds columns by their Korean or English names, in any order, and counts rows as a spreadsheet does', () => {
    const { rows, faults } = read('name,부서코드\r\n건축과,47700000011\r\n\r\n"산림\n과", 47700000013 \r\n');
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      { row: 2, cells: { code: '47700000011', name: '건축과', phone: '' } },
      { row: 5, cells: { code: '47700000013', name: '산림\n과', phone: '' } },
    ]);
  });

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with its mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['CP949', (text: string) => iconv.encode(text, 'cp949')],
  ])('takes %s', (_, encode) => {
    const { rows } = readCsv(encode('부서코드,부서명\n47700000011,똠방각하과'), COLUMNS, 3);
    expect(rows[0]!.cells.name).toBe('똠방각하과');
    expect(decodeKorean(encode('펲시'))).toContain('펲시');
  });

  it.each([
    ['', [{ row: 1, column: '', message: '파일이 비어 있습니다.' }]],
    ['code\n1', [{ row: 1, column: '부서명', message: '열이 없습니다.' }]],
    ['code,name,주소\n1,2,3', [{ row: 1, column: '주소', message: '알 수 없는 열입니다.' }]],
    ['code,name,부서코드\n1,2,3', [{ row: 1, column: '부서코드', message: '같은 열이 두 번 있습니다.' }]],
    ['code,name\n1,2,3', [{ row: 2, column: '', message: '열이 머리글보다 많습니다.' }]],
    [`code,name\n1,${'가'.repeat(1001)}`, [{ row: 2, column: 'name', message: '1000자를 넘습니다.' }]],
    ['code,name\n1,a\u0000b', [{ row: 2, column: 'name', message: '읽을 수 없는 글자가 있습니다.' }]],
    ['code,name\n1,2\n1,2\n1,2\n1,2', [{ row: 1, column: '', message: '한 번에 3행까지 올릴 수 있습니다.' }]],
  ])('says what is wrong with %j, and where', (text, faults) => expect(read(text).faults).toEqual(faults));

  it('says where a quotation mark is open', () =>
    expect(read('code,name\n1,2\n"1,2').faults).toEqual([
      { row: expect.any(Number), column: '', message: 'CSV로 읽을 수 없습니다. 따옴표를 확인해 주세요.' },
    ]));

  it('throws on nothing, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { rows, faults } = readCsv(Buffer.from(bytes), COLUMNS, 3);
        expect(rows.length + faults.length).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('writing', () => {
  it.each(['=1+1', '+82', '-5', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n-1', "=cmd|' /C calc'!A0"])(
    'makes %j a text',
    (cell) => expect(neutralCell(cell)).toBe(`'${cell}`),
  );
  it.each(['홍길동', '010-0000-1234', '', 'a=b', -5, 0, true, null])('leaves %j', (cell) =>
    expect(neutralCell(cell)).toBe(cell),
  );

  it('gives back through reading what it wrote, and no cell that calculates', () => {
    // What stands for an unreadable character is refused when read.
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((s) => s.replaceAll('\ufffd', '').trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 3 }), (rows) => {
        const file = writeCsv(['부서코드', '부서명'], rows);
        const back = readCsv(Buffer.from(file), COLUMNS, 3);
        expect(back.faults).toEqual([]);
        const wanted = rows.map((row) => row.map((cell) => String(neutralCell(cell)).trim()));
        const kept = wanted.filter(([code, name]) => code !== '' || name !== '');
        expect(
          back.rows.map(({ cells }) => [cells.code, cells.name]).filter(([code, name]) => code !== '' || name !== ''),
        ).toEqual(kept);
        for (const { cells } of back.rows)
          for (const cell of Object.values(cells)) expect(cell).not.toMatch(/^[=+\-@＝＋－＠]/);
      }),
    );
  });

  it('row by row is the same file', async () => {
    const rows = [
      ['47700000011', '=1+1', 3, null],
      ['47700000012', '"산림\n과"', -5, true],
    ];
    const file = await buffer(csvFile(['a', 'b', 'c', 'd'], rows));
    expect(file.toString()).toBe(writeCsv(['a', 'b', 'c', 'd'], rows));
    expect((await buffer(csvFile(['a'], []))).toString()).toBe(writeCsv(['a'], []));
  });

  it('ends with the error of a row', async () => {
    const rows = (function* () {
      yield ['one'];
      throw new Error('the database has gone');
    })();
    await expect(buffer(csvFile(['a'], rows))).rejects.toThrow('the database has gone');
  });
});
