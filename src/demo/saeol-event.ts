import type { SeedPeriod } from '../../config/seed/index.js';

/** What the link takes as a person; a number of digits only, absent where Saeol has none. */
export interface LinkPerson {
  name: string;
  phone?: string;
  notify?: boolean;
  language?: string;
}

export interface LinkPetition {
  typeCode: string;
  typeName: string;
  kind: string;
  statutory: boolean;
  period: SeedPeriod;
  promised?: SeedPeriod;
  departmentCode: string;
}

export type LinkOutcome = 'GRANTED' | 'REFUSED' | 'RETURNED' | 'WITHDRAWN' | 'TRANSFERRED' | 'CLOSED';

/** What the kinds of events carry besides their head; days are `YYYY-MM-DD`, KST. */
export interface LinkEventBody {
  RECEIVED: { petition: LinkPetition; applicant: LinkPerson; agent?: LinkPerson; plannedAt?: string };
  ASSIGNED: { officer: { id: string; name: string; phone: string; mobile?: string; departmentCode: string } };
  SUPPLEMENT_REQUESTED: { supplement: { kind: 'SUPPLEMENT' | 'CORRECTION'; reason: string; dueDays: number } };
  SUPPLEMENT_DONE: object;
  EXCLUDED: { excluded: { reason: string; from: string; to?: string } };
  EXTENDED: {
    extension: { reason: string; reasonCode: string; consent: boolean } & ({ days: number } | { period: SeedPeriod });
  };
  COMPLETED: {
    outcome: LinkOutcome;
    result?: {
      reason?: string;
      delivery?: string;
      place?: string;
      transferredTo?: { name: string; phone?: string };
    };
  };
  REOPENED: { reason: string };
  AMENDED: { petition?: LinkPetition; applicant?: LinkPerson; agent?: LinkPerson };
  VOIDED: { reason: string };
}

export type LinkEventKind = keyof LinkEventBody;

/** One event as `POST /api/v1/saeol/events` takes it; `occurredAt` is product time with +09:00. */
export type LinkEvent = {
  [Kind in LinkEventKind]: {
    eventId: string;
    /** 18 digits. */
    receiptNo: string;
    /** From 1, without a gap. */
    sequence: number;
    kind: Kind;
    occurredAt: string;
  } & LinkEventBody[Kind];
}[LinkEventKind];
