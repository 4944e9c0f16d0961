import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { Alarms } from '../staff/index.js';
import { applyFinding, REASONS, type AttemptState, type FoundOut, type NotificationState } from './apply-finding.js';
import { inOrderOfChain } from './delivery-plan.js';
import { factOf, wakeSuccessors, type DueRow } from './due-rows.js';
import { logSafe } from './log-safe.js';
import { NotificationDelivered, NotificationFailed, type Channel } from './messaging.events.js';
import { attemptOutcomes, noticesSettled } from './messaging.metrics.js';
import type { Limits } from './sending-rules.js';
import { SendingRulesStore } from './sending-rules.store.js';

type Notification = NotificationState & Omit<DueRow, keyof NotificationState> & { phone_index: Buffer | null };
type Attempt = AttemptState & { notification_id: string; channels_before: Channel[] };

/**
 * The vendor took what this process handed over, and the claim still stands: then only the attempt has to say so, as `applyFinding`
 * decides where it is not as plain as that. $7: ms by channel until the report is late.
 */
const TAKEN = `
UPDATE messaging.attempt a SET status = 'ACCEPTED', accepted_at = $6, reason = $8, code = NULL, vendor_message_id = f.message
FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::int[], $5::text[]) AS f (id, started, notification, claim, message)
JOIN messaging.notification n ON n.id = f.notification
WHERE a.id = f.id AND a.started_at = f.started AND a.status = 'SENDING' AND n.attempt_id = f.id AND n.status = 'SENDING' AND n.step = 'ASK'
  AND n.claims = f.claim AND n.act_at <= $6::timestamptz + ($7::jsonb ->> a.channel)::float8 * interval '1 millisecond'
RETURNING a.id, a.vendor, a.channel`;

/** Both are locked, so that what another process has just written is what is read. */
const READ_NOTIFICATIONS = `
SELECT n.id, n.occasion, n.variant, n.recipient_kind, n.recipient_id, n.subject, n.label, n.department_code, n.lane_id,
  n.lane_position, n.status, n.status_reason, n.step, n.act_at, n.claims, n.asked, n.channel, n.sender_proof, n.attempt_id,
  n.attempt_started_at, n.accepted_at, n.settled_at, n.test_template_id,
  (SELECT l.phone_index FROM messaging.lane l WHERE l.id = n.lane_id) AS phone_index
FROM messaging.notification n
WHERE n.id IN (
  SELECT a.notification_id FROM unnest($1::uuid[], $2::timestamptz[]) AS f (id, started)
  JOIN messaging.attempt a ON a.id = f.id AND a.started_at = f.started
) ORDER BY n.id FOR UPDATE OF n`;

const READ_ATTEMPTS = `
SELECT a.id, a.started_at, a.notification_id, a.channel, a.vendor, a.calls, a.status, a.outcome, a.code, a.reason,
  a.vendor_message_id, a.sender_proof, a.accepted_at, a.unknown_since, a.reported_at, 1 AS attempts_on_channel, '{}'::text[] AS channels_before
FROM unnest($1::uuid[], $2::timestamptz[]) AS f (id, started) JOIN messaging.attempt a ON a.id = f.id AND a.started_at = f.started`;

/** What was tried before, of notices that were claimed more than once: all others have one attempt. */
const COUNT_ATTEMPTS = `
SELECT a.id,
  (SELECT count(*) FROM messaging.attempt b WHERE b.notification_id = a.notification_id AND b.channel = a.channel) AS attempts_on_channel,
  ARRAY(SELECT DISTINCT b.channel FROM messaging.attempt b
    WHERE b.notification_id = a.notification_id AND b.id < a.id AND b.channel <> a.channel) AS channels_before
FROM unnest($1::uuid[], $2::timestamptz[]) AS f (id, started) JOIN messaging.attempt a ON a.id = f.id AND a.started_at = f.started`;

const WRITE_NOTIFICATIONS = `
UPDATE messaging.notification n SET status = f.status, status_reason = f.status_reason, step = f.step, act_at = f.act_at,
  asked = f.asked, channel = f.channel, sender_proof = f.sender_proof, attempt_id = f.attempt_id,
  attempt_started_at = f.attempt_started_at, accepted_at = f.accepted_at, settled_at = f.settled_at
FROM json_to_recordset($1) AS f (id uuid, status text, status_reason text, step text, act_at timestamptz, asked smallint,
  channel text, sender_proof text, attempt_id uuid, attempt_started_at timestamptz, accepted_at timestamptz, settled_at timestamptz)
WHERE n.id = f.id`;

const WRITE_ATTEMPTS = `
UPDATE messaging.attempt a SET status = f.status, outcome = f.outcome, code = f.code, reason = f.reason,
  vendor_message_id = f.vendor_message_id, accepted_at = f.accepted_at, unknown_since = f.unknown_since, reported_at = f.reported_at
FROM json_to_recordset($1) AS f (id uuid, started_at timestamptz, status text, outcome text, code text, reason text,
  vendor_message_id text, accepted_at timestamptz, unknown_since timestamptz, reported_at timestamptz)
WHERE a.id = f.id AND a.started_at = f.started_at`;

