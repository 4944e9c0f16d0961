import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { koreanDay, kstInstant } from '../../libs/clock/index.js';
import type { Holiday } from '../../libs/working-time/index.js';
import type { Actor } from '../staff/index.js';
import { type Audited, CalendarEdits, type EditAnswer } from './calendar-edits.js';
import { HolidayExists, HolidayNotFound, NotOfThatYear, YearNotCovered } from './case.errors.js';
import type { AskedChange } from './deadline-changes.service.js';
import { type CountyRules, HolidayTable, withHolidays } from './holiday-table.js';

/** The holiday table as operators see and edit it; every edit can be looked at before it is made. */
@Injectable()
export class Holidays {
  constructor(
    private readonly dataSource: DataSource,
    private readonly table: HolidayTable,
    private readonly edits: CalendarEdits,
  ) {}

  /** Holidays in order, of one year or of all, after a date. */
  list({ year, after, limit }: { year?: number; after: string | null; limit: number }): Promise<Holiday[]> {
    return this.dataSource.query(
      `SELECT date, name FROM cases.holiday
       WHERE ($1::int IS NULL OR date BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)) AND ($2::date IS NULL OR date > $2)
       ORDER BY date LIMIT $3`,
      [year ?? null, after, limit],
    );
  }

  coveredYears(): readonly number[] {
    return this.table.rules().coveredYears;
  }

  /** @throws HolidayExists */
  add(holiday: Holiday, actor: Actor, preview: boolean): Promise<EditAnswer> {
    return this.edits.edit(actor, preview, audited('add', holiday.date), (rules) => {
      if (rules.holidays.some(({ date }) => date === holiday.date)) throw new HolidayExists();
      const after = withHolidays(rules, [...rules.holidays, holiday]);
      return {
        after,
        change: ofDay(holiday.date, `${dayInWords(holiday.date)} ${holiday.name}`, rules, after),
        write: (tx) => tx.query('INSERT INTO cases.holiday (date, name) VALUES ($1, $2)', [holiday.date, holiday.name]),
      };
    });
  }

  /** @throws HolidayNotFound */
  remove(date: string, actor: Actor, preview: boolean): Promise<EditAnswer> {
    return this.edits.edit(actor, preview, audited('remove', date), (rules) => {
      const found = rules.holidays.find((holiday) => holiday.date === date);
      if (found === undefined) throw new HolidayNotFound();
      const others = rules.holidays.filter((holiday) => holiday !== found);
      const after = withHolidays(rules, others);
      return {
        after,
        change: ofDay(date, `${dayInWords(date)} ${found.name} 해제`, rules, after),
        write: (tx) => tx.query('DELETE FROM cases.holiday WHERE date = $1', [date]),
      };
    });
  }

  /** Says that these are all the holidays of a year: what stood in it is replaced. @throws NotOfThatYear */
  coverYear(year: number, holidays: Holiday[], actor: Actor, preview: boolean): Promise<EditAnswer> {
    const dates = holidays.map(({ date }) => date);
    const wrong = dates.filter((date, index) => !date.startsWith(`${year}-`) || dates.indexOf(date) !== index);
    if (wrong.length > 0) throw new NotOfThatYear(wrong);
    return this.edits.edit(actor, preview, audited('cover-year', String(year)), (rules) => ({
      after: withHolidays(
        rules,
        [...rules.holidays.filter(({ date }) => !date.startsWith(`${year}-`)), ...holidays],
        [...new Set([...rules.coveredYears, year])],
      ),
      change: ofYear(year, `${year}년 공휴일 등록`),
      write: async (tx) => {
        await tx.query('DELETE FROM cases.holiday WHERE date BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)', [
          year,
        ]);
        await tx.query('INSERT INTO cases.holiday (date, name) SELECT * FROM unnest($1::date[], $2::text[])', [
          dates,
          holidays.map(({ name }) => name),
        ]);
        await tx.query('INSERT INTO cases.calendar_year (year) VALUES ($1) ON CONFLICT DO NOTHING', [year]);
      },
    }));
  }

  /** Says that the table does not know a year in full; deadlines in it are empty from then on. @throws YearNotCovered */
  uncoverYear(year: number, actor: Actor, preview: boolean): Promise<EditAnswer> {
    return this.edits.edit(actor, preview, audited('uncover-year', String(year)), (rules) => {
      if (!rules.coveredYears.includes(year)) throw new YearNotCovered();
      return {
        after: withHolidays(
          rules,
          rules.holidays,
          rules.coveredYears.filter((covered) => covered !== year),
        ),
        change: ofYear(year, `${year}년 공휴일 등록 취소`),
        write: (tx) => tx.query('DELETE FROM cases.calendar_year WHERE year = $1', [year]),
      };
    });
  }
}

function audited(verb: string, subject: string): Audited {
  return { action: `holidays.${verb}`, subjectKind: 'holiday', subject };
}

/** A holiday on a weekend, or in a year that is not covered anyway, changes no working day. */
function ofDay(date: string, detail: string, before: CountyRules, after: CountyRules): AskedChange | null {
  if (!before.coveredYears.includes(Number(date.slice(0, 4)))) return null;
  if (before.calendar.isWorkingDay(date) === after.calendar.isWorkingDay(date)) return null;
  return { kind: 'HOLIDAY', detail, firstDay: date, lastDay: date };
}

function ofYear(year: number, detail: string): AskedChange {
  return { kind: 'CALENDAR_YEAR', detail, firstDay: `${year}-01-01`, lastDay: `${year}-12-31` };
}

function dayInWords(date: string): string {
  return koreanDay(kstInstant(date));
}
