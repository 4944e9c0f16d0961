import { DataSource, type DataSourceOptions, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { LinkDatabaseSettings } from '../../config/index.js';
import { toKst } from '../../libs/clock/index.js';
import { type Column, columnOf, readSaeolRow, type SaeolRow } from './saeol-columns.js';

/** A row of the plan table: something changed under these keys. */
export interface PlanRow {
  index: number;
  table: string;
  /** I, U or D. */
  flag: string;
  keys: string;
}

/** Rows of cases and of their history, as one look saw them. */
export interface LinkRows {
  cases: SaeolRow[];
  steps: SaeolRow[];
}

/** A column as the database calls it. */
interface TableColumn {
  name: string;
  /** Its values are instants; else a time stamp is what a clock on the wall in Korea showed. */
  isInstant: boolean;
}

interface LinkTable {
  columns: Map<Column, TableColumn>;
}

const PLAN_COLUMNS = ['link_idx', 'table_name', 'flag', 'keys', 'link_status'] as const;
type PlanColumn = (typeof PLAN_COLUMNS)[number];

/** What a look needs so that all of its tables are of one moment; SQL Server would need a setting of the database for it. */
const ISOLATION = {
  postgres: 'REPEATABLE READ',
  mysql: 'REPEATABLE READ',
  mariadb: 'REPEATABLE READ',
  oracle: 'SERIALIZABLE',
  mssql: 'READ COMMITTED',
} as const;

/** A look takes seconds at most; a firewall between the networks that drops what it does not know says nothing for ever. */
const PATIENCE_MS = 60_000;

/** The database did not answer in time. */
class LinkDatabaseSilent extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('The link database does not answer.');
    this.name = 'LinkDatabaseSilent';
  }
}

/** The database that Saeol's side fills, over whatever TypeORM drives. Nothing is written to it but the mark of a plan row. */
export class LinkDatabase {
  private dataSource: DataSource;
  private tables = new Map<string, LinkTable>();
  private planNames: Map<PlanColumn, string> | null = null;

  constructor(
    private readonly settings: LinkDatabaseSettings,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.dataSource = new DataSource(optionsOf(settings));
  }

