import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts of a county's own sign-on, delegates that somebody made, sealed reasons, reviews and destruction of what is due. */
export class WholeAccess1764000020010 implements MigrationInterface {
  name = 'WholeAccess1764000020010';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE staff.account
        -- Null: signs on with the county's own provider only.
        ALTER COLUMN password_hash DROP NOT NULL,
        -- Who that provider says it is; bound by the first sign-on.
        ADD COLUMN oidc_subject text UNIQUE,
        ADD COLUMN last_login_at timestamptz;

      ALTER TABLE staff.delegate ADD COLUMN made_by text, ADD COLUMN made_at timestamptz;
      CREATE INDEX ON staff.delegate (delegate_id);
    `);
    await reasons(run);
    await run.query(`
      -- The monthly look at the trail (안전성 확보조치 기준 art. 8): who looked, and what the figures were then.
      CREATE TABLE staff.audit_review (
        month date PRIMARY KEY,
        reviewed_at timestamptz NOT NULL,
        reviewed_by text NOT NULL,
        note_sealed bytea,
        figures jsonb NOT NULL
      );

      -- One row per run of a module's destruction. began_at and ended_at are product time.
      CREATE TABLE staff.destruction_run (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        area text NOT NULL,
        began_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL,
        counts jsonb NOT NULL
      );
      CREATE INDEX ON staff.destruction_run (area, id);

      GRANT SELECT, INSERT ON staff.audit_review, staff.destruction_run TO minwon_app;
    `);
    await retention(run);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP FUNCTION staff.drop_audit_before;
      DROP TABLE staff.destruction_run, staff.audit_review;
      ALTER TABLE staff.audit ADD COLUMN reason bytea;
      UPDATE staff.audit a SET reason = r.reason_sealed FROM staff.audit_reason r WHERE r.audit_id = a.id AND r.audit_at = a.at;
      DROP TABLE staff.audit_reason;
      TRUNCATE staff.audit_seal, staff.audit_waiting;
      INSERT INTO staff.audit_waiting (audit_id, audit_at) SELECT id, at FROM staff.audit;
      DROP INDEX staff.delegate_delegate_id_idx;
      ALTER TABLE staff.delegate DROP COLUMN made_by, DROP COLUMN made_at;
      DELETE FROM staff.account WHERE password_hash IS NULL;
      ALTER TABLE staff.account ALTER COLUMN password_hash SET NOT NULL, DROP COLUMN oidc_subject, DROP COLUMN last_login_at;
    `);
  }
}

/**
 * A reason is typed by a person, so it is sealed and must be sealed anew when the key ring turns; the trail itself may never be
 * changed. So reasons stand beside it, and the chain covers what they say, not how they are sealed. The chain is made anew once.
 */
async function reasons(run: QueryRunner): Promise<void> {
  await run.query(`
    CREATE TABLE staff.audit_reason (
      audit_id uuid PRIMARY KEY,
      audit_at timestamptz NOT NULL,
      reason_sealed bytea NOT NULL
    );
    INSERT INTO staff.audit_reason SELECT id, at, reason FROM staff.audit WHERE reason IS NOT NULL;
    ALTER TABLE staff.audit DROP COLUMN reason;
    TRUNCATE staff.audit_seal, staff.audit_waiting;
    INSERT INTO staff.audit_waiting (audit_id, audit_at) SELECT id, at FROM staff.audit;
    GRANT SELECT, INSERT ON staff.audit_reason TO minwon_app;
  `);
}

/** Whole months only, and never one that is younger than two years: the database itself says so, whoever asks. */
async function retention(run: QueryRunner): Promise<void> {
  await run.query(`
    CREATE FUNCTION staff.drop_audit_before(day date) RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DECLARE
      bound date := least(date_trunc('month', day), date_trunc('month', (now() AT TIME ZONE 'Asia/Seoul') - interval '2 years'))::date;
      bound_at timestamptz := bound::timestamp AT TIME ZONE 'Asia/Seoul';
      dropped text[] := '{}';
      part text;
    BEGIN
      FOR part IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
        JOIN pg_namespace n ON n.oid = p.relnamespace
        WHERE n.nspname = 'staff' AND p.relname IN ('audit', 'audit_seal') AND c.relname ~ '_[0-9]{6}$'
          AND to_date(right(c.relname, 6), 'YYYYMM') < bound
        ORDER BY c.relname
      LOOP
        EXECUTE format('DROP TABLE staff.%I', part);
        dropped := dropped || part;
      END LOOP;
      DELETE FROM staff.audit_default WHERE at < bound_at;
      DELETE FROM staff.audit_seal_default WHERE audit_at < bound_at;
      DELETE FROM staff.audit_reason WHERE audit_at < bound_at;
      RETURN dropped;
    END $$;
    REVOKE ALL ON FUNCTION staff.drop_audit_before FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION staff.drop_audit_before TO minwon_app;
  `);
}
