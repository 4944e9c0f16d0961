import { describe, expect, it } from 'vitest';
import { readingChoice, withReading, type ReadingChoice } from './reading-choice.js';

const PLAIN: ReadingChoice = { lang: 'ko', size: 'normal', contrast: 'normal', preferred: 'ko' };

describe('reading choice', () => {
  it('falls back on anything unknown, also on a list', () => {
    expect(readingChoice({ lang: 'fr', size: ['large', 'x'], contrast: '<' })).toEqual({
      lang: 'ko',
      size: 'normal',
      contrast: 'normal',
      preferred: 'ko',
    });
  });

  it('begins in the language of the applicant, until the citizen chooses', () => {
    expect(readingChoice({}, 'en').lang).toBe('en');
    expect(readingChoice({ lang: 'ko' }, 'en').lang).toBe('ko');
  });

  it('goes round through the address', () => {
    const choice = { lang: 'en', size: 'xlarge', contrast: 'high', preferred: 'ko' } as const;
    const url = new URL(withReading('/s/KEY', choice), 'http://host');
    expect(readingChoice(Object.fromEntries(url.searchParams))).toEqual(choice);
    expect(withReading('/s/KEY', PLAIN)).toBe('/s/KEY');
  });

  it('names the language where it was chosen, so that it wins over the applicant’s', () => {
    expect(withReading('/s/KEY', { ...PLAIN, lang: 'en' }, { lang: 'ko' })).toBe('/s/KEY?lang=ko');
    expect(withReading('/s/KEY', { ...PLAIN, preferred: 'en' }, { size: 'large' })).toBe('/s/KEY?lang=ko&size=large');
  });

  it('keeps what else the address carries', () => {
    expect(withReading('/survey/KEY', PLAIN, { size: 'large' }, { score: '5' })).toBe('/survey/KEY?score=5&size=large');
  });
});