  /** Runs a look at the tables as they are at one moment; connects where it must. @throws LinkDatabaseSilent */
  async look<T>(read: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.inTime(async (dataSource) => {
        if (!dataSource.isInitialized) await dataSource.initialize();
        return dataSource.transaction(ISOLATION[this.settings.type], read);
      });
    } catch (error) {
      // A table may have been altered since its columns were read.
      this.tables = new Map();
      this.planNames = null;
      throw error;
    }
  }

  /** Plan rows after an index, those marked as done left out. */
  async planAfter(tx: EntityManager, index: number, limit: number): Promise<PlanRow[]> {
    const { query, column } = await this.plan(tx);
    query.andWhere(`${column('link_idx')} > :index`, { index });
    return this.rowsOf(query, column('link_idx'), limit);
  }

  /** Plan rows up to an index that are not marked: they were committed after greater ones had been read. */
  async planLeftBehind(tx: EntityManager, from: number, to: number, limit: number): Promise<PlanRow[]> {
    const { query, column } = await this.plan(tx);
    query.andWhere(`${column('link_idx')} > :from AND ${column('link_idx')} <= :to`, { from, to });
    return this.rowsOf(query, column('link_idx'), limit);
  }

  async countPlanAfter(tx: EntityManager, index: number): Promise<number> {
    const { query, column } = await this.plan(tx);
    query.andWhere(`${column('link_idx')} > :index`, { index });
    const row = await query.select('COUNT(*)', 'n').getRawOne<{ n: number | string }>();
    return Number(row?.n ?? 0);
  }

  /** Of all plan rows, marked ones among them; null where there are none. */
  async greatestIndex(tx: EntityManager): Promise<number | null> {
    const { column } = await this.plan(tx);
    const query = tx
      .createQueryBuilder()
      .select(`MAX(${column('link_idx')})`, 'n')
      .from(this.settings.planTable, 'p');
    const row = await query.getRawOne<{ n: number | string | null }>();
    return row?.n == null ? null : Number(row.n);
  }

  /** The rows of these receipt numbers; the history in its order. */
  async rowsOfReceipts(tx: EntityManager, receiptNos: readonly string[]): Promise<LinkRows> {
    const { caseTable, stepTable } = this.settings;
    return {
      cases: await this.fetch(tx, caseTable, receiptNos),
      steps: stepTable === null ? [] : await this.fetch(tx, stepTable, receiptNos),
    };
  }

  /** Rows of the case table after a receipt number, in their order, those in one of these states left out. */
  async casesAfter(tx: EntityManager, receiptNo: string, limit: number, closed: string[]): Promise<SaeolRow[]> {
    const table = await this.table(tx, this.settings.caseTable);
    const query = this.selectFrom(tx, this.settings.caseTable, table);
    const key = columnIn(query, table, 'mw_take_no');
    query.where(`${key} > :receiptNo`, { receiptNo });
    if (table.columns.has('deal_se') && closed.length > 0) {
      const state = columnIn(query, table, 'deal_se');
      query.andWhere(`(${state} IS NULL OR ${state} NOT IN (:...closed))`, { closed });
    }
    const rows = await query.orderBy(key).limit(limit).getRawMany<Record<string, unknown>>();
    return rows.map((row) => readSaeolRow(wallTimes(row, table)).row);
  }

  /** Marks plan rows as done, where the county wants marks. @throws LinkDatabaseSilent */
  async mark(indexes: readonly number[]): Promise<void> {
    const { doneMark, planTable } = this.settings;
    if (doneMark === null || indexes.length === 0) return;
    const names = this.planNames!;
    await this.inTime((dataSource) => {
      const query = dataSource.createQueryBuilder().update(planTable);
      return query
        .set({ [names.get('link_status')!]: doneMark })
        .where(`${query.escape(names.get('link_idx')!)} IN (:...indexes)`, { indexes })
        .execute();
    });
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Whoever does not answer in time is left to its connection, and the next one asks over another. */
  private async inTime<T>(ask: (dataSource: DataSource) => Promise<T>): Promise<T> {
    const { dataSource } = this;
    const silence = Promise.withResolvers<never>();
    const timer = setTimeout(() => silence.reject(new LinkDatabaseSilent()), this.patienceMs);
    const asked = ask(dataSource);
    try {
      return await Promise.race([asked, silence.promise]);
    } catch (error) {
      if (error instanceof LinkDatabaseSilent && this.dataSource === dataSource) {
        this.dataSource = new DataSource(optionsOf(this.settings));
        void closeAfter(asked, dataSource);
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async plan(tx: EntityManager) {
    const { planTable, doneMark } = this.settings;
    const names = (this.planNames ??= await planNames(tx, planTable));
    const query = tx.createQueryBuilder().select([]).from(planTable, 'p');
    const column = (name: PlanColumn) => `${query.escape('p')}.${query.escape(names.get(name)!)}`;
    for (const name of ['link_idx', 'table_name', 'flag', 'keys'] as const) query.addSelect(column(name), name);
    const status = column('link_status');
    if (doneMark === null) query.where('1 = 1');
    else query.where(`(${status} IS NULL OR ${status} <> :doneMark)`, { doneMark });
    return { query, column };
  }

  private async rowsOf(query: SelectQueryBuilder<object>, key: string, limit: number): Promise<PlanRow[]> {
    const rows = await query.orderBy(key).limit(limit).getRawMany<Record<PlanColumn, string | number | null>>();
    return rows.map((row) => ({
      index: Number(row.link_idx),
      table: String(row.table_name ?? '').trim(),
      flag: String(row.flag ?? '')
        .trim()
        .toUpperCase(),
      keys: String(row.keys ?? ''),
    }));
  }

  private async fetch(tx: EntityManager, name: string, receiptNos: readonly string[]): Promise<SaeolRow[]> {
    const table = await this.table(tx, name);
    const query = this.selectFrom(tx, name, table);
    query.where(`${columnIn(query, table, 'mw_take_no')} IN (:...receiptNos)`, { receiptNos });
    if (table.columns.has('step_seq')) query.orderBy(columnIn(query, table, 'step_seq'));
    const rows = await query.getRawMany<Record<string, unknown>>();
    return rows.map((row) => readSaeolRow(wallTimes(row, table)).row);
  }

  /** Only columns of the whitelist are asked for, so that no other value ever reaches this program. */
  private selectFrom(tx: EntityManager, name: string, table: LinkTable): SelectQueryBuilder<object> {
    const query = tx.createQueryBuilder().select([]).from(name, 't');
    for (const column of table.columns.keys()) query.addSelect(columnIn(query, table, column), column);
    return query;
  }

  private async table(tx: EntityManager, name: string): Promise<LinkTable> {
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const found = await tx.queryRunner!.getTable(name);
    const columns = new Map<Column, TableColumn>();
    for (const { name: given, type } of found?.columns ?? []) {
      const column = columnOf(given);
      if (column !== null) columns.set(column, { name: given, isInstant: isInstant(type) });
    }
    if (!columns.has('mw_take_no')) throw new Error(`The link database has no table ${name} with a column mw_take_no.`);
    const table = { columns };
    this.tables.set(name, table);
    return table;
  }
}

/** When a silence ends, whatever it ends with is said to nobody any more. Never throws. */
async function closeAfter(asked: Promise<unknown>, dataSource: DataSource): Promise<void> {
  await Promise.allSettled([asked]);
  if (dataSource.isInitialized) await Promise.allSettled([dataSource.destroy()]);
}

function columnIn(query: SelectQueryBuilder<object>, table: LinkTable, column: Column): string {
  return `${query.escape('t')}.${query.escape(table.columns.get(column)!.name)}`;
}

async function planNames(tx: EntityManager, planTable: string): Promise<Map<PlanColumn, string>> {
  const found = await tx.queryRunner!.getTable(planTable);
  const names = new Map<PlanColumn, string>();
  for (const { name } of found?.columns ?? []) {
    const column = PLAN_COLUMNS.find((known) => known === name.toLowerCase());
    if (column !== undefined) names.set(column, name);
  }
  const missing = PLAN_COLUMNS.filter((column) => !names.has(column));
  if (missing.length > 0) throw new Error(`The link database's table ${planTable} lacks ${missing.join(', ')}.`);
  return names;
}

/** `timestamp with time zone`, `timestamptz`, `datetimeoffset`: an instant, whatever the zone of this machine. */
function isInstant(type: string): boolean {
  return /with (local )?time zone|timestamptz|datetimeoffset/i.test(type) && !/without/i.test(type);
}

/** Drivers make a Date of a time stamp without a zone by the machine's zone; taken apart in that zone it says again what stood there. */
function wallTimes(row: Record<string, unknown>, table: LinkTable): Record<string, unknown> {
  const two = (part: number) => String(part).padStart(2, '0');
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (!(value instanceof Date)) return [name, value];
      const column = columnOf(name);
      if (column !== null && table.columns.get(column)!.isInstant) return [name, toKst(value)];
      const day = `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}`;
      return [name, `${day} ${two(value.getHours())}:${two(value.getMinutes())}:${two(value.getSeconds())}`];
    }),
  );
}

function optionsOf({ type, url }: LinkDatabaseSettings): DataSourceOptions {
  if (type !== 'oracle') return { type, url, synchronize: false, entities: [], poolSize: 2 } as DataSourceOptions;
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    type,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    connectString: `${hostname}:${port || '1521'}${pathname}`,
    synchronize: false,
    entities: [],
    poolSize: 2,
  };
}
