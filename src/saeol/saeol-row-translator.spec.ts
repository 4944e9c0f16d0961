import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, columnOf, hasCase, hasStep, readSaeolRow } from './saeol-columns.js';
import { readCaseParts, readStepParts, receiptNoOf } from './saeol-row-translator.js';
import { CASE, caseOf, NOW, OFFICER, RULES, stepOf } from './saeol-rows.fixture.js';

const faultOf = (read: ReturnType<typeof caseOf> | ReturnType<typeof stepOf>) => (read.good ? null : read.fault);

describe('reading a row by the whitelist', () => {
  it('knows a column in capitals, with blanks and after a byte-order mark, and no other', () => {
    expect(columnOf('\uFEFFMW_TAKE_NO ')).toBe('mw_take_no');
    for (const name of ['mw_aplct_sid', 'agncy_sid', 'mw_aplct_pwd', 'mw_aplct_addr', '__proto__', 'constructor'])
      expect(columnOf(name)).toBeNull();
  });

  it('drops resident numbers, passwords and addresses, and masks resident numbers that people typed elsewhere', () => {
    const { row, dropped } = readSaeolRow({
      ...CASE,
      mw_aplct_sid: '900101-1234567',
      mw_aplct_pwd: 'hunter2',
      mw_aplct_addr: '전북 순창군 순창읍',
      rsn: '주민번호 900101-1234567 확인',
      mw_aplct_nm: '홍길동 9001011234567',
    });
    expect(dropped).toBe(3);
    expect(JSON.stringify(row)).not.toMatch(/900101|hunter2|순창읍/);
  });

  it('tells rows of cases from rows of steps, and rows that are both', () => {
    const kindOf = (raw: object) => {
      const { row } = readSaeolRow({ ...raw });
      return [hasCase(row), hasStep(row)];
    };
    expect(kindOf(CASE)).toEqual([true, false]);
    expect(kindOf({ mw_take_no: '1', step_seq: 2, step_code: '20', ...OFFICER })).toEqual([false, true]);
    expect(kindOf({ ...CASE, step_seq: 2, step_code: '20' })).toEqual([true, true]);
  });
});

describe('translating the columns of a case', () => {
  it('gives our words', () => {
    expect(caseOf(OFFICER)).toEqual({
      good: true,
      value: {
        receivedAt: '2026-04-28T14:00:00+09:00',
        petition: {
          typeCode: '4770000000015',
          typeName: '개발행위허가',
          kind: 'STATUTORY',
          statutory: true,
          period: { unit: 'DAY', length: 3 },
          promised: { unit: 'DAY', length: 2 },
        },
        departmentCode: '47700000011',
        applicant: { name: '홍길동', phone: '010-0000-1234', notify: true },
        agent: null,
        officer: { id: 's113', name: '남궁다온', phone: '063-000-1103', departmentCode: '47700000011' },
        plannedAt: '2026-05-06T14:00:00+09:00',
        state: 'IN_PROGRESS',
        completedAt: null,
        detail: { supplementDays: null, extensionDays: null, extensionReason: null, reason: null },
      },
    });
  });

  it.each([
    ['2026-04-28', '14:00', '2026-04-28T14:00:00+09:00'],
    ['2026/04/28', '140030', '2026-04-28T14:00:30+09:00'],
    ['20260428', null, '2026-04-28T00:00:00+09:00'],
    ['2026-04-28 14:00:30.0', null, '2026-04-28T14:00:30+09:00'],
    ['2026-04-28T05:00:00Z', null, '2026-04-28T14:00:00+09:00'],
    [new Date('2026-04-28T05:00:00Z'), null, '2026-04-28T14:00:00+09:00'],
  ])('reads %s %s as %s', (take_ymd, take_tm, at) => {
    const read = caseOf({ take_ymd, take_tm });
    expect(read.good && read.value.receivedAt).toBe(at);
  });

  it.each([
    ['mw_take_no', '12', 'SAEOL.BAD_COLUMN'],
    ['take_ymd', '20260230', 'SAEOL.BAD_COLUMN'],
    ['take_tm', '2', 'SAEOL.BAD_COLUMN'],
    ['mw_aplct_nm', ' ', 'SAEOL.MISSING_COLUMN'],
    ['mw_aplct_nm', '가'.repeat(101), 'SAEOL.BAD_COLUMN'],
    ['court_daycnt', '삼', 'SAEOL.BAD_COLUMN'],
    ['court_daycnt', '-1', 'SAEOL.BAD_COLUMN'],
    ['sms_rprt_yn', '?', 'SAEOL.BAD_COLUMN'],
    ['deal_se', '77', 'SAEOL.UNKNOWN_CODE'],
    ['mw_se', '9', 'SAEOL.UNKNOWN_CODE'],
    ['main_deal_dep_code', '', 'SAEOL.MISSING_COLUMN'],
    ['cgg_mw_afr_cl_no', '47 70', 'SAEOL.BAD_COLUMN'],
  ])('finds fault with %s "%s"', (column, value, code) => {
    const read =
      column === 'mw_take_no'
        ? receiptNoOf(readSaeolRow({ ...CASE, [column]: value }).row)
        : caseOf({ [column]: value });
    expect(read).toMatchObject({ good: false, fault: { code, column: column === 'take_tm' ? 'take_ymd' : column } });
  });

  it('finds fault with what lies ahead of the clock', () => {
    expect(faultOf(caseOf({ take_ymd: '20260429', take_tm: '1511' }))).toMatchObject({ code: 'SAEOL.AHEAD_OF_TIME' });
    expect(caseOf({ take_ymd: '20260429', take_tm: '1510' }).good).toBe(true);
  });

  it('takes the statutory flag from the type where the row names no kind, and never guesses', () => {
    expect(caseOf({ mw_se: '' })).toMatchObject({ good: true, value: { petition: { kind: null, statutory: true } } });
    expect(faultOf(caseOf({ mw_se: '', cgg_mw_afr_cl_no: '4770000000099' }))).toMatchObject({
      code: 'SAEOL.MISSING_COLUMN',
      column: 'mw_se',
    });
  });

  it('reads shortened days as a period, or as days that are cut, as the county has it', () => {
    const promised = (columns: object, shortened: 'PERIOD' | 'CUT') => {
      const read = caseOf({ ...columns }, { ...RULES, shortened });
      return read.good && read.value.petition.promised?.length;
    };
    expect(promised({ court_daycnt: '10', shrt_daycnt: '4' }, 'PERIOD')).toBe(4);
    expect(promised({ court_daycnt: '10', shrt_daycnt: '4' }, 'CUT')).toBe(6);
    expect(promised({ court_daycnt: '10', shrt_daycnt: '0' }, 'CUT')).toBeUndefined();
    expect(promised({ court_daycnt: '10', shrt_daycnt: '10' }, 'PERIOD')).toBeUndefined();
  });

  it('completes a case at the end of the day, or now, where Saeol says no time', () => {
    const completedAt = (columns: object) => {
      const read = caseOf({ deal_se: '01', ...columns });
      return read.good && read.value.completedAt;
    };
    expect(completedAt({ real_deal_ymd: '20260428' })).toBe('2026-04-28T18:00:00+09:00');
    expect(completedAt({ real_deal_ymd: '20260429' })).toBe('2026-04-29T15:00:00+09:00');
    expect(completedAt({ real_deal_ymd: '20260429', real_deal_tm: '1130' })).toBe('2026-04-29T11:30:00+09:00');
    expect(faultOf(caseOf({ deal_se: '01' }))).toMatchObject({ column: 'real_deal_ymd' });
  });
});

