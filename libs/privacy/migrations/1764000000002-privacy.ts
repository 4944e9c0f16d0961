import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The index secret, sealed under the key ring: what every keyed hash of this database hangs on. */
export class Privacy1764000000002 implements MigrationInterface {
  name = 'Privacy1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA privacy;
      CREATE TABLE privacy.index_secret (one boolean PRIMARY KEY DEFAULT true CHECK (one), sealed bytea NOT NULL);
      GRANT USAGE ON SCHEMA privacy TO minwon_app;
      GRANT SELECT, INSERT, UPDATE ON privacy.index_secret TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA privacy CASCADE');
  }
}
