import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';

/** What a file is, found by reading it once from beginning to end. */
export interface FileNature {
  sha256: string;
  /** UTF-8 where it says so by its mark, or all of it but a few broken characters is; else CP949, as Korean Windows writes it. */
  encoding: 'utf8' | 'cp949';
  bytes: number;
}

/** A row of a CSV file. */
export interface CsvRow {
  /** Line on which it begins, from 1; the header is a line as well. */
  line: number;
  fields: string[];
  /** Said of a row that cannot be read at all: its fields are empty then. */
  fault: string | null;
}

const CHUNK_BYTES = 64 * 1024;
const LONGEST_LINE = 64 * 1024;
/** A quoted field may hold this many lines; an open quote without an end spoils its own row only. */
const MOST_LINES_IN_A_ROW = 20;
/** One broken character among this many good ones. */
const MOST_BROKEN = 10;
const OPEN_QUOTE = 'a quotation mark is open';
const DELIMITERS = [',', ';', '\t', '|'];

export async function natureOf(path: string): Promise<FileNature> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let bytes = 0;
  const check = (decode: () => string) => {
    try {
      decode();
    } catch {
      isUtf8 = false;
    }
  };
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    if (isUtf8) check(() => decoder.decode(chunk, { stream: true }));
  }
  if (isUtf8) check(() => decoder.decode());
  return { sha256: hash.digest('hex'), encoding: isUtf8 || (await isBrokenUtf8(path)) ? 'utf8' : 'cp949', bytes };
}

/** Of CP949 read as UTF-8 most characters are none; a broken byte or two in UTF-8 spoil their own rows, not all the others. */
async function isBrokenUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let isMarked: boolean | null = null;
  let good = 0;
  let broken = 0;
  const count = (text: string) => {
    isMarked ??= text.startsWith('\uFEFF');
    broken += text.split('\uFFFD').length - 1;
    good += text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>)
    count(decoder.decode(chunk, { stream: true }));
  count(decoder.decode());
  return isMarked === true || broken * MOST_BROKEN <= good;
}

/** The rows of a file one after the other, the header first, in constant memory. `onBytes` hears how far it was read. */
export async function* csvRows(
  path: string,
  encoding: FileNature['encoding'],
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<CsvRow> {
  const lines = linesOf(path, encoding, onBytes);
  const ahead: Line[] = [];
  const next = async (): Promise<Line | null> => {
    const waiting = ahead.shift();
    if (waiting !== undefined) return waiting;
    const { value, done } = await lines.next();
    return done === true ? null : value;
  };
  let delimiter: string | null = null;
  let columns = 0;
  for (let line = await next(); line !== null; line = await next()) {
    if (line.text === null) {
      yield { line: line.number, fields: [], fault: `longer than ${LONGEST_LINE} characters` };
      continue;
    }
    if (line.text.trim() === '') continue;
    delimiter ??= mostFrequent(line.text);
    const row = { line: line.number, fault: null };
    if (isBalanced(line.text)) {
      const fields = fieldsOf(line.text, delimiter);
      columns ||= fields?.length ?? 0;
      yield fields === null ? { ...row, fields: [], fault: OPEN_QUOTE } : { ...row, fields };
      continue;
    }
    // A quoted field goes on over the next lines, or a quote was opened and never closed.
    const joined = [line.text];
    const taken: Line[] = [];
    while (!isBalanced(joined.join('\n')) && taken.length < MOST_LINES_IN_A_ROW) {
      const more = await next();
      if (more === null) break;
      taken.push(more);
      joined.push(more.text ?? '');
    }
    const text = joined.join('\n');
    const fields = isBalanced(text) ? fieldsOf(text, delimiter) : null;
    if (fields !== null && (columns === 0 || fields.length === columns)) {
      columns ||= fields.length;
      yield { ...row, fields };
    } else {
      ahead.unshift(...taken);
      yield { ...row, fields: [], fault: OPEN_QUOTE };
    }
  }
}

interface Line {
  number: number;
  /** Null: too long to be kept. */
  text: string | null;
}

async function* linesOf(
  path: string,
  encoding: FileNature['encoding'],
  onBytes: (bytes: number) => void,
): AsyncGenerator<Line, void> {
  const decoder = iconv.getDecoder(encoding);
  let number = 0;
  let rest = '';
  let tooLong = false;
  let bytes = 0;
  const take = (text: string): Line => {
    number += 1;
    const line = { number, text: tooLong || text.length > LONGEST_LINE ? null : text.replace(/\r$/, '') };
    tooLong = false;
    return line;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop()!;
    if (rest.length > LONGEST_LINE) {
      rest = '';
      tooLong = true;
    }
    bytes += chunk.length;
    onBytes(bytes);
    for (const part of parts) yield take(number === 0 ? part.replace(/^\uFEFF/, '') : part);
  }
  rest += decoder.end() ?? '';
  if (rest !== '' || tooLong) yield take(number === 0 ? rest.replace(/^\uFEFF/, '') : rest);
}

function isBalanced(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 0;
}

/** Null where its quotation marks make no sense. */
function fieldsOf(text: string, delimiter: string): string[] | null {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    return parse(text, { delimiter, relax_quotes: true, relax_column_count: true })[0] ?? null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

function mostFrequent(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
