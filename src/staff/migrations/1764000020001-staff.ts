import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Departments, people, logins, keys, the audit trail and alarms. */
export class Staff1764000020001 implements MigrationInterface {
  name = 'Staff1764000020001';

  async up(run: QueryRunner): Promise<void> {
    await run.query('CREATE SCHEMA staff');
    await directory(run);
    await access(run);
    await audit(run);
    await alarms(run);
    await grants(run);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP SCHEMA staff CASCADE');
  }
}

async function directory(run: QueryRunner): Promise<void> {
  await run.query(`
    CREATE TABLE staff.department (
      code text PRIMARY KEY,
      name text NOT NULL,
      phone text,
      parent_code text REFERENCES staff.department,
      seen_in_saeol_only boolean NOT NULL DEFAULT false
    );
    CREATE INDEX ON staff.department (parent_code);

    CREATE TABLE staff.officer (
      id text PRIMARY KEY,
      name bytea NOT NULL,
      mobile bytea,
      office_phone text,
      department_code text NOT NULL REFERENCES staff.department,
      team text,
      position text NOT NULL CHECK (position IN ('HEAD', 'LEADER', 'OFFICER')),
      seen_in_saeol_only boolean NOT NULL DEFAULT false
    );
    CREATE INDEX ON staff.officer (department_code, position, team);

    CREATE TABLE staff.delegate (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      absent_id text NOT NULL REFERENCES staff.officer,
      delegate_id text NOT NULL REFERENCES staff.officer CHECK (delegate_id <> absent_id),
      starts date NOT NULL,
      ends date NOT NULL CHECK (ends >= starts),
      UNIQUE (absent_id, delegate_id, starts)
    );

    CREATE FUNCTION staff.department_and_below(top text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
      WITH RECURSIVE tree (code) AS (
        SELECT top UNION SELECT d.code FROM staff.department d JOIN tree ON d.parent_code = tree.code
      ) SELECT code FROM tree
    $$;
    COMMENT ON FUNCTION staff.department_and_below IS 'The department and all that lie under it; UNION ends a ring of parents.';

    CREATE FUNCTION staff.head_of(code text) RETURNS text LANGUAGE sql STABLE AS $$
      WITH RECURSIVE up (code, parent_code, height) AS (
        SELECT d.code, d.parent_code, 0 FROM staff.department d WHERE d.code = head_of.code
        UNION ALL
        SELECT d.code, d.parent_code, up.height + 1 FROM staff.department d JOIN up ON d.code = up.parent_code WHERE up.height < 10
      ) SELECT o.id FROM up JOIN staff.officer o ON o.department_code = up.code AND o.position = 'HEAD' ORDER BY up.height, o.id LIMIT 1
    $$;
    COMMENT ON FUNCTION staff.head_of IS 'Head of the department, or of the nearest one above it that has a head.';

    CREATE FUNCTION staff.stand_in(person text, day date) RETURNS text LANGUAGE sql STABLE AS $$
      WITH RECURSIVE line (id, path) AS (
        SELECT person, ARRAY[person]
        UNION ALL
        SELECT next.delegate_id, line.path || next.delegate_id FROM line CROSS JOIN LATERAL (
          SELECT d.delegate_id FROM staff.delegate d WHERE d.absent_id = line.id AND day BETWEEN d.starts AND d.ends
          ORDER BY d.starts DESC, d.id LIMIT 1
        ) next WHERE NOT next.delegate_id = ANY (line.path)
      ) SELECT id FROM line ORDER BY cardinality(path) DESC LIMIT 1
    $$;
    COMMENT ON FUNCTION staff.stand_in IS 'Who receives for a person on a day: the delegate, or the delegate''s delegate; the person where there is none.';
  `);
}

async function access(run: QueryRunner): Promise<void> {
  await run.query(`
    CREATE TABLE staff.account (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      login_id text NOT NULL UNIQUE CHECK (login_id = lower(login_id)),
      password_hash text NOT NULL,
      officer_id text REFERENCES staff.officer,
      roles text[] NOT NULL CHECK (cardinality(roles) > 0),
      failed_logins integer NOT NULL DEFAULT 0,
      locked_until timestamptz,
      active boolean NOT NULL DEFAULT true,
      of_demo boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL
    );
    COMMENT ON COLUMN staff.account.locked_until IS 'machine time, like all of sessions and keys';

    CREATE TABLE staff.session (
      token_hash bytea PRIMARY KEY,
      account_id uuid NOT NULL REFERENCES staff.account ON DELETE CASCADE,
      created_at timestamptz NOT NULL,
      seen_at timestamptz NOT NULL,
      ends_at timestamptz NOT NULL
    );
    CREATE INDEX ON staff.session (account_id);
    CREATE INDEX ON staff.session (ends_at);

    CREATE TABLE staff.api_key (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      key_hash bytea NOT NULL UNIQUE,
      name text NOT NULL,
      role text NOT NULL,
      department_codes text[],
      created_at timestamptz NOT NULL,
      created_by text NOT NULL,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    COMMENT ON COLUMN staff.api_key.department_codes IS 'null: all departments';
  `);
}

