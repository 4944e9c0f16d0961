import { UNDER_TWO_DAYS, type CaseShape } from '../cases/index.js';

/**
 * What a figure counts. Of the present moment: STAGE (facet: stage, completed ones too), EXTENDED, OFFICER (facet: officer of open
 * cases), DUE and SUPPLEMENT_DUE (open cases by the instant `at`), OFFICER_DUE (the same as DUE, facet: officer). By day: RECEIVED; COMPLETED (facet: outcome); IN_TIME and
 * ON_PROMISE (facet: YES or NO, by the day of completion); HOURS (facet: working hours from receipt to completion, begun ones
 * counted, by month of completion); TOLD (facet: TOLD, or why not, by month of receipt); MISSED (facet: why, by month of receipt).
 * Notices by day: DELIVERED (facet: occasion and channel), TRIED (channels that
 * handed a notice on to the next one, the same), LOST (the last channel of a notice that reached nobody, the same), FAILED and DROPPED (facet:
 * occasion and reason), CAUSE (facet: cause of a failure, plain Korean). SURVEY by month of completion (facet: INVITED, or the score 1 to 5).
 */
export type Metric =
  | 'STAGE'
  | 'EXTENDED'
  | 'OFFICER'
  | 'DUE'
  | 'SUPPLEMENT_DUE'
  | 'OFFICER_DUE'
  | 'RECEIVED'
  | 'COMPLETED'
  | 'IN_TIME'
  | 'ON_PROMISE'
  | 'HOURS'
  | 'TOLD'
  | 'MISSED'
  | 'DELIVERED'
  | 'TRIED'
  | 'LOST'
  | 'FAILED'
  | 'DROPPED'
  | 'CAUSE'
  | 'SURVEY';

/** One square of the grid that figures are counted in. */
export interface Cell {
  metric: Metric;
  departmentCode: string;
  /** Empty where a fact has no petition type. */
  typeCode: string;
  facet: string;
  /** `YYYY-MM-DD` in KST; NOW for figures of the present moment. */
  day: string;
  /** ISO 8601; NOW where it is not counted by instant. */
  at: string;
}

export interface CellDelta extends Cell {
  n: number;
}

export const NOW = '-infinity';
/** In place of a reason: the citizen is told. */
export const TOLD = 'TOLD';

/** Where a case stands in one metric. */
interface Slot {
  facet: string;
  day: string;
  at: string;
}

const CASE_METRICS = [
  'STAGE',
  'RECEIVED',
  'TOLD',
  'EXTENDED',
  'OFFICER',
  'DUE',
  'SUPPLEMENT_DUE',
  'OFFICER_DUE',
  'COMPLETED',
  'IN_TIME',
  'ON_PROMISE',
  'HOURS',
] as const satisfies Metric[];

/** A case as figures see it, one slot for each of CASE_METRICS; null before its receipt. Voided cases are in no figure. */
function slotsOf(shape: CaseShape | null): (Slot | null)[] {
  if (shape === null || shape.stage === 'VOIDED') return [];
  const { open, officerId, targetAt, supplementDueAt, receivedOn, completedOn, outcome, onTime, onPromise } = shape;
  const told = toldFacet(shape);
  const hours = shape.workingMinutes === null ? null : String(Math.ceil(shape.workingMinutes / 60));
  return [
    slot(shape.stage),
    slot('', receivedOn),
    told === null ? null : slot(told, monthOf(receivedOn)),
    shape.extensions > 0 ? slot() : null,
    open && officerId !== null ? slot(officerId) : null,
    open && targetAt !== null ? slot('', NOW, targetAt) : null,
    open && supplementDueAt !== null ? slot('', NOW, supplementDueAt) : null,
    open && officerId !== null && targetAt !== null ? slot(officerId, NOW, targetAt) : null,
    completedOn === null || outcome === null ? null : slot(outcome, completedOn),
    completedOn === null || onTime === null ? null : slot(yesNo(onTime), completedOn),
    completedOn === null || onPromise === null ? null : slot(yesNo(onPromise), completedOn),
    completedOn === null || hours === null ? null : slot(hours, monthOf(completedOn)),
  ];
}

function slot(facet = '', day = NOW, at = NOW): Slot {
  return { facet, day, at };
}

/** Statutory cases of 2 days or more are to be told of (product petitions §1); of the others there is nothing to cover. */
function toldFacet({ statutory, notified, notNotifiedReason }: CaseShape): string | null {
  if (notified) return TOLD;
  return statutory && notNotifiedReason !== null && notNotifiedReason !== UNDER_TWO_DAYS ? notNotifiedReason : null;
}

/** What a change of a case changes in the figures: what it leaves as it was is not in it. */
export function changeOf(before: CaseShape | null, after: CaseShape | null): CellDelta[] {
  const [from, to] = [slotsOf(before), slotsOf(after)];
  const samePlace = before?.departmentCode === after?.departmentCode && before?.typeCode === after?.typeCode;
  const deltas: CellDelta[] = [];
  CASE_METRICS.forEach((metric, i) => {
    const [was, is] = [from[i] ?? null, to[i] ?? null];
    if (samePlace && sameSlot(was, is)) return;
    if (was !== null) deltas.push(deltaOf(metric, before!, was, -1));
    if (is !== null) deltas.push(deltaOf(metric, after!, is, 1));
  });
  return deltas;
}

function sameSlot(a: Slot | null, b: Slot | null): boolean {
  return a === null || b === null ? a === b : a.facet === b.facet && a.day === b.day && a.at === b.at;
}

function deltaOf(
  metric: Metric,
  { departmentCode, typeCode }: CaseShape,
  { facet, day, at }: Slot,
  n: number,
): CellDelta {
  return { metric, departmentCode, typeCode, facet, day, at, n };
}

/** Deltas of the same cell as one; those that cancel out are gone. */
export function summed(deltas: CellDelta[]): CellDelta[] {
  const sums = new CellSums();
  sums.add(deltas);
  return sums.cells();
}

/** Sums by cell, gathered bit by bit. */
export class CellSums {
  private readonly byCell = new Map<string, CellDelta>();

  add(deltas: readonly CellDelta[]): void {
    for (const delta of deltas) {
      const key = keyOfCell(delta);
      const same = this.byCell.get(key);
      if (same === undefined) this.byCell.set(key, { ...delta });
      else same.n += delta.n;
    }
  }

  /** Those that are not 0. */
  cells(): CellDelta[] {
    return [...this.byCell.values()].filter(({ n }) => n !== 0);
  }
}

function keyOfCell({ metric, departmentCode, typeCode, day, at, facet }: Cell): string {
  return `${metric}|${departmentCode}|${typeCode}|${day}|${at}|${facet}`;
}

/** First day of the month. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

function yesNo(value: boolean): string {
  return value ? 'YES' : 'NO';
}
