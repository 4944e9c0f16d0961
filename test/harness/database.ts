import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { loadPrivacy, type Privacy } from '../../libs/privacy/index.js';
import { appDataSource } from '../../src/data-source.js';

export const TEMPLATE = 'minwon_template';

/** A ring for tests; any 32 bytes will do. */
export const TEST_PRIVACY_KEYS = `test:${Buffer.alloc(32, 7).toString('base64')}`;

export interface TestDatabase {
  /** Connected as the program is: role `minwon_app`. */
  dataSource: DataSource;
  privacy: Privacy;
  /** Owner's address of this database, for a program under test (`DATABASE_URL`). */
  url: string;
  close(): Promise<void>;
}

export async function onDatabase<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** A fresh, migrated database of its own, gone after `close()`. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await onDatabase(server, async (client) => {
    // Cloning waits for nobody but other clones; the lock makes them queue instead of fail.
    await client.query('SELECT pg_advisory_lock(477)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  const dataSource = await appDataSource(url.href).initialize();
  return {
    dataSource,
    privacy: await loadPrivacy(dataSource, TEST_PRIVACY_KEYS),
    url: url.href,
    async close() {
      await dataSource.destroy();
      await onDatabase(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`).then(() => undefined));
    },
  };
}
