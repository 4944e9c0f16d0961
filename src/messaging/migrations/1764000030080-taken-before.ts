import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So that a restored backup is noticed, and what was sent after it was made is not sent again. */
export class TakenBefore1764000030080 implements MigrationInterface {
  name = 'TakenBefore1764000030080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The sign of life of whoever sends: in which database, how many beats so far, and when the last one was, in machine time.
      CREATE TABLE messaging.sending_life (
        the_one boolean PRIMARY KEY DEFAULT true CHECK (the_one),
        database text NOT NULL,
        beat bigint NOT NULL,
        at timestamptz NOT NULL
      );

      -- Messages that vendors hold and of which this database knows nothing. mark is our reference, or a keyed hash of number and text.
      CREATE TABLE messaging.taken_before (
        mark text PRIMARY KEY,
        vendor text NOT NULL,
        channel text NOT NULL,
        vendor_message_id text NOT NULL,
        taken_at timestamptz NOT NULL,
        noted_at timestamptz NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE, DELETE ON messaging.sending_life, messaging.taken_before TO minwon_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.taken_before, messaging.sending_life');
  }
}
