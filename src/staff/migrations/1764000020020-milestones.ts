import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was reached once and stays reached, such as the end of the first run. */
export class Milestones1764000020020 implements MigrationInterface {
  name = 'Milestones1764000020020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE staff.milestone (name text PRIMARY KEY, reached_at timestamptz NOT NULL);
      GRANT SELECT, INSERT ON staff.milestone TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE staff.milestone');
  }
}
