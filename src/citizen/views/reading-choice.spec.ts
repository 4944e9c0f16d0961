import { describe, expect, it } from 'vitest';
import { readingChoice, withReading } from './reading-choice.js';

describe('reading choice', () => {
  it('falls back on anything unknown, also on a list', () => {
    expect(readingChoice({ lang: 'fr', size: ['large', 'x'], contrast: '<' })).toEqual({
      lang: 'ko',
      size: 'normal',
      contrast: 'normal',
    });
  });

  it('begins in the language of the applicant, until the citizen chooses', () => {
    expect(readingChoice({}, 'en').lang).toBe('en');
    expect(readingChoice({ lang: 'ko' }, 'en').lang).toBe('ko');
  });

  it('goes round through the address', () => {
    const choice = { lang: 'en', size: 'xlarge', contrast: 'high' } as const;
    const url = new URL(withReading('/s/KEY', choice), 'http://host');
    expect(readingChoice(Object.fromEntries(url.searchParams))).toEqual(choice);
    expect(withReading('/s/KEY', { lang: 'ko', size: 'normal', contrast: 'normal' })).toBe('/s/KEY');
  });

  it('names the language where it was chosen, so that it wins over the applicant’s', () => {
    expect(withReading('/s/KEY', { lang: 'en', size: 'normal', contrast: 'normal' }, { lang: 'ko' })).toBe(
      '/s/KEY?lang=ko',
    );
  });
});
