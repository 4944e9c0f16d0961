import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const POOL_BYTES = 8_192;
let pool = Buffer.alloc(0);
let used = 0;

function randomLetters(length: number): string {
  if (used + length > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  let letters = '';
  for (let i = 0; i < length; i++) letters += ALPHABET[pool[used++]! % ALPHABET.length];
  return letters;
}

/** An id as the vendors make them: a prefix, the KST second, something random, e.g. `M4V20260429140000ABCDEFGHJKLMNPQ`. */
export function vendorId(prefix: string, now: number, letters = 15): string {
  return prefix + kstSecond(now) + randomLetters(letters);
}

let second = 0;
let secondText = '';

/** `20260429140000` in KST. */
function kstSecond(now: number): string {
  const current = Math.floor(now / 1_000);
  if (current !== second) {
    second = current;
    secondText = new Date(current * 1_000 + 9 * 3_600_000).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  }
  return secondText;
}
