import type { CodeRow as Row, Verdict } from '../gateway.js';

/**
 * SOLAPI's status codes (reference: SOLAPI v4; the vendor's public list of 2022). 1xxx are refused at intake, 2xxx are the
 * platform's, 3xxx failed with Kakao or the carrier, 4000 is delivered. A row with an action is our own fault and raises an
 * alarm. Codes that are not listed, or whose meaning could not be verified, fall to the rule of their thousand.
 */
export const CODES: Readonly<Record<string, Row>> = {
  '1010': ['CONFIGURATION', '필수 값이 빠진 요청입니다.', '개발 담당자에게 알려 주세요.'],
  '1011': ['RECIPIENT', '수신번호의 형식이 맞지 않습니다.'],
  '1013': ['CONFIGURATION', 'SMS에 제목이 들어 있습니다.', '문구를 확인해 주세요.'],
  '1014': ['CONFIGURATION', '제목이 너무 깁니다.', '문구의 제목을 줄여 주세요.'],
  '1021': ['TRANSPORT', '업체에 등록되지 않은 메시지입니다.'],
  '1025': ['CONFIGURATION', '업체가 모르는 메시지 유형입니다.', '개발 담당자에게 알려 주세요.'],
  '1026': ['TRANSPORT', '한 요청에 같은 수신번호가 두 번 들어 있었습니다.'],
  '1028': ['TRANSPORT', '업체의 하루 발송 한도를 넘었습니다.', '업체에 발송 한도를 올려 달라고 요청해 주세요.'],
  '1029': ['CONFIGURATION', '문자로 보낼 수 없는 글자가 들어 있습니다.', '문구를 확인해 주세요.'],
  '1030': ['TRANSPORT', '업체의 잔액이 부족합니다.', '업체에서 잔액을 충전해 주세요.'],
  '1031': ['CONFIGURATION', '본문이 너무 깁니다.', '문구를 줄여 주세요.'],
  '1032': ['CONFIGURATION', '참조 값의 형식이 맞지 않습니다.', '개발 담당자에게 알려 주세요.'],
  '1041': [
    'CONFIGURATION',
    '카카오톡 채널이나 RCS 브랜드가 등록되지 않았습니다.',
    '발신 프로필과 SOLAPI_PF_ID, SOLAPI_BRAND_ID를 확인해 주세요.',
  ],
  '1042': ['CONFIGURATION', '승인되지 않았거나 없는 템플릿입니다.', '템플릿 화면에서 승인 상태를 확인해 주세요.'],
  '1043': ['CONFIGURATION', '승인된 템플릿과 내용이 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '1044': ['CONFIGURATION', '버튼이 승인된 템플릿과 다릅니다.', '템플릿의 버튼을 확인해 주세요.'],
  '1045': ['CONFIGURATION', '버튼 주소가 올바르지 않습니다.', 'PUBLIC_URL과 템플릿의 버튼을 확인해 주세요.'],
  '1049': ['CONFIGURATION', '버튼 이름이 너무 깁니다.', '템플릿의 버튼을 확인해 주세요.'],
  '1050': ['CONFIGURATION', '버튼이 너무 많습니다.', '템플릿의 버튼을 확인해 주세요.'],
  '1060': ['RECIPIENT', '업체에서 수신이 차단된 번호입니다.'],
  '1061': ['RECIPIENT', '080으로 수신을 거부한 번호입니다.'],
  '1062': [
    'CONFIGURATION',
    '등록되지 않은 발신번호입니다.',
    '업체에 발신번호를 등록해 주세요(전기통신사업법 제84조의2).',
  ],
  '1063': ['CONFIGURATION', '발신번호의 형식이 맞지 않습니다.', '발신 프로필의 번호를 확인해 주세요.'],
  '1064': [
    'CONFIGURATION',
    '한국인터넷진흥원(KISA)이 차단한 발신번호입니다.',
    'KISA와 업체에 차단 해제를 요청해 주세요.',
  ],
  '2130': ['TRANSPORT', '업체 내부 오류입니다.'],
  '2230': ['TRANSPORT', '업체가 이통사로 보내지 못했습니다.'],
  '3005': ['UNKNOWN', '카카오가 결과를 알려 주지 않았습니다. 늦게 도착할 수 있습니다.'],
  '3040': ['TRANSPORT', '이통사에서 시간이 초과되어 전송되지 않았습니다.'],
  '3043': ['RECIPIENT', '전화기가 꺼져 있어 전달되지 않았습니다.'],
  '3046': ['TRANSPORT', '이통사의 내부 오류입니다.'],
  '3047': ['RECIPIENT', '전화기가 이 유형의 메시지를 받지 못합니다.'],
  '3048': ['RECIPIENT', '이통사가 스팸으로 막았습니다.'],
  '3049': ['RECIPIENT', '수신이 거부된 번호입니다.'],
  '3050': ['RECIPIENT', '이 유형의 메시지를 받을 수 없는 전화기입니다.'],
  '3051': ['RECIPIENT', '없는 번호이거나 정지된 번호입니다.'],
  '3052': ['RECIPIENT', '번호이동 확인에 실패했습니다.'],
  '3059': [
    'CONFIGURATION',
    '발신번호가 도용 방지 서비스에 막혔습니다.',
    '발신번호의 번호도용 문자차단을 확인해 주세요.',
  ],
  '3060': ['CONFIGURATION', '이통사가 발신번호를 막았습니다.', '업체에 발신번호 상태를 확인해 주세요.'],
  '3101': ['CONFIGURATION', '카카오톡 발신 프로필이 올바르지 않습니다.', '카카오톡 채널의 상태를 확인해 주세요.'],
  '3102': ['RECIPIENT', '카카오톡 채널의 친구에게만 보낼 수 있는 메시지입니다.'],
  '3103': ['CONFIGURATION', '승인된 템플릿과 내용이 다릅니다.', '템플릿을 다시 제출해 주세요.'],
  '3104': ['RECIPIENT', '카카오톡을 쓰지 않는 번호입니다.'],
  '3105': ['CONFIGURATION', '등록되지 않은 템플릿입니다.', '템플릿 화면에서 승인 상태를 확인해 주세요.'],
  '3106': ['CONFIGURATION', '카카오톡 채널의 아이디가 올바르지 않습니다.', '카카오톡 채널의 상태를 확인해 주세요.'],
  '3107': ['RECIPIENT', '알림톡을 차단했거나 72시간 안에 카카오톡을 쓰지 않은 번호입니다.'],
  '3108': [
    'CONFIGURATION',
    '카카오가 보낼 수 없는 시각이라며 거절했습니다.',
    '템플릿이 정보성인지 업체에 확인해 주세요.',
  ],
  '3109': ['CONFIGURATION', '카카오가 메시지의 형식을 거부했습니다.', '템플릿을 확인해 주세요.'],
  '3117': ['CONFIGURATION', '변수의 값이 너무 깁니다.', '문구를 확인해 주세요.'],
  '4000': ['DELIVERED', '전달되었습니다.'],
};

/** Where nothing more is known than the thousand. */
const BY_THOUSAND: Readonly<Record<string, Row>> = {
  '1': ['CONFIGURATION', '업체가 접수하지 않았습니다.', '코드의 뜻을 업체에 확인해 주세요.'],
  '2': ['TRANSPORT', '업체 내부 오류입니다.'],
  '3': ['RECIPIENT', '이통사나 카카오가 전달하지 못했습니다.'],
  '4': ['DELIVERED', '전달되었습니다.'],
};

/** Taken and on its way: no outcome yet. */
const UNDER_WAY: ReadonlySet<string> = new Set(['2000', '3000']);
/** Remembered for 30 days, and only this: a block may be lifted tomorrow. */
const NOT_ON_KAKAO: ReadonlySet<string> = new Set(['3104']);

/** A status code in our words; null while the message is under way. */
export function verdictOf(code: string): Verdict | null {
  if (UNDER_WAY.has(code)) return null;
  const [outcome, cause, action] = rowOfCode(code);
  return {
    outcome,
    code,
    reason: action === undefined ? cause : `${cause} ${action}`,
    alarm: action !== undefined,
    lacksChannel: NOT_ON_KAKAO.has(code),
  };
}

/** What a status code means. */
export function rowOfCode(code: string): Row {
  return CODES[code] ?? BY_THOUSAND[code[0] ?? ''] ?? ['TRANSPORT', '업체가 알 수 없는 코드를 보냈습니다.'];
}

/** Errors of a whole call (`errorCode`). They are the account's, so a message is held and the operator called, not dropped. */
const CALL_ERRORS: Readonly<Record<string, string>> = {
  Unauthorized: '업체가 인증을 받아 주지 않았습니다. SOLAPI_API_KEY와 SOLAPI_API_SECRET을 확인해 주세요.',
  InvalidAPIKey: '업체의 API 키가 올바르지 않습니다. SOLAPI_API_KEY를 확인해 주세요.',
  SignatureDoesNotMatch: '업체가 서명을 받아 주지 않았습니다. SOLAPI_API_SECRET을 확인해 주세요.',
  RequestTimeTooSkewed: '서버의 시각이 15분 넘게 어긋나 있습니다. 서버의 시각을 맞춰 주세요.',
  DuplicatedSignature: '업체가 이미 쓴 서명이라고 답했습니다. 곧 다시 보냅니다.',
};

export function verdictOfCall(status: number, errorCode: string): Verdict {
  const known = CALL_ERRORS[errorCode];
  if (known !== undefined)
    return { outcome: 'TRANSPORT', code: errorCode, reason: known, alarm: errorCode !== 'DuplicatedSignature' };
  if (status === 429)
    return {
      outcome: 'TRANSPORT',
      code: '429',
      reason: '업체의 전송 속도 제한에 걸렸습니다. 곧 다시 보냅니다.',
      alarm: false,
    };
  if (status >= 500)
    return {
      outcome: 'TRANSPORT',
      code: String(status),
      reason: '업체에 장애가 있습니다. 곧 다시 보냅니다.',
      alarm: false,
    };
  return {
    outcome: 'CONFIGURATION',
    code: errorCode === '' ? String(status) : errorCode,
    reason: '업체가 요청을 받아들이지 않았습니다. 발신 프로필과 템플릿을 확인해 주세요.',
    alarm: true,
  };
}
