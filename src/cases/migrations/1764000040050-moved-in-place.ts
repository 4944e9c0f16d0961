import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A deadline that moves is written where its case lies and touches no index: no index holds the date, and a page has room for the new
 * version. The most urgent are found among the open ones, which `civil_case_open` knows.
 */
export class MovedInPlace1764000040050 implements MigrationInterface {
  name = 'MovedInPlace1764000040050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX cases.civil_case_officer_open, cases.civil_case_target_open;
      CREATE INDEX civil_case_officer_open ON cases.civil_case (officer_id) WHERE open AND officer_id IS NOT NULL;
      ALTER TABLE cases.civil_case SET (fillfactor = 85);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases.civil_case RESET (fillfactor);
      DROP INDEX cases.civil_case_officer_open;
      CREATE INDEX civil_case_officer_open ON cases.civil_case (officer_id, target_at) WHERE open AND officer_id IS NOT NULL;
      CREATE INDEX civil_case_target_open ON cases.civil_case (target_at, id) WHERE open;
    `);
  }
}
