import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import readXlsxFile from 'read-excel-file/node';
import { expect, it } from 'vitest';
import { type XlsxCell, xlsxFile, type XlsxSheet } from './index.js';

const read = async (...sheets: XlsxSheet[]) => readXlsxFile(await buffer(xlsxFile(sheets)));

it('is read by others as it was written: texts, numbers, truths, instants in KST, nothing', async () => {
  const [sheet, other] = await read(
    {
      name: '민원 목록',
      header: ['접수번호', '처리 건수', '기한 내', '접수 일시', '비고'],
      rows: [['202647700000000001', 12.5, true, new Date('2026-05-06T14:00:00+09:00'), null]],
    },
    { name: '조회 <조건>', header: ['조건', '값'], rows: [] },
  );
  expect(sheet!.sheet).toBe('민원 목록');
  expect(sheet!.data[0]).toEqual(['접수번호', '처리 건수', '기한 내', '접수 일시', '비고']);
  const [receiptNo, hours, inTime, at, note] = sheet!.data[1]!;
  expect([receiptNo, hours, inTime, note]).toEqual(['202647700000000001', 12.5, true, null]);
  // A spreadsheet knows no time zone: the reader gives the hands of the clock as if they were UTC, less the rounding of a day's part.
  expect(Math.round((at as unknown as Date).getTime() / 1000)).toBe(Date.parse('2026-05-06T14:00:00Z') / 1000);
  expect(other).toEqual({ sheet: '조회 <조건>', data: [['조건', '값']] });
});

it('takes any text, and none of them becomes a formula', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '=1+1',
      '+82',
      '@SUM(A1)',
      "=cmd|' /C calc'!A0",
      '</t></is></c>',
      '\ud800',
      '\u0007',
      'a\rb',
      'a\r\nb',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (texts) => {
      const [sheet] = await read({ name: 's', header: ['a'], rows: texts.map((one) => [`.${one}.`]) });
      const writable = (one: string) =>
        // eslint-disable-next-line no-control-regex -- that is what is left out
        `.${one.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')}.`;
      expect(sheet!.data.slice(1).flat()).toEqual(texts.map((one) => writable(one).replace(/\r\n?/g, '\n')));
    }),
    { numRuns: 20 },
  );
});

it('makes its rows as they are read, and asks for no more once the reader has gone', async () => {
  let made = 0;
  let ended = false;
  const rows = (function* (): Generator<XlsxCell[]> {
    try {
      for (;;) yield [`${made++}`, crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    } finally {
      ended = true;
    }
  })();
  const file = xlsxFile([{ name: 's', header: ['a', 'b', 'c', 'd'], rows }]);
  for await (const _ of file) if (made > 5_000) break;
  await new Promise((gone) => (file.closed ? gone(null) : file.once('close', gone)));
  await new Promise(setImmediate);
  expect(made).toBeLessThan(50_000);
  expect(ended).toBe(true);
});

it('ends with the error of a row', async () => {
  const rows = (function* (): Generator<XlsxCell[]> {
    yield ['one'];
    throw new Error('the database has gone');
  })();
  await expect(buffer(xlsxFile([{ name: 's', header: ['a'], rows }]))).rejects.toThrow('the database has gone');
});
