import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A version of a wording is drafted, handed in for review and put into use, each by somebody at some time. */
export class TemplateDrafts1764000030021 implements MigrationInterface {
  name = 'TemplateDrafts1764000030021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.template
        -- Who wrote it: account or key; null for the first set and what follows from it.
        ADD COLUMN made_by text,
        -- Product time; null: a draft, which no vendor has seen.
        ADD COLUMN submitted_at timestamptz,
        ADD COLUMN activated_at timestamptz,
        -- The highest one that a vendor has approved is what is sent there; null: never put into use.
        ADD COLUMN activation bigint;
      CREATE SEQUENCE messaging.template_activation;
      GRANT USAGE ON SEQUENCE messaging.template_activation TO minwon_app;
      UPDATE messaging.template t SET submitted_at = created_at, activated_at = created_at, activation = o.place
      FROM (SELECT id, row_number() OVER (ORDER BY version, id) AS place FROM messaging.template) o WHERE o.id = t.id;
      SELECT setval('messaging.template_activation', greatest(1, (SELECT max(activation) FROM messaging.template)));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messaging.template DROP COLUMN made_by, DROP COLUMN submitted_at, DROP COLUMN activated_at, DROP COLUMN activation;
      DROP SEQUENCE messaging.template_activation;
    `);
  }
}
