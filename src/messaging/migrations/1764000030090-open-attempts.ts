import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Attempts without an end are found by what does not change when a vendor takes them, and their pages have room for the next version of
 * a row: a vendor's acceptance is then written in place, without touching any index.
 */
export class OpenAttempts1764000030090 implements MigrationInterface {
  name = 'OpenAttempts1764000030090';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX attempt_open ON messaging.attempt (started_at) WHERE outcome IS NULL OR outcome = 'UNKNOWN';
      DROP INDEX messaging.attempt_outstanding;

      CREATE OR REPLACE FUNCTION messaging.keep_attempt_partitions(around timestamptz) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        month timestamptz;
        name text;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('messaging.keep_attempt_partitions'));
        FOR ahead IN 0..3 LOOP
          month := date_trunc('month', around, 'UTC') + make_interval(months => ahead);
          name := 'attempt_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
          IF to_regclass('messaging.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE messaging.%I PARTITION OF messaging.attempt FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 80)',
              name, month, date_trunc('month', month + interval '32 days', 'UTC'));
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON messaging.%I TO minwon_app', name);
          END IF;
        END LOOP;
      END $$;
      DO $$
      DECLARE
        part regclass;
      BEGIN
        FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'messaging.attempt'::regclass LOOP
          EXECUTE format('ALTER TABLE %s SET (fillfactor = 80)', part);
        END LOOP;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX attempt_outstanding ON messaging.attempt (accepted_at) WHERE status IN ('ACCEPTED', 'UNKNOWN');
      DROP INDEX messaging.attempt_open;
    `);
  }
}