async function audit(run: QueryRunner): Promise<void> {
  await run.query(`
    CREATE TABLE staff.audit (
      id uuid NOT NULL,
      at timestamptz NOT NULL,
      actor_kind text NOT NULL CHECK (actor_kind IN ('staff', 'key', 'stranger', 'system')),
      actor_id text NOT NULL,
      address text,
      action text NOT NULL,
      subject_kind text NOT NULL,
      subjects text[] NOT NULL,
      department_code text,
      reason bytea,
      detail jsonb NOT NULL,
      PRIMARY KEY (id, at)
    ) PARTITION BY RANGE (at);
    CREATE INDEX ON staff.audit (at, id);
    CREATE INDEX ON staff.audit (actor_id, at);
    CREATE INDEX ON staff.audit USING gin (subjects);
    CREATE TABLE staff.audit_default PARTITION OF staff.audit DEFAULT;

    CREATE TABLE staff.audit_seal (
      position bigint NOT NULL,
      audit_id uuid NOT NULL,
      audit_at timestamptz NOT NULL,
      previous bytea NOT NULL,
      hash bytea NOT NULL,
      PRIMARY KEY (position, audit_at)
    ) PARTITION BY RANGE (audit_at);
    CREATE INDEX ON staff.audit_seal (audit_id);
    CREATE TABLE staff.audit_seal_default PARTITION OF staff.audit_seal DEFAULT;

    CREATE TABLE staff.audit_waiting (audit_id uuid PRIMARY KEY, audit_at timestamptz NOT NULL);
    COMMENT ON TABLE staff.audit_waiting IS 'rows that the next tick seals into the chain; verification finds any row that lost its place here';

    -- The program may not create tables, so this runs as the owner. Months are Korean ones. Rows that fell into the default
    -- partition before their month was made are moved, so a late call heals by itself.
    CREATE FUNCTION staff.make_audit_partitions(first_day date, last_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DECLARE
      month date := date_trunc('month', first_day)::date;
      made integer := 0;
      parent text; partition_name text; key text; low timestamptz; high timestamptz;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('staff.make_audit_partitions'));
      WHILE month <= last_day LOOP
        low := month::timestamp AT TIME ZONE 'Asia/Seoul';
        high := (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Seoul';
        FOR parent, key IN VALUES ('audit', 'at'), ('audit_seal', 'audit_at') LOOP
          partition_name := parent || to_char(month, '_YYYYMM');
          CONTINUE WHEN to_regclass('staff.' || partition_name) IS NOT NULL;
          EXECUTE format('CREATE TABLE staff.%I (LIKE staff.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name, parent);
          EXECUTE format('LOCK TABLE staff.%I IN ACCESS EXCLUSIVE MODE', parent || '_default');
          EXECUTE format(
            'WITH moved AS (DELETE FROM staff.%I WHERE %I >= $1 AND %I < $2 RETURNING *) INSERT INTO staff.%I SELECT * FROM moved',
            parent || '_default', key, key, partition_name) USING low, high;
          EXECUTE format('ALTER TABLE staff.%I ATTACH PARTITION staff.%I FOR VALUES FROM (%L) TO (%L)', parent, partition_name, low, high);
          made := made + 1;
        END LOOP;
        month := (month + interval '1 month')::date;
      END LOOP;
      RETURN made;
    END $$;
    REVOKE ALL ON FUNCTION staff.make_audit_partitions FROM PUBLIC;
    SELECT staff.make_audit_partitions((now() AT TIME ZONE 'Asia/Seoul')::date, ((now() AT TIME ZONE 'Asia/Seoul') + interval '3 months')::date);
  `);
}

async function alarms(run: QueryRunner): Promise<void> {
  await run.query(`
    CREATE TABLE staff.alarm (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      key text NOT NULL,
      code text NOT NULL,
      detail text NOT NULL,
      times integer NOT NULL DEFAULT 1,
      raised_at timestamptz NOT NULL,
      last_raised_at timestamptz NOT NULL,
      cleared_at timestamptz
    );
    CREATE UNIQUE INDEX ON staff.alarm (key) WHERE cleared_at IS NULL;
  `);
}

/** No UPDATE and no DELETE on the trail and its seals: the program cannot touch an audit row that stands. */
async function grants(run: QueryRunner): Promise<void> {
  await run.query(`
    GRANT USAGE ON SCHEMA staff TO minwon_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON staff.department, staff.officer, staff.delegate, staff.account, staff.session, staff.api_key, staff.alarm
      TO minwon_app;
    GRANT SELECT, INSERT ON staff.audit, staff.audit_seal TO minwon_app;
    GRANT SELECT, INSERT, DELETE ON staff.audit_waiting TO minwon_app;
    GRANT EXECUTE ON FUNCTION staff.make_audit_partitions TO minwon_app;
  `);
}
