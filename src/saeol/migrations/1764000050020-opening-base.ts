import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the numbers of an opening case began, so that its history before that is known as such when it comes. */
export class OpeningBase1764000050020 implements MigrationInterface {
  name = 'OpeningBase1764000050020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE saeol.receipt ADD COLUMN base_sequence int');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE saeol.receipt DROP COLUMN base_sequence');
  }
}
