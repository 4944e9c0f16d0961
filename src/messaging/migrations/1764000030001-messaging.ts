import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices, their attempts over the vendors, templates, sender profiles, opt-outs and what is remembered of numbers. */
export class Messaging1764000030001 implements MigrationInterface {
  name = 'Messaging1764000030001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA messaging;

      -- One row per (cause, phone number) for 400 days: what makes a message go out once. 128 bits of a keyed hash.
      CREATE TABLE messaging.notice_key (
        key uuid PRIMARY KEY,
        noted_on date NOT NULL
      );

      -- Notices of one subject to one number go out in order; positions are dense from 1.
      CREATE TABLE messaging.lane (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        key uuid NOT NULL UNIQUE,
        phone_index bytea NOT NULL,
        last_position int NOT NULL
      ) WITH (fillfactor = 80);
      CREATE INDEX lane_phone ON messaging.lane (phone_index);

      -- A wish to tell one person one thing. due_at, created_at and settled_at are product time, act_at and accepted_at machine time.
      CREATE TABLE messaging.notification (
        id uuid PRIMARY KEY,
        key uuid NOT NULL,
        occasion text NOT NULL,
        variant text NOT NULL,
        recipient_kind text NOT NULL CHECK (recipient_kind IN ('APPLICANT', 'AGENT', 'OFFICER', 'LEADER', 'HEAD')),
        recipient_id text,
        language text NOT NULL,
        subject text NOT NULL,
        label text,
        department_code text NOT NULL,
        legal_document_required boolean NOT NULL,
        lane_id bigint,
        lane_position int,
        overtakes text[] NOT NULL,
        held boolean NOT NULL,
        created_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        settled_at timestamptz,
        status text NOT NULL CHECK (status IN ('WAITING', 'SENDING', 'DELIVERED', 'FAILED', 'DROPPED')),
        status_reason text CHECK (status_reason IN
          ('OVERTAKEN', 'OPTED_OUT', 'LATE_NEWS', 'NOT_LIVE', 'SHADOW', 'TRIAL', 'NO_CHANNEL', 'HELD')),
        -- What is to be done at act_at, by whichever process is alive then; null once settled.
        step text CHECK (step IN ('SEND', 'ASK')),
        act_at timestamptz,
        claims int NOT NULL DEFAULT 0,
        asked smallint NOT NULL DEFAULT 0,
        resends smallint NOT NULL DEFAULT 0,
        channel text CHECK (channel IN ('ALIMTALK', 'RCS', 'LMS', 'SMS')),
        sender_proof text NOT NULL CHECK (sender_proof IN ('KAKAO_CHANNEL', 'RCS_SAFE_MARK', 'RCS_BRAND', 'NUMBER_ONLY')),
        -- The attempt under way; null where the next sending makes a new one, from channel on.
        attempt_id uuid,
        attempt_started_at timestamptz,
        accepted_at timestamptz,
        flags text[] NOT NULL DEFAULT '{}',
        request_sealed bytea,
        text_sealed bytea,
        CHECK ((step IS NULL) = (status IN ('DELIVERED', 'FAILED', 'DROPPED')))
      );
      CREATE UNIQUE INDEX notification_lane ON messaging.notification (lane_id, lane_position);
      CREATE INDEX notification_label ON messaging.notification (label, id);
      CREATE INDEX notification_department ON messaging.notification (department_code, id);
      CREATE INDEX notification_recipient ON messaging.notification (recipient_id, id) WHERE recipient_id IS NOT NULL;
      -- What nobody has begun with, by product time; what is under way or put off, by machine time.
      CREATE INDEX notification_due ON messaging.notification (due_at, id) WHERE status = 'WAITING' AND act_at IS NULL;
      CREATE INDEX notification_act ON messaging.notification (act_at) WHERE act_at IS NOT NULL;

      -- Each handing-over to a vendor, written before the call. at and reported_at are product time, the others machine time.
      CREATE TABLE messaging.attempt (
        id uuid NOT NULL,
        started_at timestamptz NOT NULL,
        notification_id uuid NOT NULL,
        channel text NOT NULL,
        vendor text NOT NULL,
        reference text NOT NULL,
        calls smallint NOT NULL DEFAULT 1,
        status text NOT NULL CHECK (status IN ('SENDING', 'ACCEPTED', 'DELIVERED', 'FAILED', 'UNKNOWN')),
        outcome text CHECK (outcome IN ('DELIVERED', 'RECIPIENT', 'CONFIGURATION', 'TRANSPORT', 'UNKNOWN')),
        code text,
        reason text NOT NULL,
        vendor_message_id text,
        template_id uuid,
        sender_proof text NOT NULL,
        at timestamptz NOT NULL,
        accepted_at timestamptz,
        reported_at timestamptz,
        PRIMARY KEY (id, started_at)
      ) PARTITION BY RANGE (started_at);
      CREATE TABLE messaging.attempt_default PARTITION OF messaging.attempt DEFAULT;
      CREATE INDEX attempt_notification ON messaging.attempt (notification_id);
      CREATE INDEX attempt_outstanding ON messaging.attempt (accepted_at) WHERE status IN ('ACCEPTED', 'UNKNOWN');

