import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Holiday, HolidayCalendar, SEEDED_YEARS, seedHolidays } from '../../libs/working-time/index.js';

/** The county's holidays: a table that operators edit, kept in memory as the calendar that every rule reckons with. */
@Injectable()
export class HolidayTable implements OnModuleInit {
  private current: HolidayCalendar | null = null;

  constructor(private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.dataSource.transaction((tx) => this.seed(tx));
    await this.reload();
  }

  /** The calendar as last loaded. @throws Error before the module has started. */
  calendar(): HolidayCalendar {
    if (this.current === null) throw new Error('the holiday table is not loaded yet');
    return this.current;
  }

  async reload(): Promise<void> {
    const holidays = await this.dataSource.query<Holiday[]>('SELECT date, name FROM cases.holiday ORDER BY date');
    const years = await this.dataSource.query<{ year: number }[]>('SELECT year FROM cases.calendar_year');
    this.current = new HolidayCalendar(
      holidays,
      years.map(({ year }) => year),
    );
  }

  /** Fills an empty table from the official almanac; a table that has rows is the operators'. */
  private async seed(tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['cases.holiday']);
    const [covered] = await tx.query<{ any: boolean }[]>('SELECT EXISTS (SELECT FROM cases.calendar_year) AS any');
    if (covered!.any) return;
    const holidays = seedHolidays();
    await tx.query('INSERT INTO cases.holiday (date, name) SELECT * FROM unnest($1::date[], $2::text[])', [
      holidays.map(({ date }) => date),
      holidays.map(({ name }) => name),
    ]);
    await tx.query('INSERT INTO cases.calendar_year SELECT unnest($1::int[])', [SEEDED_YEARS]);
  }
}
