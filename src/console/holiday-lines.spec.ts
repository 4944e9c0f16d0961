import { describe, expect, it } from 'vitest';
import { readHolidayLines, writeHolidayLines } from './holiday-lines.js';

describe('holidays, one a line', () => {
  it('are read as they are written', () => {
    const holidays = [
      { date: '2028-01-01', name: '신정' },
      { date: '2028-02-29', name: '임시 공휴일' },
    ];
    expect(readHolidayLines(`\n${writeHolidayLines(holidays)}\r\n\n`)).toEqual({ holidays, error: null });
    expect(readHolidayLines('2028-01-01,신정').holidays).toEqual([holidays[0]]);
  });

  it.each([['2028-02-30 없는 날'], ['신정 2028-01-01'], ['2028-01-01'], ['2028-1-1 신정']])(
    'say which line cannot be read: %s',
    (line) => {
      expect(readHolidayLines(`2028-01-02 하루\n${line}`).error).toMatch(/^2번째 줄/);
    },
  );

  it('are not none', () => {
    expect(readHolidayLines(' \n').error).not.toBeNull();
  });
});
