import { kstDate } from '../../libs/clock/index.js';
import { type AdvanceRules, judged } from './case-advance.js';
import type { KeptHistory } from './case-history.js';
import type { CaseRecord } from './case-record.js';
import type { MoveCause, MoveKind } from './case.events.js';

/** A case whose deadlines moved with no step of its own. */
export interface MovedCase {
  before: CaseRecord;
  after: CaseRecord;
  cause: MoveCause;
}

const BY_CALENDAR: ReadonlySet<string> = new Set<MoveKind>(['HOLIDAY', 'CALENDAR_YEAR', 'SETTING']);

/** Whether an edit of the calendar moved a deadline, so that planned dates of before are void (product petitions §8); a first answer voids nothing. */
export function voidsPlannedDate(kind: MoveKind, before: Date | null, after: Date | null): boolean {
  return BY_CALENDAR.has(kind) && before !== null && after !== null && before.getTime() !== after.getTime();
}

/** Reckons a case anew after something besides its steps changed; null where it stays as it is. Pure. */
export function reckonedAgain(
  before: CaseRecord,
  kept: KeptHistory,
  rules: AdvanceRules,
  cause: MoveCause,
): MovedCase | null {
  let after = judged(before, kept, rules, rules.now);
  if (voidsPlannedDate(cause.kind, before.dueAt, after.dueAt)) {
    const voiding = { plannedVoidAfter: before.lastSequence };
    after =
      after.plannedAt === null ? { ...after, ...voiding } : judged({ ...before, ...voiding }, kept, rules, rules.now);
  }
  const stays = cause.kind === 'DAY' || before.dueAt?.getTime() === after.dueAt?.getTime();
  if (stays) after = { ...after, recordedDueAt: before.recordedDueAt };
  return sameDeadlines(before, after) && before.notified === after.notified ? null : { before, after, cause };
}

/** The deadlines of a case that a look at them compares. */
export type ComparedDeadlines = Pick<
  CaseRecord,
  | 'dueAt'
  | 'promisedDueAt'
  | 'plannedAt'
  | 'targetAt'
  | 'supplementDueAt'
  | 'provisional'
  | 'dueMismatch'
  | 'paused'
  | 'reckonDaily'
  | 'missingYear'
  | 'flags'
>;

export function sameDeadlines(a: ComparedDeadlines, b: ComparedDeadlines): boolean {
  return (
    a.dueAt?.getTime() === b.dueAt?.getTime() &&
    a.promisedDueAt?.getTime() === b.promisedDueAt?.getTime() &&
    a.plannedAt?.getTime() === b.plannedAt?.getTime() &&
    a.targetAt?.getTime() === b.targetAt?.getTime() &&
    a.supplementDueAt?.getTime() === b.supplementDueAt?.getTime() &&
    a.provisional === b.provisional &&
    a.dueMismatch === b.dueMismatch &&
    a.paused === b.paused &&
    a.reckonDaily === b.reckonDaily &&
    a.missingYear === b.missingYear &&
    a.flags.join() === b.flags.join()
  );
}

/**
 * Whether citizens hear that their date moved (product notifications: case.deadline-moved): the *day* that they were told last is
 * another now, or the date that was to follow is there. While a supplement is open they are told a new date when it is done; a date
 * that goes on from day to day is told where an interval opens and where it ends, not in between.
 * @param by what moved it: EXCLUDED and AMENDED are steps, the others come without one
 */
export function isNewDateToCitizens(
  record: Pick<CaseRecord, 'notified' | 'told' | 'targetAt' | 'supplementOpen' | 'provisional'>,
  by: MoveKind | 'EXCLUDED' | 'AMENDED',
): boolean {
  const { notified, told, targetAt, supplementOpen, provisional } = record;
  if (!notified || told === null || targetAt === null || supplementOpen) return false;
  if (provisional && (BY_CALENDAR.has(by) || by === 'DAY')) return false;
  if (told.targetAt?.getTime() === targetAt.getTime()) return false;
  return told.targetAt === null || kstDate(told.targetAt) !== kstDate(targetAt);
}
