import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The inbox: keys that make an event id count once, the events themselves by month, and where each receipt number stands. */
export class Saeol1764000050001 implements MigrationInterface {
  name = 'Saeol1764000050001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA saeol;

      -- Unpartitioned, so that an id counts once whatever month it comes again; kept 400 days.
      CREATE TABLE saeol.inbox_key (
        event_key bytea PRIMARY KEY,
        content_hash bytea NOT NULL,
        stored_at timestamptz NOT NULL
      );

      CREATE TABLE saeol.inbox (
        id uuid NOT NULL,
        stored_at timestamptz NOT NULL,
        receipt_no text,
        sequence int,
        event_key bytea,
        source text NOT NULL,
        state text NOT NULL CHECK (state IN ('WAITING', 'APPLIED', 'REPEATED', 'QUARANTINED', 'DISCARDED')),
        code text,
        detail text,
        payload bytea,
        settled_at timestamptz,
        PRIMARY KEY (id, stored_at)
      ) PARTITION BY RANGE (stored_at);
      CREATE TABLE saeol.inbox_default PARTITION OF saeol.inbox DEFAULT;
      CREATE INDEX inbox_waiting ON saeol.inbox (receipt_no, sequence, id) WHERE state = 'WAITING';
      CREATE INDEX inbox_quarantined ON saeol.inbox (id) WHERE state = 'QUARANTINED';

      CREATE TABLE saeol.receipt (
        receipt_no text PRIMARY KEY,
        next_sequence int NOT NULL DEFAULT 1,
        gap_since timestamptz
      );
      CREATE INDEX receipt_gap ON saeol.receipt (gap_since) WHERE gap_since IS NOT NULL;

      -- Makes the month's partition ahead of time; the program may call it, not create tables itself.
      CREATE FUNCTION saeol.prepare_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = saeol, pg_temp AS $$
      DECLARE name text := 'inbox_' || to_char(month, 'YYYYMM');
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('saeol.prepare_month'));
        IF to_regclass('saeol.' || name) IS NULL THEN
          EXECUTE format('CREATE TABLE saeol.%I PARTITION OF saeol.inbox FOR VALUES FROM (%L) TO (%L)',
            name, date_trunc('month', month)::timestamp AT TIME ZONE 'Asia/Seoul',
            (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'Asia/Seoul');
          EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON saeol.%I TO minwon_app', name);
        END IF;
      END $$;

      GRANT USAGE ON SCHEMA saeol TO minwon_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA saeol TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA saeol CASCADE');
  }
}
