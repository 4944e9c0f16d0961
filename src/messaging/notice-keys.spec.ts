import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyRing, Privacy } from '../../libs/privacy/index.js';
import { laneKey, noticeKey } from './notice-keys.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const privacy = new Privacy(KeyRing.parse(`1:${Buffer.alloc(32, 7).toString('base64')}`), Buffer.alloc(32, 5));
const beginningOf = (key: string) => key.slice(0, 13);
const receiptNo = (n: number) => `2026477${String(n).padStart(11, '0')}`;

test('each cause and each recipient has a key of its own, a UUID, the same each time', () => {
  const text = fc.string({ maxLength: 40 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: (pair) => JSON.stringify(pair) }), (pairs) => {
      for (const keyOf of [
        ([cause, phone]: [string, string]) => noticeKey(privacy, cause, { phone }),
        ([cause, recipient]: [string, string]) => noticeKey(privacy, cause, { recipient }),
        ([subject, phone]: [string, string]) => laneKey(privacy, subject, phone),
      ]) {
        const keys = pairs.map(keyOf);
        expect(new Set(keys).size).toBe(pairs.length);
        expect(pairs.map(keyOf)).toEqual(keys);
        for (const key of keys) expect(key).toMatch(UUID);
      }
    }),
  );
});

test('notices of cases that were received one after the other lie side by side', () => {
  const beginnings = new Set(
    Array.from({ length: 3_000 }, (_, n) =>
      beginningOf(
        noticeKey(privacy, `${receiptNo(20_000 + n)}:${1 + (n % 5)}:case.received`, { phone: `0100000${n}` }),
      ),
    ),
  );
  expect(beginnings.size).toBe(1);
  expect(beginnings).not.toContain(
    beginningOf(noticeKey(privacy, `${receiptNo(30_000)}:1:case.received`, { phone: '0' })),
  );
});

test('lanes of a case begin with the time of its id, and those of one time lie side by side', () => {
  expect(laneKey(privacy, '019dd6f0-5a11-7abc-8def-0123456789ab', '01000001103')).toMatch(/^019dd6f0-5a11-/);
  const [one, other] = ['01000001103', '01000001104'].map((phone) =>
    laneKey(privacy, '019dd6f0-5a11-7abc-8def-0123456789ab', phone),
  );
  expect(one).not.toBe(other);
  expect(beginningOf(laneKey(privacy, 'staff:1', '01000001103'))).toBe(
    beginningOf(laneKey(privacy, 'staff:2', '01000001104')),
  );
});
