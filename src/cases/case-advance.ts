import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import type { CaseFact } from './case-fact.js';
import { type CaseRecord, isOpen } from './case-record.js';
import { moveStage } from './case-steps.js';
import { decideEligibility } from './eligibility.js';
import { type ClockSettings, type ClockStep, reckonDeadlines } from './statutory-clock.js';

export interface AdvanceRules {
  calendar: HolidayCalendar;
  clockSettings: ClockSettings;
  /** Product time. */
  now: Date;
  /** Whether another system tells the applicants of this petition type. */
  toldElsewhere: (typeCode: string) => boolean;
  newId: () => string;
}

export type Advance =
  { refused: false; record: CaseRecord; step: ClockStep } | { refused: true; code: string; detail: string };

/** Applies one fact to a case and its earlier steps; null before the receipt. Pure. */
export function advance(
  before: CaseRecord | null,
  steps: readonly ClockStep[],
  fact: CaseFact,
  rules: AdvanceRules,
): Advance {
  const move = moveStage(before, fact.kind);
  if (!move.allowed) return { refused: true, code: move.code, detail: move.detail };
  const { stage, stageBeforeCompleted, supplementOpen } = move.next;
  const step = clockStepOf(fact);
  const changed = {
    ...changedBy(before, fact, rules),
    stage,
    stageBeforeCompleted,
    supplementOpen,
    lastSequence: fact.sequence,
    refusedStep: null,
  };
  return { refused: false, record: judged(changed, [...steps, step], rules), step };
}

/** Reckons the deadlines of a case anew and what follows from them: who is told, whether it was in time. */
export function judged(record: CaseRecord, steps: readonly ClockStep[], rules: AdvanceRules): CaseRecord {
  const {
    legs: _legs,
    dueInHours: _due,
    targetInHours: _target,
    ...deadlines
  } = reckonDeadlines({ steps }, rules.calendar, rules.clockSettings, rules.now);
  const { receivedAt, completedAt } = record;
  const eligibility = decideEligibility(
    record.petition,
    record.applicant,
    record.agent,
    rules.toldElsewhere(record.petition.typeCode),
  );
  const inTime = (due: Date | null) => (completedAt === null || due === null ? null : completedAt <= due);
  return {
    ...record,
    ...deadlines,
    flags: deadlines.flags,
    revision: record.revision + 1,
    notified: eligibility.eligible,
    notNotifiedReason: eligibility.reason,
    onTime: inTime(deadlines.dueAt),
    onPromise: inTime(deadlines.promisedDueAt ?? deadlines.dueAt),
    workingMinutes: completedAt === null ? null : workingMinutes(rules.calendar, receivedAt, completedAt),
  };
}

function workingMinutes(calendar: HolidayCalendar, from: Date, to: Date): number | null {
  try {
    return Math.floor(calendar.workingMinutesBetween(from, to));
  } catch (error) {
    if (error instanceof CalendarMissing) return null;
    throw error;
  }
}

function changedBy(before: CaseRecord | null, fact: CaseFact, rules: AdvanceRules): CaseRecord {
  if (fact.kind === 'RECEIVED') return received(fact, rules);
  const record = before!;
  switch (fact.kind) {
    case 'ASSIGNED':
      return { ...record, officer: fact.officer, departmentCode: fact.officer.departmentCode };
    case 'COMPLETED':
      return { ...record, outcome: fact.outcome, completedAt: fact.occurredAt };
    case 'REOPENED':
      return { ...record, outcome: null, completedAt: null };
    case 'AMENDED': {
      const applicant = fact.applicant ?? record.applicant;
      const agent = fact.agent ?? record.agent;
      const renumbered = applicant.phone !== record.applicant.phone || agent?.phone !== record.agent?.phone;
      return {
        ...record,
        applicant,
        agent,
        petition: fact.petition ?? record.petition,
        departmentCode:
          fact.petition !== null && record.officer === null ? fact.petition.departmentCode : record.departmentCode,
        linkGeneration: record.linkGeneration + (renumbered ? 1 : 0),
      };
    }
    default:
      return record;
  }
}

function received(fact: CaseFact & { kind: 'RECEIVED' }, rules: AdvanceRules): CaseRecord {
  return {
    id: rules.newId(),
    receiptNo: fact.receiptNo,
    revision: 0,
    lastSequence: 0,
    stage: 'RECEIVED',
    stageBeforeCompleted: null,
    supplementOpen: false,
    outcome: null,
    petition: fact.petition,
    departmentCode: fact.petition.departmentCode,
    officer: null,
    applicant: fact.applicant,
    agent: fact.agent,
    notified: false,
    notNotifiedReason: null,
    linkGeneration: 0,
    receivedAt: fact.occurredAt,
    completedAt: null,
    dueAt: null,
    provisional: false,
    promisedDueAt: null,
    plannedAt: null,
    targetAt: null,
    dueMismatch: false,
    paused: false,
    supplementDueAt: null,
    flags: [],
    extensions: 0,
    onTime: null,
    onPromise: null,
    workingMinutes: null,
    refusedStep: null,
  };
}

/** What the statutory clock and the timeline keep of a fact: nothing personal, no free text. */
function clockStepOf(fact: CaseFact): ClockStep {
  const base = { sequence: fact.sequence, kind: fact.kind, at: fact.occurredAt, plannedAt: fact.plannedAt };
  switch (fact.kind) {
    case 'RECEIVED':
      return { ...base, petition: { period: fact.petition.period, promised: fact.petition.promised } };
    case 'AMENDED':
      return { ...base, petition: fact.petition && { period: fact.petition.period, promised: fact.petition.promised } };
    case 'SUPPLEMENT_REQUESTED':
      return { ...base, supplement: { dueDays: fact.supplement.dueDays, dueDate: fact.supplement.dueDate } };
    case 'EXCLUDED':
      return { ...base, excluded: fact.excluded };
    case 'EXTENDED':
      return {
        ...base,
        extension: {
          period: fact.extension.period,
          reasonCode: fact.extension.reasonCode,
          consent: fact.extension.consent,
        },
      };
    default:
      return base;
  }
}

/** Whether a late step's news is still true of the case as it stands now (product saeol-link: old news). */
export function stillHolds(fact: CaseFact, now: CaseRecord): boolean {
  switch (fact.kind) {
    case 'SUPPLEMENT_REQUESTED':
      return now.supplementOpen && isOpen(now.stage);
    case 'EXTENDED':
      return isOpen(now.stage);
    case 'COMPLETED':
      return now.stage === 'COMPLETED' && now.outcome === fact.outcome;
    default:
      return false;
  }
}
