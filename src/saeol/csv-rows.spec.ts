import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CsvRow, csvRows, natureOf } from './csv-rows.js';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('reading CSV', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'minwon-csv-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function rowsOf(content: string | Buffer): Promise<CsvRow[]> {
    const path = join(folder, 'file.csv');
    await writeFile(path, content);
    const { encoding } = await natureOf(path);
    return all(csvRows(path, encoding));
  }
  const fieldsOf = async (content: string | Buffer) => (await rowsOf(content)).map(({ fields }) => fields);

  it('reads UTF-8, with or without a byte-order mark, and CP949 with syllables that EUC-KR lacks', async () => {
    const text = '이름,비고\r\n홍길동,뷁 똠방각하\r\n';
    const expected = [
      ['이름', '비고'],
      ['홍길동', '뷁 똠방각하'],
    ];
    expect(await fieldsOf(text)).toEqual(expected);
    expect(await fieldsOf(`\uFEFF${text}`)).toEqual(expected);
    expect(await fieldsOf(iconv.encode(text, 'cp949'))).toEqual(expected);
  });

  it('knows a file by its SHA-256 and its encoding, whatever its chunks', async () => {
    const path = join(folder, 'large.csv');
    await writeFile(path, '가나다\n'.repeat(60_000));
    expect(await natureOf(path)).toEqual({
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      encoding: 'utf8',
      bytes: 600_000,
    });
    expect(await all(csvRows(path, 'utf8'))).toHaveLength(60_000);
  });

  it('keeps reading UTF-8 as such where single characters of it are broken', async () => {
    const broken = (text: string) => {
      const bytes = Buffer.from(text);
      bytes[bytes.indexOf('동')] = 0xc8;
      return bytes;
    };
    const text = '이름,비고\n홍길동,배치도 한 부\n남궁다온,관계 기관 협의\n';
    for (const content of [broken(text), broken(`\uFEFF${text}`), broken('\uFEFFa,b\n동,1\n남궁다온,2\n')]) {
      const fields = await fieldsOf(content);
      expect(fields[1]!.join()).toContain('\uFFFD');
      expect(fields.at(-1)![0]).toBe('남궁다온');
    }
  });

  it('reads quoted fields with delimiters, quotes and lines in them, and takes semicolons and tabs as they come', async () => {
    expect(await fieldsOf('a,b\n"1,5","say ""hi"""\n"two\nlines",2\n')).toEqual([
      ['a', 'b'],
      ['1,5', 'say "hi"'],
      ['two\nlines', '2'],
    ]);
    expect(await fieldsOf('a;b\n1,5;2\n')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(await fieldsOf('a\tb\n1\t2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('loses no row to a quotation mark that is never closed, nor to a line that never ends', async () => {
    const rows = await rowsOf(`a,b\n1,2\n3,"open\n4,5\n6,"fine"\n"two\nlines",7\n${'x'.repeat(200_000)}\n8,9\n`);
    expect(rows.map(({ line, fields, fault }) => [line, fault ?? fields.join()])).toEqual([
      [1, 'a,b'],
      [2, '1,2'],
      [3, 'a quotation mark is open'],
      [4, '4,5'],
      [5, '6,fine'],
      [6, 'two\nlines,7'],
      [8, 'longer than 65536 characters'],
      [9, '8,9'],
    ]);
  });

  it('passes over empty lines and keeps the numbers of lines', async () => {
    expect((await rowsOf('a\n\n\n1\n')).map(({ line }) => line)).toEqual([1, 4]);
  });
});
