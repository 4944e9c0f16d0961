import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks that no notice led to: somebody says that the number is theirs and the petition is not. */
export class NotMineTasks1764000040005 implements MigrationInterface {
  name = 'NotMineTasks1764000040005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases.task ALTER COLUMN notification_id DROP NOT NULL, ALTER COLUMN occasion DROP NOT NULL,
        ADD CONSTRAINT task_names_its_notice CHECK (kind = 'NOT_MINE' OR (notification_id IS NOT NULL AND occasion IS NOT NULL));
      CREATE UNIQUE INDEX task_not_mine ON cases.task (case_id, recipient_kind) WHERE kind = 'NOT_MINE' AND closed_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM cases.task WHERE kind = 'NOT_MINE';
      DROP INDEX cases.task_not_mine;
      ALTER TABLE cases.task DROP CONSTRAINT task_names_its_notice, ALTER COLUMN notification_id SET NOT NULL, ALTER COLUMN occasion SET NOT NULL;
    `);
  }
}
