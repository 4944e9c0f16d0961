import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operators type about time left out may name somebody: it is sealed from now on. Older notes are read as they stand until they are emptied. */
export class IntervalNotesSealed1764000040031 implements MigrationInterface {
  name = 'IntervalNotesSealed1764000040031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cases.interval ADD COLUMN note_sealed bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cases.interval DROP COLUMN note_sealed');
  }
}
