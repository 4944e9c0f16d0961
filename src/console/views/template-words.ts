import type { Tone } from '../../../libs/krds/index.js';
import type { Approval, ChannelPreview, PartDiff, TemplateStage, TemplateView } from '../../messaging/index.js';
import { OCCASION_NAMES } from './words.js';

/** Which of an occasion's wordings; the one that an occasion has alone needs no word. */
const VARIANT_NAMES: Record<string, string> = {
  REASSIGNED: '담당자 변경',
  GRANTED: '수용',
  REFUSED: '거부',
  RETURNED: '반려',
  WITHDRAWN: '취하',
  TRANSFERRED: '이송',
  CLOSED: '종결',
  SUPPLEMENT: '보완',
  CORRECTION: '보정',
  AGAIN: '다시 요청',
  ANONYMOUS: '민원 표시 없음',
  CONTACT: '연락 희망',
};

export const LANGUAGE_NAMES: Record<string, string> = { ko: '한국어', en: '영어', vi: '베트남어', zh: '중국어' };

/** `처리 결과 안내 · 수용`. */
export function templateName({ occasion, variant }: Pick<TemplateView, 'occasion' | 'variant'>): string {
  const which = VARIANT_NAMES[variant];
  return which === undefined ? OCCASION_NAMES[occasion] : `${OCCASION_NAMES[occasion]} · ${which}`;
}

export function languageName(language: string): string {
  return LANGUAGE_NAMES[language] ?? language;
}

export const TEMPLATE_STAGES: Record<TemplateStage, { name: string; tone: Tone }> = {
  DRAFT: { name: '작성 중', tone: 'gray' },
  IN_REVIEW: { name: '심사 중', tone: 'information' },
  APPROVED: { name: '승인됨', tone: 'primary' },
  REJECTED: { name: '반려됨', tone: 'danger' },
  IN_USE: { name: '사용 중', tone: 'success' },
  REPLACED: { name: '예전 판', tone: 'gray' },
};

export const APPROVAL_STATES: Record<Approval['state'], { name: string; tone: Tone }> = {
  DRAFT: { name: '심사 전', tone: 'gray' },
  IN_REVIEW: { name: '심사 중', tone: 'information' },
  APPROVED: { name: '승인', tone: 'success' },
  REJECTED: { name: '반려', tone: 'danger' },
  SUSPENDED: { name: '중지', tone: 'danger' },
};

export const APPROVAL_CHANNELS: Record<Approval['channel'], string> = {
  ALIMTALK: '알림톡',
  RCS: 'RCS',
  TEXT: '문자',
};

export const PART_NAMES: Record<PartDiff['part'], string> = {
  ALIMTALK: '알림톡·RCS 본문',
  ALIMTALK_BUTTONS: '알림톡 버튼',
  RCS_TITLE: 'RCS 제목',
  RCS_BUTTONS: 'RCS 버튼',
  LMS_TITLE: '장문 문자 제목',
  LMS: '장문 문자 본문',
  SMS: '단문 문자',
};

/** `312 / 1,000자`. */
export function counterOf({ length, limit, unit }: ChannelPreview): string {
  const figures = new Intl.NumberFormat('ko-KR');
  return `${figures.format(length)} / ${figures.format(limit)}${unit === 'CHARACTERS' ? '자' : '바이트'}`;
}
