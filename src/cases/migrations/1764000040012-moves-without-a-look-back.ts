import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A change of the calendar writes a move for every open case; looking each one's case up again cost a tenth of it, and no case is ever deleted. */
export class MovesWithoutALookBack1764000040012 implements MigrationInterface {
  name = 'MovesWithoutALookBack1764000040012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE cases.deadline_move DROP CONSTRAINT deadline_move_case_id_fkey');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE cases.deadline_move ADD CONSTRAINT deadline_move_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases.civil_case (id)',
    );
  }
}
