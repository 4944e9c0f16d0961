import type { CaseShape } from '../cases/index.js';

/**
 * What a figure counts. Of the present moment: STAGE (facet: stage, completed ones too), EXTENDED, OFFICER (facet: officer of open
 * cases), DUE and SUPPLEMENT_DUE (open cases by the instant `at`). By day: RECEIVED; COMPLETED (facet: outcome); IN_TIME and
 * ON_PROMISE (facet: YES or NO, by the day of completion); HOURS (facet: working hours from receipt to completion, begun ones
 * counted, by month of completion); TOLD (facet: TOLD, or why not, by month of receipt); MISSED (facet: why, by month of receipt).
 * Notices by day: DELIVERED (facet: occasion and channel), TRIED (channels tried in vain, the same), FAILED and DROPPED (facet:
 * occasion and reason), CAUSE (facet: cause of a failure, plain Korean). SURVEY by month of completion (facet: INVITED, or the score 1 to 5).
 */
export type Metric =
  | 'STAGE'
  | 'EXTENDED'
  | 'OFFICER'
  | 'DUE'
  | 'SUPPLEMENT_DUE'
  | 'RECEIVED'
  | 'COMPLETED'
  | 'IN_TIME'
  | 'ON_PROMISE'
  | 'HOURS'
  | 'TOLD'
  | 'MISSED'
  | 'DELIVERED'
  | 'TRIED'
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
const UNDER_TWO_DAYS = '처리기간 2일 미만';

/** A case as figures see it; null before its receipt. Voided cases are in no figure. */
export function cellsOfCase(shape: CaseShape | null): Cell[] {
  if (shape === null || shape.stage === 'VOIDED') return [];
  const { departmentCode, typeCode, receivedOn, completedOn } = shape;
  const cell = (metric: Metric, facet = '', { day = NOW, at = NOW } = {}): Cell => ({
    metric,
    departmentCode,
    typeCode,
    facet,
    day,
    at,
  });
  const cells = [cell('STAGE', shape.stage), cell('RECEIVED', '', { day: receivedOn })];
  if (shape.extensions > 0) cells.push(cell('EXTENDED'));
  const told = toldFacet(shape);
  if (told !== null) cells.push(cell('TOLD', told, { day: monthOf(receivedOn) }));
  if (shape.open) {
    if (shape.officerId !== null) cells.push(cell('OFFICER', shape.officerId));
    if (shape.targetAt !== null) cells.push(cell('DUE', '', { at: shape.targetAt }));
    if (shape.supplementDueAt !== null) cells.push(cell('SUPPLEMENT_DUE', '', { at: shape.supplementDueAt }));
  }
  if (completedOn !== null) {
    if (shape.outcome !== null) cells.push(cell('COMPLETED', shape.outcome, { day: completedOn }));
    if (shape.onTime !== null) cells.push(cell('IN_TIME', yesNo(shape.onTime), { day: completedOn }));
    if (shape.onPromise !== null) cells.push(cell('ON_PROMISE', yesNo(shape.onPromise), { day: completedOn }));
    if (shape.workingMinutes !== null) {
      cells.push(cell('HOURS', String(Math.ceil(shape.workingMinutes / 60)), { day: monthOf(completedOn) }));
    }
  }
  return cells;
}

/** Statutory cases of 2 days or more are to be told of (product petitions §1); of the others there is nothing to cover. */
function toldFacet({ statutory, notified, notNotifiedReason }: CaseShape): string | null {
  if (notified) return TOLD;
  return statutory && notNotifiedReason !== null && notNotifiedReason !== UNDER_TWO_DAYS ? notNotifiedReason : null;
}

/** What a change of a case changes in the figures; cells that it leaves as they are cancel out. */
export function changeOf(before: CaseShape | null, after: CaseShape | null): CellDelta[] {
  return summed([
    ...cellsOfCase(before).map((cell) => ({ ...cell, n: -1 })),
    ...cellsOfCase(after).map((cell) => ({ ...cell, n: 1 })),
  ]);
}

/** Deltas of the same cell as one; those that cancel out are gone. */
export function summed(deltas: CellDelta[]): CellDelta[] {
  const byCell = new Map<string, CellDelta>();
  for (const delta of deltas) {
    const key = `${delta.metric}|${delta.departmentCode}|${delta.typeCode}|${delta.day}|${delta.at}|${delta.facet}`;
    const same = byCell.get(key);
    if (same === undefined) byCell.set(key, { ...delta });
    else same.n += delta.n;
  }
  return [...byCell.values()].filter(({ n }) => n !== 0);
}

/** First day of the month. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

function yesNo(value: boolean): string {
  return value ? 'YES' : 'NO';
}
