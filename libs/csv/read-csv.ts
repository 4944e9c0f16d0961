import { CsvError, parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';

/** One fault of a file; `row` counts lines as a spreadsheet does (the header is 1), `column` is the header's word or ''. */
export interface CsvFault {
  row: number;
  column: string;
  /** Korean. */
  message: string;
}

/** A row by column name; cells are trimmed, absent ones ''. */
export interface CsvRow<Column extends string> {
  row: number;
  cells: Record<Column, string>;
}

export interface CsvTable<Column extends string> {
  rows: CsvRow<Column>[];
  faults: CsvFault[];
}

const LONGEST_CELL = 1_000;

/** The text of a file as county offices save them: UTF-8, or the CP949 of a Korean spreadsheet. */
export function decodeKorean(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(bytes, 'cp949');
  }
}

/**
 * Reads a CSV file with a header.
 * @param columns the names that a header may have, Korean first; those marked `required` must stand in it
 * @param mostRows longer files are refused by one fault
 */
export function readCsv<Column extends string>(
  bytes: Buffer,
  columns: Record<Column, { titles: readonly [string, ...string[]]; required: boolean }>,
  mostRows: number,
): CsvTable<Column> {
  const table = parseTable(decodeKorean(bytes));
  if ('fault' in table) return { rows: [], faults: [table.fault] };
  const [header, ...lines] = table.records;
  if (header === undefined) return { rows: [], faults: [{ row: 1, column: '', message: '파일이 비어 있습니다.' }] };
  if (lines.length > mostRows)
    return { rows: [], faults: [{ row: 1, column: '', message: `한 번에 ${mostRows}행까지 올릴 수 있습니다.` }] };

  const { places, faults } = placesOf(header.cells, columns);
  if (faults.length > 0) return { rows: [], faults };
  const rows = lines.map(({ row, cells }) => ({
    row,
    cells: Object.fromEntries(
      (Object.keys(columns) as Column[]).map((column) => [column, (cells[places[column]] ?? '').trim()]),
    ) as Record<Column, string>,
  }));
  return { rows, faults: lines.flatMap((line) => faultsOfShape(line, header.cells)) };
}

interface Line {
  row: number;
  cells: string[];
}

function parseTable(text: string): { records: Line[] } | { fault: CsvFault } {
  try {
    const records = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true });
    const lines = records as unknown as { record: string[]; info: { lines: number } }[];
    return { records: lines.map(({ record, info }) => ({ row: info.lines, cells: record })) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      fault: { row: Number(error.lines ?? 1), column: '', message: 'CSV로 읽을 수 없습니다. 따옴표를 확인해 주세요.' },
    };
  }
}

function placesOf<Column extends string>(
  header: readonly string[],
  columns: Record<Column, { titles: readonly [string, ...string[]]; required: boolean }>,
): { places: Record<Column, number>; faults: CsvFault[] } {
  const titles = header.map((title) => title.trim().toLowerCase());
  const places = {} as Record<Column, number>;
  const faults: CsvFault[] = [];
  const known = new Set<number>();
  for (const [column, { titles: names, required }] of Object.entries(columns) as [
    Column,
    { titles: [string]; required: boolean },
  ][]) {
    const found = titles.flatMap((title, place) => (names.some((name) => name.toLowerCase() === title) ? [place] : []));
    places[column] = found[0] ?? -1;
    found.forEach((place) => known.add(place));
    if (found.length > 1) faults.push({ row: 1, column: names[0], message: '같은 열이 두 번 있습니다.' });
    if (found.length === 0 && required) faults.push({ row: 1, column: names[0], message: '열이 없습니다.' });
  }
  titles.forEach((_, place) => {
    if (!known.has(place))
      faults.push({ row: 1, column: header[place]!.slice(0, 50), message: '알 수 없는 열입니다.' });
  });
  return { places, faults };
}

function faultsOfShape({ row, cells }: Line, header: readonly string[]): CsvFault[] {
  const faults: CsvFault[] = [];
  if (cells.length > header.length) faults.push({ row, column: '', message: '열이 머리글보다 많습니다.' });
  cells.slice(0, header.length).forEach((cell, place) => {
    const column = header[place]!.trim();
    if (cell.length > LONGEST_CELL) faults.push({ row, column, message: `${LONGEST_CELL}자를 넘습니다.` });
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    if (/[\u0000-\u0008\u000b-\u001f\u007f\ufffd]/.test(cell))
      faults.push({ row, column, message: '읽을 수 없는 글자가 있습니다.' });
  });
  return faults;
}
