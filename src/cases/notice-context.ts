import { countsHours } from '../../libs/working-time/index.js';
import type { Outcome, Stage } from './case.events.js';
import type { PersonFact } from './case-fact.js';
import type { CaseFile } from './case-files.js';

/** What those who ask for notices about a case (ladder, surveys) need of it; opened, for use inside a transaction only. */
export interface CaseNoticeContext {
  caseId: string;
  receiptNo: string;
  revision: number;
  /** As messages call it: `민원` where the type is discreet. */
  typeName: string;
  typeCode: string;
  departmentCode: string;
  departmentName: string;
  departmentPhone: string;
  officerId: string | null;
  officerName: string | null;
  /** Office number as citizens are told it. */
  officerPhone: string | null;
  /** Where Saeol named a mobile of its own, or an 010 number as the officer's phone; digits. */
  officerMobile: string | null;
  stage: Stage;
  outcome: Outcome | null;
  open: boolean;
  paused: boolean;
  receivedAt: Date;
  completedAt: Date | null;
  dueAt: Date | null;
  targetAt: Date | null;
  supplementDueAt: Date | null;
  /** `targetAt` is an instant, counted in hours. */
  hourCase: boolean;
  statutory: boolean;
  notified: boolean;
  applicant: PersonFact;
  agent: PersonFact | null;
}

export function noticeContextOf({ record, around }: CaseFile): CaseNoticeContext {
  return {
    caseId: record.id,
    receiptNo: record.receiptNo,
    revision: record.revision,
    typeName: around.typeName,
    typeCode: record.petition.typeCode,
    departmentCode: record.departmentCode,
    departmentName: around.departmentName,
    departmentPhone: around.departmentPhone,
    officerId: record.officer?.id ?? null,
    officerName: around.officerName,
    officerPhone: around.officerPhone,
    officerMobile: record.officer === null ? null : (mobileOf(record.officer.mobile) ?? mobileOf(record.officer.phone)),
    stage: record.stage,
    outcome: record.outcome,
    open: record.stage !== 'COMPLETED' && record.stage !== 'VOIDED',
    paused: record.paused,
    receivedAt: record.receivedAt,
    completedAt: record.completedAt,
    dueAt: record.dueAt,
    targetAt: record.targetAt,
    supplementDueAt: record.supplementDueAt,
    hourCase: countsHours(record.petition.promised ?? record.petition.period),
    statutory: record.petition.statutory,
    notified: record.notified,
    applicant: record.applicant,
    agent: record.agent,
  };
}

function mobileOf(phone: string | null): string | null {
  const digits = phone?.replace(/\D/g, '') ?? '';
  return /^01[016789]\d{7,8}$/.test(digits) ? digits : null;
}
