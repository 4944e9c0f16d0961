import { describe, expect, it } from 'vitest';
import type { OutcomeClass } from '../delivery-plan.js';
import { explainCode } from './explain-code.js';
import {
  API_CODES,
  KAKAO_CODES,
  RCS_CODES,
  SMS_CODES,
  verdictOfApi,
  verdictOfKakao,
  verdictOfRcs,
  verdictOfSms,
} from './nhn/nhn-codes.js';
import { CODES, verdictOf, verdictOfCall } from './solapi/solapi-codes.js';

const outcomes = <Code>(verdict: (code: Code) => { outcome: OutcomeClass } | null, codes: Code[]) =>
  codes.map((code) => verdict(code)?.outcome ?? 'UNDER_WAY');
const all = (outcome: string, count: number) => Array.from({ length: count }, () => outcome);

describe('SOLAPI', () => {
  it('takes what is accepted or with the carrier for under way', () => {
    expect(outcomes(verdictOf, ['2000', '3000'])).toEqual(all('UNDER_WAY', 2));
    expect(verdictOf('4000')!.outcome).toBe('DELIVERED');
  });

  const meaning: [string, string[]][] = [
    ['DELIVERED', ['4000']],
    ['RECIPIENT', '1011 1060 1061 3043 3047 3048 3049 3050 3051 3052 3102 3104 3107'.split(' ')],
    [
      'CONFIGURATION',
      (
        '1010 1013 1014 1025 1029 1031 1032 1041 1042 1043 1044 1045 1049 1050 1062 1063 1064 3059 3060 3101 3103 3105 3106 ' +
        '3108 3109 3117'
      ).split(' '),
    ],
    ['TRANSPORT', ['1021', '1026', '1028', '1030', '2130', '2230', '3040', '3046']],
    ['UNKNOWN', ['3005']],
  ];
  it.each(meaning)('%s: %j', (outcome, codes) => {
    expect(outcomes(verdictOf, codes)).toEqual(all(outcome, codes.length));
  });

  it('leaves no row of its table out of this test', () => {
    expect(meaning.flatMap(([, codes]) => codes).toSorted()).toEqual(Object.keys(CODES).toSorted());
  });

  it('alarms our own faults and the account’s, nothing else', () => {
    expect(['1062', '3103', '1030'].map((code) => verdictOf(code)!.alarm)).toEqual([true, true, true]);
    expect(['3104', '3043', '3040', '4000'].map((code) => verdictOf(code)!.alarm)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('remembers only that a number is not on Kakao', () => {
    expect(verdictOf('3104')!.lacksChannel).toBe(true);
    expect(verdictOf('3107')!.lacksChannel).toBe(false);
  });

  it('falls back to the thousand for codes that nobody listed', () => {
    expect(outcomes(verdictOf, ['1999', '1020', '2999', '3041', '3999', '4999', '9'])).toEqual([
      'CONFIGURATION',
      'CONFIGURATION',
      'TRANSPORT',
      'RECIPIENT',
      'RECIPIENT',
      'DELIVERED',
      'TRANSPORT',
    ]);
  });

  it('holds messages where the account is refused, and calls the operator', () => {
    expect(verdictOfCall(403, 'InvalidAPIKey')).toMatchObject({ outcome: 'TRANSPORT', alarm: true });
    expect(verdictOfCall(403, 'RequestTimeTooSkewed')).toMatchObject({ outcome: 'TRANSPORT', alarm: true });
    expect(verdictOfCall(503, '')).toMatchObject({ outcome: 'TRANSPORT', alarm: false });
    expect(verdictOfCall(400, 'ValidationError')).toMatchObject({ outcome: 'CONFIGURATION', alarm: true });
  });
});

describe('NHN Cloud', () => {
  it.each([
    ['TRANSPORT', [-1000, -1001]],
    [
      'CONFIGURATION',
      (
        '-1027 -2015 -2017 -2019 -2023 -2312 -2313 -3000 -3003 -3004 -3005 -3010 -3011 -3049 -4000 -4001 -4010 -4011 -4020 ' +
        '-4021 -4024 -9876'
      )
        .split(' ')
        .map(Number),
    ],
    ['RECIPIENT', [-1031, -4042, -5000, -6001]],
    // The one before it with this key may have been taken.
    ['UNKNOWN', [-1005]],
  ])('API, %s: %j', (outcome, codes) => {
    expect(outcomes(verdictOfApi, codes)).toEqual(all(outcome, codes.length));
  });

  it.each([
    ['DELIVERED', ['1000']],
    ['UNKNOWN', ['3005']],
    ['TRANSPORT', ['3006', '3012', '9998', '9999']],
    ['CONFIGURATION', ['1003', '1006', '1007', '3015', '3016', '3025', '3027', '3028', '4132', '4133']],
    ['RECIPIENT', ['3008', '3018', '3019', '3020', '3021', '3999']],
  ])('Kakao, %s: %j', (outcome, codes) => {
    expect(outcomes(verdictOfKakao, codes)).toEqual(all(outcome, codes.length));
  });

  it.each([
    ['DELIVERED', ['2000']],
    ['RECIPIENT', ['54001', '54002', '54003', '41101', '41200', '41210', '41225', '41232', '56007', '52016']],
    ['CONFIGURATION', ['51101', '51102', '51103', '51104', '55700', '55799', '55807', '55808', '55818', '55819']],
    ['TRANSPORT', ['50201', '50202']],
    // The one before it with this number may be on the phone.
    ['UNKNOWN', ['55806']],
  ])('RCS, %s: %j', (outcome, codes) => {
    expect(outcomes(verdictOfRcs, codes)).toEqual(all(outcome, codes.length));
  });

  it.each([
    ['DELIVERED', ['1000']],
    ['RECIPIENT', ['2000', '2003', '3001', '3006', '3012']],
    ['CONFIGURATION', ['3017', '3018', '3019']],
  ])('SMS, %s: %j', (outcome, codes) => {
    expect(outcomes(verdictOfSms, codes)).toEqual(all(outcome, codes.length));
  });

  it('has as many rows as are tested here', () => {
    const rows = [API_CODES, KAKAO_CODES, RCS_CODES, SMS_CODES].map((codes) => Object.keys(codes).length);
    expect(rows).toEqual([28, 21, 19, 9]);
  });

  it('remembers only that a number is not on Kakao', () => {
    expect(verdictOfKakao('3019').lacksChannel).toBe(true);
    expect(verdictOfKakao('3020').lacksChannel).toBe(false);
  });
});

describe('in plain Korean', () => {
  it('tells the cause apart from what an operator can do, per vendor and channel', () => {
    expect(explainCode('SOLAPI', 'ALIMTALK', '3104')).toEqual({
      outcome: 'RECIPIENT',
      cause: '카카오톡을 쓰지 않는 번호입니다.',
      action: null,
    });
    expect(explainCode('SOLAPI', 'SMS', '1030')!.action).toContain('충전');
    expect(explainCode('NHN', 'ALIMTALK', '3016')!.action).toContain('다시 제출');
    expect(explainCode('NHN', 'SMS', '3012')!.cause).toContain('스팸');
    expect(explainCode('NHN', 'RCS', '41212')!.outcome).toBe('RECIPIENT');
    expect(explainCode('NHN', 'RCS', '-1001')!.action).toContain('NHN_SECRET_KEY');
  });

  it('has nothing to say of what is no status code', () => {
    expect(explainCode('SOLAPI', 'SMS', undefined)).toBeNull();
    expect(explainCode('SOLAPI', 'SMS', 'BREAKER')).toBeNull();
    expect(explainCode('GONE', 'SMS', '4000')).toBeNull();
  });
});
