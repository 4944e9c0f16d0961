import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is on its way when its time comes is destroyed when it has arrived; what operators typed goes as well. */
export class DestroyedWhenSettled1764000030091 implements MigrationInterface {
  name = 'DestroyedWhenSettled1764000030091';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.notification ADD COLUMN destroy_when_settled boolean NOT NULL DEFAULT false;
      CREATE INDEX notification_destroy_when_settled ON messaging.notification (id) WHERE destroy_when_settled;
      ALTER TABLE messaging.bulk_resend ALTER COLUMN reason_sealed DROP NOT NULL;
      CREATE INDEX resend_at ON messaging.resend (at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX messaging.resend_at;
      DELETE FROM messaging.bulk_resend WHERE reason_sealed IS NULL;
      ALTER TABLE messaging.bulk_resend ALTER COLUMN reason_sealed SET NOT NULL;
      ALTER TABLE messaging.notification DROP COLUMN destroy_when_settled;
    `);
  }
}
