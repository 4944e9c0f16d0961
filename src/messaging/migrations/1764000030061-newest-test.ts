import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tests are few among many notices, and are looked up on every page until the first one has arrived. */
export class NewestTest1764000030061 implements MigrationInterface {
  name = 'NewestTest1764000030061';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX notification_test ON messaging.notification (id) WHERE test_template_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messaging.notification_test');
  }
}
