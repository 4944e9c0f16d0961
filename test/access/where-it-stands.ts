import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type pg from 'pg';

/** A text that must not stand anywhere, and how a hit names it: never by itself. */
export interface Needle {
  name: string;
  text: string;
}

/** Forms in which a text may stand: as it is, in JSON that escapes what is not ASCII, as bytes, in base64. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const escaped = text.replace(/[^\0-~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16)}`);
  // Base64 of a text depends on where it begins; what all letters but the first and last few give is the same.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
      .slice(before === 0 ? 0 : before + 1, -1),
  );
  return [...new Set([text, escaped, bytes.toString('latin1'), ...base64])];
}

/** A row as text, its bytes not in hexadecimal but as they are, and what is packed in a job taken out of it. */
function readable(row: string): string {
  return row
    .replace(/""zstd"":""([\w+/=]+)""/g, (_, packed: string) =>
      zstdDecompressSync(Buffer.from(packed, 'base64')).toString(),
    )
    .replaceAll('\\\\', '\\')
    .replace(/\\x((?:[0-9a-f]{2})+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
}

/** A telephone number in the ways people and programs write it. */
export function spellings(phone: string): string[] {
  const [head, middle, tail] = [phone.slice(0, 3), phone.slice(3, -4), phone.slice(-4)];
  const joined = ['', '-', ' ', '.'].map((mark) => [head, middle, tail].join(mark));
  // `+82 10…` is found by the digits without their 0.
  return [...joined, phone.slice(1), `+82-${head.slice(1)}-${middle}-${tail}`];
}

/** Searches texts for many needles in all their forms at once. */
export class Search {
  private readonly forms: [form: string, name: string][];

  constructor(private readonly needles: readonly Needle[]) {
    this.forms = needles.flatMap(({ name, text }) => formsOf(text).map((form): [string, string] => [form, name]));
  }

  in(where: string, text: string): string[] {
    return this.forms.filter(([form]) => text.includes(form)).map(([, name]) => `${name} in ${where}`);
  }

  /** What whoever holds the key ring can read: every value of bytes that opens. */
  async inWhatOpens(
    client: pg.Client,
    open: (sealed: Buffer) => string,
  ): Promise<{ found: string[]; opened: number; columns: string[] }> {
    const found: string[] = [];
    const columns = new Set<string>();
    let opened = 0;
    for await (const { column, held } of bytesOf(client)) {
      const text = opens(held, open);
      if (text === null) continue;
      opened += 1;
      columns.add(column);
      found.push(...this.in(column, text));
    }
    return { found: [...new Set(found)], opened, columns: [...columns] };
  }

  /** Every column of every row of every table, the queue's and the library's own included. */
  async inDatabase(client: pg.Client): Promise<string[]> {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const found: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      for (const { row } of rows) found.push(...this.in(name, readable(row)));
    }
    return [...new Set(found)];
  }

  /** Every file below a folder, byte by byte; only for the texts as they are, since a database's files hold bytes as bytes. */
  async inFiles(folder: string): Promise<string[]> {
    const found: string[] = [];
    const sought = this.needles.map(({ name, text }) => ({ name, bytes: Buffer.from(text) }));
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const held = await readFile(join(entry.parentPath, entry.name));
      for (const { name, bytes } of sought) if (held.includes(bytes)) found.push(`${name} in file ${entry.name}`);
    }
    return [...new Set(found)];
  }
}

/**
 * What a database writes ahead from now on, kept until `letGo()`: the log holds what was deleted and overwritten as well. Its records
 * are read one by one and those of other databases left out, since specs that run at the same time write what they like.
 */
export class WriteAheadLog {
  private constructor(
    private readonly client: pg.Client,
    private readonly slot: string,
    private from: string,
  ) {}

  /** @param client of the cluster's superuser */
  static async keep(client: pg.Client): Promise<WriteAheadLog> {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_walinspect');
    const { rows } = await client.query<{ slot: string; lsn: string }>(
      `SELECT slot_name AS slot, pg_current_wal_insert_lsn()::text AS lsn
       FROM pg_create_physical_replication_slot('kept_for_' || current_database(), true)`,
    );
    return new WriteAheadLog(client, rows[0]!.slot, rows[0]!.lsn);
  }

  /** What the log holds of these needles since it was kept, or since the last search. */
  async search(needles: readonly Needle[]): Promise<{ found: string[]; bytes: number }> {
    const sought = needles.map(({ name, text }) => ({ name, bytes: Buffer.from(text) }));
    const { rows: ends } = await this.client.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn()::text AS lsn');
    const until = ends[0]!.lsn;
    const { rows } = await this.client.query<{ held: Buffer }>(
      `SELECT string_agg(held, '\\x00') AS held FROM (
         SELECT row_number() OVER () / 1000 AS part, coalesce(block_data, '') || coalesce(block_fpi_data, '') AS held
         FROM pg_get_wal_block_info($1, $2)
         WHERE reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())) AS records GROUP BY part`,
      [this.from, until],
    );
    this.from = until;
    const found = rows.flatMap(({ held }) =>
      sought.filter(({ bytes }) => held.includes(bytes)).map(({ name }) => `${name} in the write-ahead log`),
    );
    return { found: [...new Set(found)], bytes: rows.reduce((sum, { held }) => sum + held.length, 0) };
  }

  async letGo(): Promise<void> {
    await this.client.query('SELECT pg_drop_replication_slot($1)', [this.slot]);
  }
}

const TABLES_OF_OURS = `JOIN pg_class c ON c.oid = format('%I.%I', table_schema, table_name)::regclass
  AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`;

/** Every column that could hold a word or a sealed one, `schema.table.column`; partitions are their table's. */
export async function columnsOfWords(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ column: string }>(
    `SELECT table_schema || '.' || table_name || '.' || column_name AS column FROM information_schema.columns ${TABLES_OF_OURS}
     AND (data_type IN ('bytea', 'text', 'character varying', 'json', 'jsonb', 'ARRAY', 'USER-DEFINED', 'inet', 'xml', 'character')
       AND udt_name !~ '^_(int|float|uuid|bool|timestamp|date)')`,
  );
  return rows.map((row) => row.column);
}

/** Every value of type bytea, and where it stands, `schema.table.column`. */
async function* bytesOf(client: pg.Client): AsyncGenerator<{ column: string; held: Buffer }> {
  const columns = await client.query<{ column: string; read: string }>(
    `SELECT table_schema || '.' || table_name || '.' || column_name AS column,
       format('SELECT %1$I AS held FROM %2$I.%3$I WHERE %1$I IS NOT NULL', column_name, table_schema, table_name) AS read
     FROM information_schema.columns ${TABLES_OF_OURS} AND data_type = 'bytea' ORDER BY 1`,
  );
  for (const { column, read } of columns.rows) {
    const { rows } = await client.query<{ held: Buffer }>(read);
    for (const { held } of rows) yield { column, held };
  }
}

/** Columns, `schema.table.column`, that hold one of these bytes: keyed hashes of numbers. */
export async function columnsHolding(client: pg.Client, hashes: readonly Buffer[]): Promise<string[]> {
  const sought = new Set(hashes.map((one) => one.toString('hex')));
  const found = new Set<string>();
  for await (const { column, held } of bytesOf(client)) if (sought.has(held.toString('hex'))) found.add(column);
  return [...found].toSorted();
}

/** Null for what was not sealed: keyed hashes. */
function opens(held: Buffer, open: (sealed: Buffer) => string): string | null {
  try {
    return open(held);
  } catch {
    return null;
  }
}
