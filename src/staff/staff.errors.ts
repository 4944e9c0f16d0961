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
