/** A pair of particles, the form after a final consonant first. */
export type JosaPair = '은/는' | '이/가' | '을/를' | '과/와' | '으로/로' | '이라/라' | '아/야';

/** Final sounds of what is read aloud: '' none, 'ㄹ' (matters for 으로/로), 'C' any other consonant. */
type Final = '' | 'ㄹ' | 'C';

/** 영 일 이 삼 사 오 육 칠 팔 구 */
const DIGIT_FINALS: readonly Final[] = ['C', 'ㄹ', '', 'C', '', '', 'C', 'ㄹ', 'ㄹ', ''];
/** Letters whose Korean names end in a consonant: 엘 엠 엔 알. */
const LETTER_FINALS: Readonly<Record<string, Final>> = { l: 'ㄹ', r: 'ㄹ', m: 'C', n: 'C' };

const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const FINALS_PER_SYLLABLE = 28;
const FINAL_RIEUL = 8;

/**
 * A word with the right particle after it: `josa('홍길동', '은/는')` → `홍길동은`, `josa('서울', '으로/로')` → `서울로`.
 *
 * Digits and Latin letters go by how they are read; closing brackets and quotation marks are passed over (`josa('건축과(2층)',
 * '을/를')` goes by 층). Only for text that we compose freely: approved wordings (AlimTalk, template RCS) hold no particle after
 * a variable.
 */
export function josa(word: string, pair: JosaPair): string {
  const [afterConsonant, afterVowel] = pair.split('/') as [string, string];
  const final = finalOf(word);
  if (pair === '으로/로' && final === 'ㄹ') return word + afterVowel;
  return word + (final === '' ? afterVowel : afterConsonant);
}

function finalOf(word: string): Final {
  const spoken = word.replace(/[^\p{L}\p{N}]+$/u, '');
  const last = spoken.at(-1);
  if (last === undefined) return '';
  const code = last.charCodeAt(0);
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) {
    const final = (code - HANGUL_FIRST) % FINALS_PER_SYLLABLE;
    if (final === 0) return '';
    return final === FINAL_RIEUL ? 'ㄹ' : 'C';
  }
  if (/[0-9]/.test(last)) return finalOfNumber(spoken);
  return LETTER_FINALS[last.toLowerCase()] ?? '';
}

/** A number is read with its last unit: 10 십, 100 백, 1000 천, 10000 만, 1억 are closed by a consonant. */
function finalOfNumber(word: string): Final {
  const digits = /[0-9]+$/.exec(word)?.[0] ?? '';
  if (/[1-9]0+$/.test(digits)) return 'C';
  return DIGIT_FINALS[Number(digits.at(-1))] ?? '';
}
