import type pg from 'pg';
import type { DataSource } from 'typeorm';

/** Connects as the data source does (same address, same role), with more start options of PostgreSQL (`-c name=value`). */
export function connectionOf(dataSource: DataSource, options: string): pg.ClientConfig {
  const { url, extra } = dataSource.options as { url?: string; extra?: pg.ClientConfig };
  if (url === undefined) throw new Error('The event bus needs a data source that is configured by its url.');
  return { ...extra, connectionString: url, options: `${extra?.options ?? ''} ${options}`.trim() };
}
