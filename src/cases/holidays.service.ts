import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { koreanDay, kstInstant } from '../../libs/clock/index.js';
import type { Holiday } from '../../libs/working-time/index.js';
import { type Actor, AuditTrail } from '../staff/index.js';
import { HolidayExists, HolidayNotFound, NotOfThatYear, YearNotCovered } from './case.errors.js';
import { type AskedChange, type ChangePreview, DeadlineChanges } from './deadline-changes.service.js';
import { type CountyRules, HolidayTable, withHolidays } from './holiday-table.js';

/** What an edit answers: `preview` where it was only looked at, `change` where deadlines are being moved, neither where none can move. */
export interface EditAnswer {
  preview: ChangePreview | null;
  change: Awaited<ReturnType<DeadlineChanges['ask']>> | null;
}

/** An edit of the holiday table, worked out on the rules as they stand. */
interface Edit {
  after: CountyRules;
  change: AskedChange;
  write: (tx: EntityManager) => Promise<unknown>;
}

/** The holiday table as operators see and edit it; every edit can be looked at before it is made. */
@Injectable()
export class Holidays {
  constructor(
    private readonly dataSource: DataSource,
    private readonly table: HolidayTable,
    private readonly changes: DeadlineChanges,
    private readonly audit: AuditTrail,
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
    return this.edit(actor, preview, 'holidays.add', holiday.date, (rules) => {
      if (rules.holidays.some(({ date }) => date === holiday.date)) throw new HolidayExists();
      return {
        after: withHolidays(rules, [...rules.holidays, holiday]),
        change: ofDay(holiday.date, `${dayInWords(holiday.date)} ${holiday.name}`),
        write: (tx) => tx.query('INSERT INTO cases.holiday (date, name) VALUES ($1, $2)', [holiday.date, holiday.name]),
      };
    });
  }

  /** @throws HolidayNotFound */
  remove(date: string, actor: Actor, preview: boolean): Promise<EditAnswer> {
    return this.edit(actor, preview, 'holidays.remove', date, (rules) => {
      const found = rules.holidays.find((holiday) => holiday.date === date);
      if (found === undefined) throw new HolidayNotFound();
      return {
        after: withHolidays(
          rules,
          rules.holidays.filter((holiday) => holiday !== found),
        ),
        change: ofDay(date, `${dayInWords(date)} ${found.name} 해제`),
        write: (tx) => tx.query('DELETE FROM cases.holiday WHERE date = $1', [date]),
      };
    });
  }

  /** Says that these are all the holidays of a year: what stood in it is replaced. @throws NotOfThatYear */
  coverYear(year: number, holidays: Holiday[], actor: Actor, preview: boolean): Promise<EditAnswer> {
    const dates = holidays.map(({ date }) => date);
    const wrong = dates.filter((date, index) => !date.startsWith(`${year}-`) || dates.indexOf(date) !== index);
    if (wrong.length > 0) throw new NotOfThatYear(wrong);
    return this.edit(actor, preview, 'holidays.cover-year', String(year), (rules) => ({
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
    return this.edit(actor, preview, 'holidays.uncover-year', String(year), (rules) => {
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

  private async edit(
    actor: Actor,
    preview: boolean,
    action: string,
    subject: string,
    workOut: (rules: CountyRules) => Edit,
  ): Promise<EditAnswer> {
    if (preview) {
      const { after, change } = workOut(await this.dataSource.transaction((tx) => this.table.current(tx)));
      return { preview: await this.changes.preview(change, after, actor.departmentScope), change: null };
    }
    const change = await this.dataSource.transaction(async (tx) => {
      const before = await this.table.beginChange(tx);
      const edit = workOut(before);
      await edit.write(tx);
      await this.audit.write(tx, [{ actor, action, subjectKind: 'holiday', subjects: [subject] }]);
      return movesAnything(before, edit) ? this.changes.ask(tx, edit.change, actor.id) : null;
    });
    await this.table.reload();
    return { preview: null, change };
  }
}

function ofDay(date: string, detail: string): AskedChange {
  return { kind: 'HOLIDAY', detail, firstDay: date, lastDay: date };
}

function ofYear(year: number, detail: string): AskedChange {
  return { kind: 'CALENDAR_YEAR', detail, firstDay: `${year}-01-01`, lastDay: `${year}-12-31` };
}

/** A holiday on a weekend, or in a year that is not covered anyway, changes no working day. */
function movesAnything({ calendar, coveredYears }: CountyRules, { after, change }: Edit): boolean {
  if (change.kind !== 'HOLIDAY') return true;
  const date = change.firstDay!;
  if (!coveredYears.includes(Number(date.slice(0, 4)))) return false;
  return calendar.isWorkingDay(date) !== after.calendar.isWorkingDay(date);
}

function dayInWords(date: string): string {
  return koreanDay(kstInstant(date));
}
