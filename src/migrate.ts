import type { DataSource } from 'typeorm';
import { prepareQueue, sqlState } from '../libs/events/index.js';
import { APP_ROLE, ownerDataSource } from './data-source.js';

/** Any constant: one migration at a time per database. */
const MIGRATION_LOCK = 4_770_000;
/** SQLSTATE. */
const DEADLOCK = '40P01';
const MOST_TRIES = 5;

/** Brings the database up to this build, one process at a time; others wait. Safe to call at every start. */
export async function migrate(url: string): Promise<void> {
  const owner = await ownerDataSource(url).initialize();
  try {
    const lock = owner.createQueryRunner();
    await lock.connect();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await makeAppRole((sql) => lock.query(sql) as Promise<unknown[]>);
      await runMigrations(owner);
      await prepareQueue(url);
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await lock.release();
    }
  } finally {
    await owner.destroy();
  }
}

/**
 * A process of the build before and a migration can each wait for a table that the other has. PostgreSQL ends one of them, at times ours:
 * then that migration has left nothing, and is begun again.
 */
async function runMigrations(owner: DataSource): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await owner.runMigrations();
      return;
    } catch (error) {
      if (tries === MOST_TRIES || sqlState(error) !== DEADLOCK) throw error;
    }
  }
}

/** Roles belong to the whole server, so another database of it may have made this one, even at this instant. */
async function makeAppRole(query: (sql: string) => Promise<unknown[]>): Promise<void> {
  await query(`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN CREATE ROLE ${APP_ROLE} NOLOGIN; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$`);
  const [member] = (await query(`SELECT pg_has_role(current_user, '${APP_ROLE}', 'SET') AS may`)) as { may: boolean }[];
  if (!member!.may) await query(`GRANT ${APP_ROLE} TO CURRENT_USER`);
}
