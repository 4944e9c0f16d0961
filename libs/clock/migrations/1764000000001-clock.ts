import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: where product time was anchored, so that app, worker and feed share it and a restart goes on from there. */
export class Clock1764000000001 implements MigrationInterface {
  name = 'Clock1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA clock;
      CREATE TABLE clock.anchor (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        product_at timestamptz NOT NULL,
        real_at timestamptz NOT NULL,
        speed double precision NOT NULL CHECK (speed > 0),
        asked_start text,
        began_at timestamptz NOT NULL
      );
      GRANT USAGE ON SCHEMA clock TO minwon_app;
      GRANT SELECT, INSERT, UPDATE ON clock.anchor TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA clock CASCADE');
  }
}