/** A late success has made an attempt needless that was never taken. */
const LEAVE_UNSENT = `
UPDATE messaging.attempt SET status = 'FAILED', reason = '앞선 메시지가 전달되어 보내지 않았습니다.'
WHERE notification_id = ANY ($1) AND status = 'SENDING'`;

const REMEMBER = `
INSERT INTO messaging.channel_memory (phone_index, channel, until)
SELECT DISTINCT phone_index, channel, $3::timestamptz FROM unnest($1::bytea[], $2::text[]) AS f (phone_index, channel) ORDER BY phone_index
ON CONFLICT (phone_index, channel) DO UPDATE SET until = EXCLUDED.until`;

const CHANNEL_NAMES: Record<Channel, string> = { ALIMTALK: '알림톡', RCS: 'RCS', LMS: 'LMS', SMS: 'SMS' };

/**
 * Records what was found out, in sets: the delivery plan says what is next, and the facts are published in the same
 * transaction. Findings that come while a set is being written go into the next one.
 */
@Injectable()
export class Settlement {
  private readonly logger = new Logger('Settlement');
  private gathered: FoundOut[] = [];
  private writing: Promise<void> | null = null;
  private readonly wakers: (() => void)[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly bus: EventBus,
    private readonly rules: SendingRulesStore,
    private readonly alarms: Alarms,
  ) {}

  /** Calls back whenever something may have become due by what was recorded: to be sent, or to be asked about. */
  onSomethingDue(wake: () => void): void {
    this.wakers.push(wake);
  }

  /** Resolves when these findings are written, or given up: whoever comes next asks the vendor again. */
  async settle(findings: readonly FoundOut[]): Promise<void> {
    if (findings.length === 0) return;
    this.gathered.push(...findings);
    // The set under way, then the one that holds ours.
    if (this.writing !== null) await this.writing;
    this.writing ??= this.writeGathered().finally(() => (this.writing = null));
    await this.writing;
  }

  private async writeGathered(): Promise<void> {
    const findings = this.gathered;
    this.gathered = [];
    if (findings.length === 0) return;
    let isDue: boolean;
    try {
      isDue = await this.dataSource.transaction((tx) => this.write(tx, findings));
    } catch (error) {
      // Not lost: each row's claim runs out, and the vendor is asked by reference.
      this.logger.error(`${findings.length} outcomes could not be recorded: ${logSafe(error)}`);
      return;
    }
    if (isDue) for (const wake of this.wakers) wake();
  }

  /** @returns whether something may have become due */
  private async write(tx: EntityManager, all: readonly FoundOut[]): Promise<boolean> {
    const { limits } = await this.rules.current(tx);
    const now = this.clock.now();
    const realNow = this.clock.realNow();
    const realMsSince = (instant: Date) => this.clock.realMsSince(instant);
    const findings = await this.withoutTaken(tx, all, realNow, limits);
    if (findings.length === 0) return false;
    const { notifications, attempts } = await this.read(tx, findings);
    const before = new Map([...notifications].map(([id, n]) => [id, stateOf(n)]));
    const facts: object[] = [];
    const closed: Notification[] = [];
    const unsent: string[] = [];
    for (const found of findings) {
      const a = attempts.get(found.attemptId);
      const n = a && notifications.get(a.notification_id);
      if (a === undefined || n === undefined) continue;
      const { kind } = found.finding;
      const outcome = kind === 'REPORT' ? found.finding.outcome : kind;
      attemptOutcomes.inc({ vendor: a.vendor, channel: a.channel, outcome });
      const stepBefore = n.attempt_id === a.id ? null : n.step;
      const end = applyFinding(n, a, found, { limits, now, realNow, realMsSince, random: Math.random() });
      if (end === null) continue;
      noticesSettled.inc({ status: end, channel: a.channel });
      closed.push(n);
      if (stepBefore === 'SEND') unsent.push(n.id);
      if (n.test_template_id !== null) continue;
      const fact = factOf(n, toKst(now));
      facts.push(
        end === 'DELIVERED'
          ? new NotificationDelivered(fact, a.channel, inOrderOfChain(a.channels_before))
          : new NotificationFailed(fact, n.status_reason, a.reason, inOrderOfChain([...a.channels_before, a.channel])),
      );
    }
    // A vendor's acceptance stands in the attempt alone.
    const changed = [...notifications]
      .map(([id, n]) => ({ id, state: stateOf(n) }))
      .filter(({ id, state }) => state !== before.get(id));
    await Promise.all([
      tx.query(WRITE_ATTEMPTS, [JSON.stringify([...attempts.values()].map(writtenOf))]),
      changed.length > 0 && tx.query(WRITE_NOTIFICATIONS, [`[${changed.map(({ state }) => state).join()}]`]),
      unsent.length > 0 && tx.query(LEAVE_UNSENT, [unsent]),
      wakeSuccessors(tx, closed, realNow),
      facts.length > 0 && this.bus.publish(tx, facts),
    ]);
    await this.remember(tx, findings, attempts, notifications, new Date(realNow.getTime() + limits.memory));
    await this.raise(tx, findings, attempts);
    return changed.length > 0;
  }

