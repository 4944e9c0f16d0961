import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What moves deadlines besides Saeol's steps, timers of what is told later, and what citizens were told last. */
export class DeadlinesThatMove1764000040010 implements MigrationInterface {
  name = 'DeadlinesThatMove1764000040010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Raised by one whenever a holiday, a covered year, an outage or a setting changes, so that processes read them anew.
      CREATE TABLE cases.calendar (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        revision bigint NOT NULL,
        -- The last day (KST, product time) on which it was looked at how far the holidays reach.
        checked_on date
      );
      INSERT INTO cases.calendar (revision) VALUES (1);

      CREATE TABLE cases.setting (name text PRIMARY KEY, value jsonb NOT NULL);

      -- Time left out that no step of Saeol brought: of one case, or (case_id null) an outage of the whole county. Bounds are
      -- dates YYYY-MM-DD, both included, or instants; a case's entries name the sequence after which they came.
      CREATE TABLE cases.interval (
        id uuid PRIMARY KEY,
        case_id uuid REFERENCES cases.civil_case (id),
        reason text NOT NULL,
        from_at text NOT NULL,
        to_at text,
        note text,
        entered_at timestamptz NOT NULL,
        entered_by text NOT NULL,
        after_sequence int,
        -- When the end of an interval that was entered open became known.
        ended_at timestamptz,
        ended_by text,
        ended_after_sequence int,
        removed_at timestamptz,
        removed_by text
      );
      CREATE UNIQUE INDEX interval_once ON cases.interval (case_id, reason, from_at) NULLS NOT DISTINCT WHERE removed_at IS NULL;

      -- A change that may move many open deadlines, worked off in batches in the order of receipt numbers.
      CREATE TABLE cases.deadline_change (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        detail text NOT NULL,
        -- Only deadlines that these days can touch are looked at; null: no bound.
        first_day date,
        last_day date,
        asked_at timestamptz NOT NULL,
        asked_by text NOT NULL,
        reached text NOT NULL DEFAULT '',
        examined int NOT NULL DEFAULT 0,
        moved int NOT NULL DEFAULT 0,
        told int NOT NULL DEFAULT 0,
        done_at timestamptz
      );
      CREATE INDEX deadline_change_waiting ON cases.deadline_change (id) WHERE done_at IS NULL;

      ALTER TABLE cases.deadline_move
        ADD COLUMN detail text,
        -- Set where an edit of the calendar moved it: the last sequence applied before; planned dates of before are void.
        ADD COLUMN after_sequence int;

      -- What is told when its time comes, unless a step comes first; due_at is product time.
      CREATE TABLE cases.timer (
        case_id uuid NOT NULL REFERENCES cases.civil_case (id),
        kind text NOT NULL CHECK (kind IN ('SUPPLEMENT_REMINDER', 'PROGRESS')),
        -- What it is about: the supplement's last day, the receipt.
        aim_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        PRIMARY KEY (case_id, kind)
      );
      CREATE INDEX timer_due ON cases.timer (due_at);

      -- Reassignments told of on a day (KST) that took a case away from an officer or a department.
      CREATE TABLE cases.reassignment_count (
        day date NOT NULL,
        taken_from text NOT NULL CHECK (taken_from IN ('OFFICER', 'DEPARTMENT')),
        code text NOT NULL,
        n int NOT NULL,
        PRIMARY KEY (day, taken_from, code)
      );

      ALTER TABLE cases.civil_case
        ADD COLUMN missing_year int,
        ADD COLUMN reckon_daily boolean NOT NULL DEFAULT false,
        ADD COLUMN reckoned_on date NOT NULL DEFAULT '2000-01-01',
        -- due_at as the last recorded move left it; while a case is paused due_at itself goes on from day to day.
        ADD COLUMN recorded_due_at timestamptz,
        -- Citizens were told a date: told_target_at, or (null) that it follows.
        ADD COLUMN told boolean NOT NULL DEFAULT false,
        ADD COLUMN told_target_at timestamptz;
      UPDATE cases.civil_case SET reckon_daily = paused, recorded_due_at = due_at, told = notified,
        told_target_at = CASE WHEN notified THEN target_at END;
      CREATE INDEX civil_case_open ON cases.civil_case (receipt_no) WHERE open;
      CREATE INDEX civil_case_reckon_daily ON cases.civil_case (reckoned_on, receipt_no) WHERE open AND reckon_daily;
      CREATE INDEX civil_case_missing_year ON cases.civil_case (missing_year) WHERE open AND missing_year IS NOT NULL;

      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cases TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX cases.civil_case_open, cases.civil_case_reckon_daily, cases.civil_case_missing_year;
      ALTER TABLE cases.civil_case DROP COLUMN missing_year, DROP COLUMN reckon_daily, DROP COLUMN reckoned_on,
        DROP COLUMN recorded_due_at, DROP COLUMN told, DROP COLUMN told_target_at;
      ALTER TABLE cases.deadline_move DROP COLUMN detail, DROP COLUMN after_sequence;
      DROP TABLE cases.reassignment_count, cases.timer, cases.deadline_change, cases.interval, cases.setting, cases.calendar;
    `);
  }
}
