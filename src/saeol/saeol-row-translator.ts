import { kstDate, toKst } from '../../libs/clock/index.js';
import type { Period } from '../cases/index.js';
import type { CodedColumn, CodeMap, Meaning, StateMeaning, StepMeaning } from './code-meanings.js';
import { isDayOfMonth } from './field-rules.js';
import { readLinkEvent } from './link-event.js';
import type { Column, SaeolRow } from './saeol-columns.js';

/** Why a row cannot be taken; says the column, never the value. */
export interface RowFault {
  code:
    | 'SAEOL.UNKNOWN_CODE'
    | 'SAEOL.BAD_COLUMN'
    | 'SAEOL.MISSING_COLUMN'
    | 'SAEOL.AHEAD_OF_TIME'
    | 'SAEOL.CHANGED_STEP'
    | 'SAEOL.BAD_ROW';
  column: Column;
  detail: string;
}

export type Read<T> = { good: true; value: T } | { good: false; fault: RowFault };

/** What the county decides about its columns. */
export interface RowRules {
  codes: CodeMap;
  /** `shrt_daycnt` is the shortened period itself, or the number of days cut from the statutory one. */
  shortened: 'PERIOD' | 'CUT';
  /** Whether a petition type is statutory, where a row names no kind; undefined for a type that nobody knows. */
  statutoryType: (typeCode: string) => boolean | undefined;
  /** Product time. */
  now: Date;
}

export interface Person {
  name: string;
  phone: string | null;
  notify: boolean | null;
}

export interface OfficerOfRow {
  id: string;
  name: string;
  phone: string | null;
  departmentCode: string;
}

/** A case as its row says it is now. Instants are ISO 8601 with +09:00. */
export interface CaseParts {
  receivedAt: string;
  petition: {
    typeCode: string;
    typeName: string;
    kind: string | null;
    statutory: boolean;
    period: Period;
    promised: Period | null;
  };
  departmentCode: string;
  applicant: Person;
  agent: Person | null;
  officer: OfficerOfRow | null;
  plannedAt: string | null;
  state: StateMeaning;
  completedAt: string | null;
  /** What the row says of its supplement or extension; a case without a history needs it. */
  detail: DemandParts;
}

interface DemandParts {
  supplementDays: number | null;
  extensionDays: number | null;
  extensionReason: Meaning<'ext_rsn_code'> | null;
  reason: string | null;
}

/** A row of the history. */
export interface StepParts extends DemandParts {
  sequence: number | null;
  meaning: StepMeaning;
  at: string;
  /** Whom the row itself names; null: the case's officer. */
  officer: (Omit<OfficerOfRow, 'departmentCode'> & { departmentCode: string | null }) | null;
}

class Faulty extends Error {
  constructor(readonly fault: RowFault) {
    super(fault.detail);
  }
}

function bad(column: Column, detail: string): never {
  throw new Faulty({ code: 'SAEOL.BAD_COLUMN', column, detail: `${column}: ${detail}` });
}

function attempt<T>(read: () => T): Read<T> {
  try {
    return { good: true, value: read() };
  } catch (error) {
    if (error instanceof Faulty) return { good: false, fault: error.fault };
    throw error;
  }
}

/** The receipt number, 18 digits. */
export function receiptNoOf(row: SaeolRow): Read<string> {
  return attempt(() => {
    const receiptNo = needed(row, 'mw_take_no');
    return /^\d{18}$/.test(receiptNo) ? receiptNo : bad('mw_take_no', '18 digits are needed');
  });
}

/** Translates the columns of a case, once, into our words. Pure; never throws. */
export function readCaseParts(row: SaeolRow, rules: RowRules): Read<CaseParts> {
  return attempt(() => {
    const kind = kindOf(row, rules);
    const departmentCode = needed(row, 'main_deal_dep_code');
    const state = codeOf(row, rules.codes, 'deal_se', 'deal_code_cn') ?? 'IN_PROGRESS';
    const parts: CaseParts = {
      receivedAt: momentOf(row, 'take_ymd', 'take_tm', '000000')!,
      petition: {
        typeCode: needed(row, 'cgg_mw_afr_cl_no'),
        typeName: needed(row, 'mw_afr_shtnm'),
        ...kind,
        ...periodsOf(row, rules.shortened),
      },
      departmentCode,
      applicant: {
        name: needed(row, 'mw_aplct_nm'),
        phone: row.mw_aplct_hpno,
        notify: yesOrNo(row, 'sms_rprt_yn'),
      },
      agent: row.agncy_nm === null ? null : { name: row.agncy_nm, phone: row.agncy_telno, notify: null },
      officer:
        row.dpp_id === null
          ? null
          : { id: row.dpp_id, name: row.dpp_usr_nm ?? row.dpp_id, phone: row.dpp_usr_telno, departmentCode },
      plannedAt: momentOf(row, 'deal_plan_ymd', 'deal_plan_tm', '180000'),
      state,
      completedAt: completedAtOf(row, state, rules.now),
      detail: demandOf(row, rules.codes),
    };
    refuseWhatALinkEventMayNotBe(parts, rules.now);
    return parts;
  });
}

