import { plainToInstance } from 'class-transformer';
import { IsIn, IsISO8601, IsOptional, Matches, MaxLength, validate } from 'class-validator';
import {
  OUTCOME_NAMES,
  CHANNEL_NAMES,
  MESSAGE_STATUS,
  OCCASION_NAMES,
  STAGE_NAMES,
  STATUS_REASONS,
} from './views/words.js';
import { kstInstant } from '../../libs/clock/index.js';
import type { CaseFilters as ShownCaseFilters } from './views/case-links.js';
import type { MessageFilters as ShownMessageFilters } from './views/message-log-page.js';
import { DUE_FILTERS, type CaseFilters } from '../cases/index.js';
import type { MessageFilter } from '../messaging/index.js';
import { RESULT_GROUPS, type ResultGroup } from '../surveys/index.js';

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY_MS = 86_400_000;
const TRUE_OR_FALSE = ['true', 'false'];
/** A keyed hash of 32 bytes, base64url. */
const INDEX = /^[\w-]{43}$/;
/** Of the report on coverage: all cases, those told, those not told for a reason, those who lack a notice for a reason. */
const COVERAGE = /^(ALL|TOLD|NOT:[가-힣0-9 ]{1,30}|MISSED:[A-Z_]{1,30})$/;
const RECEIPT_NO = /^\d{18}$/;

class ListQuery {
  @IsOptional() @MaxLength(500) cursor?: string;
  /** What was typed into the search field could not be read; it is in no address, since it may be anything. */
  @IsOptional() @IsIn(['unread']) search?: 'unread';
  @IsOptional() @Matches(INDEX) phone?: string;
  @IsOptional() @MaxLength(20) departmentCode?: string;
}

class CaseListQuery extends ListQuery implements ShownCaseFilters {
  @IsOptional() @IsIn(Object.keys(STAGE_NAMES)) stage?: string;
  @IsOptional() @MaxLength(40) officerId?: string;
  @IsOptional() @MaxLength(20) typeCode?: string;
  @IsOptional() @IsIn(Object.keys(OUTCOME_NAMES)) outcome?: string;
  @IsOptional() @IsIn(DUE_FILTERS) due?: ShownCaseFilters['due'];
  @IsOptional() @Matches(DAY) receivedFrom?: string;
  @IsOptional() @Matches(DAY) receivedTo?: string;
  @IsOptional() @Matches(DAY) completedFrom?: string;
  @IsOptional() @Matches(DAY) completedTo?: string;
  @IsOptional() @IsIn(TRUE_OR_FALSE) extended?: 'true' | 'false';
  @IsOptional() @IsIn(TRUE_OR_FALSE) onTime?: 'true' | 'false';
  @IsOptional() @IsIn(TRUE_OR_FALSE) open?: 'true' | 'false';
  @IsOptional() @IsIn(['false']) voided?: 'false';
  @IsOptional() @IsIn(['true']) supplementLapsed?: 'true';
  @IsOptional() @Matches(COVERAGE) coverage?: string;
  @IsOptional() @Matches(RECEIPT_NO) q?: string;
}

class MessageListQuery extends ListQuery implements ShownMessageFilters {
  @IsOptional() @Matches(RECEIPT_NO) receiptNo?: string;
  @IsOptional() @IsIn(Object.keys(OCCASION_NAMES)) occasion?: string;
  @IsOptional() @IsIn(Object.keys(MESSAGE_STATUS)) status?: string;
  @IsOptional() @IsIn(Object.keys(CHANNEL_NAMES)) channel?: string;
  @IsOptional() @MaxLength(40) recipientId?: string;
  @IsOptional() @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @IsISO8601({ strict: true }) to?: string;
  @IsOptional() @Matches(DAY) @IsISO8601({ strict: true }) endedFrom?: string;
  @IsOptional() @Matches(DAY) @IsISO8601({ strict: true }) endedTo?: string;
  @IsOptional() @IsIn(Object.keys(STATUS_REASONS)) statusReason?: string;
  @IsOptional() @IsIn(Object.keys(CHANNEL_NAMES)) handedOnBy?: string;
  @IsOptional() @IsIn(Object.keys(CHANNEL_NAMES)) lostOn?: string;
  @IsOptional() @IsIn(['true']) held?: 'true';
}

