import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Snapshots, the code map, the link table's cursor, files, the opening stock, and the health of the link. */
export class ThreeWaysIn1764000050010 implements MigrationInterface {
  name = 'ThreeWaysIn1764000050010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How many other contents of an id were put into quarantine: a few are evidence, more would only fill it.
      ALTER TABLE saeol.inbox_key ADD COLUMN conflicts smallint NOT NULL DEFAULT 0;
      CREATE INDEX inbox_key_age ON saeol.inbox_key USING brin (stored_at);

      ALTER TABLE saeol.inbox
        DROP CONSTRAINT inbox_state_check,
        ADD CONSTRAINT inbox_state_check CHECK (state IN ('WAITING', 'APPLIED', 'REPEATED', 'QUARANTINED', 'DISCARDED', 'REPLAYED')),
        -- EVENT: payload is a link event; ROW: it is a row in Saeol's own columns, which gave none yet.
        ADD COLUMN form text NOT NULL DEFAULT 'EVENT' CHECK (form IN ('EVENT', 'ROW')),
        -- Of the opening stock: told to nobody.
        ADD COLUMN opening boolean NOT NULL DEFAULT false,
        -- Derived from a row as it was when it was seen; its instant is no more than that.
        ADD COLUMN inferred boolean NOT NULL DEFAULT false,
        -- File and row, or table and link_idx; the column that is at fault.
        ADD COLUMN place text,
        ADD COLUMN fault_column text;
      CREATE INDEX inbox_to_empty ON saeol.inbox (settled_at)
        WHERE payload IS NOT NULL AND state IN ('APPLIED', 'REPEATED', 'DISCARDED', 'REPLAYED');

      ALTER TABLE saeol.receipt
        -- Null: the first number seen is the base.
        ALTER COLUMN next_sequence DROP NOT NULL,
        -- Of the case's last step; equal to Saeol's number unless facts without numbers came between.
        ADD COLUMN last_sequence int NOT NULL DEFAULT 0,
        ADD COLUMN skipped int[] NOT NULL DEFAULT '{}',
        ADD COLUMN unnumbered boolean NOT NULL DEFAULT false;
      UPDATE saeol.receipt SET last_sequence = next_sequence - 1;

      -- What the rows of a receipt number looked like when they were last read, as keyed hashes; the row itself for 7 days.
      CREATE TABLE saeol.snapshot (
        receipt_no text PRIMARY KEY,
        seen jsonb NOT NULL,
        row_sealed bytea,
        -- History rows whose case row has not come yet, and since when they wait.
        steps_sealed bytea,
        waits_since timestamptz,
        -- The file whose end decides whether this receipt number has a history.
        unsettled_file uuid,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX snapshot_waits ON saeol.snapshot (waits_since) WHERE waits_since IS NOT NULL;
      CREATE INDEX snapshot_unsettled ON saeol.snapshot (unsettled_file, receipt_no) WHERE unsettled_file IS NOT NULL;
      CREATE INDEX snapshot_to_empty ON saeol.snapshot (changed_at) WHERE row_sealed IS NOT NULL;

      -- What the codes of this county's Saeol mean.
      CREATE TABLE saeol.code (
        column_name text NOT NULL,
        code text NOT NULL,
        meaning text NOT NULL,
        note text,
        changed_at timestamptz,
        changed_by text,
        PRIMARY KEY (column_name, code)
      );
      INSERT INTO saeol.code (column_name, code, meaning) VALUES
        ('deal_se', '00', 'IN_PROGRESS'), ('deal_se', '01', 'COMPLETED:GRANTED'),
        ('deal_se', '처리중', 'IN_PROGRESS'), ('deal_se', '보완중', 'SUPPLEMENT'), ('deal_se', '보정중', 'CORRECTION'),
        ('deal_se', '처리기간연장', 'EXTENDED'), ('deal_se', '완료', 'COMPLETED:GRANTED'), ('deal_se', '거부', 'COMPLETED:REFUSED'),
        ('deal_se', '반려', 'COMPLETED:RETURNED'), ('deal_se', '취하', 'COMPLETED:WITHDRAWN'),
        ('deal_se', '이송', 'COMPLETED:TRANSFERRED'), ('deal_se', '종결', 'COMPLETED:CLOSED'),
        ('step_code', '접수', 'RECEIVED'), ('step_code', '담당자지정', 'ASSIGNED'),
        ('step_code', '보완요구', 'SUPPLEMENT_REQUESTED:SUPPLEMENT'), ('step_code', '보정요구', 'SUPPLEMENT_REQUESTED:CORRECTION'),
        ('step_code', '보완완료', 'SUPPLEMENT_DONE'), ('step_code', '처리기간연장', 'EXTENDED'), ('step_code', '처리완료', 'COMPLETED'),
        ('step_code', '거부', 'COMPLETED:REFUSED'), ('step_code', '반려', 'COMPLETED:RETURNED'), ('step_code', '취하', 'COMPLETED:WITHDRAWN'),
        ('step_code', '이송', 'COMPLETED:TRANSFERRED'), ('step_code', '종결', 'COMPLETED:CLOSED'),
        ('step_code', '재처리', 'REOPENED'), ('step_code', '정정', 'AMENDED'), ('step_code', '접수취소', 'VOIDED'),
        ('mw_se', '법정민원', 'STATUTORY'), ('mw_se', '질의민원', 'INQUIRY'), ('mw_se', '건의민원', 'PROPOSAL'),
        ('mw_se', '고충민원', 'GRIEVANCE'), ('mw_se', '기타민원', 'OTHER'),
        ('ext_rsn_code', '협의', 'COOPERATION'), ('ext_rsn_code', '현장확인', 'SITE_CHECK'),
        ('ext_rsn_code', '불가항력', 'FORCE_MAJEURE'), ('ext_rsn_code', '준하는사유', 'EQUIVALENT'), ('ext_rsn_code', '기타', 'OTHER');

      -- How far the plan table was read; recent: the numbers taken of the last stretch, since a smaller one may be committed later.
      CREATE TABLE saeol.link_cursor (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        link_idx bigint NOT NULL,
        recent bigint[] NOT NULL DEFAULT '{}',
        read_at timestamptz
      );

      CREATE TABLE saeol.file (
        id uuid PRIMARY KEY,
        sha256 text NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('TAKE', 'OPENING', 'RECONCILE')),
        name text NOT NULL,
        bytes bigint NOT NULL,
        modified_at timestamptz NOT NULL,
        state text NOT NULL CHECK (state IN ('READING', 'DONE')),
        rows_done int NOT NULL DEFAULT 0,
        accepted int NOT NULL DEFAULT 0,
        duplicate int NOT NULL DEFAULT 0,
        quarantined int NOT NULL DEFAULT 0,
        began_at timestamptz NOT NULL,
        ended_at timestamptz,
        UNIQUE (sha256, purpose)
      );

