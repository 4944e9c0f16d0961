import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Old news is found without looking at all notices. */
export class LateNews1764000030020 implements MigrationInterface {
  name = 'LateNews1764000030020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX notification_late_news ON messaging.notification (label, id) WHERE status = 'DROPPED' AND status_reason = 'LATE_NEWS';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messaging.notification_late_news');
  }
}
