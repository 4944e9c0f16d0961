import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was left on each vendor's account, hour by hour; machine time. */
export class VendorBalance1764000030002 implements MigrationInterface {
  name = 'VendorBalance1764000030002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.vendor_balance (
        vendor text NOT NULL,
        at timestamptz NOT NULL,
        won bigint NOT NULL,
        PRIMARY KEY (vendor, at)
      );
      GRANT SELECT, INSERT, DELETE ON messaging.vendor_balance TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.vendor_balance');
  }
}
