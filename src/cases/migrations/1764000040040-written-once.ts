import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a step writes beside its case is written in the transaction that holds the case, and no case is ever deleted: looking the case up
 * again for each row, and locking it for that, cost more than the rows. A case that nobody is in charge of is in no officer's list.
 */
export class WrittenOnce1764000040040 implements MigrationInterface {
  name = 'WrittenOnce1764000040040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- In the order in which a step of the build that still runs takes them.
      LOCK TABLE cases.civil_case, cases.step, cases.status_link, cases.timer IN ACCESS EXCLUSIVE MODE;
      ALTER TABLE cases.step DROP CONSTRAINT step_case_id_fkey;
      ALTER TABLE cases.status_link DROP CONSTRAINT status_link_case_id_fkey;
      ALTER TABLE cases.timer DROP CONSTRAINT timer_case_id_fkey;
      DROP INDEX cases.civil_case_officer_open;
      CREATE INDEX civil_case_officer_open ON cases.civil_case (officer_id, target_at) WHERE open AND officer_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX cases.civil_case_officer_open;
      CREATE INDEX civil_case_officer_open ON cases.civil_case (officer_id, target_at) WHERE open;
      ALTER TABLE cases.timer ADD CONSTRAINT timer_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases.civil_case (id);
      ALTER TABLE cases.status_link ADD CONSTRAINT status_link_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases.civil_case (id);
      ALTER TABLE cases.step ADD CONSTRAINT step_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases.civil_case (id);
    `);
  }
}
