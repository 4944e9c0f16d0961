import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { KST_OFFSET_MS } from '../clock/index.js';

/** A `Date` is shown as day and time in KST. */
export type XlsxCell = string | number | boolean | Date | null;

export interface XlsxSheet {
  /** On its tab; at most 31 characters, none of `[]:*?/\`. */
  name: string;
  header: readonly string[];
  /** At most 1,048,575; they are asked for as the file is read, so that none has to wait in memory. */
  rows: Iterable<readonly XlsxCell[]> | AsyncIterable<readonly XlsxCell[]>;
}

/** Office Open XML, ECMA-376 part 1 §18.2, §18.3. */
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE_RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE_RELS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Places in `cellXfs` below. */
const STYLE = { plain: 0, header: 1, instant: 2, quoted: 3 } as const;
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="맑은 고딕"/></font><font><b/><sz val="11"/><name val="맑은 고딕"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF5"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/></cellXfs></styleSheet>`;

/** Days from 1899-12-30, the spreadsheet's day 0, to 1970-01-01. */
const EPOCH_DAYS = 25_569;
const DAY_MS = 86_400_000;
const INSTANT_CHARACTERS = 16;
const WIDEST = 60;
const NARROWEST = 10;
/** Rows go into the archive in pieces of about this many characters. */
const PIECE = 64 * 1024;

/**
 * An Excel workbook, made while it is read: its size in memory does not depend on its rows. Every text is written as a text (inline
 * string), so that no spreadsheet calculates what somebody typed; what looks like a formula keeps that when it is edited (quotePrefix).
 * What a row throws destroys the stream.
 */
export function xlsxFile(sheets: readonly XlsxSheet[]): Readable {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const add = (path: string, xml: string) => zip.addBuffer(Buffer.from(xml), path);
  add('[Content_Types].xml', contentTypes(sheets));
  add('_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbook(sheets));
  add(
    'xl/_rels/workbook.xml.rels',
    relationships([
      ...sheets.map((_, i): [string, string] => ['worksheet', `worksheets/sheet${i + 1}.xml`]),
      ['styles', 'styles.xml'],
    ]),
  );
  add('xl/styles.xml', STYLES);
  sheets.forEach((sheet, i) =>
    zip.addReadStreamLazy(`xl/worksheets/sheet${i + 1}.xml`, (open) => {
      const body = Readable.from(worksheet(sheet), { objectMode: false });
      body.once('error', (error) => out.destroy(error));
      out.once('close', () => body.destroy());
      open(null, body);
    }),
  );
  zip.end();
  return out;
}

async function* worksheet({ header, rows }: XlsxSheet): AsyncGenerator<Buffer> {
  const columns = header
    .map((title, i) => `<col min="${i + 1}" max="${i + 1}" width="${widthOf(title)}" customWidth="1"/>`)
    .join('');
  let piece = `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns}</cols><sheetData>${rowXml(1, header, STYLE.header)}`;
  let number = 1;
  for await (const row of rows) {
    piece += rowXml(++number, row);
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(`${piece}</sheetData></worksheet>`);
}

/** A Hangul syllable is two characters wide; most titles are as wide as what stands below them, or shorter. */
function widthOf(title: string): number {
  const width = [...title].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x7f ? 2 : 1), 4);
  return Math.min(Math.max(width, NARROWEST, title.endsWith('일시') ? INSTANT_CHARACTERS + 2 : 0), WIDEST);
}

/** Addresses are optional by the standard (§18.3.1.4), but not every reader does without them. */
function rowXml(number: number, cells: readonly XlsxCell[], style?: number): string {
  return `<row r="${number}">${cells.map((cell, i) => cellXml(`${columnOf(i)}${number}`, cell, style)).join('')}</row>`;
}

/** `A` to `ZZ`. */
function columnOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnOf(Math.floor(index / 26) - 1) + letter;
}

function cellXml(at: string, cell: XlsxCell, style?: number): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (cell instanceof Date) return `<c r="${at}" s="${STYLE.instant}"><v>${serialOf(cell)}</v></c>`;
  return `<c r="${at}" t="inlineStr" s="${style ?? (LIKE_A_FORMULA.test(cell) ? STYLE.quoted : STYLE.plain)}"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

const LIKE_A_FORMULA = /^\s*[=+\-@＝＋－＠]/u;

function serialOf(at: Date): number {
  return (at.getTime() + KST_OFFSET_MS) / DAY_MS + EPOCH_DAYS;
}

/**
 * What XML 1.0 (§2.2) cannot hold is left out: control characters, halves of surrogate pairs. Line ends become the line feed that a
 * reader by the letter makes of them (§2.11), and not every reader does.
 */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[&<>"]/g, (letter) => ENTITIES[letter]!);
}

function contentTypes(sheets: readonly XlsxSheet[]): string {
  const part = (path: string, type: string) => `<Override PartName="/${path}" ContentType="${CONTENT}.${type}+xml"/>`;
  const parts = sheets.map((_, i) => part(`xl/worksheets/sheet${i + 1}.xml`, 'worksheet')).join('');
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('xl/workbook.xml', 'sheet.main')}${part('xl/styles.xml', 'styles')}${parts}</Types>`;
}

function relationships(of: [type: string, target: string][]): string {
  const all = of.map(
    ([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE_RELS}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE_RELS}">${all.join('')}</Relationships>`;
}

function workbook(sheets: readonly XlsxSheet[]): string {
  const all = sheets.map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE_RELS}"><sheets>${all.join('')}</sheets></workbook>`;
}
