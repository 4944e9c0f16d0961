import { Problem } from '../../libs/http/index.js';

export class NotPastStatute extends Problem {
  constructor() {
    super(
      409,
      'REPORTING.NOT_PAST_STATUTE',
      '법정 처리기한이 지난 처리 중 민원이 아니어서 독촉장을 발급할 수 없습니다. 목록을 새로 고쳐 주세요.',
    );
  }
}

export class OrderedToday extends Problem {
  constructor() {
    super(409, 'REPORTING.ORDERED_TODAY', '이 민원에는 오늘 이미 독촉장을 발급했습니다.');
  }
}

export class TooManyRows extends Problem {
  constructor(most: number) {
    super(
      422,
      'REPORTING.TOO_MANY_ROWS',
      `한 번에 ${most.toLocaleString('ko-KR')}행까지 내려받을 수 있습니다. 조건을 더 좁혀 주세요.`,
    );
  }
}
