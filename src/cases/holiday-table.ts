import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Holiday, HolidayCalendar, SEEDED_YEARS, seedHolidays } from '../../libs/working-time/index.js';
import { boundOf, type Outage } from './case-history.js';
import { type CaseSettings, readCaseSettings } from './case-settings.js';

/** All that the whole county's deadlines hang on, as it stood at one revision. */
export interface CountyRules {
  revision: number;
  holidays: readonly Holiday[];
  coveredYears: readonly number[];
  calendar: HolidayCalendar;
  outages: readonly Outage[];
  settings: CaseSettings;
}

/** How soon a process that touches no case sees what another one changed. */
const LOOK_MS = 1_000;
/**
 * Who reckons with the rules holds it shared to the end of the transaction, who changes them alone: when a change commits, nobody
 * still writes deadlines by the old rules. Taken after the locks on cases, never before.
 */
const LOCK = 'cases.calendar';

/** The county's holidays, outages and settings: tables that operators edit, kept in memory as the rules that every case is reckoned by. */
@Injectable()
export class HolidayTable implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('HolidayTable');
  private loaded: CountyRules | null = null;
  private looking: NodeJS.Timeout | undefined;

  constructor(private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.dataSource.transaction((tx) => this.seed(tx));
    await this.reload();
    this.looking = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.looking);
  }

  /** The calendar as last loaded. @throws Error before the module has started. */
  calendar(): HolidayCalendar {
    return this.rules().calendar;
  }

  /** The rules as last loaded, at most about a second old. @throws Error before the module has started. */
  rules(): CountyRules {
    if (this.loaded === null) throw new Error('the holiday table is not loaded yet');
    return this.loaded;
  }

  /** The rules that stand until the end of this transaction, for whoever writes deadlines in it. */
  async current(tx: EntityManager): Promise<CountyRules> {
    // The revision is read when the lock is held; the two travel together.
    const [, revision] = await Promise.all([
      tx.query('SELECT pg_advisory_xact_lock_shared(hashtext($1))', [LOCK]),
      revisionIn(tx),
    ]);
    if (revision !== this.loaded?.revision) this.loaded = await readRules(tx);
    return this.loaded;
  }

  /** Lets a transaction change the rules, once all who reckon by the old ones are through; its commit makes the change known. */
  async beginChange(tx: EntityManager): Promise<CountyRules> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCK]);
    const before = await readRules(tx);
    await tx.query('UPDATE cases.calendar SET revision = revision + 1, checked_on = NULL');
    return before;
  }

  /** The rules with what a transaction has changed of them and not committed; for a look at what it would do. */
  asSeenIn(tx: EntityManager): Promise<CountyRules> {
    return readRules(tx);
  }

  async reload(): Promise<void> {
    this.loaded = await readRules(this.dataSource.manager);
  }

  private async look(): Promise<void> {
    try {
      if ((await revisionIn(this.dataSource.manager)) !== this.loaded?.revision) await this.reload();
    } catch (error) {
      this.logger.debug(`The holiday table cannot be read just now: ${(error as Error).name}`);
    }
  }

  /** Fills an empty table from the official almanac; a table that has rows is the operators'. */
  private async seed(tx: EntityManager): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCK]);
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

/** The same rules with other holidays or covered years. */
export function withHolidays(
  rules: CountyRules,
  holidays: readonly Holiday[],
  coveredYears = rules.coveredYears,
): CountyRules {
  return { ...rules, holidays, coveredYears, calendar: calendarOf(holidays, coveredYears, rules.settings) };
}

/** The same rules with other settings. */
export function withSettings(rules: CountyRules, settings: CaseSettings): CountyRules {
  return { ...rules, settings, calendar: calendarOf(rules.holidays, rules.coveredYears, settings) };
}

function calendarOf(holidays: readonly Holiday[], years: readonly number[], settings: CaseSettings): HolidayCalendar {
  return new HolidayCalendar(holidays, years, { lunchStartsAt: settings.lunchStartsAt });
}

async function revisionIn(tx: EntityManager): Promise<number> {
  const [row] = await tx.query<{ revision: number }[]>('SELECT revision FROM cases.calendar');
  return row!.revision;
}

/** The revision is read first: a change in between makes what was read newer than its number, and it is read again. */
async function readRules(tx: EntityManager): Promise<CountyRules> {
  const revision = await revisionIn(tx);
  const holidays = await tx.query<Holiday[]>('SELECT date, name FROM cases.holiday ORDER BY date');
  const years = await tx.query<{ year: number }[]>('SELECT year FROM cases.calendar_year ORDER BY year');
  const outages = await tx.query<{ from_at: string; to_at: string | null; entered_at: Date; ended_at: Date | null }[]>(
    'SELECT from_at, to_at, entered_at, ended_at FROM cases.interval WHERE case_id IS NULL AND removed_at IS NULL ORDER BY from_at, id',
  );
  const settings = await readCaseSettings(tx);
  const coveredYears = years.map(({ year }) => year);
  return {
    revision,
    holidays,
    coveredYears,
    calendar: calendarOf(holidays, coveredYears, settings),
    outages: outages.map((row) => ({
      from: boundOf(row.from_at),
      to: row.to_at === null ? null : boundOf(row.to_at),
      enteredAt: row.entered_at,
      endedAt: row.ended_at,
    })),
    settings,
  };
}
