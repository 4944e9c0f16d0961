export type Stage =
  'RECEIVED' | 'ASSIGNED' | 'SUPPLEMENT_REQUESTED' | 'SUPPLEMENT_DONE' | 'EXTENDED' | 'COMPLETED' | 'VOIDED';
export type Outcome = 'GRANTED' | 'REFUSED' | 'RETURNED' | 'WITHDRAWN' | 'TRANSFERRED' | 'CLOSED';
export type StepKind =
  | 'RECEIVED'
  | 'ASSIGNED'
  | 'SUPPLEMENT_REQUESTED'
  | 'SUPPLEMENT_DONE'
  | 'EXCLUDED'
  | 'EXTENDED'
  | 'COMPLETED'
  | 'REOPENED'
  | 'AMENDED'
  | 'VOIDED';

/** What figures are counted by, as it stood before or after a change. Instants are ISO 8601 with +09:00, days `YYYY-MM-DD` in KST. */
export interface CaseShape {
  stage: Stage;
  outcome: Outcome | null;
  /** Neither COMPLETED nor VOIDED. */
  open: boolean;
  departmentCode: string;
  typeCode: string;
  officerId: string | null;
  statutory: boolean;
  /** The applicant or the agent is told of the steps. */
  notified: boolean;
  /** Why nobody is told; null where somebody is. */
  notNotifiedReason: string | null;
  receivedOn: string;
  completedOn: string | null;
  dueAt: string | null;
  targetAt: string | null;
  extensions: number;
  paused: boolean;
  /** 18:00 of the last day of the supplement that is open; null where none is. */
  supplementDueAt: string | null;
  /** Of a completed case: within `dueAt`; within the promised deadline; working minutes from receipt to completion. */
  onTime: boolean | null;
  onPromise: boolean | null;
  workingMinutes: number | null;
}

/** A case took one or more steps, or its deadline moved; `revision` counts the changes of a case from 1 without a gap. */
export class CaseStepChanged {
  static readonly type = 'cases.step-changed';
  constructor(
    readonly caseId: string,
    readonly receiptNo: string,
    readonly revision: number,
    /** The Saeol sequence and kind of the step. */
    readonly sequence: number,
    readonly kind: StepKind,
    /** When it occurred. */
    readonly at: string,
    readonly before: CaseShape | null,
    readonly after: CaseShape,
  ) {}
}

/** Names, numbers and words of a case were wiped, since their time has come; whoever keeps some of them wipes them too. */
export class CaseDataWiped {
  static readonly type = 'cases.data-wiped';
  constructor(
    readonly caseId: string,
    readonly receiptNo: string,
  ) {}
}

/** What moves deadlines besides the steps of a case. DAY: an interval is open and another day has come. */
export type MoveKind = 'HOLIDAY' | 'CALENDAR_YEAR' | 'SETTING' | 'OUTAGE' | 'INTERVAL' | 'DAY';

export interface MoveCause {
  kind: MoveKind;
  /** In Korean, as citizens read it, e.g. `2026. 6. 3.(수) 임시공휴일`. */
  detail: string;
}

/** A deadline moved with no step of the case: a holiday, an outage, an interval or an operator. */
export class CaseDeadlineMoved {
  static readonly type = 'cases.deadline-moved';
  constructor(
    readonly caseId: string,
    readonly receiptNo: string,
    readonly revision: number,
    readonly at: string,
    readonly before: CaseShape,
    readonly after: CaseShape,
    readonly cause: MoveCause,
  ) {}
}
