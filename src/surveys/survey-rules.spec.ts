import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followUpOf, scrubComment, stateAt, type Standing } from './survey-rules.js';
import { statisticsOf, type Distribution } from './survey-statistics.js';

const MINUTE = 60_000;

describe('what a token opens', () => {
  const at = fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => new Date(minutes * MINUTE));
  const standings = fc.record<Standing>({
    state: fc.constantFrom('OPEN', 'ANSWERED', 'CLOSED'),
    closeReason: fc.constantFrom('REOPENED', 'VOIDED', 'NOT_DELIVERED', null),
    closesAt: at,
    editUntil: fc.option(at),
    caseStands: fc.boolean(),
  });

  it('never opens again once it has closed, as time goes on', () => {
    fc.assert(
      fc.property(standings, at, at, (standing, a, b) => {
        const [earlier, later] = a < b ? [a, b] : [b, a];
        if (stateAt(standing, earlier) !== 'OPEN') expect(stateAt(standing, later)).not.toBe('OPEN');
      }),
    );
  });

  it('an answered one opens for its ten minutes only', () => {
    fc.assert(
      fc.property(standings, at, (standing, now) => {
        const state = stateAt({ ...standing, state: 'ANSWERED' }, now);
        expect(state).toBe(standing.editUntil !== null && now < standing.editUntil ? 'OPEN' : 'USED');
      }),
    );
  });
});

describe('statistics', () => {
  const distributions = fc.tuple(
    ...Array.from({ length: 5 }, () => fc.integer({ min: 0, max: 60 })),
  ) as fc.Arbitrary<Distribution>;

  it('agree with the answers one by one, and hide fewer than five', () => {
    fc.assert(
      fc.property(distributions, (distribution) => {
        const answers = distribution.flatMap((n, i) => Array.from({ length: n }, () => i + 1));
        const result = statisticsOf(distribution);
        expect(result.answered).toBe(answers.length);
        if (answers.length < 5) return expect(result).toEqual({ answered: answers.length, suppressed: true });
        const mean = answers.reduce((a, b) => a + b, 0) / answers.length;
        // Two decimals: at most half a hundredth away, and at a tie (3.175) exactly that.
        expect(Math.abs(result.mean! - mean)).toBeLessThan(0.005 + 1e-9);
        expect(result.interval!.from).toBeLessThanOrEqual(result.mean!);
        expect(result.interval!.to).toBeGreaterThanOrEqual(result.mean!);
        expect(result.interval!.from).toBeGreaterThanOrEqual(1);
        expect(result.interval!.to).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('the interval of 2, 3, 4, 4, 5 is that of Student with 4 degrees of freedom', () => {
    // mean 3.6, s = 1.140, t = 2.776: ± 1.416
    const { interval } = statisticsOf([0, 1, 1, 2, 1]);
    expect(interval!.from).toBeCloseTo(2.18, 1);
    expect(interval!.to).toBe(5);
  });
});

describe('a comment', () => {
  it('loses numbers, addresses and the names that the case knows', () => {
    expect(
      scrubComment(' 800101-1234567 홍길동 01012345678 https://a.example/x ', ['홍길동', null, undefined, '*']),
    ).toBe('******-******* 홍*동 ***-****-**** ***');
    expect(scrubComment('   ', [])).toBeNull();
    expect(scrubComment('홍 길동입니다. (주)가온들에서 신청했어요', ['홍길동', '(주)가온들'])).toBe(
      '홍*동입니다. ○○에서 신청했어요',
    );
  });
});

describe('a comment about others', () => {
  it('loses telephone, receipt and account numbers, however they are written, and keeps its dates and sums', () => {
    for (const number of ['063-650-1234', '063) 650-1234', '02 123 4567', '202647700000000001', '301-0123-4567-89'])
      expect([number, scrubComment(`${number}로 해 주세요`, [])]).toEqual([number, '***로 해 주세요']);
    expect(scrubComment('a.b@example.kr로 주세요', [])).toBe('***로 주세요');
    for (const kept of [
      '2026-04-29에 갔습니다',
      '2026. 4. 29. 10시에 갔습니다',
      '수수료 1,500,000원',
      '3일 걸린다더니 10일',
    ])
      expect(scrubComment(kept, [])).toBe(kept);
  });

  it('loses the names of the department, but not words that are a short name as well', () => {
    expect(scrubComment('남궁다온 주무관님, 이솔 이솔하게', [], ['남궁다온', '이솔'])).toBe(
      '남**온 주무관님, 이솔 이솔하게',
    );
  });
});

it('a head hears of two points and less, and of whoever wants to be contacted', () => {
  expect([1, 2, 3, 5].map((score) => followUpOf({ score, contact: false }))).toEqual([
    'ANONYMOUS',
    'ANONYMOUS',
    null,
    null,
  ]);
  expect(followUpOf({ score: 4, contact: true })).toBe('CONTACT');
});