/** Translates a row of the history. Pure; never throws. */
export function readStepParts(row: SaeolRow, rules: Pick<RowRules, 'codes' | 'now'>): Read<StepParts> {
  return attempt(() => {
    const meaning = codeOf(row, rules.codes, 'step_code', 'bpm_step_nm');
    if (meaning === null) return missing('step_code');
    const step = {
      sequence: count(row, 'step_seq', 1, 100_000),
      meaning,
      at: instantOf('step_end_td', needed(row, 'step_end_td'), null),
      officer: officerOfStep(row),
      ...demandOf(row, rules.codes),
    };
    refuse({ kind: 'SUPPLEMENT_DONE', occurredAt: step.at }, rules.now);
    if (step.officer !== null)
      refuse(
        {
          kind: 'ASSIGNED',
          occurredAt: step.at,
          officer: { ...step.officer, departmentCode: step.officer.departmentCode ?? '0' },
        },
        rules.now,
      );
    return step;
  });
}

function demandOf(row: SaeolRow, codes: CodeMap): DemandParts {
  return {
    supplementDays: count(row, 'splm_daycnt', 1, 365),
    extensionDays: count(row, 'ext_daycnt', 1, 1_000),
    extensionReason: codeOf(row, codes, 'ext_rsn_code', 'ext_rsn_code'),
    reason: row.rsn,
  };
}

/** Whatever is made of the parts later is a link event, so they obey its rules from the start. */
function refuseWhatALinkEventMayNotBe(parts: CaseParts, now: Date): void {
  const { receivedAt, petition, departmentCode, applicant, agent, officer, plannedAt, completedAt } = parts;
  refuse(
    {
      kind: 'RECEIVED',
      occurredAt: receivedAt,
      petition: { ...petition, departmentCode },
      applicant,
      agent,
      plannedAt,
    },
    now,
  );
  if (officer !== null) refuse({ kind: 'ASSIGNED', occurredAt: receivedAt, officer }, now);
  if (completedAt !== null)
    refuse({ kind: 'COMPLETED', occurredAt: completedAt, outcome: 'CLOSED' }, now, 'real_deal_ymd');
}

const COLUMN_OF_FIELD: Record<string, Column> = {
  'petition.typeCode': 'cgg_mw_afr_cl_no',
  'petition.typeName': 'mw_afr_shtnm',
  'petition.departmentCode': 'main_deal_dep_code',
  'applicant.name': 'mw_aplct_nm',
  'agent.name': 'agncy_nm',
  'officer.id': 'dpp_id',
  'officer.name': 'dpp_usr_nm',
  'officer.phone': 'dpp_usr_telno',
  'officer.departmentCode': 'main_deal_dep_code',
  plannedAt: 'deal_plan_ymd',
};

function refuse(event: Record<string, unknown>, now: Date, ofInstant?: Column): void {
  const read = readLinkEvent({ eventId: 'R', receiptNo: '0'.repeat(18), sequence: null, ...event }, now, false);
  if (read.good) return;
  const [field = '', what = ''] = read.detail.split('; ')[0]!.split(': ', 2);
  const instant = ofInstant ?? (event['kind'] === 'RECEIVED' ? 'take_ymd' : 'step_end_td');
  const column = COLUMN_OF_FIELD[field] ?? instant;
  if (read.code === 'SAEOL.AHEAD_OF_TIME')
    throw new Faulty({
      code: read.code,
      column: instant,
      detail: `${instant}: lies more than 10 minutes ahead of the clock`,
    });
  bad(column, what);
}

/** Reads `step_seq` alone, for the quarantine of a row that cannot be taken; null where it cannot be read. */
export function sequenceOf(row: SaeolRow): number | null {
  const read = attempt(() => count(row, 'step_seq', 1, 100_000));
  return read.good ? read.value : null;
}

