import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Civil cases, their steps as Saeol sent them, deadlines, holidays, petition types, citizens' links and tasks. */
export class Cases1764000040001 implements MigrationInterface {
  name = 'Cases1764000040001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA cases;

      CREATE TABLE cases.holiday (
        date date PRIMARY KEY,
        name text NOT NULL
      );
      CREATE TABLE cases.calendar_year (year int PRIMARY KEY);

      CREATE TABLE cases.petition_type (
        code text PRIMARY KEY,
        name text NOT NULL,
        kind text,
        statutory boolean NOT NULL,
        period jsonb NOT NULL,
        promised jsonb,
        department_code text,
        delivery text,
        told_elsewhere text,
        discreet boolean NOT NULL DEFAULT false,
        seen_in_saeol_only boolean NOT NULL DEFAULT false
      );

      CREATE TABLE cases.civil_case (
        id uuid PRIMARY KEY,
        receipt_no text NOT NULL UNIQUE,
        revision int NOT NULL,
        last_sequence int NOT NULL,
        stage text NOT NULL,
        stage_before_completed text,
        outcome text,
        open boolean NOT NULL,
        supplement_open boolean NOT NULL DEFAULT false,
        type_code text NOT NULL,
        type_name text NOT NULL,
        petition_kind text,
        statutory boolean NOT NULL,
        period jsonb NOT NULL,
        promised jsonb,
        petition_department_code text NOT NULL,
        department_code text NOT NULL,
        officer_id text,
        officer_sealed bytea,
        applicant_sealed bytea,
        applicant_phone_index bytea,
        agent_sealed bytea,
        agent_phone_index bytea,
        notified boolean NOT NULL,
        not_notified_reason text,
        link_generation int NOT NULL DEFAULT 0,
        received_at timestamptz NOT NULL,
        completed_at timestamptz,
        due_at timestamptz,
        provisional boolean NOT NULL DEFAULT false,
        promised_due_at timestamptz,
        planned_at timestamptz,
        target_at timestamptz,
        due_mismatch boolean NOT NULL DEFAULT false,
        paused boolean NOT NULL DEFAULT false,
        supplement_due_at timestamptz,
        flags text[] NOT NULL DEFAULT '{}',
        extensions int NOT NULL DEFAULT 0,
        on_time boolean,
        on_promise boolean,
        working_minutes int,
        refused_step text
      );
      CREATE INDEX civil_case_department ON cases.civil_case (department_code, receipt_no);
      CREATE INDEX civil_case_officer_open ON cases.civil_case (officer_id, target_at) WHERE open;
      CREATE INDEX civil_case_target_open ON cases.civil_case (target_at, id) WHERE open;
      CREATE INDEX civil_case_applicant ON cases.civil_case (applicant_phone_index) WHERE applicant_phone_index IS NOT NULL;
      CREATE INDEX civil_case_agent ON cases.civil_case (agent_phone_index) WHERE agent_phone_index IS NOT NULL;
      CREATE INDEX civil_case_received ON cases.civil_case (received_at);
      CREATE INDEX civil_case_completed ON cases.civil_case (completed_at) WHERE completed_at IS NOT NULL;

      CREATE TABLE cases.step (
        case_id uuid NOT NULL REFERENCES cases.civil_case (id),
        sequence int NOT NULL,
        kind text NOT NULL,
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        detail jsonb NOT NULL,
        words_sealed bytea,
        PRIMARY KEY (case_id, sequence)
      );

      CREATE TABLE cases.deadline_move (
        case_id uuid NOT NULL REFERENCES cases.civil_case (id),
        revision int NOT NULL,
        at timestamptz NOT NULL,
        from_at timestamptz,
        to_at timestamptz,
        cause text NOT NULL,
        PRIMARY KEY (case_id, revision)
      );

      CREATE TABLE cases.status_link (
        token_hash bytea PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES cases.civil_case (id),
        recipient_kind text NOT NULL,
        phone_index bytea NOT NULL,
        made_at timestamptz NOT NULL,
        revoked_at timestamptz
      );
      CREATE INDEX status_link_case ON cases.status_link (case_id);

      CREATE TABLE cases.task (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES cases.civil_case (id),
        kind text NOT NULL,
        notification_id uuid NOT NULL UNIQUE,
        occasion text NOT NULL,
        recipient_kind text NOT NULL,
        cause text NOT NULL,
        department_code text NOT NULL,
        officer_id text,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        closed_as text,
        closed_by text
      );
      CREATE INDEX task_open ON cases.task (department_code, opened_at) WHERE closed_at IS NULL;
      CREATE INDEX task_case ON cases.task (case_id);

      GRANT USAGE ON SCHEMA cases TO minwon_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cases TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA cases CASCADE');
  }
}
