import { Readable } from 'node:stream';
import { stringify as stringifier } from 'csv-stringify';
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null;

/** What a spreadsheet takes for the beginning of a formula, full-width forms included (OWASP, "CSV Injection"). */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/u;

/** A text that a spreadsheet shows as it stands: an apostrophe goes before what it would calculate. Numbers stay numbers. */
export function neutralCell(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell;
}

const SPREADSHEETS = { bom: true, record_delimiter: 'windows', cast: { boolean: String } } as const;

/** A CSV file (RFC 4180) that spreadsheets open in Korean: UTF-8 with its mark, CRLF, no cell that calculates. */
export function writeCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const safe = [header, ...rows].map((row) => row.map(neutralCell));
  return stringify(safe, SPREADSHEETS);
}

/** The same, made while it is read: its size in memory does not depend on its rows. What a row throws destroys the stream. */
export function csvFile(
  header: readonly string[],
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
): Readable {
  const safe = async function* () {
    yield header.map(neutralCell);
    for await (const row of rows) yield row.map(neutralCell);
  };
  return Readable.from(safe()).compose(stringifier(SPREADSHEETS));
}
