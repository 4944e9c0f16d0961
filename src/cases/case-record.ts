import { kstDate, toKst } from '../../libs/clock/index.js';
import type { CaseShape, Outcome, Stage } from './case.events.js';
import { countsHours } from '../../libs/working-time/index.js';
import type { OfficerFact, PersonFact, PetitionFact } from './case-fact.js';
import type { StageState } from './case-steps.js';
import type { Deadlines } from './statutory-clock.js';

/** The deadlines that are kept with the case; how they came about is reckoned again when somebody asks. */
type KeptDeadlines = Pick<
  Deadlines,
  | 'dueAt'
  | 'provisional'
  | 'promisedDueAt'
  | 'plannedAt'
  | 'targetAt'
  | 'dueMismatch'
  | 'paused'
  | 'supplementDueAt'
  | 'missingYear'
  | 'reckonDaily'
  | 'extensions'
>;

/** The date that citizens were told last; null: that it follows. */
export interface ToldDate {
  targetAt: Date | null;
}

/** A civil case as the rules see it: opened, typed, before it is sealed into its row. */
export interface CaseRecord extends StageState, KeptDeadlines {
  id: string;
  receiptNo: string;
  revision: number;
  lastSequence: number;
  outcome: Outcome | null;
  petition: PetitionFact;
  departmentCode: string;
  officer: OfficerFact | null;
  applicant: PersonFact;
  agent: PersonFact | null;
  notified: boolean;
  notNotifiedReason: string | null;
  linkGeneration: number;
  receivedAt: Date;
  completedAt: Date | null;
  flags: string[];
  /** The day (KST) on which the deadlines were reckoned last. */
  reckonedOn: string;
  /** `dueAt` as the last recorded move left it: with an interval open it stands as on the day of that move. */
  recordedDueAt: Date | null;
  /** Planned dates of Saeol up to this sequence are void: an edit of the calendar moved the deadline after it. */
  plannedVoidAfter: number | null;
  /** Null: nobody was told a date yet. */
  told: ToldDate | null;
  onTime: boolean | null;
  onPromise: boolean | null;
  workingMinutes: number | null;
  /** Code of the step that the stage table refused, while it waits in quarantine. */
  refusedStep: string | null;
}

export function isOpen(stage: Stage): boolean {
  return stage !== 'COMPLETED' && stage !== 'VOIDED';
}

/** Whether the date told to the citizen carries a time: it does where its period is counted in hours. */
export function toldWithTime({ petition }: Pick<CaseRecord, 'petition'>): boolean {
  return countsHours(petition.promised ?? petition.period);
}

/** What events and figures know of a case. */
export function shapeOf(record: CaseRecord): CaseShape {
  const iso = (at: Date | null) => (at === null ? null : toKst(at));
  return {
    stage: record.stage,
    outcome: record.outcome,
    open: isOpen(record.stage),
    departmentCode: record.departmentCode,
    typeCode: record.petition.typeCode,
    officerId: record.officer?.id ?? null,
    statutory: record.petition.statutory,
    notified: record.notified,
    notNotifiedReason: record.notNotifiedReason,
    receivedOn: kstDate(record.receivedAt),
    completedOn: record.completedAt === null ? null : kstDate(record.completedAt),
    dueAt: iso(record.dueAt),
    targetAt: iso(record.targetAt),
    extensions: record.extensions,
    paused: record.paused,
    supplementDueAt: iso(record.supplementDueAt),
    onTime: record.onTime,
    onPromise: record.onPromise,
    workingMinutes: record.workingMinutes,
  };
}
