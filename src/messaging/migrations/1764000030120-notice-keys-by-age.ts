import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys lie in the order in which they were noted: those that are too old are found without reading the others, each hour. */
export class NoticeKeysByAge1764000030120 implements MigrationInterface {
  name = 'NoticeKeysByAge1764000030120';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX notice_key_age ON messaging.notice_key USING brin (noted_on)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messaging.notice_key_age');
  }
}
