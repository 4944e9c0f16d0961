import { describe, expect, it } from 'vitest';
import { readWordings } from '../../config/seed/index.js';
import { euckrBytes } from '../../libs/korean-text/index.js';
import { compose, longestOf } from './composer.js';
import { CITIZEN_VARIABLES } from './messaging.harness.js';
import { checkWording } from './wording-check.js';
import { diffWordings } from './wording-diff.js';
import { previewWording } from './wording-preview.js';
import { fillVariables, fillWording, linkOf, variablesIn, wordingOfSeed, type Wording } from './wording.js';

const ORGANISATION = '순창군';
const ADDRESS = 'https://minwon-alim.sunchang.go.kr';
const all = [...readWordings('ko'), ...readWordings('en')];
const received = all.find(({ code, language }) => code === 'CASE_RECEIVED' && language === 'ko')!;

/** What is wrong with a wording of case.received after a change. */
function findings(change: (wording: Wording) => Wording | void, occasion = 'case.received'): string[] {
  const wording = structuredClone(wordingOfSeed(received));
  const changed = change(wording) ?? wording;
  const use = { occasion, variant: 'DEFAULT', language: 'ko', organisation: ORGANISATION };
  const filled = fillWording(changed, ORGANISATION, ADDRESS, 'ko');
  return checkWording(filled, use).map(({ severity, channel, code }) => `${severity} ${channel} ${code}`);
}

