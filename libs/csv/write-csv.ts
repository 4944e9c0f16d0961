import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null;

/** What a spreadsheet takes for the beginning of a formula, full-width forms included (OWASP, "CSV Injection"). */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/u;

/** A text that a spreadsheet shows as it stands: an apostrophe goes before what it would calculate. Numbers stay numbers. */
export function neutralCell(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell;
}

/** A CSV file (RFC 4180) that spreadsheets open in Korean: UTF-8 with its mark, CRLF, no cell that calculates. */
export function writeCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const safe = [header, ...rows].map((row) => row.map(neutralCell));
  return stringify(safe, { bom: true, record_delimiter: 'windows', cast: { boolean: String } });
}