/** What a report is narrowed by. */
export class ScopeQuery {
  @IsOptional() @MaxLength(20) departmentCode?: string;
}

/** What knows the type of its cases can be narrowed by it; notices are of none. */
export class TypedQuery extends ScopeQuery {
  @IsOptional() @MaxLength(20) typeCode?: string;
}

export class DaysQuery extends TypedQuery {
  @IsOptional() @Matches(DAY) @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @Matches(DAY) @IsISO8601({ strict: true }) to?: string;
}

export class MonthsQuery extends TypedQuery {
  @IsOptional() @Matches(MONTH) from?: string;
  @IsOptional() @Matches(MONTH) to?: string;
  @IsOptional() @IsIn(RESULT_GROUPS) by?: ResultGroup;
}

export class MonthQuery extends ScopeQuery {
  @IsOptional() @Matches(MONTH) month?: string;
}

interface ReadQuery<Shown, Filters> {
  /** As the page shows them and its links carry them. */
  shown: Shown;
  filters: Filters;
  cursor?: string;
  departmentCode?: string;
  /** Why nothing can be shown, in Korean. */
  problem?: string;
}

/** Without what only `reporting` knows: whose citizens lack a notice. */
export async function readCaseQuery(query: unknown): Promise<ReadQuery<ShownCaseFilters, CaseFilters>> {
  const { cursor, search, problem, ...shown } = await readQuery(CaseListQuery, query);
  const { q, phone, extended, onTime, open, voided, supplementLapsed, coverage, ...same } = shown;
  return {
    shown,
    cursor,
    problem: problem ?? unread(search),
    departmentCode: shown.departmentCode,
    filters: {
      ...same,
      receiptNo: q,
      phoneIndex: bytesOf(phone),
      extended: truth(extended),
      onTime: truth(onTime),
      open: truth(open),
      voided: truth(voided),
      supplementLapsed: truth(supplementLapsed),
      told: toldOf(coverage),
    },
  };
}

export async function readMessageQuery(query: unknown): Promise<ReadQuery<ShownMessageFilters, MessageFilter>> {
  const { cursor, search, problem, ...shown } = await readQuery(MessageListQuery, query);
  const { phone, departmentCode, from, to, endedFrom, endedTo, held, ...same } = shown;
  return {
    shown,
    cursor,
    problem: problem ?? unread(search),
    departmentCode,
    filters: {
      ...(same as MessageFilter),
      held: held === 'true',
      phoneIndex: bytesOf(phone),
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      endedFrom: endedFrom === undefined ? undefined : kstInstant(endedFrom),
      endedTo: endedTo === undefined ? undefined : new Date(kstInstant(endedTo).getTime() + DAY_MS),
    },
  };
}

/** The conditions in an address, by the rules of a class. Empty parameters are none: a form sends every field that it has. */
export async function readQuery<Query extends object>(
  kind: new () => Query,
  query: unknown,
): Promise<Query & { problem?: string }> {
  const given = Object.fromEntries(
    Object.entries(query as Record<string, unknown>).filter(([, value]) => value !== ''),
  );
  const instance = plainToInstance(kind, given);
  const faults = await validate(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (faults.length === 0) return instance;
  return Object.assign(new kind(), {
    problem: `주소에 읽을 수 없는 조건이 있습니다: ${faults.map(({ property }) => property.slice(0, 40)).join(', ')}`,
  });
}

function unread(search: 'unread' | undefined): string | undefined {
  return search && '접수번호 18자리나 휴대전화번호 전체를 넣어 주세요. 이름으로는 찾을 수 없습니다.';
}

/** Those who lack a notice are among those who are told. */
function toldOf(coverage: string | undefined): CaseFilters['told'] {
  if (coverage === undefined) return undefined;
  if (coverage === 'ALL') return 'DUE';
  return coverage.startsWith('NOT:') ? (coverage as `NOT:${string}`) : 'TOLD';
}

function truth(text: 'true' | 'false' | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}

function bytesOf(index: string | undefined): Buffer | undefined {
  return index === undefined ? undefined : Buffer.from(index, 'base64url');
}
