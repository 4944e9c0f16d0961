import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Up to which step planned dates are void, with the case itself: its deadlines are reckoned without a look at its moves. */
export class PlannedDatesVoided1764000040011 implements MigrationInterface {
  name = 'PlannedDatesVoided1764000040011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases.civil_case ADD COLUMN planned_void_after int;
      UPDATE cases.civil_case c SET planned_void_after = m.sequence
      FROM (SELECT case_id, max(after_sequence) AS sequence FROM cases.deadline_move WHERE after_sequence IS NOT NULL GROUP BY 1) m
      WHERE m.case_id = c.id;
      ALTER TABLE cases.deadline_move DROP COLUMN after_sequence;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases.deadline_move ADD COLUMN after_sequence int;
      UPDATE cases.deadline_move m SET after_sequence = c.planned_void_after
      FROM cases.civil_case c WHERE c.id = m.case_id AND c.planned_void_after IS NOT NULL AND m.cause IN ('HOLIDAY', 'CALENDAR_YEAR', 'SETTING');
      ALTER TABLE cases.civil_case DROP COLUMN planned_void_after;
    `);
  }
}
