import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reminder orders (독촉장, Decree art. 28) that inspectors issued: at most one a case and day. */
export class ReminderOrders1764000080003 implements MigrationInterface {
  name = 'ReminderOrders1764000080003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- issued_at is product time. due_at: the statutory deadline that was passed; days_over: working days, null beyond the calendar.
      CREATE TABLE reporting.reminder_order (
        receipt_no text NOT NULL,
        issued_on date NOT NULL,
        department_code text NOT NULL,
        officer_id text,
        due_at timestamptz NOT NULL,
        days_over int,
        issued_at timestamptz NOT NULL,
        issued_by uuid NOT NULL,
        PRIMARY KEY (receipt_no, issued_on)
      );
      CREATE INDEX reminder_order_month ON reporting.reminder_order (issued_on, department_code);
      GRANT SELECT, INSERT ON reporting.reminder_order TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reporting.reminder_order');
  }
}
