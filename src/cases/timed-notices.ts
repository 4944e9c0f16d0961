import { koreanDay, kstDate, kstInstant } from '../../libs/clock/index.js';
import type { RecordedStep } from './case-history.js';
import { type Draft, common, type NoticeSurroundings, without } from './case-notices.js';
import { type CaseRecord, isOpen } from './case-record.js';

const DAY_MS = 86_400_000;
/** Decree art. 23: after 30 days and every 30 days. */
const PROGRESS_DAYS = 30;
const REMINDER_DAYS = 3;
const REMINDER_TIME = '09:00';

export type TimerKind = 'SUPPLEMENT_REMINDER' | 'PROGRESS';

/** Something to be told at `dueAt` (product time), about `aimAt`. */
export interface Timer {
  kind: TimerKind;
  aimAt: Date;
  dueAt: Date;
}

/** The timers that a case as it stands should have, those of the past included. Pure. */
export function timersOf(record: CaseRecord, now: Date): Timer[] {
  if (!record.notified || !isOpen(record.stage)) return [];
  const progress: Timer = { kind: 'PROGRESS', aimAt: record.receivedAt, dueAt: nextProgress(record.receivedAt, now) };
  const { supplementDueAt } = record;
  if (!record.supplementOpen || supplementDueAt === null) return [progress];
  return [progress, { kind: 'SUPPLEMENT_REMINDER', aimAt: supplementDueAt, dueAt: reminderOf(supplementDueAt) }];
}

/** Whether a change of a case makes, moves or ends a timer. */
export function touchesTimers(before: CaseRecord | null, after: CaseRecord, now: Date): boolean {
  const aims = (record: CaseRecord | null) =>
    record === null
      ? ''
      : timersOf(record, now)
          .map(({ kind, aimAt }) => `${kind} ${aimAt.getTime()}`)
          .join();
  return aims(before) !== aims(after);
}

/** 09:00 of the third day before the supplement's last day. */
function reminderOf(supplementDueAt: Date): Date {
  return kstInstant(kstDate(new Date(supplementDueAt.getTime() - REMINDER_DAYS * DAY_MS)), REMINDER_TIME);
}

/** The next full 30 days since the receipt, after `now`. */
export function nextProgress(receivedAt: Date, now: Date): Date {
  return new Date(receivedAt.getTime() + (progressCount(receivedAt, now) + 1) * PROGRESS_DAYS * DAY_MS);
}

/** How many full 30 days have passed since the receipt. */
export function progressCount(receivedAt: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - receivedAt.getTime()) / (PROGRESS_DAYS * DAY_MS)));
}

/**
 * case.progress. The law asks for a paper unless the citizen was told that the status is on the web (Decree art. 23(3)), which
 * every notice with a date did.
 */
export function draftOfProgress(record: CaseRecord, around: NoticeSurroundings): Draft {
  return {
    occasion: 'case.progress',
    variant: 'DEFAULT',
    variables: { ...common(record, around), 진행상태: progressWords(record) },
    overtakes: [],
    legalDocumentRequired: record.told === null,
  };
}

function progressWords(record: CaseRecord): string {
  if (record.supplementOpen) return '보완 대기 중';
  if (record.paused) return '처리기간 정지 중';
  if (record.extensions > 0) return '처리기간 연장 중';
  return record.officer === null ? '담당자 배정 중' : '담당자 검토 중';
}

/** case.supplement-reminder; `reason` is what the last demand asked for, as its step keeps it. */
export function draftOfReminder(record: CaseRecord, reason: string | null, around: NoticeSurroundings): Draft {
  return {
    occasion: 'case.supplement-reminder',
    variant: 'DEFAULT',
    variables: {
      ...common(record, around),
      ...without({ 보완내용: reason, 보완기한: record.supplementDueAt && koreanDay(record.supplementDueAt) }),
    },
    overtakes: [],
    legalDocumentRequired: false,
  };
}

/** What a timer that came due leads to: its notice's cause, or null where it no longer matters (the program stood still, or a step came first). Pure. */
export function causeOfTimer(record: CaseRecord, timer: Pick<Timer, 'kind' | 'aimAt'>, now: Date): string | null {
  const current = timersOf(record, now).find(
    ({ kind, aimAt }) => kind === timer.kind && aimAt.getTime() === timer.aimAt.getTime(),
  );
  if (current === undefined) return null;
  if (timer.kind === 'SUPPLEMENT_REMINDER') {
    return now < timer.aimAt ? `${record.receiptNo}:case.supplement-reminder:${kstDate(timer.aimAt)}` : null;
  }
  const count = progressCount(record.receivedAt, now);
  return count === 0 ? null : `${record.receiptNo}:case.progress:${count}`;
}

/** What the last demand of a supplement asked for; null where it said nothing. */
export function lastDemandOf(
  steps: readonly (Pick<RecordedStep, 'kind'> & { words: Record<string, string> | null })[],
): string | null {
  return steps.findLast(({ kind }) => kind === 'SUPPLEMENT_REQUESTED')?.words?.reason ?? null;
}
