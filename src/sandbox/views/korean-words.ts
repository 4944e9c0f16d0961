import type { Device } from '../recipients.js';

export const DEVICE_WORDS: Readonly<Record<Device, string>> = {
  ANDROID: '안드로이드 · 카카오톡, RCS, 문자',
  IPHONE: '아이폰 · 카카오톡, 문자',
  FEATURE_PHONE: '피처폰 · 문자',
};

/** What the last four digits of a number bring about; numbers that are not here get everything at once. */
export const ENDING_WORDS: Readonly<Record<string, string>> = {
  '9001': '카카오톡을 쓰지 않음',
  '9002': '알림톡을 차단함',
  '9003': '카카오 결과를 알 수 없다가 20초 뒤 도착',
  '9004': '카카오 결과를 알 수 없고 도착하지 않음',
  '9005': '카카오톡도 RCS도 없음',
  '9006': '모든 채널에서 거절됨',
  '9007': '알림톡 템플릿 불일치',
  '9008': '접수된 뒤 응답 전에 연결이 끊김',
  '9009': '세 번 503, 그 뒤 접수',
  '9010': '접수된 뒤 소식이 없음',
  '9011': '5초 뒤에 응답',
};

const DAYS = ['일요일', '월요일', '화요일', '수요일', '목요일', '금요일', '토요일'];
const KST_OFFSET_MS = 9 * 3_600_000;

function kst(instant: number): Date {
  return new Date(instant + KST_OFFSET_MS);
}

/** `오후 2:05` */
export function timeWords(instant: number): string {
  const at = kst(instant);
  const hours = at.getUTCHours();
  return `${hours < 12 ? '오전' : '오후'} ${hours % 12 || 12}:${String(at.getUTCMinutes()).padStart(2, '0')}`;
}

/** `2:05`, as a status bar shows it. */
export function clockWords(instant: number): string {
  return timeWords(instant).slice(3);
}

/** `2026년 4월 29일 수요일` */
export function dayWords(instant: number): string {
  const at = kst(instant);
  return `${at.getUTCFullYear()}년 ${at.getUTCMonth() + 1}월 ${at.getUTCDate()}일 ${DAYS[at.getUTCDay()]}`;
}

/** `063-000-1114`, `010-0000-1234`, `1588-0000`. */
export function numberWords(digits: string): string {
  if (/^1\d{7}$/.test(digits)) return `${digits.slice(0, 4)}-${digits.slice(4)}`;
  const area = digits.startsWith('02') ? 2 : 3;
  return [digits.slice(0, area), digits.slice(area, -4), digits.slice(-4)].filter((part) => part !== '').join('-');
}
