import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Figures: append-only deltas by month, what they add up to, and what makes each fact count once. */
export class Reporting1764000080001 implements MigrationInterface {
  name = 'Reporting1764000080001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA reporting;

      -- What one set of facts changed. type_code '' where a fact has no petition type; day and at are -infinity where the
      -- figure is one of the present moment.
      CREATE TABLE reporting.figure_delta (
        batch_id uuid NOT NULL,
        counted_at timestamptz NOT NULL,
        metric text NOT NULL,
        department_code text NOT NULL,
        type_code text NOT NULL,
        facet text NOT NULL,
        day date NOT NULL,
        at timestamptz NOT NULL,
        n int NOT NULL
      ) PARTITION BY RANGE (counted_at);
      CREATE TABLE reporting.figure_delta_default PARTITION OF reporting.figure_delta DEFAULT;
      CREATE INDEX figure_delta_batch ON reporting.figure_delta (batch_id);

      -- Batches that are not yet added up.
      CREATE TABLE reporting.delta_batch (
        id uuid PRIMARY KEY,
        counted_at timestamptz NOT NULL
      );

      -- Sums by day. '*' stands for all departments, all types.
      CREATE TABLE reporting.figure (
        metric text NOT NULL,
        type_code text NOT NULL,
        department_code text NOT NULL,
        day date NOT NULL,
        facet text NOT NULL,
        n bigint NOT NULL,
        PRIMARY KEY (metric, type_code, department_code, day, facet)
      );

      -- Open cases by the instant that they are due; rows that come to 0 go.
      CREATE TABLE reporting.due_figure (
        metric text NOT NULL,
        type_code text NOT NULL,
        department_code text NOT NULL,
        at timestamptz NOT NULL,
        n bigint NOT NULL,
        PRIMARY KEY (metric, type_code, department_code, at)
      );
      CREATE INDEX due_figure_spent ON reporting.due_figure (n) WHERE n = 0;

      -- Makes each change of a case count once. Unpartitioned, so that it does so whatever month it comes again; kept 400 days.
      CREATE TABLE reporting.counted_revision (
        case_id uuid NOT NULL,
        revision int NOT NULL,
        received_month date NOT NULL,
        PRIMARY KEY (case_id, revision)
      );

      -- How each notice ended: so that it counts once, and a late success takes the failure back. counted: what was added for it.
      CREATE TABLE reporting.counted_notice (
        notification_id uuid PRIMARY KEY,
        ended text NOT NULL CHECK (ended IN ('DELIVERED', 'FAILED', 'DROPPED')),
        department_code text NOT NULL,
        day date NOT NULL,
        counted jsonb NOT NULL
      );

      -- Cases with notices that did not reach their citizen, while that stands.
      CREATE TABLE reporting.missed_case (
        case_id uuid PRIMARY KEY,
        notices int NOT NULL,
        reason text NOT NULL,
        department_code text NOT NULL,
        received_month date NOT NULL
      );

      CREATE TABLE reporting.counted_survey (key text PRIMARY KEY);

      CREATE TABLE reporting.survey_figure (
        month date NOT NULL,
        department_code text NOT NULL,
        officer_department_code text NOT NULL,
        type_code text NOT NULL,
        outcome text NOT NULL,
        channel text NOT NULL,
        invited bigint NOT NULL,
        answered bigint NOT NULL,
        score1 bigint NOT NULL,
        score2 bigint NOT NULL,
        score3 bigint NOT NULL,
        score4 bigint NOT NULL,
        score5 bigint NOT NULL,
        PRIMARY KEY (month, department_code, officer_department_code, type_code, outcome, channel)
      );

      -- When a figure last changed, in product time.
      CREATE TABLE reporting.pulse (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        changed_at timestamptz NOT NULL
      );

      -- Makes the month's partition ahead of time; the program may call it, not create tables itself.
      CREATE FUNCTION reporting.prepare_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = reporting, pg_temp AS $$
      DECLARE
        name text := 'figure_delta_' || to_char(month, 'YYYYMM');
        first timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'Asia/Seoul';
        next timestamptz := (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'Asia/Seoul';
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('reporting.prepare_month', 0));
        -- Rows of the month that came before it was prepared keep it in the default partition.
        IF to_regclass('reporting.' || name) IS NULL
          AND NOT EXISTS (SELECT FROM reporting.figure_delta_default WHERE counted_at >= first AND counted_at < next) THEN
          EXECUTE format('CREATE TABLE reporting.%I PARTITION OF reporting.figure_delta FOR VALUES FROM (%L) TO (%L)', name, first, next);
          EXECUTE format('GRANT SELECT, INSERT ON reporting.%I TO minwon_app', name);
        END IF;
      END $$;

      GRANT USAGE ON SCHEMA reporting TO minwon_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA reporting TO minwon_app;
      REVOKE UPDATE ON reporting.figure_delta, reporting.figure_delta_default FROM minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA reporting CASCADE');
  }
}
