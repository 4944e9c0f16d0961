import { Problem } from '../../libs/http/index.js';

export class CaseNotFound extends Problem {
  constructor() {
    super(
      404,
      'CASES.NOT_FOUND',
      '이 접수번호의 민원이 없거나 볼 권한이 없습니다. 접수번호 18자리와 담당 부서를 확인해 주세요.',
    );
  }
}

export class TaskNotFound extends Problem {
  constructor() {
    super(404, 'CASES.TASK_NOT_FOUND', '처리할 일이 없거나 볼 권한이 없습니다. 목록을 새로 고쳐 주세요.');
  }
}

export class TaskClosed extends Problem {
  constructor() {
    super(409, 'CASES.TASK_CLOSED', '이미 처리한 일입니다. 목록을 새로 고쳐 주세요.');
  }
}

export class HolidayExists extends Problem {
  constructor() {
    super(409, 'CASES.HOLIDAY_EXISTS', '이미 등록된 날입니다. 이름을 고치려면 지우고 다시 등록해 주세요.');
  }
}

export class HolidayNotFound extends Problem {
  constructor() {
    super(404, 'CASES.HOLIDAY_NOT_FOUND', '등록되지 않은 날입니다. 공휴일 목록을 새로 고쳐 주세요.');
  }
}

export class YearNotCovered extends Problem {
  constructor() {
    super(404, 'CASES.YEAR_NOT_COVERED', '공휴일표에 없는 해입니다. 등록된 해를 확인해 주세요.');
  }
}

export class NotOfThatYear extends Problem {
  constructor(dates: string[]) {
    super(422, 'CASES.NOT_OF_THAT_YEAR', '그 해의 날이 아니거나 두 번 적힌 날이 있습니다. 날짜를 확인해 주세요.', {
      errors: dates.map((date) => ({ field: 'holidays', message: `${date} is not of that year, or stands twice` })),
    });
  }
}

export class CaseClosed extends Problem {
  constructor() {
    super(409, 'CASES.CLOSED', '이미 처리가 끝난 민원입니다. 처리 중인 민원의 기간만 바꿀 수 있습니다.');
  }
}

export class IntervalExists extends Problem {
  constructor() {
    super(
      409,
      'CASES.INTERVAL_EXISTS',
      '같은 사유와 시작일로 이미 등록된 기간입니다. 끝나는 날만 적어 다시 보내거나, 지우고 다시 등록해 주세요.',
    );
  }
}

export class IntervalNotFound extends Problem {
  constructor() {
    super(404, 'CASES.INTERVAL_NOT_FOUND', '등록된 기간이 없습니다. 목록을 새로 고쳐 주세요.');
  }
}

export class IntervalEndsBeforeItBegins extends Problem {
  constructor() {
    super(422, 'CASES.INTERVAL_REVERSED', '끝나는 날이 시작하는 날보다 앞섭니다. 날짜를 확인해 주세요.', {
      errors: [{ field: 'to', message: 'lies before from' }],
    });
  }
}

export class DeadlineChangeNotFound extends Problem {
  constructor() {
    super(404, 'CASES.DEADLINE_CHANGE_NOT_FOUND', '그런 변경이 없습니다. 목록을 새로 고쳐 주세요.');
  }
}