function officerOfStep(row: SaeolRow): StepParts['officer'] {
  if (row.dpp_id === null) return null;
  return {
    id: row.dpp_id,
    name: row.dpp_usr_nm ?? row.user_name ?? row.dpp_id,
    phone: row.dpp_usr_telno ?? row.tel,
    departmentCode: row.main_deal_dep_code,
  };
}

/** By code or word; where the row has neither, by what is known of its type. Never guessed. */
function kindOf(row: SaeolRow, rules: RowRules): { kind: string | null; statutory: boolean } {
  const kind = codeOf(row, rules.codes, 'mw_se', 'mw_code_cn');
  if (kind !== null) return { kind, statutory: kind === 'STATUTORY' };
  const statutory = rules.statutoryType(needed(row, 'cgg_mw_afr_cl_no'));
  return statutory === undefined ? missing('mw_se') : { kind: null, statutory };
}

/** The shortened days count where they are fewer than the statutory ones. */
function periodsOf(row: SaeolRow, shortened: RowRules['shortened']): { period: Period; promised: Period | null } {
  const length = count(row, 'court_daycnt', 0, 1_000) ?? missing('court_daycnt');
  const given = count(row, 'shrt_daycnt', 0, 1_000) ?? 0;
  const promised = shortened === 'CUT' ? length - given : given;
  return {
    period: { unit: 'DAY', length },
    promised: given > 0 && promised > 0 && promised < length ? { unit: 'DAY', length: promised } : null,
  };
}

/** Without a time, the end of the working day, or now where that lies ahead. */
function completedAtOf(row: SaeolRow, state: StateMeaning, now: Date): string | null {
  const at = momentOf(row, 'real_deal_ymd', 'real_deal_tm', '180000');
  if (at === null) return state.startsWith('COMPLETED') ? missing('real_deal_ymd') : null;
  return row.real_deal_tm === null && new Date(at) > now ? toKst(minute(now)) : at;
}

function codeOf<C extends CodedColumn>(row: SaeolRow, codes: CodeMap, column: C, word: Column): Meaning<C> | null {
  const code = row[column] ?? row[word];
  if (code === null) return null;
  const meaning = codes.meaningOf(column, code);
  if (meaning !== undefined) return meaning;
  throw new Faulty({
    code: 'SAEOL.UNKNOWN_CODE',
    column,
    detail: `${column}: this code is not in the code map`,
  });
}

function needed(row: SaeolRow, column: Column): string {
  return row[column] ?? missing(column);
}

function missing(column: Column): never {
  throw new Faulty({ code: 'SAEOL.MISSING_COLUMN', column, detail: `${column}: is needed` });
}

function count(row: SaeolRow, column: Column, least: number, most: number): number | null {
  const text = row[column];
  if (text === null) return null;
  const value = /^\d{1,7}(\.0+)?$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : bad(column, `a whole number from ${least} to ${most} is needed`);
}

function yesOrNo(row: SaeolRow, column: Column): boolean | null {
  switch (row[column]?.toUpperCase()) {
    case undefined:
      return null;
    case 'Y':
    case '1':
      return true;
    case 'N':
    case '0':
      return false;
    default:
      return bad(column, 'Y or N is needed');
  }
}

function momentOf(row: SaeolRow, day: Column, time: Column, otherwise: string): string | null {
  const date = row[day];
  if (date === null) return day === 'take_ymd' ? missing(day) : null;
  return instantOf(day, date, row[time] ?? otherwise);
}

const WITH_OFFSET = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/;

/** `YYYYMMDD`, also with hyphens, slashes or dots, and `HHMM` or `HHMMSS`; a time stamp in one; an instant with its offset. KST. */
function instantOf(column: Column, day: string, time: string | null): string {
  const fault = () => bad(column, 'a date such as 20260429 and a time such as 1400 are needed');
  if (WITH_OFFSET.test(day)) {
    const at = new Date(day);
    return Number.isNaN(at.getTime()) || !isDayOfMonth(day) ? fault() : toKst(at);
  }
  const digits = day.replace(/\D/g, '');
  const clock = digits.length >= 12 ? digits.slice(8, 14) : (time?.replace(/\D/g, '') ?? '');
  if (digits.length < 8 || (digits.length > 8 && digits.length < 12) || !/^(\d{4}|\d{6})$/.test(clock)) return fault();
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  const text = `${date}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4) || '00'}+09:00`;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && kstDate(at) === date ? toKst(at) : fault();
}

/** Cuts seconds: instants that are only seen are no finer than a minute. */
export function minute(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 60_000) * 60_000);
}
