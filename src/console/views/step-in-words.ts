import { koreanPeriod, type Period } from '../../../libs/working-time/index.js';
import type { ExclusionReason, Outcome, StepKind } from '../../cases/index.js';
import { fullDayOf, momentOf } from './dates.js';
import { EXCLUSION_NAMES, OUTCOME_NAMES } from './words.js';

/** One line of a case's history. */
export interface CaseStep {
  sequence: number;
  kind: string;
  at: string;
  /** `담당자 지정`, `서류 보완 요청`. */
  title: string;
  /** Officer, reason, period, result: one line each. */
  lines: string[];
}

/** One entry of a case's timeline as `GET /api/v1/cases/{receiptNo}` gives it; what a step has not is absent. */
export interface RecordedEntry {
  sequence: number;
  kind: StepKind;
  at: string;
  targetAt?: string;
  departmentCode?: string;
  officerName?: string;
  supplementKind?: 'SUPPLEMENT' | 'CORRECTION';
  supplementDueDate?: string;
  outcome?: Outcome;
  reason?: string;
  place?: string;
  transferredTo?: string;
  note?: string;
  excluded?: { reason: ExclusionReason; from: string; to?: string | null };
  extension?: { period: Period };
}

/**
 * A step as an officer reads it.
 * @param before the entries before it
 * @param departments names by code
 */
export function stepInWords(
  entry: RecordedEntry,
  before: RecordedEntry[],
  departments: ReadonlyMap<string, string>,
): CaseStep {
  const { sequence, kind, at } = entry;
  const lines = linesOf(entry, departments).filter((line): line is string => line !== undefined && line !== '');
  return { sequence, kind, at, title: titleOf(entry, before), lines };
}

function titleOf({ kind, supplementKind }: RecordedEntry, before: RecordedEntry[]): string {
  switch (kind) {
    case 'RECEIVED':
      return '접수';
    case 'ASSIGNED':
      return before.some((earlier) => earlier.kind === 'ASSIGNED') ? '담당자 변경' : '담당자 지정';
    case 'SUPPLEMENT_REQUESTED':
      return supplementKind === 'CORRECTION' ? '신청 내용 보정 요청' : '서류 보완 요청';
    case 'SUPPLEMENT_DONE':
      return '보완 완료';
    case 'EXCLUDED':
      return '처리기간 제외';
    case 'EXTENDED':
      return '처리기간 연장';
    case 'COMPLETED':
      return '처리 완료';
    case 'REOPENED':
      return '완료 취소, 다시 처리';
    case 'AMENDED':
      return '신청 내용 정정';
    case 'VOIDED':
      return '접수 취소';
  }
}

function linesOf(entry: RecordedEntry, departments: ReadonlyMap<string, string>): (string | undefined)[] {
  const { kind, reason, targetAt, extension, excluded, outcome } = entry;
  switch (kind) {
    case 'ASSIGNED': {
      const department = entry.departmentCode && (departments.get(entry.departmentCode) ?? entry.departmentCode);
      return [[department, entry.officerName].filter(Boolean).join(' ')];
    }
    case 'SUPPLEMENT_REQUESTED':
      return [reason, entry.supplementDueDate && `${fullDayOf(entry.supplementDueDate)}까지`];
    case 'EXCLUDED':
      return [
        excluded &&
          `${EXCLUSION_NAMES[excluded.reason]}: ${fullDayOf(excluded.from)}부터${excluded.to ? ` ${fullDayOf(excluded.to)}까지` : ''}`,
      ];
    case 'EXTENDED':
      return [
        extension && `${koreanPeriod(extension.period)} 연장`,
        reason,
        targetAt && `새 처리예정일 ${momentOf(targetAt)}`,
      ];
    case 'COMPLETED':
      return [outcome && OUTCOME_NAMES[outcome], reason, entry.place, entry.transferredTo, entry.note];
    case 'REOPENED':
    case 'VOIDED':
      return [reason];
    default:
      return [];
  }
}