  /** Notes what was taken, and gives what it leaves to be looked at. */
  private async withoutTaken(
    tx: EntityManager,
    findings: readonly FoundOut[],
    realNow: Date,
    limits: Limits,
  ): Promise<readonly FoundOut[]> {
    const taken = findings.filter(
      ({ finding, notificationId }) => finding.kind === 'ACCEPTED' && notificationId !== undefined,
    );
    if (taken.length === 0) return findings;
    const [noted] = await tx.query<[{ id: string; vendor: string; channel: Channel }[], number]>(TAKEN, [
      taken.map((found) => found.attemptId),
      taken.map((found) => found.startedAt),
      taken.map((found) => found.notificationId),
      taken.map((found) => found.claim),
      taken.map((found) => found.vendorMessageId),
      realNow,
      limits.report,
      REASONS.accepted,
    ]);
    for (const { vendor, channel } of noted) attemptOutcomes.inc({ vendor, channel, outcome: 'ACCEPTED' });
    const ids = new Set(noted.map(({ id }) => id));
    return findings.filter(({ attemptId }) => !ids.has(attemptId));
  }

  private async read(tx: EntityManager, findings: readonly FoundOut[]) {
    const ids = [findings.map((found) => found.attemptId), findings.map((found) => found.startedAt)];
    // The second is read when the locks of the first are held; they travel together.
    const [locked, read] = await Promise.all([
      tx.query<Notification[]>(READ_NOTIFICATIONS, ids),
      tx.query<Attempt[]>(READ_ATTEMPTS, ids),
    ]);
    const notifications = new Map(locked.map((n) => [n.id, n]));
    const attempts = new Map(read.map((a) => [a.id, a]));
    const tried = read.filter((a) => notifications.get(a.notification_id)!.claims > 1);
    if (tried.length > 0) {
      const counts = await tx.query<Pick<Attempt, 'id' | 'attempts_on_channel' | 'channels_before'>[]>(COUNT_ATTEMPTS, [
        tried.map((a) => a.id),
        tried.map((a) => a.started_at),
      ]);
      for (const { id, ...count } of counts) Object.assign(attempts.get(id)!, count);
    }
    return { notifications, attempts };
  }

  private async remember(
    tx: EntityManager,
    findings: readonly FoundOut[],
    attempts: ReadonlyMap<string, Attempt>,
    notifications: ReadonlyMap<string, Notification>,
    until: Date,
  ): Promise<void> {
    const lacking = findings.flatMap(({ verdict, attemptId }) => {
      const a = verdict?.lacksChannel === true ? attempts.get(attemptId) : undefined;
      const index = a && notifications.get(a.notification_id)?.phone_index;
      return a !== undefined && index ? [{ channel: a.channel, index }] : [];
    });
    if (lacking.length === 0) return;
    await tx.query(REMEMBER, [lacking.map((one) => one.index), lacking.map((one) => one.channel), until]);
  }

  /** Once per kind of fault, however many messages met it. */
  private async raise(
    tx: EntityManager,
    findings: readonly FoundOut[],
    attempts: ReadonlyMap<string, Attempt>,
  ): Promise<void> {
    const alarms = new Map<string, string>();
    for (const { verdict, attemptId } of findings) {
      const a = attempts.get(attemptId);
      if (verdict?.alarm !== true || a === undefined) continue;
      alarms.set(
        `messaging.vendor.${a.vendor}.${a.channel}.${verdict.code}`,
        `${a.vendor} ${CHANNEL_NAMES[a.channel]} ${verdict.code}: ${verdict.reason}`,
      );
    }
    for (const [key, detail] of alarms) await this.alarms.raise(tx, { code: 'MESSAGING.VENDOR_REFUSES', detail, key });
  }
}

/** What is written back of an attempt. */
function writtenOf(a: Attempt) {
  const { id, started_at, status, outcome, code, reason, vendor_message_id, accepted_at, unknown_since, reported_at } =
    a;
  return { id, started_at, status, outcome, code, reason, vendor_message_id, accepted_at, unknown_since, reported_at };
}

/** What is written back of a notice, as JSON. */
function stateOf(n: Notification): string {
  const { id, status, status_reason, step, act_at, asked, channel, sender_proof } = n;
  const { attempt_id, attempt_started_at, accepted_at, settled_at } = n;
  return JSON.stringify({
    id,
    status,
    status_reason,
    step,
    act_at,
    asked,
    channel,
    sender_proof,
    attempt_id,
    attempt_started_at,
    accepted_at,
    settled_at,
  });
}
