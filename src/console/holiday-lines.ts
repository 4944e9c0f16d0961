import type { HolidayView } from './views/holidays-page.js';

const LINE = /^((?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[\s,]+(\S.{0,49})$/;

/** One day a line, `2028-01-01 신정`; empty lines are none. */
export function readHolidayLines(text: string): { holidays: HolidayView[]; error: string | null } {
  const holidays: HolidayView[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, date, name] = LINE.exec(line.trim()) ?? [];
    if (date === undefined || name === undefined || !exists(date))
      return { holidays: [], error: `${index + 1}번째 줄을 읽을 수 없습니다. 2028-01-01 신정 처럼 적어 주세요.` };
    holidays.push({ date, name });
  }
  return holidays.length === 0 ? { holidays, error: '휴일을 한 줄에 하나씩 적어 주세요.' } : { holidays, error: null };
}

function exists(date: string): boolean {
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
}

export function writeHolidayLines(holidays: readonly HolidayView[]): string {
  return holidays.map(({ date, name }) => `${date} ${name}`).join('\n');
}
