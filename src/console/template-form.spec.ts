import { describe, expect, it } from 'vitest';
import { fieldsOf, typedIn, wordingOf } from './template-form.js';

const WORDING = {
  alimtalk: {
    text: '[{{기관명}}] 안내\n\n#{민원인}님',
    buttons: [{ name: '보기', type: 'WL' as const, url: '{{주소}}/s/#{열람키}' }],
  },
  rcs: { title: '안내', buttons: [{ name: '전화', type: 'DL' as const, tel: '#{부서전화}' }] },
  lms: { title: '제목', text: '본문\n두 줄' },
  sms: null,
};

describe('the editor’s form', () => {
  it('holds a wording and gives the same one back', () => {
    expect(wordingOf(fieldsOf(WORDING))).toEqual(WORDING);
    expect(wordingOf(fieldsOf({ ...WORDING, sms: '짧게' }))).toEqual({ ...WORDING, sms: '짧게' });
  });

  it('takes lines as browsers send them, and nothing but texts', () => {
    expect(typedIn({ lms: 'a\r\nb', nested: { x: 1 }, list: ['a'] })).toEqual({ lms: 'a\nb' });
    expect(typedIn(undefined)).toEqual({});
  });

  it('takes a button without a name for none', () => {
    const fields = {
      ...fieldsOf(WORDING),
      alimtalkName0: ' ',
      rcsName1: '열기',
      rcsTarget1: 'https://minwon.example.kr',
    };
    expect(wordingOf(fields).alimtalk.buttons).toEqual([]);
    expect(wordingOf(fields).rcs.buttons).toHaveLength(2);
  });
});