      -- Last sign of life of each way in, renewed every few seconds at most.
      CREATE TABLE saeol.way (
        source text PRIMARY KEY,
        last_record_at timestamptz,
        -- Seconds of product time from the occurrence of its newest step to its storing.
        last_lag_s double precision
      );

      -- What is dated, in product time.
      CREATE TABLE saeol.schedule (name text PRIMARY KEY, due_at timestamptz NOT NULL);

      CREATE TABLE saeol.reconciliation (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        began_at timestamptz NOT NULL,
        ended_at timestamptz,
        listed int NOT NULL DEFAULT 0,
        missing int NOT NULL DEFAULT 0,
        stale int NOT NULL DEFAULT 0,
        unlisted int NOT NULL DEFAULT 0,
        unsent int NOT NULL DEFAULT 0,
        bad_rows int NOT NULL DEFAULT 0
      );
      CREATE TABLE saeol.finding (
        reconciliation_id uuid NOT NULL REFERENCES saeol.reconciliation (id) ON DELETE CASCADE,
        receipt_no text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('MISSING', 'STALE', 'UNLISTED', 'UNSENT')),
        detail text NOT NULL,
        PRIMARY KEY (reconciliation_id, receipt_no, kind)
      );
      -- Receipt numbers of the listing that is being compared; emptied at its end.
      CREATE TABLE saeol.listed (
        reconciliation_id uuid NOT NULL REFERENCES saeol.reconciliation (id) ON DELETE CASCADE,
        receipt_no text NOT NULL,
        PRIMARY KEY (reconciliation_id, receipt_no)
      );

      -- The synthetic case that runs the whole path.
      CREATE TABLE saeol.probe (
        receipt_no text PRIMARY KEY,
        sent_at timestamptz NOT NULL,
        arrived_at timestamptz,
        voided_at timestamptz
      );

      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA saeol TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE saeol.probe, saeol.listed, saeol.finding, saeol.reconciliation, saeol.schedule, saeol.way, saeol.file, saeol.link_cursor,
        saeol.code, saeol.snapshot;
      UPDATE saeol.receipt SET next_sequence = last_sequence + 1 WHERE next_sequence IS NULL;
      ALTER TABLE saeol.receipt DROP COLUMN last_sequence, DROP COLUMN skipped, DROP COLUMN unnumbered, ALTER COLUMN next_sequence SET NOT NULL;
      DROP INDEX saeol.inbox_to_empty;
      DELETE FROM saeol.inbox WHERE form = 'ROW' OR state = 'REPLAYED';
      ALTER TABLE saeol.inbox DROP COLUMN form, DROP COLUMN opening, DROP COLUMN inferred, DROP COLUMN place, DROP COLUMN fault_column,
        DROP CONSTRAINT inbox_state_check,
        ADD CONSTRAINT inbox_state_check CHECK (state IN ('WAITING', 'APPLIED', 'REPEATED', 'QUARANTINED', 'DISCARDED'));
      DROP INDEX saeol.inbox_key_age;
      ALTER TABLE saeol.inbox_key DROP COLUMN conflicts;
    `);
  }
}
