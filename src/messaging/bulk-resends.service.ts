import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus, EveryTick } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { withinCourtesyHours } from './courtesy-hours.js';
import { conditionsOf, spanOf, type MessageFilter } from './message-filter.js';
import { BulkResendNotFound, CountHasChanged, IdempotencyKeyReused } from './messaging.errors.js';
import { NotificationsQueued } from './messaging.events.js';
import type { Occasion } from './notice-request.js';
import { SendingRulesStore } from './sending-rules.store.js';

const TICK_MS = 1_000;
const SET = 200;

/** Which notices are meant; the span as text, since it is stored. */
export type BulkFilter = Omit<MessageFilter, 'from' | 'to' | 'phoneIndex'> & { from?: string; to?: string };

/** How far a bulk resend has come. Instants are product time, ISO 8601 with +09:00. */
export interface BulkResend {
  id: string;
  filter: BulkFilter;
  /** Null: its days of keeping are over. */
  reason: string | null;
  state: 'RUNNING' | 'FINISHED' | 'STOPPED';
  /** How many there were when it was asked for. */
  counted: number;
  /** How many were put on their way again so far. */
  sent: number;
  createdAt: string;
  finishedAt: string | null;
}

interface Row {
  id: string;
  filter: BulkFilter;
  actor: Actor;
  reason_sealed: Buffer | null;
  created_at: Date;
  finished_at: Date | null;
  stopped: boolean;
  counted: number;
  sent: number;
  after_id: string | null;
}

/**
 * Nobody gets anything twice or out of date by it: only what reached nobody on any channel (an outcome that nobody knows may be
 * a message on the phone), what no later notice of the same subject to the same number has followed, and whose number is
 * there and wants to hear. What was dropped on purpose stays dropped; only what the trial mode kept back may go.
 */
const MAY_GO = `n.status IN ('FAILED', 'DROPPED') AND (n.status_reason IS NULL OR n.status_reason IN ('NO_CHANNEL', 'TRIAL'))
  AND n.request_sealed IS NOT NULL AND n.lane_id IS NOT NULL AND n.test_template_id IS NULL
  AND NOT EXISTS (SELECT FROM messaging.attempt a WHERE a.notification_id = n.id AND a.status <> 'FAILED')
  AND NOT EXISTS (SELECT FROM messaging.notification later WHERE later.lane_id = n.lane_id AND later.id > n.id)
  AND NOT (n.recipient_kind IN ('APPLICANT', 'AGENT') AND EXISTS (
    SELECT FROM messaging.lane l JOIN messaging.opt_out o ON o.phone_index = l.phone_index
    WHERE l.id = n.lane_id AND o.opted_out
  ))`;

const START_ANEW = `
UPDATE messaging.notification n SET status = 'WAITING', status_reason = CASE WHEN f.due > $3 THEN 'HELD' END, step = 'SEND',
  act_at = NULL, due_at = f.due, held = false, settled_at = NULL, channel = NULL, attempt_id = NULL, attempt_started_at = NULL,
  accepted_at = NULL, asked = 0, flags = '{}', resends = resends + 1
FROM unnest($1::uuid[], $2::timestamptz[]) AS f (id, due) WHERE n.id = f.id`;