describe('translating a row of the history', () => {
  it('gives our words', () => {
    expect(
      stepOf({
        step_seq: 3,
        step_code: '40',
        step_end_td: '20260429 110000',
        ext_daycnt: '3',
        ext_rsn_code: 'A',
        rsn: '협의',
      }),
    ).toEqual({
      good: true,
      value: {
        sequence: 3,
        meaning: 'EXTENDED',
        at: '2026-04-29T11:00:00+09:00',
        officer: null,
        supplementDays: null,
        extensionDays: 3,
        extensionReason: 'COOPERATION',
        reason: '협의',
      },
    });
  });

  it.each([
    [{ step_code: '88' }, 'step_code', 'SAEOL.UNKNOWN_CODE'],
    [{ step_seq: '0' }, 'step_seq', 'SAEOL.BAD_COLUMN'],
    [{ step_end_td: '20260429' }, 'step_end_td', 'SAEOL.BAD_COLUMN'],
    [{ step_end_td: null }, 'step_end_td', 'SAEOL.MISSING_COLUMN'],
    [{ step_end_td: '20260429 1600' }, 'step_end_td', 'SAEOL.AHEAD_OF_TIME'],
    [{ ext_rsn_code: 'Z' }, 'ext_rsn_code', 'SAEOL.UNKNOWN_CODE'],
  ])('finds fault with %o', (columns, column, code) => {
    const step = { step_seq: 2, step_code: '20', step_end_td: '20260429 1000', ...columns };
    expect(stepOf(step)).toMatchObject({ good: false, fault: { code, column } });
  });
});

describe('whatever a row holds', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('20260428', '140000', '00', '01', '10', '3', 'Y', '홍길동', '900101-1234567', '202647700000000001'),
    fc.integer(),
    fc.date(),
    fc.constant(null),
    fc.object(),
  );
  const rows = fc.dictionary(fc.oneof(fc.constantFrom(...COLUMNS), fc.string()), cell);

  it('never throws, never keeps a resident number, never says a value in a fault, never goes ahead of the clock', () => {
    fc.assert(
      fc.property(rows, (raw) => {
        const { row } = readSaeolRow({ ...CASE, ...raw, secret: 'SENTINEL' });
        expect(JSON.stringify(row)).not.toMatch(/900101-1234567|SENTINEL/);
        for (const read of [receiptNoOf(row), readCaseParts(row, RULES), readStepParts(row, RULES)]) {
          if (!read.good) {
            expect(COLUMNS).toContain(read.fault.column);
            expect(read.fault.detail).toMatch(/^[a-z_]+: [\x20-\x7e]+$/);
          }
        }
        const parts = readCaseParts(row, RULES);
        if (parts.good) expect(Date.parse(parts.value.receivedAt)).toBeLessThanOrEqual(NOW.getTime() + 600_000);
      }),
      { numRuns: 2_000 },
    );
  });
});
