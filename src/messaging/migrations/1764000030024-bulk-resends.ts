import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Operators' wishes to send many notices again, worked off in sets. */
export class BulkResends1764000030024 implements MigrationInterface {
  name = 'BulkResends1764000030024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.bulk_resend (
        id uuid PRIMARY KEY,
        idempotency_key text NOT NULL UNIQUE,
        actor jsonb NOT NULL,
        filter jsonb NOT NULL,
        reason_sealed bytea NOT NULL,
        -- Product time.
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        stopped boolean NOT NULL DEFAULT false,
        counted int NOT NULL,
        sent int NOT NULL DEFAULT 0,
        -- How far it has come, by id.
        after_id uuid
      );
      CREATE INDEX bulk_resend_open ON messaging.bulk_resend (id) WHERE finished_at IS NULL;
      GRANT SELECT, INSERT, UPDATE ON messaging.bulk_resend TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.bulk_resend');
  }
}
