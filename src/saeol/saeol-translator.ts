import type { CaseFact, Period, PersonFact, StepStanding } from '../cases/index.js';
import type { LinkEvent } from './link-event.js';

/**
 * Turns a stored link event into the fact that `cases` applies. Pure.
 * @param sequence of the case's step; Saeol's number unless facts without numbers came between
 */
export function toCaseFact(event: LinkEvent, sequence: number, opening: boolean): CaseFact {
  const base = {
    receiptNo: event.receiptNo,
    sequence,
    occurredAt: new Date(event.occurredAt),
    plannedAt: event.plannedAt === null ? null : new Date(event.plannedAt),
    ...(opening && { opening }),
  };
  switch (event.kind) {
    case 'RECEIVED':
      return {
        ...base,
        kind: event.kind,
        petition: event.petition,
        applicant: person(event.applicant),
        agent: event.agent && person(event.agent),
      };
    case 'ASSIGNED':
      return { ...base, kind: event.kind, officer: { ...event.officer, phone: event.officer.phone ?? '' } };
    case 'SUPPLEMENT_REQUESTED':
      return { ...base, kind: event.kind, supplement: event.supplement };
    case 'SUPPLEMENT_DONE':
      return { ...base, kind: event.kind };
    case 'EXCLUDED':
      return { ...base, kind: event.kind, excluded: event.excluded };
    case 'EXTENDED': {
      const { days, period, reason, reasonCode, consent } = event.extension;
      return {
        ...base,
        kind: event.kind,
        extension: { period: period ?? { unit: 'DAY', length: days! }, reason, reasonCode, consent },
      };
    }
    case 'COMPLETED':
      return {
        ...base,
        kind: event.kind,
        outcome: event.outcome,
        result: event.result ?? { reason: null, delivery: null, place: null, transferredTo: null },
        note: event.note,
      };
    case 'REOPENED':
    case 'VOIDED':
      return { ...base, kind: event.kind, reason: event.reason };
    case 'AMENDED':
      return {
        ...base,
        kind: event.kind,
        petition: event.petition,
        applicant: event.applicant && person(event.applicant),
        agent: event.agent && person(event.agent),
      };
  }
}

/** What of an event every way in carries besides receipt number, kind and time, for telling one fact from another. */
export function printOfEvent(event: LinkEvent): string | null {
  switch (event.kind) {
    case 'ASSIGNED':
      return event.officer.id;
    case 'SUPPLEMENT_REQUESTED':
      return printOfDue(event.supplement);
    case 'EXTENDED':
      return printOfPeriod(event.extension.period ?? { unit: 'DAY', length: event.extension.days! });
    case 'COMPLETED':
      return event.outcome;
    default:
      return null;
  }
}

/** The same of a step that a case has. */
export function printOfStep(step: StepStanding): string | null {
  switch (step.kind) {
    case 'ASSIGNED':
      return step.officerId;
    case 'SUPPLEMENT_REQUESTED':
      return step.supplement && printOfDue(step.supplement);
    case 'EXTENDED':
      return step.extension && printOfPeriod(step.extension);
    case 'COMPLETED':
      return step.outcome;
    default:
      return null;
  }
}

function printOfDue({ dueDays, dueDate }: { dueDays?: number | null; dueDate?: string | null }): string {
  return dueDate ?? String(dueDays);
}

function printOfPeriod({ unit, length }: Period): string {
  return `${length} ${unit}`;
}

function person(given: {
  name: string;
  phone: string | null;
  notify: boolean | null;
  language: string | null;
}): PersonFact {
  return { ...given, language: given.language?.slice(0, 2).toLowerCase() ?? null };
}
