import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each officer has open by when it is due; and misses that do not depend on the order in which facts are heard. A county that
 * counts already runs `npm run figures:rebuild` once after it.
 */
export class OfficersLoad1764000080002 implements MigrationInterface {
  name = 'OfficersLoad1764000080002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Open cases of an officer by the instant that they are due; rows that come to 0 go.
      CREATE TABLE reporting.officer_due_figure (
        metric text NOT NULL,
        type_code text NOT NULL,
        department_code text NOT NULL,
        at timestamptz NOT NULL,
        facet text NOT NULL,
        n bigint NOT NULL,
        PRIMARY KEY (metric, type_code, department_code, at, facet)
      );
      CREATE INDEX officer_due_figure_spent ON reporting.officer_due_figure (n) WHERE n = 0;

      -- at: when it ended, product time; a newer end takes the place of an older one. subject: the case whose citizen lacks it, for the
      -- reason in missed; of several the first notice tells the reason that counts.
      ALTER TABLE reporting.counted_notice ADD COLUMN at timestamptz, ADD COLUMN subject uuid, ADD COLUMN missed text;
      CREATE INDEX counted_notice_missed ON reporting.counted_notice (subject, notification_id) WHERE missed IS NOT NULL;
      ALTER TABLE reporting.missed_case ALTER COLUMN notices SET DEFAULT 1;

      -- Whose misses count no more.
      CREATE TABLE reporting.voided_case (case_id uuid PRIMARY KEY);

      GRANT SELECT, INSERT, UPDATE, DELETE ON reporting.officer_due_figure, reporting.voided_case TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE reporting.voided_case, reporting.officer_due_figure;
      DROP INDEX reporting.counted_notice_missed;
      ALTER TABLE reporting.counted_notice DROP COLUMN at, DROP COLUMN subject, DROP COLUMN missed;
      ALTER TABLE reporting.missed_case ALTER COLUMN notices DROP DEFAULT;
    `);
  }
}
