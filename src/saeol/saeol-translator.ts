import type { CaseFact, PersonFact } from '../cases/index.js';
import type { LinkEvent } from './link-event.js';

/** Turns a stored link event into the fact that `cases` applies. Pure. */
export function toCaseFact(event: LinkEvent): CaseFact {
  const base = {
    receiptNo: event.receiptNo,
    sequence: event.sequence,
    occurredAt: new Date(event.occurredAt),
    plannedAt: event.plannedAt === null ? null : new Date(event.plannedAt),
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

function person(given: {
  name: string;
  phone: string | null;
  notify: boolean | null;
  language: string | null;
}): PersonFact {
  return { ...given, language: given.language?.slice(0, 2).toLowerCase() ?? null };
}
