import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of screens on walls: they do not idle out. */
export class WallScreens1764000020017 implements MigrationInterface {
  name = 'WallScreens1764000020017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE staff.session ADD COLUMN wall boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE staff.session DROP COLUMN wall');
  }
}
