import type { StepKind } from '../cases/index.js';

/** Where a receipt number stands. */
export interface Standing {
  /** The number of Saeol's that comes next; null where the first one seen is the base (the opening stock). */
  next: number | null;
  /** The sequence that the case's last step has; equal to Saeol's number unless facts without numbers came between. */
  last: number;
  /** Numbers from `next` on that nothing will come for: discarded, or of steps that mean nothing here. */
  skipped: readonly number[];
  /** The number with which the opening stock began; what lies before it is history of a case that was taken as it stood. */
  base: number | null;
  /** Some of the case's steps came without a number, so that a numbered one may be the same fact. */
  unnumbered: boolean;
}

/** A stored event that waits for its place. */
export interface WaitingFact {
  id: string;
  /** Saeol's number; null where the way in has none. */
  sequence: number | null;
  kind: StepKind;
  at: Date;
  /** What of it every way in carries besides: the officer of an assignment, the outcome of a completion. */
  print: string | null;
  /** Derived from a row as it is now, so that its instant is only when that was seen. */
  inferred: boolean;
  /** Of the opening stock. */
  opening: boolean;
}

/** A step that the case has already. */
export interface HeldStep {
  kind: StepKind;
  at: Date;
  print: string | null;
}

export interface Placement {
  /** To be applied in this order, with the sequence that the case's step gets. */
  ready: { id: string; sequence: number }[];
  /** The same fact came before, by this way in or another. */
  repeated: string[];
  /** The number is taken by another fact: the first one wins. */
  conflicting: string[];
  /** Waits for a number that has not come yet. */
  gap: boolean;
  next: number | null;
  base: number | null;
  skipped: number[];
}

const MINUTE_MS = 60_000;

/** What follows one another in turns: only the last of each family says how the case stands. */
const FAMILIES: readonly (readonly StepKind[])[] = [
  ['ASSIGNED'],
  ['SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE'],
  ['COMPLETED', 'REOPENED'],
  ['EXTENDED'],
  ['VOIDED'],
];

/** A fact is (receipt number, kind, occurred-at to the minute) where no number says more (product saeol-link). */
function sameFact(a: Pick<HeldStep, 'kind' | 'at'>, b: Pick<HeldStep, 'kind' | 'at'>): boolean {
  return a.kind === b.kind && Math.floor(a.at.getTime() / MINUTE_MS) === Math.floor(b.at.getTime() / MINUTE_MS);
}

/** Whether a fact without a number is held already; one whose instant is only inferred, also where the case stands so. */
function isHeld(fact: WaitingFact, held: readonly HeldStep[]): boolean {
  if (held.some((step) => sameFact(step, fact) && !(fact.kind === 'AMENDED' && fact.inferred))) return true;
  if (fact.kind === 'RECEIVED') return held.some(({ kind }) => kind === 'RECEIVED');
  if (!fact.inferred) return false;
  // What was only seen to have changed comes too late for a case that is closed.
  if (fact.kind === 'AMENDED') return isClosed(held);
  const family = FAMILIES.find((kinds) => kinds.includes(fact.kind));
  const standing = family && held.findLast(({ kind }) => family.includes(kind));
  return standing !== undefined && standing.kind === fact.kind && standing.print === fact.print;
}

function isClosed(held: readonly HeldStep[]): boolean {
  const last = held.findLast(({ kind }) => kind === 'COMPLETED' || kind === 'REOPENED' || kind === 'VOIDED');
  return last !== undefined && last.kind !== 'REOPENED';
}

/** Whether what the case holds must be known to place these facts; most often it need not be. */
export function needsHeld(standing: Standing, waiting: readonly WaitingFact[]): boolean {
  return waiting.some(
    ({ sequence }) => sequence === null || standing.unnumbered || (standing.next !== null && sequence < standing.next),
  );
}

/**
 * Places what waits for one receipt number: numbered facts in the order of their numbers as far as it goes without a gap, then those
 * without numbers by when they occurred. Pure; whatever order they came in, the same facts end in the same places.
 * @param held the steps that the case has, where `needsHeld` asks for them, else empty
 */
export function place(standing: Standing, waiting: readonly WaitingFact[], held: readonly HeldStep[]): Placement {
  const seen = [...held];
  const skipped = new Set(standing.skipped);
  const result: Placement = {
    ready: [],
    repeated: [],
    conflicting: [],
    gap: false,
    next: standing.next,
    base: standing.base,
    skipped: [],
  };
  let last = standing.last;
  const take = (fact: WaitingFact) => {
    last = Math.max(last + 1, fact.sequence ?? 0);
    result.ready.push({ id: fact.id, sequence: last });
    seen.push(fact);
  };
  const unnumbered = waiting
    .filter(({ sequence }) => sequence === null)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  const takeUnnumbered = (fact: WaitingFact) => {
    if (isHeld(fact, seen)) result.repeated.push(fact.id);
    else take(fact);
  };
  // Nothing can come before the receipt, and a new number of the applicant counts for what is told next, so these do not wait
  // for the numbered ones.
  const comesFirst = ({ kind }: WaitingFact) => kind === 'RECEIVED' || (kind === 'AMENDED' && last > 0);
  const others = unnumbered.filter((fact) => {
    if (!comesFirst(fact)) return true;
    takeUnnumbered(fact);
    return false;
  });

  const numbered = waiting
    .filter((fact): fact is WaitingFact & { sequence: number } => fact.sequence !== null)
    .toSorted((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
  // The stock is the base also where the steps before it came in while it was being taken.
  const base = numbered.find(({ opening }) => opening);
  let next = standing.next ?? (base ?? numbered[0])?.sequence ?? null;
  if (standing.next === null && base !== undefined) result.base = base.sequence;
  const isBeforeBase = ({ sequence }: { sequence: number }) => result.base !== null && sequence < result.base;
  const passSkipped = () => {
    while (next !== null && skipped.delete(next)) next += 1;
  };
  passSkipped();
  const hasUnnumbered = standing.unnumbered || unnumbered.length > 0;
  const isSeen = (fact: WaitingFact) =>
    seen.some((step) => sameFact(step, fact) && step.print === fact.print) ||
    (hasUnnumbered && fact.kind === 'RECEIVED' && seen.some(({ kind }) => kind === 'RECEIVED'));
  for (const fact of numbered) {
    if (fact.sequence < next!) {
      if (isSeen(fact) || isBeforeBase(fact)) result.repeated.push(fact.id);
      else result.conflicting.push(fact.id);
    } else if (fact.sequence === next) {
      if (hasUnnumbered && isSeen(fact)) result.repeated.push(fact.id);
      else take(fact);
      next += 1;
      passSkipped();
    } else {
      result.gap = true;
    }
  }
  for (const fact of others) takeUnnumbered(fact);
  result.next = next;
  result.skipped = [...skipped].filter((number) => next === null || number > next).toSorted((a, b) => a - b);
  return result;
}
