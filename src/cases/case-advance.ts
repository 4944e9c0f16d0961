import { kstDate } from '../../libs/clock/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import type { CaseFact } from './case-fact.js';
import { historyOf, type KeptHistory, type Outage, type RecordedStep } from './case-history.js';
import { type CaseRecord, isOpen } from './case-record.js';
import { moveStage } from './case-steps.js';
import { decideEligibility, type NoticePolicy } from './eligibility.js';
import {
  type CaseHistory,
  type ClockSettings,
  type ClockStep,
  type Deadlines,
  reckonDeadlines,
} from './statutory-clock.js';

/** What deadlines are reckoned by, besides the history of the case. */
export interface ReckoningRules {
  calendar: HolidayCalendar;
  clockSettings: ClockSettings;
  outages: readonly Outage[];
  /** Product time. */
  now: Date;
}

export interface AdvanceRules extends ReckoningRules {
  noticePolicy: NoticePolicy;
  /** Whether another system tells the applicants of this petition type. */
  toldElsewhere: (typeCode: string) => boolean;
  newId: () => string;
}

export type Advance =
  { refused: false; record: CaseRecord; step: RecordedStep } | { refused: true; code: string; detail: string };

/** Applies one fact to a case with its history; null before the receipt. Pure. */
export function advance(before: CaseRecord | null, history: KeptHistory, fact: CaseFact, rules: AdvanceRules): Advance {
  const move = moveStage(before, fact.kind);
  if (!move.allowed) return { refused: true, code: move.code, detail: move.detail };
  const { stage, stageBeforeCompleted, supplementOpen } = move.next;
  const step = { ...clockStepOf(fact), recordedAt: rules.now };
  const changed = {
    ...changedBy(before, fact, rules),
    stage,
    stageBeforeCompleted,
    supplementOpen,
    lastSequence: fact.sequence,
    refusedStep: null,
  };
  const record = judged(changed, { ...history, steps: [...history.steps, step] }, rules, fact.occurredAt);
  return { refused: false, record, step };
}

/**
 * Reckons the deadlines of a case anew and what follows from them: who is told, whether it was in time.
 * @param at when the step occurred that this is about; the move of the deadline is recorded as of then
 */
export function judged(record: CaseRecord, kept: KeptHistory, rules: AdvanceRules, at: Date): CaseRecord {
  const history = historyOf(record, kept, rules.outages);
  const deadlines = reckonDeadlines(history, rules.calendar, rules.clockSettings, rules.now);
  const eligibility = decideEligibility(
    record.petition,
    record.applicant,
    record.agent,
    rules.toldElsewhere(record.petition.typeCode),
    rules.noticePolicy,
  );
  const { receivedAt, completedAt } = record;
  const inTime = (due: Date | null) => (completedAt === null || due === null ? null : completedAt <= due);
  return {
    ...record,
    ...keptOf(deadlines),
    reckonedOn: kstDate(rules.now),
    recordedDueAt: deadlines.provisional ? dueAsOf(at, history, rules) : deadlines.dueAt,
    revision: record.revision + 1,
    notified: eligibility.eligible,
    notNotifiedReason: eligibility.reason,
    onTime: inTime(deadlines.dueAt),
    onPromise: inTime(deadlines.promisedDueAt ?? deadlines.dueAt),
    workingMinutes: completedAt === null ? null : workingMinutes(rules.calendar, receivedAt, completedAt),
  };
}

/** What is kept of deadlines; how they came about is reckoned again when somebody asks. */
export function keptOf({
  legs: _legs,
  dueInHours: _due,
  targetInHours: _target,
  ...kept
}: Deadlines): Omit<Deadlines, 'legs' | 'dueInHours' | 'targetInHours'> {
  return kept;
}

/** An open interval goes on from day to day; a move is recorded as it stood when it came about, so that its row says the same whenever it is written. */
function dueAsOf(at: Date, history: CaseHistory, { calendar, clockSettings }: ReckoningRules): Date | null {
  return reckonDeadlines(history, calendar, clockSettings, at).dueAt;
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
      return {
        ...record,
        applicant,
        agent,
        petition: fact.petition ?? record.petition,
        departmentCode:
          fact.petition !== null && record.officer === null ? fact.petition.departmentCode : record.departmentCode,
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
    missingYear: null,
    reckonDaily: false,
    reckonedOn: kstDate(rules.now),
    recordedDueAt: null,
    plannedVoidAfter: null,
    told: null,
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
