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

      -- One row per case: which of its revisions are counted, and what coverage needs to know of it.
      CREATE TABLE reporting.counted_case (
        case_id uuid PRIMARY KEY,
        revision int NOT NULL,
        ahead int[] NOT NULL,
        department_code text NOT NULL,
        type_code text NOT NULL,
        received_on date NOT NULL,
        told boolean NOT NULL
      );

      -- One row per notice that ended: how, so that it counts once and a late success takes the failure back.
      CREATE TABLE reporting.counted_notice (
        notification_id uuid PRIMARY KEY,
        metric text NOT NULL,
        department_code text NOT NULL,
        facet text NOT NULL,
        day date NOT NULL,
        fallbacks int NOT NULL
      );

      -- Notices that did not reach a case's citizen, while that stands: the cases that are not covered, and why.
      CREATE TABLE reporting.missed_notice (
        case_id uuid NOT NULL,
        notification_id uuid NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (case_id, notification_id)
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
      DECLARE name text := 'figure_delta_' || to_char(month, 'YYYYMM');
      BEGIN
        IF to_regclass('reporting.' || name) IS NULL THEN
          EXECUTE format('CREATE TABLE reporting.%I PARTITION OF reporting.figure_delta FOR VALUES FROM (%L) TO (%L)', name,
            date_trunc('month', month)::timestamp AT TIME ZONE 'Asia/Seoul',
            (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'Asia/Seoul');
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
