import { Problem } from '../../libs/http/index.js';

export class SurveyUnknown extends Problem {
  constructor() {
    super(404, 'SURVEYS.UNKNOWN_LINK', '없는 설문 주소입니다. 받으신 메시지의 주소를 다시 확인해 주세요.');
  }
}

export class SurveyUsed extends Problem {
  constructor() {
    super(410, 'SURVEYS.USED', '이미 답하신 설문입니다. 답변은 보내신 뒤 10분 동안만 고칠 수 있습니다.');
  }
}

export class SurveyExpired extends Problem {
  constructor() {
    super(410, 'SURVEYS.EXPIRED', '응답 기한이 지난 설문입니다.');
  }
}

export class SurveyClosed extends Problem {
  constructor() {
    super(410, 'SURVEYS.CLOSED', '처리 결과가 취소되어 설문을 받지 않습니다.');
  }
}

export class FollowUpNotFound extends Problem {
  constructor() {
    super(404, 'SURVEYS.UNKNOWN_FOLLOW_UP', '없거나 볼 수 없는 후속 조치입니다.');
  }
}

export class FollowUpSettled extends Problem {
  constructor() {
    super(409, 'SURVEYS.FOLLOW_UP_SETTLED', '이미 끝난 후속 조치입니다.');
  }
}
