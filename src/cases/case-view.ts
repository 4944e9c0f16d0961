import { toKst } from '../../libs/clock/index.js';
import type { DeadlineMove, KeptStep } from './case-store.js';
import type { CaseRecord } from './case-record.js';
import type { NoticeSurroundings } from './case-notices.js';

const instant = (at: Date | null) => (at === null ? null : toKst(at));

/** A case as `GET /api/v1/cases` answers it (design contract); nothing of the applicant is in it. */
export function summaryOf(record: CaseRecord, around: NoticeSurroundings, statusUrl: string) {
  return {
    receiptNo: record.receiptNo,
    petition: record.petition,
    stage: record.stage,
    ...(record.outcome !== null && { outcome: record.outcome }),
    departmentCode: record.departmentCode,
    departmentName: around.departmentName,
    ...(record.officer !== null && {
      officer: { id: record.officer.id, name: record.officer.name, phone: around.officerPhone ?? '' },
    }),
    receivedAt: toKst(record.receivedAt),
    completedAt: instant(record.completedAt),
    dueAt: instant(record.dueAt),
    provisional: record.provisional,
    ...(record.promisedDueAt !== null && { promisedDueAt: toKst(record.promisedDueAt) }),
    ...(record.plannedAt !== null && { plannedAt: toKst(record.plannedAt) }),
    targetAt: instant(record.targetAt),
    dueMismatch: record.dueMismatch,
    paused: record.paused,
    ...(record.supplementDueAt !== null && { supplementDueAt: toKst(record.supplementDueAt) }),
    extensions: record.extensions,
    onTime: record.onTime,
    flags: record.refusedStep === null ? record.flags : [...record.flags, 'STEP_QUARANTINED'],
    notified: {
      eligible: record.notified,
      ...(record.notNotifiedReason !== null && { reason: record.notNotifiedReason }),
    },
    statusUrl,
  };
}

export type CaseSummary = ReturnType<typeof summaryOf>;

/** The summary with one timeline entry per applied Saeol event and nothing else, and the moves of the statutory deadline. */
export function detailOf(summary: CaseSummary, steps: KeptStep[], moves: DeadlineMove[]) {
  return {
    ...summary,
    timeline: steps.map((step) => ({
      sequence: step.sequence,
      kind: step.kind,
      at: toKst(new Date(step.at)),
      recordedAt: toKst(step.recordedAt),
      ...step.shown,
      ...step.words,
      ...(step.excluded && { excluded: step.excluded }),
      ...(step.extension && { extension: step.extension }),
    })),
    moves: moves.map(({ at, from, to, cause, detail }) => ({
      at: toKst(at),
      from: instant(from),
      to: instant(to),
      cause,
      ...(detail !== null && { detail }),
    })),
  };
}

export type CaseDetail = ReturnType<typeof detailOf>;
