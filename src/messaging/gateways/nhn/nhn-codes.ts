import type { CodeRow as Row, Verdict } from '../gateway.js';
import type { Channel } from '../../messaging.events.js';
type Table = Readonly<Record<string, Row>>;

const KEYS = 'NHN_APP_KEY와 NHN_SECRET_KEY를 확인해 주세요.';
const TEMPLATE = '템플릿 화면에서 승인 상태를 확인해 주세요.';

/**
 * Codes of NHN Cloud's answers (reference: AlimTalk v2.3, RCS v1.0, SMS v3.0; negative numbers, one list for the three). A row
 * with an action is our own fault and raises an alarm. TRANSPORT at the account holds the message instead of dropping it.
 */
export const API_CODES: Table = {
  '-1000': ['TRANSPORT', '업체의 앱 키가 올바르지 않습니다.', KEYS],
  '-1001': ['TRANSPORT', '업체의 비밀 키가 올바르지 않습니다.', KEYS],
  '-1005': ['UNKNOWN', '10분 안에 이미 받은 요청이라고 합니다. 앞의 요청으로 보내졌는지 업체에 확인합니다.'],
  '-1031': ['RECIPIENT', '요청에 든 수신자가 모두 접수되지 않았습니다.'],
  '-1027': ['CONFIGURATION', '차단된 발신 프로필입니다.', '카카오톡 채널의 상태를 확인해 주세요.'],
  '-2017': ['CONFIGURATION', '등록되지 않은 발신 프로필입니다.', 'NHN AlimTalk의 발신 키를 확인해 주세요.'],
  '-2015': ['CONFIGURATION', '본문이 너무 깁니다.', '문구를 줄여 주세요.'],
  '-2019': ['CONFIGURATION', '본문이 1,300자를 넘습니다.', '문구를 줄여 주세요.'],
  '-2023': ['CONFIGURATION', '문자로 보낼 수 없는 글자가 들어 있습니다.', '문구를 확인해 주세요.'],
  '-2312': [
    'CONFIGURATION',
    '등록되지 않은 발신번호입니다.',
    '업체에 발신번호를 등록해 주세요(전기통신사업법 제84조의2).',
  ],
  '-2313': ['CONFIGURATION', '차단된 발신번호입니다.', '업체에 발신번호 상태를 확인해 주세요.'],
  '-3000': ['CONFIGURATION', 'RCS 버튼의 형식이 올바르지 않습니다.', '템플릿의 버튼을 확인해 주세요.'],
  '-3003': ['CONFIGURATION', '없는 템플릿입니다.', TEMPLATE],
  '-3004': ['CONFIGURATION', '템플릿 변수가 올바르지 않습니다.', TEMPLATE],
  '-3005': ['CONFIGURATION', '승인되지 않은 템플릿입니다.', TEMPLATE],
  '-3010': ['CONFIGURATION', '승인된 템플릿과 내용이 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '-3011': ['CONFIGURATION', '버튼이 승인된 템플릿과 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '-3049': ['CONFIGURATION', '변수가 승인된 템플릿과 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '-4000': ['CONFIGURATION', 'RCS 브랜드가 없습니다.', '발신 프로필과 NHN RCS 설정을 확인해 주세요.'],
  '-4001': ['CONFIGURATION', '승인되지 않은 RCS 브랜드입니다.', '브랜드의 심사 상태를 확인해 주세요.'],
  '-4010': ['CONFIGURATION', 'RCS 대화방이 없습니다.', '발신 프로필과 NHN RCS 설정을 확인해 주세요.'],
  '-4011': ['CONFIGURATION', '승인되지 않은 RCS 대화방입니다.', '대화방의 심사 상태를 확인해 주세요.'],
  '-4020': ['CONFIGURATION', 'RCS 템플릿이 없습니다.', TEMPLATE],
  '-4021': ['CONFIGURATION', '승인되지 않은 RCS 템플릿입니다.', TEMPLATE],
  '-4024': ['CONFIGURATION', 'RCS 템플릿의 변수가 올바르지 않습니다.', TEMPLATE],
  '-4042': ['RECIPIENT', '수신을 거부한 번호입니다.'],
  '-6001': ['RECIPIENT', '수신을 거부한 번호입니다.'],
  '-5000': ['RECIPIENT', '수신번호의 형식이 맞지 않습니다.'],
};

/** Kakao's delivery codes. */
export const KAKAO_CODES: Table = {
  '1000': ['DELIVERED', '전달되었습니다.'],
  '1003': ['CONFIGURATION', '카카오톡 발신 프로필이 올바르지 않습니다.', '카카오톡 채널의 상태를 확인해 주세요.'],
  '1006': ['CONFIGURATION', '카카오톡 발신 프로필이 삭제되었습니다.', '카카오톡 채널의 상태를 확인해 주세요.'],
  '1007': ['CONFIGURATION', '카카오톡 발신 프로필이 막혔습니다.', '카카오톡 채널의 상태를 확인해 주세요.'],
  '3005': ['UNKNOWN', '카카오가 결과를 알려 주지 않았습니다. 늦게 도착할 수 있습니다.'],
  '3006': ['TRANSPORT', '카카오의 내부 오류입니다.'],
  '3008': ['RECIPIENT', '수신번호가 올바르지 않습니다.'],
  '3012': ['TRANSPORT', '카카오의 내부 오류입니다.'],
  '3015': ['CONFIGURATION', '없는 템플릿입니다.', TEMPLATE],
  '3016': ['CONFIGURATION', '승인된 템플릿과 내용이 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '3018': ['RECIPIENT', '알림톡을 받을 수 없는 번호입니다.'],
  '3019': ['RECIPIENT', '카카오톡을 쓰지 않는 번호입니다.'],
  '3020': ['RECIPIENT', '알림톡을 차단한 번호입니다.'],
  '3021': ['RECIPIENT', '카카오톡이 알림톡을 지원하지 않는 오래된 판입니다.'],
  '3025': ['CONFIGURATION', '변수의 값이 너무 깁니다.', '문구를 확인해 주세요.'],
  '3027': ['CONFIGURATION', '버튼이 승인된 템플릿과 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '3028': ['CONFIGURATION', '강조 표기가 승인된 템플릿과 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '4132': ['CONFIGURATION', '변수가 승인된 템플릿과 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '4133': ['CONFIGURATION', '사용이 정지된 템플릿입니다.', TEMPLATE],
  '9998': ['TRANSPORT', '업체 내부 오류입니다.'],
  '9999': ['TRANSPORT', '업체 내부 오류입니다.'],
};

/** Not on Kakao; remembered for 30 days. */
const NOT_ON_KAKAO = '3019';

/** Delivery codes of SMS and LMS. */
export const SMS_CODES: Table = {
  '1000': ['DELIVERED', '전달되었습니다.'],
  '2000': ['RECIPIENT', '정해진 시간 안에 전화기에 전달되지 않았습니다.'],
  '2003': ['RECIPIENT', '전화기가 꺼져 있어 전달되지 않았습니다.'],
  '3001': ['RECIPIENT', '없는 번호입니다.'],
  '3006': ['RECIPIENT', '수신을 거부한 번호입니다.'],
  '3012': ['RECIPIENT', '이통사가 스팸으로 막았습니다.'],
  '3017': [
    'CONFIGURATION',
    '발신번호가 도용 방지 서비스에 막혔습니다.',
    '발신번호의 번호도용 문자차단을 확인해 주세요.',
  ],
  '3018': [
    'CONFIGURATION',
    '한국인터넷진흥원(KISA)이 막은 발신번호입니다.',
    'KISA와 업체에 차단 해제를 요청해 주세요.',
  ],
  '3019': [
    'CONFIGURATION',
    '사전에 등록되지 않은 발신번호입니다.',
    '업체에 발신번호를 등록해 주세요(전기통신사업법 제84조의2).',
  ],
};

const RCS_RECIPIENT = ['RECIPIENT', '이 전화기는 RCS를 받을 수 없습니다.'] as const;
const RCS_SETUP = [
  'CONFIGURATION',
  'RCS 브랜드나 대화방의 설정이 올바르지 않습니다.',
  '브랜드와 대화방의 상태를 확인해 주세요.',
] as const;
const RCS_RATE = ['TRANSPORT', 'RCS의 전송 속도 제한에 걸렸습니다.'] as const;
/** Delivery codes of RCS; ranges of the reference written out by their first digits below. */
export const RCS_CODES: Table = {
  '2000': ['DELIVERED', '전달되었습니다.'],
  '41101': RCS_RECIPIENT,
  '41200': RCS_RECIPIENT,
  '50201': RCS_RATE,
  '50202': RCS_RATE,
  '51101': RCS_SETUP,
  '51102': RCS_SETUP,
  '51103': RCS_SETUP,
  '51104': RCS_SETUP,
  '52016': RCS_RECIPIENT,
  '54001': RCS_RECIPIENT,
  '54002': RCS_RECIPIENT,
  '54003': RCS_RECIPIENT,
  // The one before it with this number may be on the phone.
  '55806': ['UNKNOWN', '업체가 같은 메시지 번호를 두 번 받았습니다. 이미 도착했을 수 있습니다.'],
  '55807': RCS_SETUP,
  '55808': RCS_SETUP,
  '55818': RCS_SETUP,
  '55819': RCS_SETUP,
  '56007': RCS_RECIPIENT,
};
const RCS_RANGES: readonly (readonly [RegExp, Row])[] = [
  [/^412(1\d|2\d|3[0-2])$/, RCS_RECIPIENT],
  [/^557\d\d$/, RCS_SETUP],
];

const UNLISTED = {
  api: ['CONFIGURATION', '업체가 접수하지 않았습니다.', '코드의 뜻을 업체에 확인해 주세요.'],
  delivery: ['RECIPIENT', '이통사나 카카오가 전달하지 못했습니다.'],
} as const;

function verdict(code: string, [outcome, cause, action]: Row): Verdict {
  return { outcome, code, reason: action === undefined ? cause : `${cause} ${action}`, alarm: action !== undefined };
}

export function verdictOfApi(code: number): Verdict {
  return verdict(String(code), rowOfApi(String(code)));
}

export function verdictOfKakao(code: string): Verdict {
  return { ...verdict(code, rowOfDelivery('ALIMTALK', code)), lacksChannel: code === NOT_ON_KAKAO };
}

export function verdictOfSms(code: string): Verdict {
  return verdict(code, rowOfDelivery('SMS', code));
}

export function verdictOfRcs(code: string): Verdict {
  return verdict(code, rowOfDelivery('RCS', code));
}

/** What a code means: negative ones are of the API, the others of the channel. */
export function rowOfCode(channel: Channel, code: string): Row {
  return code.startsWith('-') ? rowOfApi(code) : rowOfDelivery(channel, code);
}

function rowOfApi(code: string): Row {
  return API_CODES[code] ?? UNLISTED.api;
}

function rowOfDelivery(channel: Channel, code: string): Row {
  const codes = channel === 'ALIMTALK' ? KAKAO_CODES : channel === 'RCS' ? RCS_CODES : SMS_CODES;
  const range = channel === 'RCS' ? RCS_RANGES.find(([digits]) => digits.test(code))?.[1] : undefined;
  return codes[code] ?? range ?? UNLISTED.delivery;
}
