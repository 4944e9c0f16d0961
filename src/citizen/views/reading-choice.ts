import type { Reading } from '../../../libs/krds/index.js';

export type Language = 'ko' | 'en';

/** How a citizen reads: language, text size and contrast, all carried in the address, since there is no login to keep them. */
export interface ReadingChoice extends Reading {
  lang: Language;
  /** What is shown where the address says nothing. */
  preferred: Language;
}

/**
 * Reads the choice from a query; anything unknown is the default, never an error.
 * @param preferred language of the applicant, where the case knows it
 */
export function readingChoice(query: Record<string, unknown>, preferred: Language = 'ko'): ReadingChoice {
  const { lang, size, contrast } = query;
  return {
    lang: lang === 'en' || lang === 'ko' ? lang : preferred,
    size: size === 'large' || size === 'xlarge' ? size : 'normal',
    contrast: contrast === 'high' ? 'high' : 'normal',
    preferred,
  };
}

/**
 * The same page read another way, or another page read the same way: `/s/KEY?lang=en&size=large`.
 * @param more what the address carries besides
 */
export function withReading(
  path: string,
  choice: ReadingChoice,
  change: Partial<Omit<ReadingChoice, 'preferred'>> = {},
  more: Record<string, string> = {},
): string {
  const { lang, size, contrast, preferred } = { ...choice, ...change };
  const query = new URLSearchParams(more);
  // Another page may not know whose language is preferred, so only Korean throughout goes without saying.
  if (lang !== 'ko' || preferred !== 'ko' || change.lang !== undefined) query.set('lang', lang);
  if (size !== 'normal') query.set('size', size);
  if (contrast !== 'normal') query.set('contrast', contrast);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
