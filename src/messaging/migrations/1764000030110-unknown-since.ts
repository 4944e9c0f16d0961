import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Machine time from which an outcome has been unknown: how long that is waited for must not hang on when it was asked about. */
export class UnknownSince1764000030110 implements MigrationInterface {
  name = 'UnknownSince1764000030110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.attempt ADD COLUMN unknown_since timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.attempt DROP COLUMN unknown_since');
  }
}
