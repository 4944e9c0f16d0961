/** What the status page shows of a case. Instants are ISO 8601 with an offset, days `YYYY-MM-DD` in KST, names already masked. */

export type Stage =
  'RECEIVED' | 'ASSIGNED' | 'SUPPLEMENT_REQUESTED' | 'SUPPLEMENT_DONE' | 'EXTENDED' | 'COMPLETED' | 'VOIDED';

export type Outcome = 'GRANTED' | 'REFUSED' | 'RETURNED' | 'WITHDRAWN' | 'TRANSFERRED' | 'CLOSED';

/** Decree art. 20, APA Decree art. 11, Decree art. 7-2(3). */
export type ExclusionReason =
  'HEARING' | 'TEST' | 'REVIEW' | 'PRIOR_BUSINESS' | 'REPRESENTATIVE' | 'TRANSIT' | 'CERTIFICATE' | 'OUTAGE';

interface Entry {
  sequence: number;
  at: string;
}

/** One applied step; a reason that Saeol did not give is null or blank. As `timeline` of `GET /api/v1/cases/{receiptNo}` has it; free text is scrubbed of identifiers. */
export type TimelineEntry = Entry &
  (
    | { kind: 'RECEIVED' }
    | { kind: 'ASSIGNED'; officer: { name: string; departmentName: string } }
    | {
        kind: 'SUPPLEMENT_REQUESTED';
        supplement: { kind: 'SUPPLEMENT' | 'CORRECTION'; reason: string | null; dueDate: string | null };
      }
    | { kind: 'SUPPLEMENT_DONE' }
    | { kind: 'EXCLUDED'; excluded: { reason: ExclusionReason; from: string; to: string | null } }
    | { kind: 'EXTENDED'; extension: { reason: string | null; newTargetAt: string | null } }
    | { kind: 'COMPLETED'; outcome: Outcome }
    | { kind: 'REOPENED'; reason: string | null }
    | { kind: 'AMENDED' }
    | { kind: 'VOIDED' }
  );

export interface CaseForCitizen {
  /** `민원` where the type is discreet. */
  petitionName: string;
  receiptNo: string;
  receivedAt: string;
  stage: Stage;
  /** The date that the citizen is told (targetAt); null while no calendar covers it. */
  targetAt: string | null;
  /** A case in hours is told with its time of day, any other by its day. */
  isTimed: boolean;
  /** Days that do not count are still running, so the date may move. */
  isProvisional: boolean;
  workingDaysLeft: number | null;
  department: { name: string; phone: string };
  /** Office telephone, never a mobile; null while nobody is assigned. */
  officer: { name: string; phone: string } | null;
  /** Masked, e.g. 홍*동 and 010-****-1234. */
  recipient: { name: string; phone: string | null };
  result: {
    outcome: Outcome;
    at: string;
    reason: string | null;
    /** How the result is handed over, in words. */
    handover: string | null;
    transferredTo: { name: string; phone: string | null } | null;
  } | null;
  timeline: TimelineEntry[];
  /** This number asked for no more messages. */
  isOptedOut: boolean;
}
