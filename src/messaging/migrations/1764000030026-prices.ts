import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a message costs, by vendor and channel, from a month on. */
export class Prices1764000030026 implements MigrationInterface {
  name = 'Prices1764000030026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.price (
        vendor text NOT NULL,
        channel text NOT NULL,
        -- The first day of a month.
        since date NOT NULL CHECK (extract(day FROM since) = 1),
        won numeric(8, 2) NOT NULL CHECK (won >= 0),
        PRIMARY KEY (vendor, channel, since)
      );
      GRANT SELECT, INSERT, UPDATE ON messaging.price TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.price');
  }
}
