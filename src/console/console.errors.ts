import { Problem } from '../../libs/http/index.js';

export class GatewayNotThere extends Problem {
  constructor() {
    super(
      404,
      'CONSOLE.GATEWAY_NOT_THERE',
      '이 업체는 이 수단에 설정되어 있지 않습니다. 발송 게이트웨이 화면에서 다시 골라 주세요.',
    );
  }
}

export class OccasionNotThere extends Problem {
  constructor() {
    super(404, 'CONSOLE.OCCASION_NOT_THERE', '이런 안내는 없습니다. 보내는 시간과 주소 화면에서 다시 골라 주세요.');
  }
}

export class UnknownPage extends Problem {
  constructor() {
    super(404, 'CONSOLE.UNKNOWN_PAGE', '이 주소에는 화면이 없습니다. 메뉴에서 다시 골라 주세요.');
  }
}
