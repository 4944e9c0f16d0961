import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { euckrBytes, isEuckr, josa, outsideEuckr } from './index.js';

describe('EUC-KR', () => {
  it('holds the 2,350 syllables of KS X 1001 and no other', () => {
    let syllables = 0;
    for (let code = 0xac00; code <= 0xd7a3; code++) if (isEuckr(String.fromCharCode(code))) syllables++;
    expect(syllables).toBe(2350);
  });

  it('refuses syllables that only CP949 knows', () => {
    expect(outsideEuckr('똠방각하 펲시 햏')).toEqual(['똠', '펲', '햏']);
    expect(isEuckr('똠')).toBe(false);
  });

  it('takes what our wordings are made of', () => {
    expect(outsideEuckr('[순창군] ■ 처리예정: 2026. 5. 6.(수) ※ 「민원」 · … “안내” ①\n')).toEqual([]);
  });

  it('refuses what encoders silently turn into a question mark', () => {
    expect(outsideEuckr('가–나\u00a0다😀라😀')).toEqual(['–', '\u00a0', '😀']);
    expect(isEuckr('😀')).toBe(false);
  });

  it('counts one byte for ASCII and two for the rest', () => {
    expect(euckrBytes('')).toBe(0);
    expect(euckrBytes('abc 123\n')).toBe(8);
    expect(euckrBytes('순창군 민원')).toBe(11);
    expect(euckrBytes('가'.repeat(45))).toBe(90);
    expect(euckrBytes('😀')).toBe(2);
  });

  it('agrees with itself: nothing offends exactly where all can be sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(isEuckr(text)).toBe(outsideEuckr(text).length === 0);
      }),
    );
  });
});

describe('josa', () => {
  it.each([
    ['홍길동', '은/는', '홍길동은'],
    ['철수', '은/는', '철수는'],
    ['건축과', '이/가', '건축과가'],
    ['민원실', '을/를', '민원실을'],
    ['민원', '과/와', '민원과'],
    ['서울', '으로/로', '서울로'],
    ['전주', '으로/로', '전주로'],
    ['순창', '으로/로', '순창으로'],
    ['건축과(2층)', '을/를', '건축과(2층)을'],
    ['5월 10', '이/가', '5월 10이'],
    ['2026', '은/는', '2026은'],
    ['2025', '은/는', '2025는'],
    ['7', '으로/로', '7로'],
    ['1000', '으로/로', '1000으로'],
    ['LMS', '은/는', 'LMS는'],
    ['PDF', '을/를', 'PDF를'],
    ['URL', '으로/로', 'URL로'],
    ['', '은/는', '는'],
  ] as const)('%s + %s → %s', (word, pair, expected) => {
    expect(josa(word, pair)).toBe(expected);
  });
});
