import type { Outcome, Stage } from './case.events.js';

/** The statutory term of each stage and outcome, for pages and files of staff. */

export const STAGE_WORDS: Record<Stage, string> = {
  RECEIVED: '접수',
  ASSIGNED: '담당자 지정',
  SUPPLEMENT_REQUESTED: '보완 중',
  SUPPLEMENT_DONE: '보완 완료',
  EXTENDED: '기간 연장',
  COMPLETED: '완료',
  VOIDED: '취소',
};

export const OUTCOME_WORDS: Record<Outcome, string> = {
  GRANTED: '수용',
  REFUSED: '거부',
  RETURNED: '반려',
  WITHDRAWN: '취하',
  TRANSFERRED: '이송',
  CLOSED: '종결',
};
