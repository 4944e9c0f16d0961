/** The phone behind a number: the digit before the last four says which (`010-000D-xxxx`). */
export type Device = 'ANDROID' | 'IPHONE' | 'FEATURE_PHONE';

/** What a message travels over, as the phone's owner would name it. */
export type Channel = 'ALIMTALK' | 'RCS' | 'LMS' | 'SMS';

/** How one message on one channel ends. */
export type Outcome =
  | 'DELIVERED'
  /** The number has no KakaoTalk. */
  | 'NOT_ON_KAKAO'
  /** Its owner blocks AlimTalk. */
  | 'BLOCKS_ALIMTALK'
  /** The phone takes no RCS. */
  | 'NO_RCS'
  | 'TEMPLATE_MISMATCH'
  /** Kakao cannot tell (3005); the message comes late. */
  | 'UNKNOWN_THEN_DELIVERED'
  /** Kakao cannot tell (3005), ever, and the message never comes. */
  | 'UNKNOWN'
  /** Accepted, and nothing is heard of it again. */
  | 'SILENT'
  /** Refused at intake. */
  | 'REFUSED';

/** What the vendor's API itself does when such a number is sent to. */
export type AnswerQuirk = 'RESET_AFTER_ACCEPTANCE' | 'UNAVAILABLE_THREE_TIMES' | 'ANSWERS_LATE';

const NOT_ON_KAKAO = '9001';
const BLOCKS_ALIMTALK = '9002';
const KAKAO_UNKNOWN_THEN_THERE = '9003';
const KAKAO_UNKNOWN_NEVER_THERE = '9004';
const NEITHER_KAKAO_NOR_RCS = '9005';
const REFUSED_EVERYWHERE = '9006';
const KAKAO_TEMPLATE_MISMATCH = '9007';
const RESET_AFTER_ACCEPTANCE = '9008';
const UNAVAILABLE_THREE_TIMES = '9009';
const NO_REPORT_EVER = '9010';
const ANSWERS_LATE = '9011';

/** D 0–5 Android with RCS and Kakao, 6–7 iPhone (Kakao, no RCS), 8–9 feature phone (text only). */
export function deviceOf(to: string): Device {
  const digit = to.charCodeAt(to.length - 5) - 48;
  if (digit >= 8) return 'FEATURE_PHONE';
  return digit >= 6 ? 'IPHONE' : 'ANDROID';
}

/** How a message to this number ends on this channel (the magic recipients). */
export function outcomeOf(to: string, channel: Channel): Outcome {
  const ending = to.slice(-4);
  if (ending === REFUSED_EVERYWHERE) return 'REFUSED';
  if (ending === NO_REPORT_EVER) return 'SILENT';
  if (channel === 'LMS' || channel === 'SMS') return 'DELIVERED';
  const device = deviceOf(to);
  if (channel === 'RCS') return device === 'ANDROID' && ending !== NEITHER_KAKAO_NOR_RCS ? 'DELIVERED' : 'NO_RCS';
  if (device === 'FEATURE_PHONE') return 'NOT_ON_KAKAO';
  switch (ending) {
    case NOT_ON_KAKAO:
    case NEITHER_KAKAO_NOR_RCS:
      return 'NOT_ON_KAKAO';
    case BLOCKS_ALIMTALK:
      return 'BLOCKS_ALIMTALK';
    case KAKAO_UNKNOWN_THEN_THERE:
      return 'UNKNOWN_THEN_DELIVERED';
    case KAKAO_UNKNOWN_NEVER_THERE:
      return 'UNKNOWN';
    case KAKAO_TEMPLATE_MISMATCH:
      return 'TEMPLATE_MISMATCH';
    default:
      return 'DELIVERED';
  }
}

export function quirkOf(to: string): AnswerQuirk | null {
  switch (to.slice(-4)) {
    case RESET_AFTER_ACCEPTANCE:
      return 'RESET_AFTER_ACCEPTANCE';
    case UNAVAILABLE_THREE_TIMES:
      return 'UNAVAILABLE_THREE_TIMES';
    case ANSWERS_LATE:
      return 'ANSWERS_LATE';
    default:
      return null;
  }
}
