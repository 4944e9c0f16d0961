import type { CsvFault } from '../../libs/csv/index.js';
import { Problem } from '../../libs/http/index.js';

export class NotSignedIn extends Problem {
  constructor() {
    super(401, 'STAFF.NOT_SIGNED_IN', '로그인하거나 유효한 API 키를 보내 주세요.');
  }
}

export class NotAllowed extends Problem {
  constructor() {
    super(403, 'STAFF.NOT_ALLOWED', '이 작업을 할 권한이 없습니다. 필요하면 관리자에게 권한을 요청해 주세요.');
  }
}

/** A cookie came with a request that another site made the browser send. */
export class CrossSiteRequest extends Problem {
  constructor() {
    super(
      403,
      'STAFF.CROSS_SITE',
      '다른 사이트에서 보낸 요청이라 거절했습니다. 이 사이트의 화면에서 다시 시도해 주세요.',
    );
  }
}

/** The same for an unknown login, a wrong password, a locked and a closed account: none of them can be told apart. */
export class WrongLogin extends Problem {
  constructor() {
    super(
      401,
      'STAFF.WRONG_LOGIN',
      '아이디 또는 비밀번호가 올바르지 않습니다. 5번 틀리면 15분 동안 로그인할 수 없습니다.',
    );
  }
}

export class AlarmRaisedAgain extends Problem {
  constructor() {
    super(409, 'STAFF.ALARM_RAISED_AGAIN', '보시는 동안 같은 경보가 다시 울렸습니다. 내용을 다시 확인해 주세요.');
  }
}

export class UnknownApiKey extends Problem {
  constructor() {
    super(404, 'STAFF.UNKNOWN_API_KEY', '없거나 이미 폐기한 API 키입니다.');
  }
}

export class UnknownDepartments extends Problem {
  constructor(codes: string[]) {
    super(422, 'STAFF.UNKNOWN_DEPARTMENT', '등록되지 않은 부서가 있습니다. 부서코드를 확인해 주세요.', {
      errors: codes.map((code) => ({ field: 'departmentCodes', message: `unknown department ${code}` })),
    });
  }
}

export class UnknownAccount extends Problem {
  constructor() {
    super(404, 'STAFF.UNKNOWN_ACCOUNT', '없는 계정입니다.');
  }
}

export class LoginIdTaken extends Problem {
  constructor() {
    super(409, 'STAFF.LOGIN_ID_TAKEN', '이미 쓰고 있는 아이디입니다. 다른 아이디를 정해 주세요.', {
      errors: [{ field: 'loginId', message: 'taken' }],
    });
  }
}

export class LastAdmin extends Problem {
  constructor() {
    super(409, 'STAFF.LAST_ADMIN', '마지막 관리자입니다. 다른 관리자를 먼저 정해 주세요.');
  }
}

export class WeakPassword extends Problem {
  constructor() {
    super(
      422,
      'STAFF.WEAK_PASSWORD',
      '비밀번호는 10자 이상, 서로 다른 글자 5개 이상이어야 하고 아이디를 담을 수 없습니다.',
      {
        errors: [{ field: 'password', message: 'too weak' }],
      },
    );
  }
}

export class WrongPassword extends Problem {
  constructor() {
    super(
      422,
      'STAFF.WRONG_PASSWORD',
      '지금 비밀번호가 올바르지 않습니다. 5번 틀리면 15분 동안 바꿀 수도, 로그인할 수도 없습니다.',
      { errors: [{ field: 'current', message: 'wrong' }] },
    );
  }
}

export class UnknownOfficer extends Problem {
  constructor(field: string) {
    super(422, 'STAFF.UNKNOWN_OFFICER', '직원 목록에 없는 사람입니다. 직원 번호를 확인해 주세요.', {
      errors: [{ field, message: 'unknown officer' }],
    });
  }
}

/** No provider is set (OIDC_ISSUER). */
export class SignOnNotUsed extends Problem {
  constructor() {
    super(404, 'STAFF.SIGN_ON_NOT_USED', '이 시스템은 통합인증을 쓰지 않습니다. 아이디와 비밀번호로 로그인해 주세요.');
  }
}

/** Refused by the person or the provider, too late, or not begun in this browser. */
export class SignOnFailed extends Problem {
  constructor() {
    super(403, 'STAFF.SIGN_ON_FAILED', '통합인증을 마치지 못했습니다. 처음부터 다시 로그인해 주세요.');
  }
}

/** The provider knows them, but no account here is theirs. */
export class UnknownSignOn extends Problem {
  constructor() {
    super(403, 'STAFF.UNKNOWN_SIGN_ON', '이 시스템에 등록된 계정이 아닙니다. 관리자에게 계정을 요청해 주세요.');
  }
}

export class UnknownDelegate extends Problem {
  constructor() {
    super(404, 'STAFF.UNKNOWN_DELEGATE', '없거나 이미 끝낸 대직입니다.');
  }
}

export class DelegateOverlaps extends Problem {
  constructor() {
    super(409, 'STAFF.DELEGATE_OVERLAPS', '그 기간에 이미 대직자가 있습니다. 먼저 있던 대직을 끝내 주세요.');
  }
}

export class UnknownStaff extends Problem {
  constructor() {
    super(404, 'STAFF.UNKNOWN_PERSON', '직원 목록에 없는 사람입니다.');
  }
}

/** Nothing of the file was written. */
export class FaultyFile extends Problem {
  constructor(faults: CsvFault[]) {
    super(
      422,
      'STAFF.FAULTY_FILE',
      '파일에 고칠 곳이 있어 아무것도 저장하지 않았습니다. errors에서 행과 열을 확인해 주세요.',
      {
        errors: faults.map(({ row, column, message }) => ({ field: `${row}행 ${column}`.trim(), message })),
      },
    );
  }
}

export class MonthNotOver extends Problem {
  constructor() {
    super(409, 'STAFF.MONTH_NOT_OVER', '아직 끝나지 않은 달입니다. 달이 끝난 뒤에 점검을 마쳐 주세요.');
  }
}

export class MonthReviewed extends Problem {
  constructor() {
    super(409, 'STAFF.MONTH_REVIEWED', '이미 점검을 마친 달입니다.');
  }
}

export class TooManyRows extends Problem {
  constructor(most: number) {
    super(
      422,
      'STAFF.TOO_MANY_ROWS',
      `한 번에 ${most.toLocaleString('ko-KR')}행까지 내려받을 수 있습니다. 기간을 줄여 주세요.`,
    );
  }
}
