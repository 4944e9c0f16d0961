import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { KeyRing } from './key-ring.js';

/** Sealed columns from before the rule that their names end in `sealed`. */
const SEALED_BY_OTHER_NAMES = ['staff.officer.name', 'staff.officer.mobile', 'saeol.inbox.payload'];

/** Pages of a table (8 kB each) that one transaction looks through. */
const PAGES = 64;
const MOST_PASSES = 50;
const PAUSE_MS = 100;

/** What a rotation found and did in one column. */
export interface RotatedColumn {
  /** `schema.table.column`. */
  column: string;
  /** Values that were sealed anew. */
  resealed: number;
  /** Values by id of the key that seals them now. */
  byKey: Record<string, number>;
}

interface SealedColumn {
  /** `schema.table.column`, of the table that the program knows. */
  name: string;
  column: string;
  /** Tables that hold rows, quoted: the partitions where there are any. */
  leaves: string[];
}

/**
 * Every sealed column of the database: bytea, and named `…sealed` or in the list of older names.
 */
export async function sealedColumns(tx: EntityManager): Promise<SealedColumn[]> {
  const rows = await tx.query<{ schema: string; table: string; column: string; leaves: string[] }[]>(
    `SELECT n.nspname AS schema, c.relname AS table, a.attname AS column,
       ARRAY(SELECT l.relid::regclass::text FROM pg_partition_tree(c.oid) l WHERE l.isleaf ORDER BY 1) AS leaves
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped
       AND n.nspname !~ '^pg_' AND (a.attname ~ '(^|_)sealed$' OR n.nspname || '.' || c.relname || '.' || a.attname = ANY ($1))
     ORDER BY 1, 2, 3`,
    [SEALED_BY_OTHER_NAMES],
  );
  return rows.map(({ schema, table, column, leaves }) => ({
    name: `${schema}.${table}.${column}`,
    column: `"${column}"`,
    leaves: leaves.length > 0 ? leaves : [`"${schema}"."${table}"`],
  }));
}

/**
 * Seals everything anew that is not sealed with the first key of the ring, in small transactions, while the program runs. A run that
 * was broken off is simply begun again: it looks for what is left. Values are changed only where they still are what was read.
 * @param owner connections that may write every table
 * @throws Error where a value is sealed with a key that is not on the ring, or somebody goes on writing with another one
 */
export async function rotateKeys(owner: DataSource, ring: KeyRing): Promise<RotatedColumn[]> {
  const report: RotatedColumn[] = [];
  for (const column of await sealedColumns(owner.manager)) {
    report.push(await rotateColumn(owner, ring, column));
  }
  return report;
}

/** Rows that somebody holds are left out and found again; what is written meanwhile may lie where we have been. */
async function rotateColumn(owner: DataSource, ring: KeyRing, column: SealedColumn): Promise<RotatedColumn> {
  let resealed = 0;
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    for (const leaf of column.leaves) resealed += await resealTable(owner, ring, leaf, column.column);
    const byKey = await keysOf(owner.manager, column);
    if (Object.keys(byKey).every((id) => id === ring.writingKeyId)) return { column: column.name, resealed, byKey };
    await pause(PAUSE_MS);
  }
  throw new Error(
    `${column.name} is still written with another key than "${ring.writingKeyId}": is a program left with the old ring?`,
  );
}

async function resealTable(owner: DataSource, ring: KeyRing, table: string, column: string): Promise<number> {
  const [size] = await owner.query<{ pages: number }[]>(
    `SELECT (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int AS pages`,
    [table],
  );
  let resealed = 0;
  for (let page = 0; page < size!.pages; page += PAGES) {
    resealed += await owner.transaction((tx) => resealPages(tx, ring, table, column, page));
  }
  return resealed;
}

async function resealPages(
  tx: EntityManager,
  ring: KeyRing,
  table: string,
  column: string,
  page: number,
): Promise<number> {
  const rows = await tx.query<{ place: string; sealed: Buffer }[]>(
    `SELECT ctid::text AS place, ${column} AS sealed FROM ${table}
     WHERE ctid >= $1::tid AND ctid < $2::tid AND ${column} IS NOT NULL AND substring(${column} FROM 1 FOR length($3::bytea)) <> $3
     FOR NO KEY UPDATE SKIP LOCKED`,
    [`(${page},0)`, `(${page + PAGES},0)`, ring.writingHeader],
  );
  if (rows.length === 0) return 0;
  const [, changed] = await tx.query<[unknown[], number]>(
    `UPDATE ${table} t SET ${column} = u.resealed FROM unnest($1::tid[], $2::bytea[], $3::bytea[]) AS u (place, sealed, resealed)
     WHERE t.ctid = u.place AND t.${column} = u.sealed`,
    [
      rows.map((row) => row.place),
      rows.map((row) => row.sealed),
      rows.map((row) => ring.encrypt(ring.decrypt(row.sealed))),
    ],
  );
  return changed;
}

async function keysOf(tx: EntityManager, { column, leaves }: SealedColumn): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const leaf of leaves) {
    const rows = await tx.query<{ header: Buffer; n: number }[]>(
      `SELECT substring(${column} FROM 1 FOR 2 + get_byte(${column}, 1)) AS header, count(*)::int AS n FROM ${leaf}
       WHERE ${column} IS NOT NULL GROUP BY 1`,
    );
    for (const { header, n } of rows) counts[KeyRing.keyIdOf(header)] = (counts[KeyRing.keyIdOf(header)] ?? 0) + n;
  }
  return counts;
}
