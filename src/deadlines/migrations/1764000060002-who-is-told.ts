import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told of each rung, for the county and for departments that differ from it. */
export class WhoIsTold1764000060002 implements MigrationInterface {
  name = 'WhoIsTold1764000060002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE deadlines.ladder_setting ADD COLUMN told jsonb NOT NULL DEFAULT '{"D3": ["OFFICER"], "D1": ["OFFICER"],
        "DDAY": ["OFFICER", "LEADER"], "OVERDUE": ["OFFICER", "LEADER", "HEAD"], "SUPPLEMENT_LAPSED": ["OFFICER", "LEADER"]}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deadlines.ladder_setting DROP COLUMN told');
  }
}
