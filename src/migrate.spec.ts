import { expect, it } from 'vitest';
import { onDatabase, testDatabase } from '../test/harness/database.js';
import { migrate } from './migrate.js';

it(
  'begins a migration again that a process of the build before has driven into a deadlock',
  { timeout: 30_000 },
  async () => {
    const database = await testDatabase();
    await onDatabase(database.url, async (before) => {
      await before.query('ALTER TABLE messaging.attempt DROP COLUMN unknown_since');
      await before.query(`DELETE FROM migration WHERE name LIKE 'UnknownSince%'`);
      const { rows } = await before.query<{ part: string }>(
        `SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'messaging.attempt'::regclass LIMIT 1`,
      );
      // It holds a part of the table, and never gives way itself.
      await before.query(`SET deadlock_timeout = '1h'`);
      await before.query('BEGIN');
      await before.query(`LOCK TABLE ${rows[0]!.part} IN ROW EXCLUSIVE MODE`);
      const migrated = migrate(database.url);
      await expect
        .poll(
          () =>
            onDatabase(database.url, async (third) => {
              const { rowCount } = await third.query(
                `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE messaging.attempt%'`,
              );
              return rowCount;
            }),
          { timeout: 10_000 },
        )
        .toBe(1);
      // The whole table is the migration's by now: each waits for the other.
      await before.query('SELECT count(*) FROM messaging.attempt');
      await before.query('COMMIT');
      await migrated;
      await expect(before.query('SELECT unknown_since FROM messaging.attempt')).resolves.toBeDefined();
    });
    await database.close();
  },
);
