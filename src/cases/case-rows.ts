import type { Privacy } from '../../libs/privacy/index.js';
import type { Outcome, Stage } from './case.events.js';
import type { OfficerFact, Period, PersonFact } from './case-fact.js';
import { type CaseRecord, isOpen } from './case-record.js';

/** A row of cases.civil_case as the driver gives it. */
export interface CaseRow {
  id: string;
  receipt_no: string;
  revision: number;
  last_sequence: number;
  stage: Stage;
  stage_before_completed: Stage | null;
  outcome: Outcome | null;
  open: boolean;
  supplement_open: boolean;
  type_code: string;
  type_name: string;
  petition_kind: string | null;
  statutory: boolean;
  period: Period;
  promised: Period | null;
  department_code: string;
  petition_department_code: string;
  officer_id: string | null;
  officer_sealed: Buffer | null;
  applicant_sealed: Buffer | null;
  agent_sealed: Buffer | null;
  notified: boolean;
  not_notified_reason: string | null;
  link_generation: number;
  received_at: Date;
  completed_at: Date | null;
  due_at: Date | null;
  provisional: boolean;
  promised_due_at: Date | null;
  planned_at: Date | null;
  target_at: Date | null;
  due_mismatch: boolean;
  paused: boolean;
  supplement_due_at: Date | null;
  flags: string[];
  missing_year: number | null;
  reckon_daily: boolean;
  reckoned_on: string;
  recorded_due_at: Date | null;
  planned_void_after: number | null;
  told: boolean;
  told_target_at: Date | null;
  extensions: number;
  on_time: boolean | null;
  on_promise: boolean | null;
  working_minutes: number | null;
  refused_step: string | null;
}

/** A person whose data were destroyed: the case stays, the person is gone. */
const FORGOTTEN: PersonFact = { name: '', phone: null, notify: false, language: null };

export function recordOfRow(row: CaseRow, privacy: Privacy): CaseRecord {
  return {
    id: row.id,
    receiptNo: row.receipt_no,
    revision: row.revision,
    lastSequence: row.last_sequence,
    stage: row.stage,
    stageBeforeCompleted: row.stage_before_completed,
    supplementOpen: row.supplement_open,
    outcome: row.outcome,
    petition: {
      typeCode: row.type_code,
      typeName: row.type_name,
      kind: row.petition_kind,
      statutory: row.statutory,
      period: row.period,
      promised: row.promised,
      departmentCode: row.petition_department_code,
    },
    departmentCode: row.department_code,
    officer: officerOf(row, privacy),
    applicant: row.applicant_sealed === null ? FORGOTTEN : privacy.openJson<PersonFact>(row.applicant_sealed),
    agent: row.agent_sealed === null ? null : privacy.openJson<PersonFact>(row.agent_sealed),
    notified: row.notified,
    notNotifiedReason: row.not_notified_reason,
    linkGeneration: row.link_generation,
    receivedAt: row.received_at,
    completedAt: row.completed_at,
    dueAt: row.due_at,
    provisional: row.provisional,
    promisedDueAt: row.promised_due_at,
    plannedAt: row.planned_at,
    targetAt: row.target_at,
    dueMismatch: row.due_mismatch,
    paused: row.paused,
    supplementDueAt: row.supplement_due_at,
    flags: row.flags,
    missingYear: row.missing_year,
    reckonDaily: row.reckon_daily,
    reckonedOn: row.reckoned_on,
    recordedDueAt: row.recorded_due_at,
    plannedVoidAfter: row.planned_void_after,
    told: row.told ? { targetAt: row.told_target_at } : null,
    extensions: row.extensions,
    onTime: row.on_time,
    onPromise: row.on_promise,
    workingMinutes: row.working_minutes,
    refusedStep: row.refused_step,
  };
}

/** Of a case whose data were destroyed the officer's id is left, for the directory to name. */
function officerOf(row: CaseRow, privacy: Privacy): OfficerFact | null {
  if (row.officer_sealed !== null) return privacy.openJson<OfficerFact>(row.officer_sealed);
  if (row.officer_id === null) return null;
  return { id: row.officer_id, name: '', phone: '', mobile: null, departmentCode: row.department_code };
}

/** The row as JSON for `json_populate_recordset`; bytes as `\x…` text. */
export function rowOfRecord(record: CaseRecord, privacy: Privacy): Record<string, unknown> {
  const sealed = (person: PersonFact | null) =>
    person === null || person === FORGOTTEN ? null : bytea(privacy.sealJson(person));
  const index = (person: PersonFact | null) => (person?.phone == null ? null : bytea(privacy.phoneIndex(person.phone)));
  return {
    id: record.id,
    receipt_no: record.receiptNo,
    revision: record.revision,
    last_sequence: record.lastSequence,
    stage: record.stage,
    stage_before_completed: record.stageBeforeCompleted,
    outcome: record.outcome,
    open: isOpen(record.stage),
    supplement_open: record.supplementOpen,
    type_code: record.petition.typeCode,
    type_name: record.petition.typeName,
    petition_kind: record.petition.kind,
    statutory: record.petition.statutory,
    period: record.petition.period,
    promised: record.petition.promised,
    petition_department_code: record.petition.departmentCode,
    department_code: record.departmentCode,
    officer_id: record.officer?.id ?? null,
    officer_sealed: record.officer === null ? null : bytea(privacy.sealJson(record.officer)),
    applicant_sealed: sealed(record.applicant),
    applicant_phone_index: index(record.applicant),
    agent_sealed: sealed(record.agent),
    agent_phone_index: index(record.agent),
    notified: record.notified,
    not_notified_reason: record.notNotifiedReason,
    link_generation: record.linkGeneration,
    received_at: record.receivedAt,
    completed_at: record.completedAt,
    ...deadlineColumnsOf(record),
    extensions: record.extensions,
    on_time: record.onTime,
    on_promise: record.onPromise,
    working_minutes: record.workingMinutes,
    refused_step: record.refusedStep,
  };
}

/** The columns that a change of the calendar, an interval or a new day can touch. */
export function deadlineColumnsOf(record: CaseRecord) {
  return {
    due_at: record.dueAt,
    provisional: record.provisional,
    promised_due_at: record.promisedDueAt,
    planned_at: record.plannedAt,
    target_at: record.targetAt,
    due_mismatch: record.dueMismatch,
    paused: record.paused,
    supplement_due_at: record.supplementDueAt,
    flags: record.flags,
    missing_year: record.missingYear,
    reckon_daily: record.reckonDaily,
    reckoned_on: record.reckonedOn,
    recorded_due_at: record.recordedDueAt,
    planned_void_after: record.plannedVoidAfter,
    told: record.told !== null,
    told_target_at: record.told?.targetAt ?? null,
  };
}

function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
