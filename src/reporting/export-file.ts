import type { Readable } from 'node:stream';
import { kstParts } from '../../libs/clock/index.js';
import { csvFile, type Cell } from '../../libs/csv/index.js';
import { xlsxFile, type XlsxCell } from '../../libs/xlsx/index.js';

export const EXPORT_FORMATS = ['xlsx', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A table as a file holds it; a `Date` becomes an instant of the spreadsheet, in CSV `2026-05-06 14:00` (KST). */
export interface Table {
  /** On the sheet's tab. */
  title: string;
  header: readonly string[];
  rows: Iterable<readonly XlsxCell[]> | AsyncIterable<readonly XlsxCell[]>;
}

/** A file that is made while it is read. */
export interface ExportedFile {
  /** ASCII, with its ending. */
  name: string;
  /** Media type. */
  type: string;
  body: Readable;
}

const TYPES: Record<ExportFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/**
 * @param tables in CSV the first one alone
 * @param conditions what was asked for, in words; a sheet of its own, not in CSV, which other programs read
 */
export function exportFile(
  name: string,
  format: ExportFormat,
  tables: readonly [Table, ...Table[]],
  conditions: readonly (readonly [string, string])[],
  madeAt: Date,
): ExportedFile {
  const [main] = tables;
  const body =
    format === 'csv'
      ? csvFile(main.header, plain(main.rows))
      : xlsxFile([
          ...tables.map(({ title, header, rows }) => ({ name: title, header, rows })),
          { name: '조회 조건', header: ['조건', '값'], rows: conditions },
        ]);
  return {
    name: `${name}-${stamp(madeAt).replaceAll('-', '').replaceAll(':', '').replace(' ', '-')}.${format}`,
    type: TYPES[format],
    body,
  };
}

async function* plain(rows: Table['rows']): AsyncGenerator<Cell[]> {
  for await (const row of rows) yield row.map((cell) => (cell instanceof Date ? stamp(cell) : cell));
}

/** `2026-05-06 14:00` in KST. */
export function stamp(at: Date): string {
  const { year, month, day, hour, minute } = kstParts(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}
