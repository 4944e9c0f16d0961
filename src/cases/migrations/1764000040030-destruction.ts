import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is personal in a case goes when its time has come. */
export class Destruction1764000040030 implements MigrationInterface {
  name = 'Destruction1764000040030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- When names, numbers and words of the case were wiped, product time; a case that is completed anew afterwards is wiped anew.
      ALTER TABLE cases.civil_case ADD COLUMN wiped_at timestamptz;
      CREATE INDEX civil_case_to_wipe ON cases.civil_case (completed_at)
        WHERE stage = 'COMPLETED' AND (wiped_at IS NULL OR wiped_at < completed_at);
      CREATE INDEX civil_case_voided_to_wipe ON cases.civil_case (receipt_no) WHERE stage = 'VOIDED' AND wiped_at IS NULL;

      -- When the next run is due, product time.
      CREATE TABLE cases.destruction (one boolean PRIMARY KEY DEFAULT true CHECK (one), due_at timestamptz NOT NULL);
      GRANT SELECT, INSERT, UPDATE ON cases.destruction TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE cases.destruction;
      ALTER TABLE cases.civil_case DROP COLUMN wiped_at;
    `);
  }
}
