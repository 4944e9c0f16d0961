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
