import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyRing, Privacy } from '../../libs/privacy/index.js';
import { eventKey } from './event-key.js';

const ring = KeyRing.parse(`1:${Buffer.alloc(32, 7).toString('base64')}`);
const privacy = new Privacy(ring, Buffer.alloc(32, 5));
const keyOf = (eventId: string) => eventKey(privacy, eventId).toString('hex');

test('each id has a key of its own, 16 bytes, the same each time', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 100 }), { maxLength: 50 }), (ids) => {
      const keys = ids.map(keyOf);
      expect(keys).toEqual(ids.map(keyOf));
      expect(new Set(keys).size).toBe(ids.length);
      for (const key of keys) expect(key).toHaveLength(32);
    }),
  );
});

test('ids that Saeol gives one after the other lie side by side, and others do not', () => {
  const idOf = (n: number, sequence: number) => `S-2026477${String(n).padStart(11, '0')}-${sequence}`;
  const beginnings = (from: number) =>
    new Set(Array.from({ length: 5_000 }, (_, n) => keyOf(idOf(from + n, 1 + (n % 4))).slice(0, 12)));
  expect(beginnings(0).size).toBe(1);
  expect(beginnings(5_000)).toEqual(beginnings(0));
  expect(beginnings(10_000)).not.toEqual(beginnings(0));
});

test('under another secret the same id has another key, in either part', () => {
  const other = eventKey(new Privacy(ring, Buffer.alloc(32, 6)), 'S-202647700000000001-1').toString('hex');
  const own = keyOf('S-202647700000000001-1');
  expect(other.slice(0, 12)).not.toBe(own.slice(0, 12));
  expect(other.slice(12)).not.toBe(own.slice(12));
});
