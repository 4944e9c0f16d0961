import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundle, type DueNotice } from './bundle-pre-notices.js';

const notices = fc.array(
  fc.record<DueNotice>({
    cases: fc.integer({ min: 1, max: 4 }),
    name: fc.constantFrom('D3', 'D1', 'DDAY', 'OVERDUE', 'SUPPLEMENT_LAPSED'),
    recipientKind: fc.constantFrom('OFFICER', 'LEADER', 'HEAD'),
  }),
  { maxLength: 8 },
);

function casesOf(due: readonly DueNotice[]): number {
  return due.reduce((sum, { cases }) => sum + cases, 0);
}

describe('bundle', () => {
  it('loses and doubles nothing, and never puts more than three messages beside each other', () => {
    fc.assert(
      fc.property(notices, fc.boolean(), (due, headTold) => {
        const { singles, digest, heldBack } = bundle(due, headTold);
        expect([...singles, ...digest, ...heldBack]).toHaveLength(due.length);
        expect(new Set([...singles, ...digest, ...heldBack])).toEqual(new Set(due));
        expect(casesOf(singles)).toBeLessThanOrEqual(3);
        expect(casesOf(digest)).not.toBe(1);
      }),
    );
  });

  it('gives a head one overdue message a day', () => {
    fc.assert(
      fc.property(notices, fc.boolean(), (due, headTold) => {
        const { singles, digest } = bundle(due, headTold);
        const isHeads = ({ name, recipientKind }: DueNotice) => name === 'OVERDUE' && recipientKind === 'HEAD';
        const messages = casesOf(singles.filter(isHeads)) + (digest.some(isHeads) ? 1 : 0);
        expect(messages).toBeLessThanOrEqual(headTold ? 0 : 1);
      }),
    );
  });
});
