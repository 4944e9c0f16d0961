import { EXCLUSION_REASONS, EXTENSION_REASONS } from '../cases/index.js';
import {
  date,
  type Findings,
  flag,
  instant,
  integer,
  object,
  oneOf,
  optional,
  phone,
  type Rule,
  text,
  typedText,
} from './field-rules.js';

const period = object({ unit: oneOf(['DAY', 'WEEK', 'MONTH', 'YEAR']), length: integer(0, 1_000) });
const DELIVERIES = ['VISIT', 'POST', 'ONLINE', 'REGISTER'] as const;

const petition = object({
  typeCode: text(20, /^[0-9A-Za-z_-]+$/),
  typeName: typedText(100),
  kind: optional(text(30)),
  statutory: flag,
  period,
  promised: optional(period),
  departmentCode: text(20, /^[0-9A-Za-z_-]+$/),
});

const person = object({
  name: typedText(100),
  phone,
  notify: optional(flag),
  language: optional(text(10, /^[A-Za-z]{2}([-_][A-Za-z]+)?$/)),
});

const head = {
  eventId: text(100),
  receiptNo: text(18, /^\d{18}$/),
  sequence: optional(integer(1, 100_000)),
  occurredAt: instant,
  plannedAt: optional(instant),
};

const officer = object({
  id: text(40),
  name: typedText(50),
  phone: optional(typedText(30)),
  mobile: optional(phone),
  departmentCode: text(20, /^[0-9A-Za-z_-]+$/),
});
const supplement = object({
  kind: oneOf(['SUPPLEMENT', 'CORRECTION']),
  reason: optional(typedText(4_000)),
  dueDays: optional(integer(1, 365)),
  dueDate: optional(date),
});
const excluded = object({ reason: oneOf(EXCLUSION_REASONS), from: date, to: optional(date) });
const extension = object({
  days: optional(integer(1, 1_000)),
  period: optional(period),
  reason: optional(typedText(4_000)),
  reasonCode: optional(oneOf(EXTENSION_REASONS)),
  consent: optional(flag),
});
const outcome = oneOf(['GRANTED', 'REFUSED', 'RETURNED', 'WITHDRAWN', 'TRANSFERRED', 'CLOSED']);
const result = object({
  reason: optional(typedText(4_000)),
  delivery: optional(oneOf(DELIVERIES)),
  place: optional(typedText(100)),
  transferredTo: optional(object({ name: typedText(100), phone: optional(typedText(30)) })),
});
const words = optional(typedText(4_000));

/** Every kind of the contract with the fields that it may carry; nothing else of an event is kept. */
const KINDS = {
  RECEIVED: object({ ...head, kind: oneOf(['RECEIVED']), petition, applicant: person, agent: optional(person) }),
  ASSIGNED: object({ ...head, kind: oneOf(['ASSIGNED']), officer }),
  SUPPLEMENT_REQUESTED: object({ ...head, kind: oneOf(['SUPPLEMENT_REQUESTED']), supplement }),
  SUPPLEMENT_DONE: object({ ...head, kind: oneOf(['SUPPLEMENT_DONE']) }),
  EXCLUDED: object({ ...head, kind: oneOf(['EXCLUDED']), excluded }),
  EXTENDED: object({ ...head, kind: oneOf(['EXTENDED']), extension }),
  COMPLETED: object({ ...head, kind: oneOf(['COMPLETED']), outcome, result: optional(result), note: words }),
  REOPENED: object({ ...head, kind: oneOf(['REOPENED']), reason: words }),
  AMENDED: object({
    ...head,
    kind: oneOf(['AMENDED']),
    petition: optional(petition),
    applicant: optional(person),
    agent: optional(person),
  }),
  VOIDED: object({ ...head, kind: oneOf(['VOIDED']), reason: words }),
} as const;

type Kind = keyof typeof KINDS;

/**
 * A whitelisted, canonical event: fields in a fixed order, instants in UTC, absent values null. Pushed ones are numbered; a way in
 * without numbers brings facts whose sequence is null.
 */
export type LinkEvent = { [K in Kind]: Exclude<ReturnType<(typeof KINDS)[K]>, undefined> }[Kind];

export type ReadEvent =
  | { good: true; event: LinkEvent; dropped: number }
  | {
      good: false;
      /** As far as they could be read. */
      eventId: string | null;
      receiptNo: string | null;
      sequence: number | null;
      code: string;
      detail: string;
      /** What the whitelist let through, for the quarantine. */
      kept: unknown;
      dropped: number;
    };

