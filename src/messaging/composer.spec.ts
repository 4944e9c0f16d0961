import { readVariables, readWordings } from '../../config/seed/index.js';
import { euckrBytes, isEuckr } from '../../libs/korean-text/index.js';
import { describe, expect, it } from 'vitest';
import { compose, ComposeFault, LENGTHS, type ComposeInput } from './composer.js';
import { fillWording, variablesIn, wordingOfSeed, type FilledWording } from './wording.js';

const words = [...readWordings('ko'), ...readWordings('en')];
const filledOf = (code: string, language = 'ko'): FilledWording => {
  const seed = words.find((wording) => wording.code === code && wording.language === language)!;
  return fillWording(wordingOfSeed(seed), '순창군', 'https://minwon.sunchang.example', language);
};
const full = Object.fromEntries(readVariables().map((variable) => [variable.name, variable.longestSample]));
const input = (overrides: Partial<ComposeInput> = {}): ComposeInput => ({
  variables: full,
  variant: 'DEFAULT',
  language: 'ko',
  mainNumber: '063-000-0000',
  linkInText: true,
  ...overrides,
});
const only = (...names: string[]) => Object.fromEntries(names.map((name) => [name, full[name]!]));

describe('compose', () => {
  it.each(words.map((wording) => [wording.code, wording.language, wording.variant] as const))(
    '%s (%s) fits every channel with the longest values',
    (code, language, variant) => {
      const wording = filledOf(code, language);
      for (const channel of ['ALIMTALK', 'RCS', 'LMS'] as const) {
        const made = compose(wording, channel, input({ language, variant }));
        expect(made.text).not.toMatch(/#\{|\{\{/);
        expect(made.flags).toEqual([]);
        if (made.channel === 'ALIMTALK') expect(made.text.length).toBeLessThanOrEqual(LENGTHS.alimtalk);
        if (made.channel === 'RCS') expect(made.title!.length).toBeLessThanOrEqual(LENGTHS.rcsTitle);
        if (channel !== 'LMS') continue;
        expect(isEuckr(made.text)).toBe(true);
        expect(euckrBytes(made.text)).toBeLessThanOrEqual(made.channel === 'SMS' ? LENGTHS.sms : LENGTHS.lms);
      }
    },
  );

  it('fills in the approved AlimTalk text to the letter, buttons too', () => {
    const made = compose(
      filledOf('CASE_RECEIVED'),
      'ALIMTALK',
      input({ variables: { ...full, 민원인: '홍*동', 열람키: 'AbC_d-1234567890abcdefg' } }),
    );
    expect(made.text.split('\n')[0]).toBe('[순창군] 민원 접수 안내');
    expect(made.text).toContain('\n홍*동님의 민원이 접수되었습니다.\n');
    expect(made.buttons).toEqual([
      { name: '진행상황 보기', type: 'WL', url: 'https://minwon.sunchang.example/s/AbC_d-1234567890abcdefg' },
    ]);
    expect(Object.keys(made.values).sort()).toEqual(
      variablesIn(filledOf('CASE_RECEIVED').alimtalk.text, '#{열람키}').sort(),
    );
  });

  it('lets a missing value take its fallback, through a reference too, and flags it', () => {
    const { 담당자: _o, 담당자전화: _p, 부서전화: _d, ...rest } = full;
    const made = compose(filledOf('CASE_SUPPLEMENT'), 'ALIMTALK', input({ variables: rest }));
    expect(made.text).toContain('■ 담당자: 담당자 배정 중\n■ 전화번호: 063-000-0000\n');
    expect(made.flags).toEqual(['DEFAULT:담당자', 'DEFAULT:담당자전화']);
    const english = compose(filledOf('CASE_SUPPLEMENT', 'en'), 'ALIMTALK', input({ variables: rest, language: 'en' }));
    expect(english.text).toContain('to be named');
  });

  it('takes the fallback of the outcome', () => {
    const { 결과사유: _reason, ...rest } = full;
    expect(compose(filledOf('CASE_WITHDRAWN'), 'LMS', input({ variables: rest, variant: 'WITHDRAWN' })).text).toContain(
      '사유: 신청인의 취하 요청',
    );
    expect(compose(filledOf('CASE_REFUSED'), 'LMS', input({ variables: rest, variant: 'REFUSED' })).text).toContain(
      '사유: 통지서에서 확인',
    );
  });

  it('sends nothing where a value without a fallback is missing or blank', () => {
    const { 민원명: _name, ...rest } = full;
    expect(() =>
      compose(filledOf('CASE_RECEIVED'), 'ALIMTALK', input({ variables: { ...rest, 접수번호: ' \n' } })),
    ).toThrow(new ComposeFault('MISSING', '민원명, 접수번호'));
  });

  it('misses what the wording requires even where the channel would not print it', () => {
    const { 처리예정일: _date, ...rest } = full;
    expect(() =>
      compose({ ...filledOf('DEADLINE_D3'), required: ['처리예정일'] }, 'LMS', input({ variables: rest })),
    ).toThrow('처리예정일');
  });

  it('folds, masks and cuts free text at a word', () => {
    const reason = `도면을\n\n 다시  내 주세요. 문의 010-1234-5678, 063-650-1234, 1588-0000 또는 http://bad.example/x bit.ly/abc ${'건축물 배치도 '.repeat(40)}`;
    const { text } = compose(
      filledOf('CASE_SUPPLEMENT'),
      'ALIMTALK',
      input({ variables: { ...full, 보완내용: reason } }),
    );
    const line = text
      .split('\n')
      .find((l) => l.startsWith('■ 보완할 내용: '))!
      .slice('■ 보완할 내용: '.length);
    expect(line).toMatch(
      /^도면을 다시 내 주세요\. 문의 \*{3}-\*{4}-\*{4}, \*{3}-\*{4}, \*{3}-\*{4} 또는 \*{3} \*{3} 건축물/,
    );
    expect(line).toMatch(/(건축물|배치도)… \(진행상황에서 전체 보기\)$/);
    expect(line.replace('… (진행상황에서 전체 보기)', '').length).toBeLessThanOrEqual(200);
  });

  it('does not take dates, amounts and receipt numbers for telephone numbers', () => {
    const reason = '2026. 5. 6.까지 12,000원, 접수번호 202647700000000001, 지번 123-45, 3.5배';
    const { text } = compose(
      filledOf('CASE_SUPPLEMENT'),
      'ALIMTALK',
      input({ variables: { ...full, 보완내용: reason } }),
    );
    expect(text).toContain(`■ 보완할 내용: ${reason}\n`);
  });

  it('lets no value bring a variable of its own', () => {
    const { text, values } = compose(
      filledOf('CASE_RECEIVED'),
      'ALIMTALK',
      input({ variables: { ...full, 민원명: '#{열람키} {{주소}}' } }),
    );
    expect(text).toContain('■ 민원명: # {열람키} {{주소}}\n');
    expect(values['민원명']).not.toContain('#{');
  });

  it('shows a square for what EUC-KR lacks, a hyphen for a dash, and says so', () => {
    const made = compose(
      filledOf('CASE_RECEIVED'),
      'LMS',
      input({ variables: { ...full, 민원인: '펲*😀', 담당부서: '건축–허가과' } }),
    );
    expect(made.text).toContain('□*□님의');
    expect(made.text).toContain('건축-허가과');
    expect(isEuckr(made.text)).toBe(true);
    expect(made.flags).toEqual(['REPLACED:민원인']);
  });

  it('gives a telephone number where text may carry no link, and no survey', () => {
    const { text } = compose(filledOf('CASE_RECEIVED'), 'LMS', input({ linkInText: false }));
    expect(text).toContain(`진행상황 문의: ${full['부서전화']}`);
    expect(text).not.toContain('http');
    expect(() => compose(filledOf('SURVEY_INVITE'), 'LMS', input({ linkInText: false }))).toThrow(
      new ComposeFault('NEEDS_LINK', 'links in text are switched off'),
    );
    expect(compose(filledOf('SURVEY_INVITE'), 'LMS', input()).text).toContain(
      'https://minwon.sunchang.example/survey/',
    );
  });

  it('shortens to SMS what has a short form that fits, and turns to LMS by itself', () => {
    const variables = {
      ...only('민원명', '접수번호', '담당부서', '담당자', '남은시간'),
      예고단계: '오늘 마감',
      처리기한: '2026. 5. 6.(수) 18:00',
    };
    expect(compose(filledOf('DEADLINE_D3'), 'LMS', input({ variables }))).toMatchObject({
      channel: 'SMS',
      title: null,
    });
    const long = fillWording(
      wordingOfSeed(words.find((w) => w.code === 'DEADLINE_D3')!),
      '아주긴이름의시범광역자치단체와이웃들',
      'https://x',
      'ko',
    );
    expect(compose(long, 'LMS', input({ variables })).channel).toBe('LMS');
    expect(compose(filledOf('CASE_RECEIVED'), 'LMS', input()).channel).toBe('LMS');
  });

  it('leaves out an RCS button that could not dial', () => {
    const { 담당자전화: _p, 부서전화: _d, ...rest } = full;
    const made = compose(filledOf('CASE_ASSIGNED'), 'RCS', input({ variables: rest, mainNumber: '국번 없이 110' }));
    expect(made.buttons.map((button) => button.type)).toEqual(['WL']);
  });

  it('gives staff a button to their pages where the county opens them to phones, and citizens none', () => {
    const buttons = (code: string) =>
      wordingOfSeed(
        words.find((wording) => wording.code === code)!,
        'https://work.sunchang.example',
      ).alimtalk.buttons;
    expect(buttons('DEADLINE_D3')).toEqual([
      { name: '업무 화면 열기', type: 'WL', url: 'https://work.sunchang.example' },
    ]);
    expect(buttons('CASE_RECEIVED')).toHaveLength(1);
    expect(filledOf('DEADLINE_D3').alimtalk.buttons).toEqual([]);
  });

  it('takes each length to the last character or byte, and no more', () => {
    const made = (channel: 'ALIMTALK' | 'RCS' | 'LMS', { text = '가', title = '제목', sms = null as string | null }) =>
      compose(
        {
          required: [],
          alimtalk: { text, buttons: [] },
          rcs: { title, buttons: [] },
          lms: { title, text },
          lmsWithoutLink: text,
          sms,
        },
        channel,
        input(),
      );
    const syllables = (count: number) => '가'.repeat(count);
    expect(made('ALIMTALK', { text: syllables(1_000) }).text).toHaveLength(1_000);
    expect(() => made('ALIMTALK', { text: syllables(1_001) })).toThrow('TOO_LONG');
    expect(made('RCS', { text: syllables(1_300), title: syllables(30) }).text).toHaveLength(1_300);
    expect(() => made('RCS', { text: syllables(1_301) })).toThrow('TOO_LONG');
    expect(() => made('RCS', { title: syllables(31) })).toThrow('TOO_LONG');
    expect(euckrBytes(made('LMS', { text: syllables(1_000), title: syllables(20) }).text)).toBe(2_000);
    expect(() => made('LMS', { text: `${syllables(1_000)}a` })).toThrow('TOO_LONG');
    // Only a value can make a title longer than it was checked for: it is cut, and the message goes.
    expect(made('LMS', { title: `${syllables(20)}a` }).title).toBe(syllables(20));
    expect(made('LMS', { title: `${syllables(19)}ab` }).title).toBe(`${syllables(19)}ab`);
    expect(made('LMS', { sms: syllables(45) })).toMatchObject({ channel: 'SMS', text: syllables(45), title: null });
    expect(made('LMS', { sms: `${syllables(45)}a` })).toMatchObject({ channel: 'LMS', text: '가', title: '제목' });
  });

  it('refuses what is too long for its channel', () => {
    const wording = filledOf('CASE_RECEIVED');
    const long = {
      ...wording,
      alimtalk: { ...wording.alimtalk, text: `${wording.alimtalk.text}${'가'.repeat(1_000)}` },
    };
    expect(() => compose(long, 'ALIMTALK', input())).toThrow(/TOO_LONG: ALIMTALK/);
  });
});
