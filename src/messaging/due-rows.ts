import type { EntityManager } from 'typeorm';
import type { Channel, NotificationFact } from './messaging.events.js';
import type { SenderProof } from './message-log.service.js';
import type { ApprovedFor } from './sending-rules.js';
import type { Occasion, RecipientKind } from './notice-request.js';

/** A notice that is due to be sent, locked by the transaction that read it. */
export interface DueRow {
  id: string;
  key: string;
  occasion: Occasion;
  variant: string;
  recipient_kind: RecipientKind;
  recipient_id: string | null;
  language: string;
  subject: string;
  label: string | null;
  department_code: string;
  lane_id: number | null;
  lane_position: number | null;
  status: 'WAITING' | 'SENDING';
  claims: number;
  /** Where the chain goes on; null at its beginning. */
  channel: Channel | null;
  attempt_id: string | null;
  flags: string[];
  /** Set: a test of this version of a wording, over this channel alone. */
  test_template_id: string | null;
  test_channel: ApprovedFor | null;
  request_sealed: Buffer | null;
  /** Null where there is none before it in its lane, or that one is final. */
  predecessor: { accepted_at: string | null } | null;
  overtaken: boolean;
  opted_out: boolean;
  /** In trial mode only these may be written to. */
  on_trial_list: boolean;
  /** Channels that the number was found to lack. */
  lacks: Channel[];
  /** Vendors hold messages that this database knows nothing of: a backup was restored. */
  some_taken_before: boolean;
  /** Attempts made so far, by channel. */
  tried: Partial<Record<Channel, number>>;
  /** The attempt to be handed over again; null for a new one. */
  attempt: { channel: Channel; vendor: string; reference: string; started_at: string; calls: number } | null;
}

const COLUMNS = `id, key, occasion, variant, recipient_kind, recipient_id, language, subject, label, department_code, lane_id,
  lane_position, held, resends, status, claims, channel, attempt_id, attempt_started_at, flags, test_template_id, test_channel, request_sealed`;

/**
 * What is due by product time ($1) and untouched, and what is to be sent again by machine time ($2), at most $3 of each.
 * Rows that another process works on are passed over. The predecessor gates the first sending only.
 */
const TAKE_DUE = `
WITH due AS (
  SELECT ${COLUMNS} FROM messaging.notification
  WHERE status = 'WAITING' AND act_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
), again AS (
  SELECT ${COLUMNS} FROM messaging.notification
  WHERE step = 'SEND' AND act_at <= $2 AND due_at <= $1 ORDER BY act_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
SELECT n.id, n.key, n.occasion, n.variant, n.recipient_kind, n.recipient_id, n.language, n.subject, n.label, n.department_code,
  n.lane_id, n.lane_position, n.status, n.claims, n.channel, n.attempt_id, n.flags, n.test_template_id, n.test_channel, n.request_sealed,
  CASE WHEN p.id IS NOT NULL THEN json_build_object('accepted_at', coalesce(p.accepted_at, pa.accepted_at)) END AS predecessor,
  -- Staff are told what matters now, whatever kept an earlier notice waiting; but what an operator sends again is overtaken by nothing.
  (n.held OR n.recipient_kind NOT IN ('APPLICANT', 'AGENT') AND n.resends = 0) AND n.status = 'WAITING' AND EXISTS (
    SELECT FROM messaging.notification later
    WHERE later.lane_id = n.lane_id AND later.lane_position > n.lane_position AND n.occasion = ANY (later.overtakes)
  ) AS overtaken,
  EXISTS (SELECT FROM messaging.opt_out o WHERE o.phone_index = l.phone_index AND o.opted_out) AS opted_out,
  EXISTS (SELECT FROM messaging.trial_number t WHERE t.phone_index = l.phone_index) AS on_trial_list,
  ARRAY(SELECT m.channel FROM messaging.channel_memory m WHERE m.phone_index = l.phone_index AND m.until > $2) AS lacks,
  EXISTS (SELECT FROM messaging.taken_before) AS some_taken_before,
  CASE WHEN n.channel IS NULL THEN '{}' ELSE (
    SELECT coalesce(json_object_agg(channel, times), '{}')
    FROM (SELECT channel, count(*) AS times FROM messaging.attempt WHERE notification_id = n.id GROUP BY channel) c
  ) END AS tried,
  CASE WHEN a.id IS NOT NULL THEN json_build_object('channel', a.channel, 'vendor', a.vendor, 'reference', a.reference,
    'started_at', a.started_at, 'calls', a.calls) END AS attempt
FROM (TABLE due UNION ALL TABLE again) n
LEFT JOIN messaging.lane l ON l.id = n.lane_id
LEFT JOIN messaging.notification p ON n.status = 'WAITING' AND p.lane_id = n.lane_id AND p.lane_position = n.lane_position - 1
  AND p.status IN ('WAITING', 'SENDING')
LEFT JOIN messaging.attempt pa ON pa.id = p.attempt_id AND pa.started_at = p.attempt_started_at
LEFT JOIN messaging.attempt a ON a.id = n.attempt_id AND a.started_at = n.attempt_started_at
ORDER BY n.id`;

