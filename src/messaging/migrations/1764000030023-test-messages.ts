import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A message that somebody sends to their own phone to see a wording there. */
export class TestMessages1764000030023 implements MigrationInterface {
  name = 'TestMessages1764000030023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.notification
        -- Set: a test of this version (a draft may be gone by now) over one channel. It tells nobody anything, so no fact follows.
        ADD COLUMN test_template_id uuid,
        ADD COLUMN test_channel text CHECK (test_channel IN ('ALIMTALK', 'RCS', 'TEXT')),
        ADD CHECK ((test_template_id IS NULL) = (test_channel IS NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.notification DROP COLUMN test_template_id, DROP COLUMN test_channel');
  }
}
