import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeldStep, needsHeld, place, type Standing, type WaitingFact } from './placing.js';

const T0 = Date.parse('2026-04-29T14:00:00+09:00');
const FRESH: Standing = { next: 1, last: 0, base: null, skipped: [], unnumbered: false };

type Kind = WaitingFact['kind'];

function fact(sequence: number | null, kind: Kind, minutes: number, more: Partial<WaitingFact> = {}): WaitingFact {
  return {
    id: `${sequence ?? 'x'}-${kind}-${minutes}`,
    sequence,
    kind,
    at: new Date(T0 + minutes * 60_000),
    print: null,
    inferred: false,
    opening: false,
    ...more,
  };
}

/** A receipt number as the listener keeps it: what waits, what the case holds. */
class Receipt {
  standing: Standing;
  waiting: WaitingFact[] = [];
  held: (HeldStep & { sequence: number })[] = [];
  repeated: string[] = [];
  conflicting: string[] = [];
  gap = false;

  constructor(standing: Standing = FRESH) {
    this.standing = standing;
  }

  arrive(...facts: WaitingFact[]): this {
    this.waiting.push(...facts);
    // As the listener does it: what is held is only known where it is asked for.
    const held = needsHeld(this.standing, this.waiting) ? this.held : [];
    const placed = place(this.standing, this.waiting, held);
    const byId = new Map(this.waiting.map((one) => [one.id, one]));
    let { last, unnumbered } = this.standing;
    for (const { id, sequence } of placed.ready) {
      const one = byId.get(id)!;
      this.held.push({ ...one, sequence });
      last = sequence;
      unnumbered ||= one.sequence === null;
    }
    this.repeated.push(...placed.repeated);
    this.conflicting.push(...placed.conflicting);
    const done = new Set([...placed.ready.map(({ id }) => id), ...placed.repeated, ...placed.conflicting]);
    this.waiting = this.waiting.filter(({ id }) => !done.has(id));
    this.gap = placed.gap;
    this.standing = { next: placed.next, last, base: placed.base, skipped: placed.skipped, unnumbered };
    return this;
  }

  get kinds(): string[] {
    return this.held.map(({ sequence, kind }) => `${sequence} ${kind}`);
  }
}

const STORY: Kind[] = ['RECEIVED', 'ASSIGNED', 'SUPPLEMENT_REQUESTED', 'SUPPLEMENT_DONE', 'EXTENDED', 'COMPLETED'];
const story = (n = STORY.length) => STORY.slice(0, n).map((kind, i) => fact(i + 1, kind, i * 10));

