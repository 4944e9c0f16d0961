import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** A row as text, its bytes not in hexadecimal but as they are. */
function readable(row: string): string {
  return row
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
  async inWhatOpens(client: pg.Client, open: (sealed: Buffer) => string): Promise<{ found: string[]; opened: number }> {
    const columns = await client.query<{ name: string; column: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name, quote_ident(column_name) AS column FROM information_schema.columns
       JOIN pg_class c ON c.oid = format('%I.%I', table_schema, table_name)::regclass AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       WHERE data_type = 'bytea' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
    );
    const found: string[] = [];
    let opened = 0;
    for (const { name, column } of columns.rows) {
      const { rows } = await client.query<{ held: Buffer }>(
        `SELECT ${column} AS held FROM ${name} WHERE ${column} IS NOT NULL`,
      );
      for (const { held } of rows) {
        const text = opens(held, open);
        if (text === null) continue;
        opened += 1;
        found.push(...this.in(`${name}.${column}`, text));
      }
    }
    return { found: [...new Set(found)], opened };
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

/** Null for what was not sealed: keyed hashes. */
function opens(held: Buffer, open: (sealed: Buffer) => string): string | null {
  try {
    return open(held);
  } catch {
    return null;
  }
}
