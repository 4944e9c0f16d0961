import { Problem } from '../../libs/http/index.js';

export class RungsOutOfOrder extends Problem {
  constructor() {
    super(
      422,
      'DEADLINES.RUNGS_OUT_OF_ORDER',
      '먼저 알리는 단계가 나중 단계보다 더 많은 시간을 남겨야 합니다. 예: 3일 전, 1일 전.',
      { errors: [{ field: '', message: 'dayD3 > dayD1 and hourD3 > hourD1 > hourDday' }] },
    );
  }
}