/** What happens within this time ahead of the product's clock is taken; later is quarantined. */
const AHEAD_MS = 10 * 60_000;

/** Fields that no kind knows never reach the quarantine either: an unknown kind is kept by the fields of all kinds. */
const anyKind = object({
  ...head,
  eventId: optional(text(100)),
  receiptNo: optional(text(18)),
  kind: optional(text(60)),
  petition: optional(petition),
  applicant: optional(person),
  agent: optional(person),
  officer: optional(officer),
  supplement: optional(supplement),
  excluded: optional(excluded),
  extension: optional(extension),
  outcome: optional(outcome),
  result: optional(result),
  note: words,
  reason: words,
});

/**
 * Reads one event, whatever way it came in. Pure; never throws: what is wrong is said in `detail` by field, without its value.
 * @param numbered whether an event without a sequence is at fault
 */
export function readLinkEvent(raw: unknown, now: Date, numbered = true): ReadEvent {
  const found: Findings = { faults: [], dropped: 0 };
  const kind = typeof raw === 'object' && raw !== null ? (raw as { kind?: unknown }).kind : undefined;
  const rule: Rule<LinkEvent> | undefined =
    typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : undefined;
  const event = rule?.(raw, '', found);
  const refuse = (code: string, detail: string): ReadEvent => {
    const silent: Findings = { faults: [], dropped: 0 };
    const envelope = anyKind(raw, '', silent);
    return {
      good: false,
      eventId: envelope?.eventId ?? null,
      receiptNo: envelope?.receiptNo != null && /^\d{18}$/.test(envelope.receiptNo) ? envelope.receiptNo : null,
      sequence: envelope?.sequence ?? null,
      code,
      detail,
      kept: event ?? envelope ?? null,
      dropped: event === undefined ? silent.dropped : found.dropped,
    };
  };
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return refuse('SAEOL.NOT_AN_EVENT', 'an event must be a JSON object');
  if (rule === undefined) return refuse('SAEOL.UNKNOWN_KIND', `kind must be one of ${Object.keys(KINDS).join(', ')}`);
  if (found.faults.length === 0 && event !== undefined) found.faults.push(...wholeEventFaults(event, numbered));
  if (event === undefined || found.faults.length > 0) return refuse('SAEOL.BAD_FIELDS', found.faults.join('; '));
  if (new Date(event.occurredAt).getTime() > now.getTime() + AHEAD_MS) {
    return refuse('SAEOL.AHEAD_OF_TIME', 'occurredAt lies more than 10 minutes ahead of the clock');
  }
  return { good: true, event, dropped: found.dropped };
}

/** Rules that take more than one field. */
function wholeEventFaults(event: LinkEvent, numbered: boolean): string[] {
  if (numbered && event.sequence === null) return ['sequence: a whole number from 1 to 100000 is needed'];
  if (event.kind === 'SUPPLEMENT_REQUESTED' && event.supplement.dueDays === null && event.supplement.dueDate === null) {
    return ['supplement: dueDays or dueDate is needed'];
  }
  if (event.kind === 'EXTENDED' && event.extension.days === null && event.extension.period === null) {
    return ['extension: days or period is needed'];
  }
  const nothing = periodsIn(event).find(([, { unit, length }, least]) => length < (unit === 'DAY' ? least : 1));
  if (nothing !== undefined) return [`${nothing[0]}: is no period`];
  if (event.kind === 'EXCLUDED' && event.excluded.to !== null && event.excluded.to < event.excluded.from) {
    return ['excluded.to: lies before excluded.from'];
  }
  return [];
}

type Period = Exclude<ReturnType<typeof period>, undefined>;

/** Each period with its path and its least length in days: 0 days is "immediately", and no extension. */
function periodsIn(event: LinkEvent): [path: string, period: Period, least: number][] {
  if (event.kind === 'EXTENDED') {
    return event.extension.period === null ? [] : [['extension.period', event.extension.period, 1]];
  }
  if (!('petition' in event) || event.petition === null) return [];
  const { period: statutory, promised } = event.petition;
  return [
    ['petition.period', statutory, 0],
    ...(promised === null ? [] : [['petition.promised', promised, 0] as [string, Period, number]]),
  ];
}
