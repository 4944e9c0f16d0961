import { wordOf } from './words.js';

/** What the audit trail calls things, in Korean. */

const AREAS: Record<string, string> = {
  accounts: '계정',
  alarms: '경보',
  'api-keys': 'API 키',
  audit: '접속기록',
  'case-settings': '업무 기준',
  cases: '민원',
  deadlines: '사전예고',
  delegates: '대직',
  departments: '부서',
  'first-run': '처음 설정',
  gateways: '발송 게이트웨이',
  holidays: '휴일',
  intervals: '산입 제외',
  messages: '메시지',
  officers: '직원',
  'opt-outs': '수신 거부',
  outages: '전산 장애',
  persons: '본인 자료',
  prices: '단가',
  privacy: '암호 열쇠',
  queue: '대기열',
  'reminder-orders': '독촉장',
  reports: '보고서',
  retention: '보관 기간',
  saeol: '새올 연계',
  'sender-profiles': '발신 프로필',
  sending: '발송',
  staff: '직원',
  surveys: '만족도 조사',
  tasks: '직접 알릴 민원인',
  templates: '문구',
};

const VERBS: Record<string, string> = {
  activate: '쓰기 시작함',
  add: '더함',
  change: '바꿈',
  check: '시험함',
  close: '마침',
  'close-follow-up': '후속 조치 마침',
  'cover-year': '한 해 등록',
  create: '만듦',
  discard: '버림',
  'discard-quarantined': '격리된 기록 버림',
  dismiss: '확인함',
  download: '내려받음',
  draft: '초안 만듦',
  end: '끝냄',
  enter: '적음',
  export: '내려받음',
  'follow-ups': '후속 조치 봄',
  forget: '떠난 직원 지움',
  'give-up': '오지 않는 앞 기록을 더 기다리지 않고 내용 지움',
  import: '파일로 들여옴',
  'issue-reminder-order': '독촉장 발부함',
  'let-go': '보관 기간이 지난 달 지움',
  list: '목록 봄',
  make: '정함',
  'occasion-rule': '보내는 시간과 주소 정함',
  'open-quarantined': '격리된 기록 가림 풀고 봄',
  'own-password': '본인 비밀번호 바꿈',
  read: '봄',
  'read-quarantined': '격리된 기록 봄',
  register: '등록함',
  'reminder-orders': '독촉장 봄',
  remove: '뺌',
  'remove-code': '코드 뺌',
  'remove-ladder': '군 기준으로 되돌림',
  'replay-quarantined': '격리된 기록 다시 적용함',
  resend: '다시 보냄',
  'resend-many': '여럿 다시 보냄',
  resume: '다시 알리기로 함',
  retry: '다시 함',
  review: '월 점검 마침',
  revoke: '폐기함',
  rewrite: '초안 고침',
  rotate: '바꿈',
  'search-by-phone': '전화번호로 찾음',
  set: '정함',
  'set-code': '코드 뜻 정함',
  'set-ladder': '예고 시점 정함',
  skip: '보내지 않기로 함',
  stop: '알리지 않기로 함',
  'stop-resend': '다시 보내기 멈춤',
  submit: '심사 요청함',
  switch: '켜고 끔',
  test: '시험 발송함',
  'trial-numbers': '시험 번호 정함',
  'uncover-year': '한 해 등록 취소',
  unmask: '가림 풀고 봄',
  verify: '위변조 점검',
  wipe: '파기',
};

const WHOLE: Record<string, string> = {
  login: '로그인',
  logout: '로그아웃',
  'login.failed': '로그인 실패',
  'wall.set-up': '현황판 화면 켜 둠',
};

/** `messages.unmask` → `메시지: 가림 풀고 봄`; what has no words stays as it is. */
export function actionInWords(action: string): string {
  const whole = wordOf(WHOLE, action);
  if (whole !== undefined) return whole;
  const [area = '', verb = ''] = action.split(/\.(.*)/s);
  const [inArea, inVerb] = [wordOf(AREAS, area), wordOf(VERBS, verb)];
  return inArea === undefined || inVerb === undefined ? action : `${inArea}: ${inVerb}`;
}

export const ACTOR_KINDS: Record<string, string> = {
  staff: '직원',
  key: 'API 키',
  stranger: '로그인하지 않은 사람',
  system: '프로그램',
};

export const FAULT_WORDS: Record<string, string> = {
  CHANGED: '내용이 바뀜',
  MISSING: '기록이 사라짐',
  BROKEN: '앞의 봉인이 끊김',
  UNSEALED: '봉인하지 않음',
};
