import type { Tone } from '../../../libs/krds/index.js';
import type { ExclusionReason, Stage, Task, TaskClosing } from '../../cases/index.js';
import type { AttemptStatus, MessageStatus, RecipientKind, SenderProof } from '../../messaging/index.js';
import type { PreNotice } from '../../deadlines/index.js';

/** The word for a name that an address or a form brought: `__proto__` and its like are no names of ours. */
export function wordOf<Word>(words: Readonly<Record<string, Word>>, name: string): Word | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}

/** Statutory terms for what the API names in English; one Korean word each. Whoever owns the thing has its words. */

export { OUTCOME_WORDS as OUTCOME_NAMES, STAGE_WORDS as STAGE_NAMES } from '../../cases/index.js';
export {
  CHANNEL_WORDS as CHANNEL_NAMES,
  MISS_WORDS as MISS_REASONS,
  OCCASION_WORDS as OCCASION_NAMES,
  STATUS_REASON_WORDS as STATUS_REASONS,
} from '../../messaging/index.js';

export const STAGES = [
  'RECEIVED',
  'ASSIGNED',
  'SUPPLEMENT_REQUESTED',
  'SUPPLEMENT_DONE',
  'EXTENDED',
  'COMPLETED',
] as const;
export type CountedStage = (typeof STAGES)[number];

export const STAGE_TONES: Record<Stage, Tone> = {
  RECEIVED: 'secondary',
  ASSIGNED: 'primary',
  SUPPLEMENT_REQUESTED: 'warning',
  SUPPLEMENT_DONE: 'success',
  EXTENDED: 'secondary',
  COMPLETED: 'gray',
  VOIDED: 'gray',
};

export const MESSAGE_STATUS: Record<MessageStatus, { name: string; tone: Tone }> = {
  WAITING: { name: '대기', tone: 'gray' },
  SENDING: { name: '보내는 중', tone: 'information' },
  DELIVERED: { name: '전달', tone: 'success' },
  FAILED: { name: '전달 실패', tone: 'danger' },
  DROPPED: { name: '보내지 않음', tone: 'gray' },
};

export const ATTEMPT_STATUS: Record<AttemptStatus, { name: string; tone: Tone }> = {
  SENDING: { name: '보내는 중', tone: 'information' },
  ACCEPTED: { name: '접수됨', tone: 'information' },
  DELIVERED: { name: '전달', tone: 'success' },
  FAILED: { name: '실패', tone: 'danger' },
  UNKNOWN: { name: '확인 중', tone: 'warning' },
};

export const RECIPIENT_NAMES: Record<RecipientKind, string> = {
  APPLICANT: '신청인',
  AGENT: '대리인',
  OFFICER: '담당자',
  LEADER: '팀장',
  HEAD: '부서장',
};

export const SENDER_PROOFS: Record<SenderProof, string> = {
  KAKAO_CHANNEL: '카카오 인증 채널로 표시',
  RCS_SAFE_MARK: '안심마크로 표시',
  RCS_BRAND: 'RCS 브랜드로 표시(안심마크 없음)',
  NUMBER_ONLY: '발신번호만 표시(확인 표시 없음)',
};

/** Flags of a case in plain words: what is unusual, and what it means. */
export const FLAG_NAMES: Record<string, { name: string; detail: string }> = {
  STEP_QUARANTINED: {
    name: '단계 격리',
    detail: '새올에서 온 단계가 처리 순서와 맞지 않아 적용하지 않고 격리했습니다. 새올 기록을 확인해 주세요.',
  },
  CALENDAR_MISSING: {
    name: '휴일표 없음',
    detail: '휴일표에 없는 해가 끼어 있어 기한을 계산하지 않았습니다. 휴일을 등록하면 다시 계산합니다.',
  },
  EXTENSION_TOO_LONG: { name: '연장이 김', detail: '연장한 기간이 원래 처리기간보다 깁니다(시행령 제21조).' },
  THIRD_EXTENSION: { name: '세 번째 연장', detail: '연장은 두 번까지 할 수 있습니다(시행령 제21조).' },
  CONSENT_MISSING: { name: '동의 없음', detail: '두 번째 연장에는 신청인의 동의가 있어야 합니다(시행령 제21조).' },
  REASON_NOT_ALLOWED: { name: '연장 사유 아님', detail: '법이 정한 연장 사유가 아닙니다(시행령 제21조).' },
  SUPPLEMENT_LATE: {
    name: '보완 요구 늦음',
    detail: '접수 뒤 근무시간 8시간이 지나 보완을 요구했습니다(시행령 제24조).',
  },
};

/** Why somebody has to act where a message could not. */
export const TASK_KINDS: Record<Task['kind'], { name: string; tone: Tone }> = {
  NOT_REACHED: { name: '알림이 닿지 않음', tone: 'danger' },
  POST: { name: '우편으로 알릴 것', tone: 'warning' },
  NOT_MINE: { name: '번호가 다름', tone: 'warning' },
};

export const TASK_CLOSING_NAMES: Record<TaskClosing, string> = {
  called: '전화함',
  posted: '우편 보냄',
  visited: '찾아감',
};

/** Time that no period counts (Decree art. 20, APA Decree art. 11). */
export const EXCLUSION_NAMES: Record<ExclusionReason, string> = {
  HEARING: '의견청취',
  TEST: '시험·검사·감정',
  REVIEW: '전문적인 기술검토',
  PRIOR_BUSINESS: '선행사무 처리',
  REPRESENTATIVE: '대표자 선정',
  TRANSIT: '원거리 기관 이송',
  CERTIFICATE: '다른 기관 증명서 대기',
  OUTAGE: '정보시스템 장애',
};

export const RUNG_NAMES: Record<PreNotice['rung'], string> = {
  D3: '첫 예고(D-3)',
  D1: '둘째 예고(D-1)',
  DDAY: '당일 예고',
  OVERDUE: '기한 경과',
  SUPPLEMENT_LAPSED: '보완기한 경과',
};

/** Why a rung of the ladder was told to nobody. */
export const RUNG_REASONS: Record<NonNullable<PreNotice['reason']>, string> = {
  OVERTAKEN: '더 급한 예고로 대신함',
  MOVED: '기한이 바뀜',
  ENDED: '처리가 끝남',
  NOT_LIVE: '서비스 시작 전',
  NO_RECIPIENT: '받을 사람이 없음',
  ONE_A_DAY: '부서장에게는 하루 한 번만',
};
