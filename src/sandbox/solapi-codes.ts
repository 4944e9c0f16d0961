import type { Message } from './messages.js';
import { stageOf } from './messages.js';

/**
 * SOLAPI's status codes, as far as the sandbox gives them: 1xxx refused at intake, 2000 accepted, 3000 with the carrier, 3xxx
 * failed there, 4000 delivered. Where the vendor's list has no code for an outcome, the nearest one stands (3050 for a phone
 * that takes no RCS).
 */
export const SOLAPI_STATUS = {
  '1010': '필수 입력 값 미입력',
  '1011': '형식 오류',
  '1013': 'SMS에는 제목을 쓸 수 없음',
  '1014': '제목 길이 초과',
  '1025': '잘못된 메시지 타입',
  '1026': '중복 수신번호',
  '1029': 'EUC-KR 범위를 벗어난 문자 포함',
  '1030': '잔액 부족',
  '1031': '본문 길이 초과',
  '1032': '유효하지 않은 customFields',
  '1033': 'kakaoOptions는 알림톡에서만 사용 가능',
  '1034': 'imageId가 존재하지 않음',
  '1041': '유효하지 않은 채널 또는 브랜드',
  '1042': '유효하지 않은 템플릿',
  '1043': '등록한 템플릿과 내용이 다름',
  '1044': '유효하지 않은 버튼',
  '1045': '유효하지 않은 버튼 주소',
  '1049': '버튼 이름 길이 초과',
  '1050': '버튼 개수 초과',
  '1060': '차단된 수신번호',
  '1062': '발신번호 미등록',
  '2000': '정상 접수(이통사로 접수 예정)',
  '3000': '이통사로 접수(리포트를 기다리는 중)',
  '3050': '서비스 불가 단말기',
  '3103': '메시지와 템플릿 불일치',
  '3104': '카카오톡 미사용자',
  '3107': '72시간 이내 카카오톡 미사용자 또는 알림톡 차단',
  '4000': '수신 완료',
} as const;

export type SolapiCode = keyof typeof SOLAPI_STATUS;

/** What `messages/v4/list` says of a message at this moment. */
export function solapiCodeOf(message: Message, now: number): SolapiCode {
  switch (stageOf(message, now)) {
    case 'WAITING':
    case 'ACCEPTED':
      return '2000';
    case 'WITH_CARRIER':
    case 'UNKNOWN':
      return '3000';
    case 'FINAL':
      return finalCodeOf(message);
  }
}

function finalCodeOf(message: Message): SolapiCode {
  switch (message.outcome) {
    case 'DELIVERED':
    case 'UNKNOWN_THEN_DELIVERED':
      return '4000';
    case 'NOT_ON_KAKAO':
      return '3104';
    case 'BLOCKS_ALIMTALK':
      return '3107';
    case 'TEMPLATE_MISMATCH':
      return '3103';
    case 'NO_RCS':
      return '3050';
    default:
      throw new Error(`No final report exists for ${message.outcome}`);
  }
}

/** Stand-in prices in won, so that balance and charge move; the real ones are in the contract with the vendor. */
export const SOLAPI_PRICES: Readonly<Record<string, number>> = {
  SMS: 18,
  LMS: 45,
  MMS: 110,
  ATA: 13,
  RCS_SMS: 18,
  RCS_LMS: 45,
  RCS_MMS: 110,
};