      -- The program may not create tables; this makes the months around an instant for it, and nothing else.
      CREATE FUNCTION messaging.keep_attempt_partitions(around timestamptz) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        month timestamptz;
        name text;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('messaging.keep_attempt_partitions'));
        FOR ahead IN 0..3 LOOP
          month := date_trunc('month', around, 'UTC') + make_interval(months => ahead);
          name := 'attempt_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
          IF to_regclass('messaging.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE messaging.%I PARTITION OF messaging.attempt FOR VALUES FROM (%L) TO (%L)',
              name, month, date_trunc('month', month + interval '32 days', 'UTC'));
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON messaging.%I TO minwon_app', name);
          END IF;
        END LOOP;
      END $$;
      SELECT messaging.keep_attempt_partitions(now());

      -- A version of a wording. content holds {{…}} as it was written, filled what a vendor was given.
      CREATE TABLE messaging.template (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        code text NOT NULL,
        language text NOT NULL,
        version int NOT NULL,
        occasion text NOT NULL,
        variant text NOT NULL,
        content jsonb NOT NULL,
        filled jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_on date,
        UNIQUE (code, language, version)
      );

      -- Where a version stands with a vendor, per channel. Text messages need no vendor's leave: vendor '-'.
      CREATE TABLE messaging.template_approval (
        template_id uuid NOT NULL REFERENCES messaging.template (id),
        channel text NOT NULL CHECK (channel IN ('ALIMTALK', 'RCS', 'TEXT')),
        vendor text NOT NULL,
        state text NOT NULL CHECK (state IN ('DRAFT', 'IN_REVIEW', 'APPROVED', 'REJECTED', 'SUSPENDED')),
        vendor_template_id text,
        note text,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (template_id, channel, vendor)
      );

      -- Who the citizen sees. The Safe Mark belongs to the RCS brand and chatroom; no vendor's API has a field for it.
      CREATE TABLE messaging.sender_profile (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        is_default boolean NOT NULL DEFAULT false,
        organisation text NOT NULL,
        sender_number text NOT NULL,
        main_number text NOT NULL,
        kakao_channel_id text,
        rcs_brand_id text,
        rcs_chatroom_id text,
        safe_mark_kisa boolean NOT NULL DEFAULT false,
        safe_mark_kisa_on date,
        safe_mark_chatroom boolean NOT NULL DEFAULT false,
        safe_mark_chatroom_on date,
        registered_on date,
        expires_on date
      );
      CREATE UNIQUE INDEX sender_profile_default ON messaging.sender_profile (is_default) WHERE is_default;

      -- The newest of link, operator and Saeol's flag wins; it holds for all cases of the number.
      CREATE TABLE messaging.opt_out (
        phone_index bytea PRIMARY KEY,
        opted_out boolean NOT NULL,
        source text NOT NULL CHECK (source IN ('LINK', 'OPERATOR', 'SAEOL', 'NOT_MINE')),
        changed_at timestamptz NOT NULL
      );

      -- What a number was found to lack, for 30 days of machine time.
      CREATE TABLE messaging.channel_memory (
        phone_index bytea NOT NULL,
        channel text NOT NULL,
        until timestamptz NOT NULL,
        PRIMARY KEY (phone_index, channel)
      );

      -- How much of a channel goes over a vendor.
      CREATE TABLE messaging.gateway (
        vendor text NOT NULL,
        channel text NOT NULL,
        weight int NOT NULL CHECK (weight BETWEEN 0 AND 100),
        resting_weight int NOT NULL CHECK (resting_weight BETWEEN 0 AND 100),
        switched_off boolean NOT NULL DEFAULT false,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (vendor, channel)
      );
      CREATE TABLE messaging.gateway_change (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        vendor text NOT NULL,
        channel text NOT NULL,
        weight_before int NOT NULL,
        weight_after int NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX gateway_change_newest ON messaging.gateway_change (vendor, channel, id);

      -- A county's own values over the defaults of sending-rules.ts; numbers that may be written to in trial mode.
      CREATE TABLE messaging.setting (name text PRIMARY KEY, value jsonb NOT NULL);
      CREATE TABLE messaging.trial_number (phone_index bytea PRIMARY KEY);

      -- Raised by one whenever a template, approval, profile, gateway or setting changes, so that processes read them anew.
      CREATE TABLE messaging.revision (one boolean PRIMARY KEY DEFAULT true CHECK (one), number bigint NOT NULL);
      INSERT INTO messaging.revision (number) VALUES (1);

      -- An operator's wish to send again, by Idempotency-Key.
      CREATE TABLE messaging.resend (
        idempotency_key text NOT NULL,
        notification_id uuid NOT NULL,
        asked_by text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (idempotency_key, notification_id)
      );

      GRANT USAGE ON SCHEMA messaging TO minwon_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA messaging TO minwon_app;
      GRANT EXECUTE ON FUNCTION messaging.keep_attempt_partitions TO minwon_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA messaging CASCADE');
  }
}