describe('what is checked before a wording is handed in', () => {
  it.each(all.map((seed) => [`${seed.code} ${seed.language}`, seed] as const))('%s has no fault', (_, seed) => {
    const { occasion, variant, language } = seed;
    const filled = fillWording(wordingOfSeed(seed), ORGANISATION, ADDRESS, language);
    const found = checkWording(filled, { occasion, variant, language, organisation: ORGANISATION });
    expect(found.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });

  it.each<[string, (wording: Wording) => Wording | void, string[]]>([
    [
      'a variable that nobody knows',
      (w) => void (w.alimtalk.text += ' #{없는값}'),
      ['ERROR ALIMTALK UNKNOWN_VARIABLE', 'ERROR RCS UNKNOWN_VARIABLE', 'ERROR LMS OTHER_FACTS'],
    ],
    [
      'a value that this notice does not have',
      (w) => {
        w.alimtalk.text += '\n#{보완기한}';
        w.lms.text += '\n#{보완기한}';
      },
      ['ERROR ALIMTALK NOT_GIVEN', 'ERROR RCS NOT_GIVEN', 'ERROR LMS NOT_GIVEN'],
    ],
    [
      'a value with a fallback may be named',
      (w) => {
        w.alimtalk.text += '\n#{담당자}';
        w.lms.text += '\n#{담당자}';
      },
      [],
    ],
    ['a brace without its other half', (w) => void (w.lms.text += '\n#{민원인'), ['ERROR LMS BROKEN_VARIABLE']],
    [
      'what the law asks for is left out',
      (w) => {
        w.alimtalk.text = w.alimtalk.text.replace('#{처리예정일}', '곧');
        w.lms.text = w.lms.text.replace('#{처리예정일}', '곧');
      },
      ['ERROR ALIMTALK MISSING_VARIABLE'],
    ],
    [
      'the text tells less than the AlimTalk',
      (w) => void (w.lms.text = w.lms.text.replace('#{접수번호}', '-')),
      ['ERROR LMS OTHER_FACTS'],
    ],
    ['the text tells more than the AlimTalk', (w) => void (w.lms.text += '\n#{담당자}'), ['ERROR LMS OTHER_FACTS']],
    ['RCS loses the link', (w) => void (w.rcs.buttons = []), ['ERROR RCS OTHER_FACTS']],
    [
      'too long with the longest values',
      (w) => {
        w.alimtalk.text += '가'.repeat(800);
      },
      ['ERROR ALIMTALK TOO_LONG'],
    ],
    ['a text too long in bytes', (w) => void (w.lms.text += '가'.repeat(900)), ['ERROR LMS TOO_LONG']],
    [
      'titles too long',
      (w) => {
        w.rcs.title = '가'.repeat(31);
        w.lms.title = '가'.repeat(21);
      },
      ['ERROR RCS TOO_LONG', 'ERROR LMS TOO_LONG'],
    ],
    ['a syllable beyond the 2,350', (w) => void (w.lms.text += '\n똠방각하 햏'), ['ERROR LMS OUTSIDE_EUCKR']],
    ['an en dash and an emoji', (w) => void (w.lms.title += ' – 😀'), ['ERROR LMS OUTSIDE_EUCKR']],
    [
      'a particle after a variable',
      (w) => void (w.alimtalk.text += '\n#{담당부서}이 맡습니다. #{담당부서}을(를)'),
      ['ERROR ALIMTALK PARTICLE', 'ERROR RCS PARTICLE'],
    ],
    ['님 and 까지 are no such particles', (w) => void (w.alimtalk.text += '\n#{민원인}님, #{처리예정일}까지'), []],
    ['in text the particle follows the value', (w) => void (w.lms.text += '\n#{담당부서}이(가) 맡습니다.'), []],
    [
      'somebody else at the head',
      (w) => void (w.alimtalk.text = w.alimtalk.text.replace('[{{기관명}}]', '[다른군]')),
      ['ERROR ALIMTALK NO_ORGANISATION', 'ERROR RCS NO_ORGANISATION'],
    ],
    [
      'a button name with a variable, and one too long',
      (w) => {
        w.alimtalk.buttons = [{ name: '#{민원인} 보기', type: 'WL', url: `${ADDRESS}/s/#{열람키}` }];
        w.rcs.buttons[0]!.name = '가'.repeat(18);
      },
      ['ERROR ALIMTALK BUTTON_NAME', 'ERROR RCS BUTTON_NAME'],
    ],
    [
      'a button that dials, on AlimTalk',
      (w) => void w.alimtalk.buttons.push({ name: '전화', type: 'DL', tel: '#{부서전화}' }),
      ['ERROR ALIMTALK BUTTON_LINK'],
    ],
    [
      'six buttons',
      (w) => void (w.alimtalk.buttons = Array.from({ length: 6 }, () => w.alimtalk.buttons[0]!)),
      ['ERROR ALIMTALK TOO_MANY_BUTTONS'],
    ],
    [
      'an address that runs on',
      (w) => void (w.lms.text = w.lms.text.replace('#{열람키}', '#{열람키}.')),
      ['ERROR LMS ADDRESS_RUNS_ON'],
    ],
    ['nothing at all', (w) => void (w.lms.title = ' '), ['ERROR LMS BLANK']],
    [
      'a short text that leaves out what must be told',
      (w) => void (w.sms = '[{{기관명}}] #{접수번호}'),
      ['ERROR SMS MISSING_VARIABLE'],
    ],
  ])('%s', (_, change, expected) => {
    expect(findings(change)).toEqual(expected);
  });

  it('each limit holds to the last character or byte, with the longest values', () => {
    const own = wordingOfSeed(received);
    const longest = (text: string) =>
      fillVariables(text.replaceAll('{{기관명}}', ORGANISATION).replaceAll('{{주소}}', ADDRESS), longestOf(text));
    const missing = {
      ALIMTALK: 1_000 - longest(own.alimtalk.text).length,
      LMS: 2_000 - euckrBytes(longest(own.lms.text)),
    };
    const link = own.alimtalk.buttons[0]!;
    const buttons = (name: number) => [{ ...link, name: '가'.repeat(name) }];
    const variables = (count: number) => (w: Wording) => {
      const names = Array.from(
        { length: count - variablesIn(w.alimtalk.text, linkOf(link)).length },
        (_, n) => `#{값${n}}`,
      );
      w.alimtalk.text += names.join(' ');
    };
    const limits: [name: string, fits: (w: Wording) => void, exceeds: (w: Wording) => void, code: string][] = [
      [
        'AlimTalk text',
        (w) => void (w.alimtalk.text += 'a'.repeat(missing.ALIMTALK)),
        (w) => void (w.alimtalk.text += 'a'.repeat(missing.ALIMTALK + 1)),
        'ERROR ALIMTALK TOO_LONG',
      ],
      [
        'LMS text',
        (w) => void (w.lms.text += `\n${'a'.repeat(missing.LMS - 1)}`),
        (w) => void (w.lms.text += `\n${'a'.repeat(missing.LMS)}`),
        'ERROR LMS TOO_LONG',
      ],
      [
        'LMS title',
        (w) => void (w.lms.title = '가'.repeat(20)),
        (w) => void (w.lms.title = `${'가'.repeat(20)}a`),
        'ERROR LMS TOO_LONG',
      ],
      [
        'RCS title',
        (w) => void (w.rcs.title = '가'.repeat(30)),
        (w) => void (w.rcs.title = '가'.repeat(31)),
        'ERROR RCS TOO_LONG',
      ],
      [
        'AlimTalk button',
        (w) => void (w.alimtalk.buttons = buttons(14)),
        (w) => void (w.alimtalk.buttons = buttons(15)),
        'ERROR ALIMTALK BUTTON_NAME',
      ],
      [
        'RCS button',
        (w) => void (w.rcs.buttons = buttons(17)),
        (w) => void (w.rcs.buttons = buttons(18)),
        'ERROR RCS BUTTON_NAME',
      ],
      [
        'AlimTalk buttons',
        (w) => void (w.alimtalk.buttons = Array.from({ length: 5 }, () => link)),
        (w) => void (w.alimtalk.buttons = Array.from({ length: 6 }, () => link)),
        'ERROR ALIMTALK TOO_MANY_BUTTONS',
      ],
      ['variables', variables(40), variables(41), 'ERROR ALIMTALK TOO_MANY_VARIABLES'],
    ];
    const found = limits.map(([name, fits, exceeds, code]) => [
      name,
      findings(fits).includes(code),
      findings(exceeds).includes(code),
    ]);
    expect(found).toEqual(limits.map(([name]) => [name, false, true]));
  });

  it('a short text that may grow too long becomes LMS, and says so beforehand', () => {
    const sms = `[{{기관명}}]#{민원인} #{민원명} #{접수번호} #{접수일시} #{처리예정일} #{담당부서} {{주소}}/s/#{열람키}`;
    expect(findings((w) => void (w.sms = sms))).toEqual(['WARNING SMS BECOMES_LMS']);
    expect(findings((w) => void (w.sms = `${sms} ${'가'.repeat(45)}`))).toEqual(['ERROR SMS TOO_LONG']);
    const filled = fillWording(
      { ...wordingOfSeed(received), sms: '[{{기관명}}] #{민원인} #{민원명}' },
      ORGANISATION,
      ADDRESS,
      'ko',
    );
    const input = { variant: 'DEFAULT', language: 'ko', mainNumber: '063-000-0000', linkInText: true };
    const channel = (민원명: string) =>
      compose(filled, 'LMS', { ...input, variables: { ...CITIZEN_VARIABLES, 민원명 } }).channel;
    expect([channel('개발행위허가'), channel('가'.repeat(39))]).toEqual(['SMS', 'LMS']);
  });

  it('particles in text follow the value', () => {
    const wording = {
      ...wordingOfSeed(received),
      lms: {
        title: '제목',
        text: '#{담당부서}이(가) #{민원명}을(를) #{담당자}(으)로 #{부서전화}은(는) #{민원인}과(와)',
      },
    };
    const filled = fillWording(wording, ORGANISATION, ADDRESS, 'ko');
    const { text } = compose(filled, 'LMS', {
      variables: { ...CITIZEN_VARIABLES, 민원인: '#{담당자}' },
      variant: 'DEFAULT',
      language: 'ko',
      mainNumber: '',
      linkInText: true,
    });
    expect(text).toBe('건축과가 개발행위허가를 송오름으로 063-000-1100은 # {담당자}와');
  });
});

describe('previews', () => {
  it('show every channel with its counter, or why it cannot be composed', () => {
    const filled = fillWording(wordingOfSeed(received), ORGANISATION, ADDRESS, 'ko');
    const input = { variant: 'DEFAULT', language: 'ko', mainNumber: '063-000-0000', linkInText: true };
    const shown = previewWording(filled, { ...input, variables: CITIZEN_VARIABLES });
    expect(shown.map(({ channel, limit, unit, fault }) => [channel, limit, unit, fault])).toEqual([
      ['ALIMTALK', 1_000, 'CHARACTERS', null],
      ['RCS', 1_300, 'CHARACTERS', null],
      ['LMS', 2_000, 'EUCKR_BYTES', null],
    ]);
    expect(shown[0]!.length).toBe(shown[0]!.text.length);
    expect(shown[2]!.length).toBeGreaterThan(shown[2]!.text.length);
    const [blank] = previewWording(filled, { ...input, variables: {} });
    expect(blank).toMatchObject({ text: '', fault: expect.stringMatching(/^값이 없습니다: .*민원인/) });
  });
});

describe('what changed between two versions', () => {
  it('is told line by line, with the variables that came and went', () => {
    const older = wordingOfSeed(received);
    const newer = structuredClone(older);
    newer.alimtalk.text = newer.alimtalk.text.replace('■ 전화번호: #{부서전화}', '■ 담당자: #{담당자}');
    newer.lms.text += '\n#{담당자}';
    const { parts, variables } = diffWordings(older, newer);
    expect(parts.filter(({ changed }) => changed).map(({ part }) => part)).toEqual(['ALIMTALK', 'LMS']);
    expect(parts[0]!.lines.filter(({ op }) => op !== 'SAME')).toEqual([
      { op: 'REMOVED', text: '■ 전화번호: #{부서전화}' },
      { op: 'ADDED', text: '■ 담당자: #{담당자}' },
    ]);
    expect(parts.flatMap(({ lines }) => lines.filter(({ op }) => op !== 'ADDED').map(({ text }) => text))).toEqual(
      diffWordings(older, older).parts.flatMap(({ lines }) => lines.map(({ text }) => text)),
    );
    expect(variables).toEqual({ added: ['담당자'], removed: [] });
  });
});