export function takeDue(tx: EntityManager, now: Date, realNow: Date, most: number): Promise<DueRow[]> {
  return tx.query<DueRow[]>(TAKE_DUE, [now, realNow, most]);
}

/** What was decided about a due row. Instants of `until` are machine time. */
export type Decision =
  /** Not its turn, or nobody can carry it just now. */
  | { do: 'PUT_OFF'; row: DueRow; until: Date }
  | { do: 'DROP'; row: DueRow; reason: 'OVERTAKEN' | 'OPTED_OUT' | 'TRIAL' | 'SHADOW'; flags: string[] }
  | { do: 'FAIL'; row: DueRow; cause: string; flags: string[] }
  | { do: 'SEND'; row: DueRow; attempt: NewAttempt; textSealed: Buffer; flags: string[] };

/** An attempt as it is written before the call. */
export interface NewAttempt {
  id: string;
  startedAt: Date;
  /** False where the same attempt is handed over again. */
  isNew: boolean;
  channel: Channel;
  vendor: string;
  reference: string;
  calls: number;
  templateId: string;
  senderProfileId: string;
  senderProof: SenderProof;
}

/** Whoever waits for these to be final may look again at once. */
const WAKE_SUCCESSORS = `
UPDATE messaging.notification n SET act_at = $3
FROM unnest($1::bigint[], $2::int[]) AS f (lane, position)
WHERE n.lane_id = f.lane AND n.lane_position = f.position + 1 AND n.status = 'WAITING' AND n.act_at > $3`;

/** @param final rows that have just become final; @param realNow machine time */
export async function wakeSuccessors(
  tx: EntityManager,
  final: readonly Pick<DueRow, 'lane_id' | 'lane_position'>[],
  realNow: Date,
): Promise<void> {
  const placed = final.filter((row) => row.lane_position !== null);
  if (placed.length === 0) return;
  await tx.query(WAKE_SUCCESSORS, [placed.map((row) => row.lane_id), placed.map((row) => row.lane_position), realNow]);
}

const PUT_OFF = `
UPDATE messaging.notification n SET act_at = f.until
FROM unnest($1::uuid[], $2::timestamptz[]) AS f (id, until) WHERE n.id = f.id`;

const CLOSE = `
UPDATE messaging.notification n SET status = f.status, status_reason = f.reason, flags = string_to_array(f.flags, ','),
  step = NULL, act_at = NULL, settled_at = $5, attempt_id = NULL, attempt_started_at = NULL
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS f (id, status, reason, flags) WHERE n.id = f.id`;

/** From here on the row tells whoever comes after a crash to ask first. */
const BEGIN = `
UPDATE messaging.notification n SET status = 'SENDING', status_reason = NULL, step = 'ASK', act_at = $8, claims = n.claims + 1,
  asked = 0, channel = f.channel, sender_proof = f.proof, attempt_id = f.attempt, attempt_started_at = f.started,
  flags = string_to_array(f.flags, ','), text_sealed = f.text
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::text[], $7::bytea[])
  AS f (id, channel, proof, attempt, started, flags, text) WHERE n.id = f.id`;

const WRITE_ATTEMPTS = `
INSERT INTO messaging.attempt (id, started_at, notification_id, channel, vendor, reference, status, reason, template_id, sender_proof, at,
  sender_profile_id)
SELECT id, started, notification, channel, vendor, reference, 'SENDING', $9, template, proof, $10, profile
FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $11::uuid[])
  AS f (id, started, notification, channel, vendor, reference, template, proof, profile)`;

const REPEAT_ATTEMPTS = `
UPDATE messaging.attempt a SET calls = a.calls + 1, template_id = f.template, sender_profile_id = f.profile, sender_proof = f.proof
FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[]) AS f (id, started, template, profile, proof)
WHERE a.id = f.id AND a.started_at = f.started`;

