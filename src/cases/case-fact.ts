import type { Outcome } from './case.events.js';

export interface Period {
  unit: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';
  /** 0 with DAY is "immediately". */
  length: number;
}

export interface PetitionFact {
  typeCode: string;
  typeName: string;
  /** STATUTORY, INQUIRY, PROPOSAL, GRIEVANCE or OTHER; null where Saeol does not say. */
  kind: string | null;
  statutory: boolean;
  period: Period;
  promised: Period | null;
  departmentCode: string;
}

export interface PersonFact {
  name: string;
  /** Digits only; null where there is none that could be read. */
  phone: string | null;
  /** Wants messages; null: the county's setting. */
  notify: boolean | null;
  /** ISO 639-1; null: Korean. */
  language: string | null;
}

export interface OfficerFact {
  id: string;
  name: string;
  /** As Saeol has it; a mobile number here is never told to citizens. */
  phone: string;
  mobile: string | null;
  departmentCode: string;
}

export const EXCLUSION_REASONS = [
  'HEARING',
  'TEST',
  'REVIEW',
  'PRIOR_BUSINESS',
  'REPRESENTATIVE',
  'TRANSIT',
  'CERTIFICATE',
  'OUTAGE',
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export const EXTENSION_REASONS = ['COOPERATION', 'SITE_CHECK', 'FORCE_MAJEURE', 'EQUIVALENT', 'OTHER'] as const;
export type ExtensionReason = (typeof EXTENSION_REASONS)[number];

export interface ResultFact {
  reason: string | null;
  delivery: 'VISIT' | 'POST' | 'ONLINE' | 'REGISTER' | null;
  place: string | null;
  transferredTo: { name: string; phone: string | null } | null;
}

interface FactBase {
  /** 18 digits. */
  receiptNo: string;
  /** Dense per receipt number, from 1. */
  sequence: number;
  occurredAt: Date;
  /** Saeol's own planned completion, where this step brings one. */
  plannedAt: Date | null;
  /** Of the stock of open cases at switch-on: taken as it stands, told to nobody (product saeol-link). */
  opening?: boolean;
}

/** One step of a petition as Saeol recorded it: what every way in brings to `Cases.apply`. */
export type CaseFact = FactBase &
  (
    | { kind: 'RECEIVED'; petition: PetitionFact; applicant: PersonFact; agent: PersonFact | null }
    | { kind: 'ASSIGNED'; officer: OfficerFact }
    | {
        kind: 'SUPPLEMENT_REQUESTED';
        supplement: {
          kind: 'SUPPLEMENT' | 'CORRECTION';
          reason: string | null;
          dueDays: number | null;
          dueDate: string | null;
        };
      }
    | { kind: 'SUPPLEMENT_DONE' }
    | { kind: 'EXCLUDED'; excluded: { reason: ExclusionReason; from: string; to: string | null } }
    | {
        kind: 'EXTENDED';
        extension: {
          period: Period;
          reason: string | null;
          reasonCode: ExtensionReason | null;
          consent: boolean | null;
        };
      }
    | { kind: 'COMPLETED'; outcome: Outcome; result: ResultFact; note: string | null }
    | { kind: 'REOPENED'; reason: string | null }
    | { kind: 'AMENDED'; petition: PetitionFact | null; applicant: PersonFact | null; agent: PersonFact | null }
    | { kind: 'VOIDED'; reason: string | null }
  );
