import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Misses count where their case stands, and only while its citizen is to be told. A county that counts already runs
 * `npm run figures:rebuild` once after it: that also counts the channels of notices that reached nobody.
 */
export class MissesFollowTheirCase1764000080004 implements MigrationInterface {
  name = 'MissesFollowTheirCase1764000080004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Where the case stood after its change, and whether its citizen is told; null where it was counted before that was kept.
      ALTER TABLE reporting.counted_revision ADD COLUMN department_code text, ADD COLUMN type_code text, ADD COLUMN told boolean;
      ALTER TABLE reporting.missed_case ADD COLUMN type_code text NOT NULL DEFAULT '';
      -- The cases behind a figure of the report.
      CREATE INDEX missed_case_month ON reporting.missed_case (received_month, department_code, case_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX reporting.missed_case_month;
      ALTER TABLE reporting.missed_case DROP COLUMN type_code;
      ALTER TABLE reporting.counted_revision DROP COLUMN department_code, DROP COLUMN type_code, DROP COLUMN told;
    `);
  }
}
