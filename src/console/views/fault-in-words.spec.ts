import { describe, expect, it } from 'vitest';
import { faultInWords } from './fault-in-words.js';

describe('a fault of a record', () => {
  it.each([
    ['step_code: this code is not in the code map', 'step_code: 코드표에 없는 코드입니다'],
    ['mw_take_no: is needed', 'mw_take_no: 비어 있습니다'],
    [
      'petition.period.length: a whole number from 1 to 400 is needed',
      'petition.period.length: 1에서 400 사이의 정수여야 합니다',
    ],
    [
      'occurredAt: an instant with its offset is needed, such as 2026-04-29T14:00:00+09:00; officer.id: a text is needed',
      'occurredAt: 시차가 붙은 때여야 합니다. 예: 2026-04-29T14:00:00+09:00, officer.id: 비어 있습니다',
    ],
    ['kind must be one of RECEIVED, ASSIGNED', '단계(kind)는 다음 가운데 하나여야 합니다: RECEIVED, ASSIGNED'],
    ['ASSIGNED cannot come before RECEIVED', '접수보다 먼저 온 단계: 담당자 지정'],
    [
      'ASSIGNED cannot follow COMPLETED; a wrong completion is taken back by REOPENED',
      '완료된 뒤에 온 단계: 담당자 지정',
    ],
    ['keys: no receipt number of 18 digits', 'keys: 18자리 접수번호가 없습니다'],
    ['something new: a fault that nobody has put into words', 'something new: a fault that nobody has put into words'],
  ])('%s', (detail, words) => {
    expect(faultInWords(detail)).toBe(words);
  });
});
