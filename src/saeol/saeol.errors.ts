import { Problem } from '../../libs/http/index.js';

/** Seconds after which a pushed batch is worth sending again. */
const COME_BACK = 2;

export class InboxFull extends Problem {
  constructor() {
    super(503, 'SAEOL.INBOX_FULL', '접수함에 처리 대기 중인 기록이 많습니다. 잠시 뒤 같은 내용을 다시 보내 주세요.', {
      retryAfter: COME_BACK,
    });
  }
}

export class InboxUnavailable extends Problem {
  constructor() {
    super(
      503,
      'SAEOL.INBOX_UNAVAILABLE',
      '저장소에 연결할 수 없어 아무것도 받지 않았습니다. 잠시 뒤 같은 내용을 다시 보내 주세요.',
      {
        retryAfter: COME_BACK,
      },
    );
  }
}

export class BadSignature extends Problem {
  constructor() {
    super(
      401,
      'SAEOL.BAD_SIGNATURE',
      '서명이 맞지 않거나 5분이 지났습니다. SAEOL_LINK_SECRET과 보내는 쪽의 시계를 확인해 주세요.',
    );
  }
}

export class NotJson extends Problem {
  constructor() {
    super(400, 'SAEOL.NOT_JSON', '본문이 JSON이 아닙니다. {"events":[…]} 모양의 UTF-8 JSON으로 보내 주세요.');
  }
}

export class BadEventList extends Problem {
  constructor(what: string) {
    super(422, 'SAEOL.BAD_EVENT_LIST', `events는 1개 이상 1,000개 이하의 배열이어야 합니다: ${what}`, {
      errors: [{ field: 'events', message: what }],
    });
  }
}

export class QuarantinedNotFound extends Problem {
  constructor() {
    super(404, 'SAEOL.QUARANTINED_NOT_FOUND', '격리된 기록이 없거나 이미 처리되었습니다. 목록을 새로 고쳐 주세요.');
  }
}

export class NotReplayable extends Problem {
  constructor(why: string) {
    super(
      409,
      'SAEOL.NOT_REPLAYABLE',
      `이 기록은 그대로는 다시 적용할 수 없습니다. 새올에서 고쳐 새 번호로 보내거나, 사유를 적고 버려 주세요. (${why})`,
    );
  }
}

export class CodeNotFound extends Problem {
  constructor() {
    super(404, 'SAEOL.CODE_NOT_FOUND', '코드표에 없는 코드입니다. 목록을 새로 고쳐 주세요.');
  }
}

export class MeaningUnknown extends Problem {
  constructor(column: string, meanings: readonly string[]) {
    super(
      422,
      'SAEOL.MEANING_UNKNOWN',
      `이 열의 코드가 가질 수 있는 뜻이 아닙니다. 다음 가운데 하나를 골라 주세요: ${meanings.join(', ')}`,
      {
        errors: [{ field: 'meaning', message: `not a meaning of ${column}` }],
      },
    );
  }
}

export class ReconciliationNotFound extends Problem {
  constructor() {
    super(404, 'SAEOL.RECONCILIATION_NOT_FOUND', '그런 대조 보고가 없습니다. 목록을 새로 고쳐 주세요.');
  }
}

export class CountChanged extends Problem {
  constructor(now: number) {
    super(409, 'SAEOL.COUNT_CHANGED', `보낼 안내가 ${now}건으로 바뀌었습니다. 목록을 다시 보고 보내 주세요.`, {
      errors: [{ field: 'count', message: `is ${now} now` }],
    });
  }
}

export class IdempotencyKeyMissing extends Problem {
  constructor() {
    super(
      400,
      'SAEOL.IDEMPOTENCY_KEY_MISSING',
      'Idempotency-Key 머리글이 필요합니다. 같은 요청에는 같은 값을 보내 주세요.',
      {
        errors: [{ field: 'Idempotency-Key', message: 'is needed' }],
      },
    );
  }
}
