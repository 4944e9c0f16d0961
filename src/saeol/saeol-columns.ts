import { scrubIdentifiers } from '../../libs/privacy/index.js';
import { toKst } from '../../libs/clock/index.js';

/**
 * Saeol's own column names, the only ones that are read (product saeol-link). Whatever else stands in a row, resident numbers
 * (`mw_aplct_sid`, `agncy_sid`), passwords and addresses among it, is dropped here, before anything is written anywhere.
 */
export const CASE_COLUMNS = [
  /** Received: `YYYYMMDD`, `HHMM` or `HHMMSS`. */
  'take_ymd',
  'take_tm',
  /** Petition: its name, type code (13 digits), kind by code or by word. */
  'mw_afr_shtnm',
  'cgg_mw_afr_cl_no',
  'mw_se',
  'mw_code_cn',
  'mw_aplct_nm',
  'mw_aplct_hpno',
  'agncy_nm',
  'agncy_telno',
  /** Wants messages: Y, N or blank. */
  'sms_rprt_yn',
  /** Processing state by code or by word. */
  'deal_se',
  'deal_code_cn',
  /** Planned completion. */
  'deal_plan_ymd',
  'deal_plan_tm',
  /** Statutory and promised days. */
  'court_daycnt',
  'shrt_daycnt',
  /** Completed. */
  'real_deal_ymd',
  'real_deal_tm',
  'main_deal_dep_code',
  'main_dep_nm',
  /** Officer. */
  'dpp_id',
  'dpp_usr_nm',
  'dpp_usr_telno',
] as const;

export const STEP_COLUMNS = [
  'step_seq',
  'step_code',
  /** The step's name, its officer and department as the history shows them. */
  'bpm_step_nm',
  'user_name',
  'dept_name',
  'tel',
  /** When the step ended. */
  'step_end_td',
  'splm_daycnt',
  'ext_daycnt',
  'ext_rsn_code',
  'rsn',
] as const;

export const COLUMNS = ['mw_take_no', ...CASE_COLUMNS, ...STEP_COLUMNS] as const;
export type Column = (typeof COLUMNS)[number];

/** A row as the whitelist let it through: trimmed texts, null where blank. */
export type SaeolRow = Record<Column, string | null>;

/** Typed by people: resident, passport and card numbers are masked. */
const TYPED: ReadonlySet<Column> = new Set<Column>([
  'mw_afr_shtnm',
  'mw_aplct_nm',
  'mw_aplct_hpno',
  'agncy_nm',
  'agncy_telno',
  'main_dep_nm',
  'dpp_usr_nm',
  'dpp_usr_telno',
  'bpm_step_nm',
  'user_name',
  'dept_name',
  'tel',
  'rsn',
]);

/**
 * A resident number, which begins with a day of birth; no type code (organisation code and running number) does. It can only
 * stand in a code's column where the columns of a file were shifted.
 */
const RESIDENT_NUMBER = /(?<!\d)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[-\s]?[1-8]\d{6}(?!\d)/g;

const IS_COLUMN: ReadonlySet<string> = new Set(COLUMNS);
const LONGEST = 4_000;
/** Some days within the largest date that JavaScript can hold. */
const LAST_DATE_MS = 8.63e15;

/** `MW_TAKE_NO`, ` mw_take_no ` and a byte-order mark before it are all the same column; null for one that is not read. */
export function columnOf(name: string): Column | null {
  const plain = name
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase();
  return IS_COLUMN.has(plain) ? (plain as Column) : null;
}

/** Reads a row by column names, whatever their case. Pure; never throws. `dropped` counts what nobody asked for. */
export function readSaeolRow(raw: Readonly<Record<string, unknown>>): { row: SaeolRow; dropped: number } {
  const row = Object.fromEntries(COLUMNS.map((column) => [column, null])) as SaeolRow;
  let dropped = 0;
  for (const [name, value] of Object.entries(raw)) {
    const column = columnOf(name);
    if (column === null) dropped += 1;
    else row[column] = cellOf(column, value);
  }
  return { row, dropped };
}

function cellOf(column: Column, value: unknown): string | null {
  const text = textOf(value)?.replaceAll('\u0000', '').trim().slice(0, LONGEST);
  if (text === undefined || text === '') return null;
  return TYPED.has(column) ? scrubIdentifiers(text) : maskResidentNumbers(text);
}

export function maskResidentNumbers(text: string): string {
  return text.replace(RESIDENT_NUMBER, '******-*******');
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date && Math.abs(value.getTime()) < LAST_DATE_MS) return toKst(value);
  return undefined;
}

export function hasStep(row: SaeolRow): boolean {
  return row.step_code !== null || row.bpm_step_nm !== null || row.step_seq !== null;
}

/** Whether a row says how a case is; a step may name its own officer without doing so. */
export function hasCase(row: SaeolRow): boolean {
  return row.take_ymd !== null || (!hasStep(row) && CASE_COLUMNS.some((column) => row[column] !== null));
}
