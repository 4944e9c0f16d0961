import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How fast a vendor's channel may be written to, by all processes together. */
export class RateLimits1764000030025 implements MigrationInterface {
  name = 'RateLimits1764000030025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- null: as fast as the vendor takes them.
      ALTER TABLE messaging.gateway ADD COLUMN messages_per_second int CHECK (messages_per_second > 0);
      -- A bucket that holds what one second allows; machine time.
      CREATE TABLE messaging.gateway_bucket (
        vendor text NOT NULL,
        channel text NOT NULL,
        tokens double precision NOT NULL,
        filled_at timestamptz NOT NULL,
        PRIMARY KEY (vendor, channel)
      ) WITH (fillfactor = 50);
      GRANT SELECT, INSERT, UPDATE ON messaging.gateway_bucket TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE messaging.gateway_bucket;
      ALTER TABLE messaging.gateway DROP COLUMN messages_per_second;
    `);
  }
}