/** The attempt was never taken, and its message goes another way now. */
const LEAVE_ATTEMPTS = `
UPDATE messaging.attempt a SET status = 'FAILED', outcome = 'TRANSPORT'
FROM unnest($1::uuid[], $2::timestamptz[]) AS f (id, started) WHERE a.id = f.id AND a.started_at = f.started AND a.status = 'SENDING'`;

export const BEING_SENT = '업체에 보내는 중입니다.';

/** Writes decisions in a few statements, whatever their number. @param leaseUntil machine time; `now` product time */
export async function writeDecisions(
  tx: EntityManager,
  decisions: readonly Decision[],
  now: Date,
  realNow: Date,
  leaseUntil: Date,
): Promise<void> {
  const off = decisions.filter((decision) => decision.do === 'PUT_OFF');
  if (off.length > 0) await tx.query(PUT_OFF, [off.map((d) => d.row.id), off.map((d) => d.until)]);

  const closed = decisions.filter((decision) => decision.do === 'DROP' || decision.do === 'FAIL');
  if (closed.length > 0) {
    await tx.query(CLOSE, [
      closed.map((d) => d.row.id),
      closed.map((d) => (d.do === 'DROP' ? 'DROPPED' : 'FAILED')),
      closed.map((d) => (d.do === 'DROP' ? d.reason : 'NO_CHANNEL')),
      closed.map((d) => d.flags.join(',')),
      now,
    ]);
    await wakeSuccessors(
      tx,
      closed.map((d) => d.row),
      realNow,
    );
  }

  const sent = decisions.filter((decision) => decision.do === 'SEND');
  const left = decisions.filter(
    (d) => d.row.attempt !== null && d.do !== 'PUT_OFF' && !(d.do === 'SEND' && !d.attempt.isNew),
  );
  if (left.length > 0) {
    await tx.query(LEAVE_ATTEMPTS, [left.map((d) => d.row.attempt_id), left.map((d) => d.row.attempt!.started_at)]);
  }
  if (sent.length === 0) return;
  const fresh = sent.filter((d) => d.attempt.isNew);
  const repeated = sent.filter((d) => !d.attempt.isNew);
  const begun = tx.query(BEGIN, [
    sent.map((d) => d.row.id),
    sent.map((d) => d.attempt.channel),
    sent.map((d) => d.attempt.senderProof),
    sent.map((d) => d.attempt.id),
    sent.map((d) => d.attempt.startedAt),
    sent.map((d) => d.flags.join(',')),
    sent.map((d) => d.textSealed),
    leaseUntil,
  ]);
  const written = fresh.length > 0 && writeNewAttempts(tx, fresh, now);
  const again =
    repeated.length > 0 &&
    tx.query(REPEAT_ATTEMPTS, [
      repeated.map((d) => d.attempt.id),
      repeated.map((d) => d.attempt.startedAt),
      repeated.map((d) => d.attempt.templateId),
      repeated.map((d) => d.attempt.senderProfileId),
      repeated.map((d) => d.attempt.senderProof),
    ]);
  // None waits for the others' answers, so they travel together.
  await Promise.all([begun, written, again]);
}

/** Attempts as they stand before the call. @param now product time */
export async function writeNewAttempts(
  tx: EntityManager,
  sent: readonly Extract<Decision, { do: 'SEND' }>[],
  now: Date,
): Promise<void> {
  await tx.query(WRITE_ATTEMPTS, [
    sent.map((d) => d.attempt.id),
    sent.map((d) => d.attempt.startedAt),
    sent.map((d) => d.row.id),
    sent.map((d) => d.attempt.channel),
    sent.map((d) => d.attempt.vendor),
    sent.map((d) => d.attempt.reference),
    sent.map((d) => d.attempt.templateId),
    sent.map((d) => d.attempt.senderProof),
    BEING_SENT,
    now,
    sent.map((d) => d.attempt.senderProfileId),
  ]);
}

/** The part of a fact that every notification has. @param at product time, ISO 8601 */
export function factOf(
  row: Pick<
    DueRow,
    'id' | 'occasion' | 'variant' | 'recipient_kind' | 'recipient_id' | 'subject' | 'label' | 'department_code'
  >,
  at: string,
): NotificationFact {
  return {
    notificationId: row.id,
    occasion: row.occasion,
    variant: row.variant,
    recipientKind: row.recipient_kind,
    recipientId: row.recipient_id,
    subject: row.subject,
    label: row.label,
    departmentCode: row.department_code,
    at,
  };
}
