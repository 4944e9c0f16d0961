import type { NoticeTone } from '../../../libs/krds/index.js';
import { explainCode, type AttemptView, type MessageView } from '../../messaging/index.js';
import { josa } from '../../../libs/korean-text/index.js';
import { momentOf } from './dates.js';
import { CHANNEL_NAMES, STATUS_REASONS } from './words.js';

/** What a notice has come to, why, and what to do about it. Korean. */
export interface NoticeStory {
  tone: NoticeTone;
  title: string;
  detail: string;
}

export function storyOf(notice: MessageView): NoticeStory {
  switch (notice.status) {
    case 'DELIVERED':
      return delivered(notice);
    case 'FAILED':
      return failed(notice);
    case 'SENDING':
      return {
        tone: 'information',
        title: '보내는 중입니다',
        detail:
          '업체의 전달 결과를 기다립니다. 결과가 없으면 정해진 시간 뒤에 업체에 확인하고, 그다음에 다른 수단으로 보냅니다.',
      };
    case 'WAITING':
      return waiting(notice);
    case 'DROPPED':
      return dropped(notice);
  }
}

function delivered({ channel, settledAt, attempts }: MessageView): NoticeStory {
  const fallback = new Set(attempts.map((attempt) => attempt.channel)).size > 1;
  return {
    tone: 'success',
    title: channel === undefined ? '전달되었습니다' : `${josa(CHANNEL_NAMES[channel], '으로/로')} 전달되었습니다`,
    detail: `${settledAt === undefined ? '' : `${momentOf(settledAt)}. `}${
      fallback ? '앞선 수단으로는 닿지 않아 다른 수단으로 보냈습니다. ' : ''
    }더 하실 일은 없습니다.`,
  };
}

function failed({ attempts }: MessageView): NoticeStory {
  const ours = attempts.map((attempt) => adviceOf(attempt)).filter(({ isOurs }) => isOurs);
  if (ours.length > 0) {
    return {
      tone: 'danger',
      title: '우리 설정 때문에 전달되지 않았습니다',
      detail: `${ours.at(-1)!.action} 고친 뒤에 다시 보내 주세요.`,
    };
  }
  return {
    tone: 'danger',
    title: '어느 수단으로도 전달되지 않았습니다',
    detail:
      attempts.length === 0
        ? '보낼 수 있는 번호나 승인된 문구가 없었습니다. 전화나 우편으로 안내해 주세요.'
        : '받는 분의 사정이라 다시 보내도 같을 수 있습니다. 전화나 우편으로 안내하고 미전달 업무를 닫아 주세요.',
  };
}

function waiting({ heldForOperator, statusReason, dueAt }: MessageView): NoticeStory {
  if (heldForOperator) {
    return {
      tone: 'warning',
      title: '운영자의 확인을 기다립니다',
      detail: '담당자가 한꺼번에 많이 바뀌어 멈추었습니다. 보낼지, 보내지 않을지 정해 주세요.',
    };
  }
  if (statusReason === 'HELD') {
    return {
      tone: 'information',
      title: `${momentOf(dueAt)}에 보냅니다`,
      detail: '늦은 시간을 피해 보내는 시간이 될 때까지 기다립니다.',
    };
  }
  return { tone: 'information', title: '보낼 차례를 기다립니다', detail: '앞선 알림의 결과가 나오면 곧 보냅니다.' };
}

const DROPPED: Partial<Record<NonNullable<MessageView['statusReason']>, string>> = {
  OVERTAKEN: '더 새로운 알림이 같은 내용을 전하므로 보내지 않았습니다. 더 하실 일은 없습니다.',
  OPTED_OUT: '이 번호는 알림을 받지 않겠다고 했습니다. 법이 정한 통지는 전화나 우편으로 해 주세요.',
  LATE_NEWS: '새올에서 늦게 온 지난 일이라 보내지 않았습니다.',
  NOT_LIVE: '서비스를 시작하기 전의 단계라 보내지 않았습니다.',
  SHADOW: '시험 운영(SHADOW) 중이라 만들기만 하고 보내지 않았습니다.',
  TRIAL: '시험 발송 중이라 등록된 시험 번호가 아니면 보내지 않습니다. 시험 발송을 끝낸 뒤 다시 보낼 수 있습니다.',
  HELD: '운영자가 보내지 않기로 했습니다.',
};

