import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run of destruction may be broken off, and then goes on under the same report. */
export class RunsThatGoOn1764000020011 implements MigrationInterface {
  name = 'RunsThatGoOn1764000020011';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE staff.destruction_run ALTER COLUMN ended_at DROP NOT NULL;
      CREATE UNIQUE INDEX destruction_run_under_way ON staff.destruction_run (area) WHERE ended_at IS NULL;
      GRANT UPDATE ON staff.destruction_run TO minwon_app;
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      REVOKE UPDATE ON staff.destruction_run FROM minwon_app;
      DROP INDEX staff.destruction_run_under_way;
      DELETE FROM staff.destruction_run WHERE ended_at IS NULL;
      ALTER TABLE staff.destruction_run ALTER COLUMN ended_at SET NOT NULL;
    `);
  }
}
