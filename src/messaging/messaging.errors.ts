import { Problem } from '../../libs/http/index.js';

export class MessageNotFound extends Problem {
  constructor() {
    super(404, 'MESSAGING.NOT_FOUND', '이 알림이 없거나 볼 권한이 없습니다. 목록에서 다시 골라 주세요.');
  }
}

export class IdempotencyKeyMissing extends Problem {
  constructor() {
    super(
      400,
      'MESSAGING.IDEMPOTENCY_KEY_MISSING',
      '다시 보내기에는 Idempotency-Key 헤더가 필요합니다. 1자에서 100자까지의 값을 보내 주세요.',
      {
        errors: [{ field: 'Idempotency-Key', message: 'a header of 1 to 100 printable characters' }],
      },
    );
  }
}

export class IdempotencyKeyReused extends Problem {
  constructor() {
    super(
      422,
      'MESSAGING.IDEMPOTENCY_KEY_REUSED',
      '이 Idempotency-Key로 이미 다른 요청을 했습니다. 새 요청에는 새 값을 보내 주세요.',
      { errors: [{ field: 'Idempotency-Key', message: 'used before for another request' }] },
    );
  }
}

/** Why a notice cannot be sent again, by what it has come to. */
const NOT_RESENDABLE: Record<string, string> = {
  DELIVERED: '이미 전달된 알림입니다. 다시 보내면 두 번 받게 되므로 보내지 않았습니다.',
  UNDER_WAY: '아직 보내는 중인 알림입니다. 결과가 나온 뒤에 다시 시도해 주세요.',
  OPTED_OUT: '수신을 거부한 번호입니다. 전화나 우편으로 안내해 주세요.',
  OVERTAKEN: '더 새로운 알림이 나간 뒤라 다시 보내지 않습니다.',
  NOT_LIVE: '운영을 시작하기 전의 알림이라 보내지 않습니다.',
  SHADOW: '시험 운영(SHADOW) 중의 알림이라 보내지 않습니다.',
  DESTROYED: '보관 기간이 지나 번호와 내용이 파기된 알림입니다.',
  NO_NUMBER: '휴대전화번호가 없는 알림입니다. 전화나 우편으로 안내해 주세요.',
};

export class NotResendable extends Problem {
  constructor(why: keyof typeof NOT_RESENDABLE) {
    super(409, `MESSAGING.${why}`, NOT_RESENDABLE[why]!);
  }
}

export class GatewayNotSetUp extends Problem {
  constructor() {
    super(
      404,
      'MESSAGING.GATEWAY_NOT_SET_UP',
      '이 업체는 이 채널에 설정되어 있지 않습니다. 환경 변수와 발송 게이트웨이 화면을 확인해 주세요.',
    );
  }
}

export class HoursOutOfBounds extends Problem {
  constructor() {
    super(
      422,
      'MESSAGING.HOURS_OUT_OF_BOUNDS',
      '보내기는 06:00부터 12:59 사이에 시작하고 13:00부터 22:59 사이에 끝나야 합니다.',
    );
  }
}

export class NotHeld extends Problem {
  constructor() {
    super(409, 'MESSAGING.NOT_HELD', '운영자의 확인을 기다리는 알림이 아닙니다. 목록을 새로 고쳐 주세요.');
  }
}

export class TemplateNotFound extends Problem {
  constructor() {
    super(404, 'MESSAGING.TEMPLATE_NOT_FOUND', '이 템플릿이 없습니다. 템플릿 목록에서 다시 골라 주세요.');
  }
}

export class DraftOpen extends Problem {
  constructor() {
    super(
      409,
      'MESSAGING.DRAFT_OPEN',
      '이 문구에는 작성 중인 초안이 이미 있습니다. 그 초안을 고치거나 지운 뒤에 새로 만들어 주세요.',
    );
  }
}

export class NotADraft extends Problem {
  constructor() {
    super(409, 'MESSAGING.NOT_A_DRAFT', '제출한 문구는 고치거나 지울 수 없습니다. 새 초안을 만들어 주세요.');
  }
}

export class NoSenderProfile extends Problem {
  constructor() {
    super(409, 'MESSAGING.NO_SENDER_PROFILE', '기관명을 알 수 없습니다. 발신 프로필을 먼저 등록해 주세요.');
  }
}

export class SenderNotRegistered extends Problem {
  constructor(vendor: string) {
    super(
      422,
      'MESSAGING.SENDER_NOT_REGISTERED',
      `${vendor}에 등록되지 않은 발신번호라 쓸 수 없습니다. 업체에 먼저 등록해 주세요(전기통신사업법 제84조의2).`,
      { errors: [{ field: 'senderNumber', message: `not registered with ${vendor}` }] },
    );
  }
}

export class SenderNotChecked extends Problem {
  constructor(vendor: string) {
    super(
      503,
      'MESSAGING.SENDER_NOT_CHECKED',
      `${vendor}에 물어보지 못해 발신번호가 등록되었는지 확인할 수 없습니다. 잠시 뒤 다시 시도해 주세요.`,
      { retryAfter: 30 },
    );
  }
}

export class NoOwnNumber extends Problem {
  constructor() {
    super(
      409,
      'MESSAGING.NO_OWN_NUMBER',
      '시험 발송은 본인의 휴대전화로만 할 수 있는데, 직원 명부에 본인의 휴대전화번호가 없습니다. 명부에 번호를 넣은 뒤 다시 시도해 주세요.',
    );
  }
}

export class NotApprovedYet extends Problem {
  constructor() {
    super(
      409,
      'MESSAGING.NOT_APPROVED_YET',
      '아직 어느 업체도 승인하지 않은 문구입니다. 심사를 제출하고 승인된 뒤에 사용을 시작해 주세요.',
    );
  }
}

export class WordingFaulty extends Problem {
  constructor(findings: readonly { channel: string; message: string }[]) {
    super(422, 'MESSAGING.WORDING_FAULTY', '문구에 고칠 곳이 있어 제출하지 않았습니다.', {
      errors: findings.map(({ channel, message }) => ({ field: channel, message })),
    });
  }
}

export class CountHasChanged extends Problem {
  constructor(count: number) {
    super(
      409,
      'MESSAGING.COUNT_HAS_CHANGED',
      `해당하는 알림이 지금은 ${count}건입니다. 건수를 확인한 뒤 다시 요청해 주세요.`,
      { errors: [{ field: 'count', message: `now ${count}` }] },
    );
  }
}

export class BulkResendNotFound extends Problem {
  constructor() {
    super(404, 'MESSAGING.BULK_RESEND_NOT_FOUND', '이 일괄 재발송이 없습니다. 목록에서 다시 골라 주세요.');
  }
}