function dropped({ statusReason }: MessageView): NoticeStory {
  return {
    tone: 'information',
    title: `보내지 않았습니다${statusReason === undefined ? '' : `: ${STATUS_REASONS[statusReason]}`}`,
    detail: (statusReason && DROPPED[statusReason]) ?? '',
  };
}

/** Why an attempt came out as it did, and what to do. Korean. */
export interface AttemptAdvice {
  cause: string;
  action: string;
  /** Our own fault: an operator has to act. */
  isOurs: boolean;
}

/** @param isTheEnd it failed and nothing comes after it */
export function adviceOf(attempt: AttemptView, isTheEnd = false): AttemptAdvice {
  const { vendor, channel, code, reason, status } = attempt;
  const explained = explainCode(vendor, channel, code);
  if (explained?.action != null) return { cause: explained.cause, action: explained.action, isOurs: true };
  return { cause: explained?.cause ?? reason, action: isTheEnd ? NOTHING_LEFT : ACTIONS[status], isOurs: false };
}

const ACTIONS: Record<AttemptView['status'], string> = {
  SENDING: '기다려 주세요. 업체의 답을 기다립니다.',
  ACCEPTED: '기다려 주세요. 전달 결과를 기다립니다.',
  DELIVERED: '하실 일이 없습니다.',
  FAILED: '하실 일이 없습니다. 남은 수단이 있으면 이어서 보냅니다.',
  UNKNOWN: '기다려 주세요. 업체에 결과를 다시 묻습니다. 늦게 도착하면 바로잡아 보여 드립니다.',
};

const NOTHING_LEFT = '남은 수단이 없습니다. 전화나 우편으로 안내해 주세요.';

/** What was found when the message was made, e.g. `DEFAULT:담당자`. */
export function flagInWords(flag: string): string {
  const at = flag.indexOf(':');
  const [kind, about] = at < 0 ? [flag, ''] : [flag.slice(0, at), flag.slice(at + 1)];
  const channel = about in CHANNEL_NAMES ? CHANNEL_NAMES[about as keyof typeof CHANNEL_NAMES] : about;
  switch (kind) {
    case 'DEFAULT':
      return `값이 없어 정해 둔 말로 채웠습니다: ${about}`;
    case 'REPLACED':
      return `문자로 보낼 수 없는 글자를 □로 바꾸었습니다: ${about}`;
    case 'CUT':
      return `값이 길어 줄였습니다: ${about}`;
    case 'NOT_APPROVED':
      return `${channel} 문구가 승인되지 않아 건너뛰었습니다`;
    case 'NEEDS_LINK':
      return `${channel}에 링크를 넣지 않기로 하여 건너뛰었습니다`;
    case 'TOO_LONG':
      return `${channel} 문구가 너무 길어 건너뛰었습니다`;
    case 'MISSING':
      return `${channel} 문구에 꼭 있어야 할 값이 없습니다`;
    default:
      return flag;
  }
}

/** Why a button to send again would be refused; null where it may be pressed. The server decides when it is. */
export function whyNotResendable({ status, statusReason, heldForOperator, to }: MessageView): string | null {
  if (status === 'DELIVERED') return '이미 전달되었습니다. 다시 보내면 같은 알림을 두 번 받게 됩니다.';
  if (status === 'SENDING' || (status === 'WAITING' && !heldForOperator))
    return '아직 보내는 중입니다. 결과가 나온 뒤에 다시 보낼 수 있습니다.';
  if (to === null) return '휴대전화번호가 없거나 보관 기간이 지나 파기되었습니다.';
  if (statusReason === 'OPTED_OUT') return '수신을 거부한 번호입니다. 전화나 우편으로 안내해 주세요.';
  if (statusReason === 'OVERTAKEN' || statusReason === 'NOT_LIVE' || statusReason === 'SHADOW')
    return DROPPED[statusReason]!;
  return null;
}
