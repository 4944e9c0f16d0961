import { kstDate } from '../../libs/clock/index.js';
import type { CaseHistory, ClockStep, EnteredInterval } from './statutory-clock.js';

/** A step with the product instant at which it was applied. */
export interface RecordedStep extends ClockStep {
  recordedAt: Date;
}

/** What is kept of one case that its deadlines follow from. */
export interface KeptHistory {
  /** In the order of their sequence. */
  steps: readonly RecordedStep[];
  intervals: readonly EnteredInterval[];
}

export const NO_HISTORY: KeptHistory = { steps: [], intervals: [] };

/** What of a case itself belongs to its history. */
export interface HistoricCase {
  receivedAt: Date;
  /** The last step before the newest edit of the calendar that moved the deadline: planned dates up to it are void. */
  plannedVoidAfter: number | null;
}

/** An outage of information systems, for every case that runs meanwhile (Decree art. 20). Bounds as in EnteredInterval. */
export interface Outage {
  from: string | Date;
  to: string | Date | null;
  enteredAt: Date;
  /** When its end became known, where it was entered open and has ended since. */
  endedAt: Date | null;
}

/** A bound of an interval as it is stored: `YYYY-MM-DD` stays a date, all else is an instant. */
export function boundOf(stored: string): string | Date {
  return stored.length === 10 ? stored : new Date(stored);
}

/** An interval as the entries that made it known: one, or its beginning and later its end. */
export function entriesOf<A>(
  interval: { from: string | Date; to: string | Date | null },
  entered: A,
  ended: A | null,
): { from: string | Date; to: string | Date | null; at: A }[] {
  if (ended === null) return [{ ...interval, at: entered }];
  return [
    { from: interval.from, to: null, at: entered },
    { ...interval, at: ended },
  ];
}

/** The whole history that the statutory clock reads: the case's own, and the county's outages in their place in it. Pure. */
export function historyOf(
  { receivedAt, plannedVoidAfter }: HistoricCase,
  kept: KeptHistory,
  outages: readonly Outage[],
): CaseHistory {
  const ofCounty = outages
    .filter(({ to }) => to === null || (typeof to === 'string' ? to : kstDate(to)) >= kstDate(receivedAt))
    .flatMap((outage) => entriesOf(outage, outage.enteredAt, outage.endedAt))
    .map(({ from, to, at }): EnteredInterval => ({
      reason: 'OUTAGE',
      from,
      to,
      afterSequence: lastAppliedBy(kept.steps, at),
    }));
  return {
    steps: kept.steps,
    intervals: ofCounty.length === 0 ? kept.intervals : [...kept.intervals, ...ofCounty],
    holidayMoves: plannedVoidAfter === null ? [] : [{ afterSequence: plannedVoidAfter }],
  };
}

function lastAppliedBy(steps: readonly RecordedStep[], at: Date): number {
  return steps.reduce((last, { sequence, recordedAt }) => (recordedAt <= at ? Math.max(last, sequence) : last), 0);
}
