import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a vendor's channel was last left alone by its breaker, for the operator's page; machine time. */
export class GatewayBreakers1764000030060 implements MigrationInterface {
  name = 'GatewayBreakers1764000030060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.gateway_breaker (
        vendor text NOT NULL,
        channel text NOT NULL,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        PRIMARY KEY (vendor, channel)
      );
      GRANT SELECT, INSERT, UPDATE ON messaging.gateway_breaker TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.gateway_breaker');
  }
}
