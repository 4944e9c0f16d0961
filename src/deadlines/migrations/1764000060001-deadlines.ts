import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ladder of every open case, the rungs that came due, and who was told of them. */
export class Deadlines1764000060001 implements MigrationInterface {
  name = 'Deadlines1764000060001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA deadlines;

      -- One row per department that differs from the county's own, which is '*'.
      CREATE TABLE deadlines.ladder_setting (
        department_code text PRIMARY KEY,
        day_d3 int NOT NULL CHECK (day_d3 BETWEEN 2 AND 30),
        day_d1 int NOT NULL CHECK (day_d1 BETWEEN 1 AND 29 AND day_d1 < day_d3),
        hour_d3 int NOT NULL CHECK (hour_d3 BETWEEN 3 AND 40),
        hour_d1 int NOT NULL CHECK (hour_d1 BETWEEN 2 AND 39 AND hour_d1 < hour_d3),
        hour_dday int NOT NULL CHECK (hour_dday BETWEEN 1 AND 38 AND hour_dday < hour_d1),
        lapsed_every int NOT NULL CHECK (lapsed_every BETWEEN 1 AND 30)
      );
      INSERT INTO deadlines.ladder_setting VALUES ('*', 3, 1, 8, 4, 2, 3);

      -- Open cases only. Rungs at or after armed_from are still to come; next_due_at is the first of them, in product time.
      CREATE TABLE deadlines.ladder (
        case_id uuid PRIMARY KEY,
        receipt_no text NOT NULL,
        revision int NOT NULL,
        department_code text NOT NULL,
        officer_id text,
        received_at timestamptz NOT NULL,
        target_at timestamptz,
        hour_case boolean NOT NULL,
        paused boolean NOT NULL,
        supplement_due_at timestamptz,
        armed_from timestamptz NOT NULL,
        next_due_at timestamptz
      );
      CREATE INDEX ladder_due ON deadlines.ladder (next_due_at, case_id) WHERE next_due_at IS NOT NULL;

      -- Each rung of one aim (the deadline, or a supplement's last day) once; slot tells the repeated ones apart, by working day.
      -- recipients: [{id, kind, standIn, state, reason, inDigest}], empty where it was only recorded.
      CREATE TABLE deadlines.rung (
        receipt_no text NOT NULL,
        name text NOT NULL CHECK (name IN ('D3', 'D1', 'DDAY', 'OVERDUE', 'SUPPLEMENT_LAPSED')),
        aim_at timestamptz NOT NULL,
        slot date NOT NULL,
        due_at timestamptz NOT NULL,
        reason text,
        recipients jsonb NOT NULL,
        decided_at timestamptz NOT NULL,
        PRIMARY KEY (receipt_no, name, aim_at, slot)
      );

      -- A head gets one overdue message a working day.
      CREATE TABLE deadlines.head_told (
        recipient_id text NOT NULL,
        day date NOT NULL,
        PRIMARY KEY (recipient_id, day)
      );

      -- Which calendar and settings the ladders were last reckoned with, and how far a new reckoning has come.
      CREATE TABLE deadlines.reckoning (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        basis text NOT NULL,
        reckoned_to uuid
      );

      GRANT USAGE ON SCHEMA deadlines TO minwon_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA deadlines TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA deadlines CASCADE');
  }
}
