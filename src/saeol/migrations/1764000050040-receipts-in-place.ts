import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The row of a receipt number is made, and changed by the same transaction, for hundreds at a time: its page has room for the change. */
export class ReceiptsInPlace1764000050040 implements MigrationInterface {
  name = 'ReceiptsInPlace1764000050040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE saeol.receipt SET (fillfactor = 50)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE saeol.receipt RESET (fillfactor)');
  }
}
