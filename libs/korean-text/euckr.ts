import iconv from 'iconv-lite';

/**
 * The characters of EUC-KR proper: ASCII and KS X 1001 (2,350 Hangul syllables, letters, symbols, Hanja), as the carriers
 * take them for SMS and LMS.
 *
 * iconv-lite's `euc-kr` is really CP949: it knows all 11,172 syllables and turns what it cannot map silently into `?`. So the
 * set is built once, when first asked for, by decoding every pair whose bytes both lie in A1–FE and keeping what encodes back to the
 * same pair. Hangul syllables then come from lead bytes B0–C8 alone, which is the set SOLAPI asks for.
 */
let built: Uint8Array | null = null;

function ksX1001(): Uint8Array {
  return (built ??= buildKsX1001());
}

function buildKsX1001(): Uint8Array {
  const known = new Uint8Array(0x10000);
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const pair = Buffer.from([lead, trail]);
      const character = iconv.decode(pair, 'euc-kr');
      if (character.length !== 1 || character === '\ufffd') continue;
      if (iconv.encode(character, 'euc-kr').equals(pair)) known[character.charCodeAt(0)] = 1;
    }
  }
  return known;
}

/**
 * Length of a text in EUC-KR bytes: 1 for ASCII, 2 for everything else. A character outside the set counts 2 too, so that a
 * length can be shown while somebody still types; whether the text can be sent at all says {@link isEuckr}.
 */
export function euckrBytes(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += character.charCodeAt(0) < 0x80 ? 1 : 2;
  return bytes;
}

/** The characters of a text that EUC-KR does not have, each once, in order of appearance; empty where all can be sent. */
export function outsideEuckr(text: string): string[] {
  const offending = new Set<string>();
  const known = ksX1001();
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80 || (code < 0x10000 && known[code] === 1)) continue;
    offending.add(character);
  }
  return [...offending];
}

/** Whether every character of a text survives the way through EUC-KR (SMS and LMS know no other set). */
export function isEuckr(text: string): boolean {
  const known = ksX1001();
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80 && known[code] !== 1) return false;
  }
  return true;
}
