import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The county's sender profile has versions: each attempt keeps which one it went out under. */
export class SenderProfileVersions1764000030022 implements MigrationInterface {
  name = 'SenderProfileVersions1764000030022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.sender_profile
        -- Product time.
        ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
        -- Account or key; null for the demo's.
        ADD COLUMN made_by text,
        ADD COLUMN safe_mark_until date;
      ALTER TABLE messaging.sender_profile ALTER COLUMN created_at DROP DEFAULT;
      ALTER TABLE messaging.attempt ADD COLUMN sender_profile_id uuid;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.attempt DROP COLUMN sender_profile_id;
      ALTER TABLE messaging.sender_profile DROP COLUMN created_at, DROP COLUMN made_by, DROP COLUMN safe_mark_until;
    `);
  }
}
