import { basename } from 'node:path';
import { scrubIdentifiers } from '../../libs/privacy/index.js';
import { type Column, columnOf, readSaeolRow, type SaeolRow } from './saeol-columns.js';
import { type CsvRow, csvRows, type FileNature } from './csv-rows.js';

/** What the first line of a file says of it. */
export interface FileHeader {
  /** Null where a column is not read. */
  columns: (Column | null)[];
  /** Rows may say the steps of cases. */
  hasSteps: boolean;
}

/** A row of a file, read by the whitelist; or why it could not be. */
export type FileRow =
  | { line: number; row: SaeolRow; dropped: number; fault: null }
  | { line: number; receiptNo: string | null; column: Column | null; fault: string };

/** The file has no header with `mw_take_no` in its first line. */
export class NotAListing extends Error {
  constructor() {
    super('the first line names no column mw_take_no');
    this.name = 'NotAListing';
  }
}

/** A file's name as it may be kept and told: somebody may have put a resident number into it. */
export function nameOf(path: string): string {
  return scrubIdentifiers(basename(path));
}

/** A file's header and its rows, in constant memory. @throws NotAListing */
export async function openRows(
  path: string,
  { encoding }: Pick<FileNature, 'encoding'>,
  onBytes?: (bytes: number) => void,
): Promise<{ header: FileHeader; rows: AsyncGenerator<FileRow> }> {
  const lines = csvRows(path, encoding, onBytes);
  const first = await lines.next();
  const columns = first.done === true ? [] : first.value.fields.map(columnOf);
  if (!columns.includes('mw_take_no')) {
    await lines.return(undefined);
    throw new NotAListing();
  }
  const hasSteps = (['step_code', 'bpm_step_nm', 'step_seq'] as const).some((column) => columns.includes(column));
  return { header: { columns, hasSteps }, rows: rowsOf(lines, columns) };
}

async function* rowsOf(lines: AsyncGenerator<CsvRow>, columns: (Column | null)[]): AsyncGenerator<FileRow> {
  for await (const { line, fields, fault } of lines) yield rowOf(line, fields, fault, columns);
}

function rowOf(line: number, fields: string[], fault: string | null, columns: (Column | null)[]): FileRow {
  if (fault !== null) return { line, receiptNo: null, column: null, fault };
  if (fields.length !== columns.length) {
    // What stands under the wrong name may be anything, so nothing of it is kept.
    return {
      line,
      receiptNo: receiptNoIn(fields, columns),
      column: null,
      fault: `${fields.length} columns where the header has ${columns.length}`,
    };
  }
  const unreadable = columns.findIndex((column, index) => column !== null && fields[index]!.includes('\uFFFD'));
  if (unreadable !== -1) {
    const column = columns[unreadable]!;
    return {
      line,
      receiptNo: receiptNoIn(fields, columns),
      column,
      fault: `${column}: has characters that are neither UTF-8 nor CP949`,
    };
  }
  const raw: Record<string, string> = {};
  for (const [index, column] of columns.entries()) if (column !== null) raw[column] = fields[index]!;
  const { row } = readSaeolRow(raw);
  return { line, row, dropped: columns.filter((column) => column === null).length, fault: null };
}

function receiptNoIn(fields: string[], columns: (Column | null)[]): string | null {
  const text = fields[columns.indexOf('mw_take_no')]?.trim() ?? '';
  return /^\d{18}$/.test(text) ? text : null;
}
