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
