import type { Channel, StatusReason } from './messaging.events.js';
import type { Occasion } from './notice-request.js';

/** What notices, channels and reasons are called on pages and in files of staff. */

export const CHANNEL_WORDS: Record<Channel, string> = {
  ALIMTALK: '알림톡',
  RCS: 'RCS',
  LMS: '장문 문자',
  SMS: '단문 문자',
};

/** The closed list of product/wordings. */
export const OCCASION_WORDS: Record<Occasion, string> = {
  'case.received': '접수 안내',
  'case.assigned': '담당자 안내',
  'case.supplement-requested': '보완 요청',
  'case.supplement-done': '보완 완료 안내',
  'case.extended': '기간 연장 안내',
  'case.completed': '처리 결과 안내',
  'case.supplement-reminder': '보완기한 임박',
  'case.deadline-moved': '예정일 변경 안내',
  'case.reopened': '완료 안내 정정',
  'case.progress': '진행상황 안내',
  'survey.invitation': '만족도 조사',
  'survey.reminder': '만족도 조사 재안내',
  'survey.low-score': '낮은 만족도 알림',
  'deadline.d3': '사전예고 3일 전',
  'deadline.d1': '사전예고 1일 전',
  'deadline.dday': '사전예고 당일',
  'deadline.overdue': '기한 경과 알림',
  'deadline.digest': '사전예고 모음',
  'deadline.supplement-lapsed': '보완기한 경과 알림',
  'task.not-reached': '미전달 안내',
};

/** Why a notice was not sent. */
export const STATUS_REASON_WORDS: Record<StatusReason, string> = {
  OVERTAKEN: '뒤의 단계가 먼저 알려져 필요 없음',
  OPTED_OUT: '수신 거부',
  LATE_NEWS: '이미 지난 일',
  NOT_LIVE: '서비스 시작 전의 단계',
  SHADOW: '시험 운영(보내지 않음)',
  TRIAL: '시험 번호가 아님',
  NO_CHANNEL: '보낼 수 있는 수단이 없음',
  HELD: '보류',
};

/** Why a citizen was not told; other reasons are Korean as they are counted. */
export const MISS_WORDS: Record<string, string> = {
  ...STATUS_REASON_WORDS,
  HELD: '운영자가 보내지 않기로 함',
  UNREACHED: '어느 수단으로도 닿지 않음',
};
