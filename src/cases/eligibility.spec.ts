import { describe, expect, it } from 'vitest';
import type { Period, PersonFact, PetitionFact } from './case-fact.js';
import { decideEligibility } from './eligibility.js';

const petition = (more: Partial<PetitionFact> = {}): PetitionFact => ({
  typeCode: '4770000000015',
  typeName: '개발행위허가',
  kind: null,
  statutory: true,
  period: { unit: 'DAY', length: 15 },
  promised: null,
  departmentCode: '47700000011',
  ...more,
});
const person = (more: Partial<PersonFact> = {}): PersonFact => ({
  name: '홍길동',
  phone: '01000001234',
  notify: null,
  language: null,
  ...more,
});

describe('who is told of a case (product petitions §1)', () => {
  it.each<[Period, boolean]>([
    [{ unit: 'DAY', length: 0 }, false],
    [{ unit: 'DAY', length: 1 }, false],
    [{ unit: 'DAY', length: 2 }, true],
    [{ unit: 'WEEK', length: 1 }, true],
    [{ unit: 'MONTH', length: 1 }, true],
    [{ unit: 'YEAR', length: 1 }, true],
  ])('a period of %j: %s', (period, eligible) => {
    const decided = decideEligibility(petition({ period }), person(), null, false);
    expect(decided).toMatchObject({ eligible, reason: eligible ? null : '처리기간 2일 미만' });
  });

  it('says why nobody is told', () => {
    const reason = (...args: Parameters<typeof decideEligibility>) => decideEligibility(...args).reason;
    expect(reason(petition({ statutory: false }), person(), null, false)).toBe('법정민원 아님');
    expect(reason(petition(), person(), null, true)).toBe('다른 시스템에서 알림');
    expect(reason(petition(), person({ notify: false }), null, false)).toBe('수신 거부');
    expect(reason(petition(), person({ phone: null }), null, false)).toBe('휴대전화번호 없음');
    expect(reason(petition(), person({ phone: '0630001100' }), null, false)).toBe('휴대전화번호 없음');
  });

  it('takes an absent wish for yes, and an agent by himself', () => {
    expect(decideEligibility(petition(), person({ notify: null }), null, false)).toMatchObject({
      eligible: true,
      applicant: true,
      agent: false,
    });
    expect(decideEligibility(petition(), person({ notify: false }), person({ name: '김대리' }), false)).toMatchObject({
      eligible: true,
      reason: null,
      applicant: false,
      agent: true,
    });
    expect(decideEligibility(petition(), person(), person({ notify: false }), false)).toMatchObject({
      applicant: true,
      agent: false,
    });
  });
});