/** An operator's act on many notices: counted first, then worked off in sets by whichever process does the background work. */
@Injectable()
export class BulkResends {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly bus: EventBus,
    private readonly rules: SendingRulesStore,
    private readonly audit: AuditTrail,
    private readonly privacy: Privacy,
  ) {}

  /** How many notices of a filter may go again. */
  count(filter: BulkFilter): Promise<number> {
    return this.countFor(this.dataSource.manager, filter);
  }

  /**
   * The same wish under the same key again gives the same resend.
   * @param counted what the caller was told by `count`
   * @throws CountHasChanged, IdempotencyKeyReused
   */
  ask(filter: BulkFilter, counted: number, reason: string, idempotencyKey: string, actor: Actor): Promise<BulkResend> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('messaging.bulk-resend'))");
      const [known] = await tx.query<Row[]>('SELECT * FROM messaging.bulk_resend WHERE idempotency_key = $1', [
        idempotencyKey,
      ]);
      if (known !== undefined) {
        if (!this.isSame(known, filter, counted, reason)) throw new IdempotencyKeyReused();
        return this.view(known);
      }
      const found = await this.countFor(tx, filter);
      if (found !== counted) throw new CountHasChanged(found);
      const id = uuidv7();
      const [row] = await tx.query<Row[]>(
        `INSERT INTO messaging.bulk_resend (id, idempotency_key, actor, filter, reason_sealed, created_at, counted)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *`,
        [
          id,
          idempotencyKey,
          plain(actor),
          JSON.stringify(filter),
          this.privacy.seal(reason),
          this.clock.now(),
          counted,
        ],
      );
      await this.audit.write(tx, [
        {
          actor,
          action: 'messages.resend-many',
          subjectKind: 'bulk-resend',
          subjects: [id],
          reason,
          detail: { counted },
        },
      ]);
      return this.view(row!);
    });
  }

  /** The latest first. */
  async latest(limit: number): Promise<BulkResend[]> {
    const rows = await this.dataSource.query<Row[]>('SELECT * FROM messaging.bulk_resend ORDER BY id DESC LIMIT $1', [
      limit,
    ]);
    return rows.map((row) => this.view(row));
  }

  /** @throws BulkResendNotFound */
  async one(id: string): Promise<BulkResend> {
    const [row] = await this.dataSource.query<Row[]>('SELECT * FROM messaging.bulk_resend WHERE id = $1', [id]);
    if (row === undefined) throw new BulkResendNotFound();
    return this.view(row);
  }

  /** What is on its way goes on; nothing more is put on it. @throws BulkResendNotFound */
  stop(id: string, actor: Actor): Promise<BulkResend> {
    return this.dataSource.transaction(async (tx) => {
      const [, stopped] = await tx.query<[unknown[], number]>(
        'UPDATE messaging.bulk_resend SET stopped = true, finished_at = $2 WHERE id = $1 AND finished_at IS NULL',
        [id, this.clock.now()],
      );
      if (stopped > 0) {
        await this.audit.write(tx, [
          { actor, action: 'messages.stop-resend', subjectKind: 'bulk-resend', subjects: [id] },
        ]);
      }
      const [row] = await tx.query<Row[]>('SELECT * FROM messaging.bulk_resend WHERE id = $1', [id]);
      if (row === undefined) throw new BulkResendNotFound();
      return this.view(row);
    });
  }

  /** Whatever is killed in between goes on where it stood: a set and how far it brought us are one transaction. */
  @EveryTick({ name: 'messaging.resend-many', everyMs: TICK_MS })
  async work(): Promise<void> {
    while (await this.dataSource.transaction((tx) => this.workOffSet(tx)));
  }

  private async workOffSet(tx: EntityManager): Promise<boolean> {
    const [job] = await tx.query<Row[]>(
      'SELECT * FROM messaging.bulk_resend WHERE finished_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED',
    );
    if (job === undefined) return false;
    // What was recorded after the question was not counted.
    const parameters: unknown[] = [job.after_id, job.id, SET];
    const conditions = conditionsOf(filterOf(job.filter), 'ALL', parameters);
    const rows = await tx.query<{ id: string; occasion: Occasion }[]>(
      `SELECT n.id, n.occasion FROM messaging.notification n
       WHERE ($1::uuid IS NULL OR n.id > $1) AND n.id < $2 AND ${[MAY_GO, ...conditions].join(' AND ')}
       ORDER BY n.id LIMIT $3 FOR UPDATE OF n`,
      parameters,
    );
    const now = this.clock.now();
    if (rows.length > 0) await this.startAnew(tx, job, rows, now);
    await tx.query(
      'UPDATE messaging.bulk_resend SET sent = sent + $2, after_id = coalesce($3, after_id), finished_at = $4 WHERE id = $1',
      [job.id, rows.length, rows.at(-1)?.id, rows.length < SET ? now : null],
    );
    return true;
  }

  private async startAnew(
    tx: EntityManager,
    job: Row,
    rows: readonly { id: string; occasion: Occasion }[],
    now: Date,
  ): Promise<void> {
    const rules = await this.rules.current(tx);
    const ids = rows.map((row) => row.id);
    const due = rows.map((row) => withinCourtesyHours(now, rules.courtesyHours(row.occasion)));
    await tx.query(START_ANEW, [ids, due, now]);
    await tx.query(
      `INSERT INTO messaging.resend (idempotency_key, notification_id, asked_by, at) SELECT $1, unnest($2::uuid[]), $3, $4`,
      [`bulk ${job.id}`, ids, job.actor.id, now],
    );
    await this.audit.write(tx, [
      {
        actor: job.actor,
        action: 'messages.resend',
        subjectKind: 'notification',
        subjects: ids,
        reason: this.reasonOf(job),
      },
    ]);
    await this.bus.publish(tx, [new NotificationsQueued(ids)]);
  }

  private async countFor(tx: EntityManager, filter: BulkFilter): Promise<number> {
    const parameters: unknown[] = [];
    const conditions = [MAY_GO, ...conditionsOf(filterOf(filter), 'ALL', parameters)];
    const [row] = await tx.query<{ found: number }[]>(
      `SELECT count(*) AS found FROM messaging.notification n WHERE ${conditions.join(' AND ')}`,
      parameters,
    );
    return row!.found;
  }

  /** A reason that was destroyed with its time can no longer be compared. */
  private isSame(known: Row, filter: BulkFilter, counted: number, reason: string): boolean {
    const before = this.reasonOf(known) ?? reason;
    const asKept: unknown = JSON.parse(JSON.stringify(filter));
    return isDeepStrictEqual(known.filter, asKept) && known.counted === counted && before === reason;
  }

  private reasonOf({ reason_sealed }: Pick<Row, 'reason_sealed'>): string | null {
    return reason_sealed === null ? null : this.privacy.open(reason_sealed);
  }

  private view({ id, filter, reason_sealed, counted, sent, stopped, created_at, finished_at }: Row): BulkResend {
    return {
      id,
      filter,
      reason: this.reasonOf({ reason_sealed }),
      state: stopped ? 'STOPPED' : finished_at === null ? 'RUNNING' : 'FINISHED',
      counted,
      sent,
      createdAt: toKst(created_at),
      finishedAt: finished_at && toKst(finished_at),
    };
  }
}

function filterOf({ from, to, ...filter }: BulkFilter): MessageFilter {
  return {
    ...filter,
    ...spanOf({ from, to }),
  };
}

/** What the trail needs of who asked; a name is nothing for a table. */
function plain({ kind, id, address }: Actor): string {
  return JSON.stringify({ kind, id, address });
}