describe('placing what waits for a receipt number', () => {
  it('whatever the order and the batches, with repeats, the same facts end in the same places', () => {
    const arrivals = fc
      .integer({ min: 1, max: 6 })
      .chain((n) =>
        fc.tuple(
          fc.shuffledSubarray(story(n), { minLength: n, maxLength: n }),
          fc.array(fc.integer({ min: 0, max: n - 1 }), { maxLength: 6 }),
          fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 12, maxLength: 12 }),
        ),
      );
    fc.assert(
      fc.property(arrivals, ([shuffled, again, sizes]) => {
        const all = [...shuffled, ...again.map((i, n) => ({ ...shuffled[i]!, id: `again-${n}` }))];
        const receipt = new Receipt();
        for (let at = 0, batch = 0; at < all.length; at += sizes[batch++]!)
          receipt.arrive(...all.slice(at, at + sizes[batch]!));
        expect(receipt.kinds).toEqual(STORY.slice(0, shuffled.length).map((kind, i) => `${i + 1} ${kind}`));
        expect(receipt.waiting).toEqual([]);
        expect(receipt.conflicting).toEqual([]);
        expect(receipt.repeated).toHaveLength(again.length);
        expect(receipt.gap).toBe(false);
      }),
    );
  });

  it('waits at a gap, and goes on when it closes', () => {
    const [one, two, three] = story(3);
    const receipt = new Receipt().arrive(one!, three!);
    expect([receipt.kinds, receipt.gap]).toEqual([['1 RECEIVED'], true]);
    receipt.arrive(two!);
    expect([receipt.kinds.length, receipt.gap]).toEqual([3, false]);
  });

  it('passes numbers for which nothing will come, also when they are reached later', () => {
    const receipt = new Receipt({ ...FRESH, skipped: [2, 4] }).arrive(...[1, 3, 5].map((n) => story()[n - 1]!));
    expect(receipt.kinds).toEqual(['1 RECEIVED', '3 SUPPLEMENT_REQUESTED', '5 EXTENDED']);
    expect(receipt.standing).toMatchObject({ next: 6, skipped: [] });
  });

  it('keeps the first of two facts under one number', () => {
    const receipt = new Receipt().arrive(...story(2));
    receipt.arrive(fact(2, 'ASSIGNED', 55, { id: 'late' }));
    receipt.arrive(fact(2, 'ASSIGNED', 10, { id: 'same' }));
    receipt.arrive(fact(2, 'ASSIGNED', 10, { id: 'other officer', print: 's999' }));
    expect(receipt.conflicting).toEqual(['late', 'other officer']);
    expect(receipt.repeated).toEqual(['same']);
  });

  it('takes the first number seen as the base of an opening case', () => {
    const receipt = new Receipt({ ...FRESH, next: null });
    receipt.arrive(fact(null, 'RECEIVED', 0), fact(4, 'EXTENDED', 40));
    receipt.arrive(fact(5, 'COMPLETED', 50));
    expect(receipt.kinds).toEqual(['1 RECEIVED', '4 EXTENDED', '5 COMPLETED']);
  });

  it('is not disturbed by the history of an opening case, which lies before its base, and still tells what contradicts it', () => {
    const receipt = new Receipt({ ...FRESH, next: null });
    receipt.arrive(fact(null, 'RECEIVED', 0, { opening: true }), fact(5, 'EXTENDED', 40, { opening: true }));
    receipt.arrive(...story(4));
    receipt.arrive(fact(6, 'COMPLETED', 50), fact(5, 'VOIDED', 45, { id: 'other five' }));
    expect(receipt.kinds).toEqual(['1 RECEIVED', '5 EXTENDED', '6 COMPLETED']);
    expect([receipt.repeated.length, receipt.conflicting]).toEqual([4, ['other five']]);
  });

  it('has its base in the stock also where the history before it comes in with it', () => {
    const receipt = new Receipt({ ...FRESH, next: null });
    const stock = [fact(null, 'RECEIVED', 0, { opening: true }), fact(5, 'EXTENDED', 40, { opening: true })];
    receipt.arrive(...stock, ...story(4), fact(6, 'COMPLETED', 50));
    expect(receipt.kinds).toEqual(['1 RECEIVED', '5 EXTENDED', '6 COMPLETED']);
    expect([receipt.repeated.length, receipt.conflicting]).toEqual([4, []]);
  });

  it('knows the same fact with and without a number by its kind and minute, whichever came first', () => {
    const unnumbered = STORY.map((kind, i) => fact(null, kind, i * 10 + 0.5));
    const before = new Receipt().arrive(...unnumbered).arrive(...story());
    const after = new Receipt().arrive(...story()).arrive(...unnumbered);
    for (const receipt of [before, after]) {
      expect(receipt.kinds).toEqual(STORY.map((kind, i) => `${i + 1} ${kind}`));
      expect([receipt.conflicting, receipt.waiting, receipt.repeated.length]).toEqual([[], [], STORY.length]);
    }
  });

  it('takes what was only seen in a row as said where the case stands so already', () => {
    const receipt = new Receipt().arrive(fact(1, 'RECEIVED', 0), fact(2, 'ASSIGNED', 5, { print: 's1' }));
    const seen = (print: string, minutes: number) => fact(null, 'ASSIGNED', minutes, { print, inferred: true });
    receipt.arrive(seen('s1', 90));
    expect(receipt.repeated).toHaveLength(1);
    receipt.arrive(seen('s2', 95)).arrive(seen('s1', 99));
    expect(receipt.kinds).toEqual(['1 RECEIVED', '2 ASSIGNED', '3 ASSIGNED', '4 ASSIGNED']);
    // Saeol's own number 3 is still to come, and gets the next place.
    receipt.arrive(fact(3, 'COMPLETED', 120));
    expect(receipt.kinds.at(-1)).toBe('5 COMPLETED');
  });

  it('leaves a closed case as it is when something is only seen to have changed', () => {
    const receipt = new Receipt().arrive(fact(1, 'RECEIVED', 0), fact(2, 'COMPLETED', 60));
    receipt.arrive(fact(null, 'AMENDED', 61, { inferred: true }));
    expect([receipt.kinds.length, receipt.repeated.length]).toEqual([2, 1]);
  });

  it('puts a changed applicant before the steps that came with the change', () => {
    const receipt = new Receipt().arrive(fact(1, 'RECEIVED', 0));
    receipt.arrive(fact(2, 'COMPLETED', 60), fact(null, 'AMENDED', 61, { inferred: true }));
    expect(receipt.kinds).toEqual(['1 RECEIVED', '2 AMENDED', '3 COMPLETED']);
  });
});
