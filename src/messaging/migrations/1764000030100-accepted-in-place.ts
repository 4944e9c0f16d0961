import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEEP_PARTITIONS = (fillfactor: number) => `
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
        EXECUTE format('CREATE TABLE messaging.%I PARTITION OF messaging.attempt FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = ${fillfactor})',
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
      EXECUTE format('ALTER TABLE %s SET (fillfactor = ${fillfactor})', part);
    END LOOP;
  END $$;
`;

/** Every attempt of a set is accepted soon after it was written: a page needs room for all of them once more, not for a fifth. */
export class AcceptedInPlace1764000030100 implements MigrationInterface {
  name = 'AcceptedInPlace1764000030100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KEEP_PARTITIONS(50));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(KEEP_PARTITIONS(80));
  }
}
