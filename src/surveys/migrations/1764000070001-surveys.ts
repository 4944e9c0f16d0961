import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations, answers that nothing ties to a person once they are final, and what heads do about low ones. */
export class Surveys1764000070001 implements MigrationInterface {
  name = 'Surveys1764000070001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA surveys;

      CREATE TABLE surveys.invitation (
        id uuid PRIMARY KEY,
        token_hash bytea NOT NULL UNIQUE,
        case_id uuid NOT NULL,
        phone_index bytea NOT NULL,
        recipient_kind text NOT NULL CHECK (recipient_kind IN ('APPLICANT', 'AGENT')),
        department_code text NOT NULL,
        officer_department_code text,
        type_code text NOT NULL,
        outcome text NOT NULL,
        month date NOT NULL,
        channel text,
        invited_at timestamptz NOT NULL,
        closes_at timestamptz NOT NULL,
        remind_at timestamptz,
        state text NOT NULL CHECK (state IN ('OPEN', 'ANSWERED', 'CLOSED')),
        close_reason text CHECK (close_reason IN ('REOPENED', 'VOIDED', 'NOT_DELIVERED')),
        counted boolean NOT NULL DEFAULT false
      );
      CREATE INDEX invitation_case ON surveys.invitation (case_id);
      CREATE INDEX invitation_remind ON surveys.invitation (remind_at, id) WHERE remind_at IS NOT NULL;

      -- One invitation a person in 30 days; the row is the lock.
      CREATE TABLE surveys.invited_person (
        phone_index bytea PRIMARY KEY,
        invited_at timestamptz NOT NULL,
        invitation_id uuid NOT NULL
      );
      CREATE INDEX invited_person_at ON surveys.invited_person (invited_at);

      -- invitation_id and edit_until stand for ten minutes only. The id is random and no instant is kept, so that afterwards
      -- neither order nor time leads back to an invitation.
      CREATE TABLE surveys.answer (
        id uuid PRIMARY KEY,
        invitation_id uuid UNIQUE,
        edit_until timestamptz,
        edition int NOT NULL,
        score smallint NOT NULL CHECK (score BETWEEN 1 AND 5),
        speed smallint CHECK (speed BETWEEN 1 AND 5),
        kindness smallint CHECK (kindness BETWEEN 1 AND 5),
        clarity smallint CHECK (clarity BETWEEN 1 AND 5),
        comment_sealed bytea,
        contact boolean NOT NULL,
        department_code text NOT NULL,
        officer_department_code text,
        type_code text NOT NULL,
        month date NOT NULL,
        channel text,
        outcome text NOT NULL
      );
      CREATE INDEX answer_editable ON surveys.answer (edit_until) WHERE edit_until IS NOT NULL;
      CREATE INDEX answer_month ON surveys.answer (month, department_code);

      -- case_id and receipt_no only where the citizen asked to be contacted.
      CREATE TABLE surveys.follow_up (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('CONTACT', 'ANONYMOUS')),
        answer_id uuid,
        department_code text NOT NULL,
        month date NOT NULL,
        score smallint NOT NULL,
        case_id uuid,
        receipt_no text,
        opened_at timestamptz NOT NULL,
        due_on date,
        state text NOT NULL CHECK (state IN ('OPEN', 'CLOSED', 'WITHDRAWN')),
        closed_at timestamptz,
        closed_by text,
        note_sealed bytea,
        CHECK (kind = 'CONTACT' OR (case_id IS NULL AND receipt_no IS NULL))
      );
      CREATE INDEX follow_up_open ON surveys.follow_up (department_code, id) WHERE state = 'OPEN';
      CREATE UNIQUE INDEX follow_up_answer ON surveys.follow_up (answer_id, kind) WHERE answer_id IS NOT NULL;

      GRANT USAGE ON SCHEMA surveys TO minwon_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA surveys TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA surveys CASCADE');
  }
}
