import type { Stage, StepKind } from './case.events.js';

/** What the stage table needs to know of a case. */
export interface StageState {
  stage: Stage;
  /** The last stage before COMPLETED, to which a REOPENED returns. */
  stageBeforeCompleted: Stage | null;
  /** A demand that nothing has answered yet; it survives a completion, since that may be taken back. */
  supplementOpen: boolean;
}

export type StageMove = { allowed: true; next: StageState } | { allowed: false; code: string; detail: string };

const refuse = (code: string, detail: string): StageMove => ({ allowed: false, code, detail });

/**
 * The stage table (product petitions §2): what may follow what. Pure; `state` is null before the receipt.
 * EXCLUDED and AMENDED are no stages: they leave the stage as it is.
 */
export function moveStage(state: StageState | null, kind: StepKind): StageMove {
  if (state === null) {
    if (kind !== 'RECEIVED') return refuse('CASES.NOT_RECEIVED', `${kind} cannot come before RECEIVED`);
    return { allowed: true, next: { stage: 'RECEIVED', stageBeforeCompleted: null, supplementOpen: false } };
  }
  if (kind === 'RECEIVED') return refuse('CASES.ALREADY_RECEIVED', 'the case was received before');
  if (state.stage === 'VOIDED') return refuse('CASES.VOIDED', `${kind} cannot follow VOIDED`);
  if (state.stage === 'COMPLETED') {
    if (kind === 'REOPENED') {
      return {
        allowed: true,
        next: { ...state, stage: state.stageBeforeCompleted ?? 'RECEIVED', stageBeforeCompleted: null },
      };
    }
    if (kind === 'VOIDED') return { allowed: true, next: { ...state, stage: 'VOIDED', supplementOpen: false } };
    return refuse('CASES.COMPLETED', `${kind} cannot follow COMPLETED; a wrong completion is taken back by REOPENED`);
  }
  switch (kind) {
    case 'ASSIGNED':
    case 'EXTENDED':
      return { allowed: true, next: { ...state, stage: kind } };
    case 'SUPPLEMENT_REQUESTED':
      return { allowed: true, next: { ...state, stage: kind, supplementOpen: true } };
    case 'SUPPLEMENT_DONE':
      if (!state.supplementOpen) return refuse('CASES.NO_OPEN_SUPPLEMENT', 'no supplement is open');
      return { allowed: true, next: { ...state, stage: kind, supplementOpen: false } };
    case 'COMPLETED':
      return { allowed: true, next: { ...state, stage: 'COMPLETED', stageBeforeCompleted: state.stage } };
    case 'REOPENED':
      return refuse('CASES.NOT_COMPLETED', 'only a completed case can be reopened');
    case 'EXCLUDED':
    case 'AMENDED':
      return { allowed: true, next: state };
    case 'VOIDED':
      return { allowed: true, next: { ...state, stage: 'VOIDED', supplementOpen: false } };
  }
}
