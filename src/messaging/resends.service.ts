import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { withinCourtesyHours } from './courtesy-hours.js';
import { factOf, type DueRow } from './due-rows.js';
import { HELD_FOR_OPERATOR } from './message-filter.js';
import { MessageNotFound, NotHeld, NotResendable } from './messaging.errors.js';
import { NotificationDropped, NotificationsQueued, type StatusReason } from './messaging.events.js';
import type { MessageStatus } from './message-log.service.js';
import type { Occasion } from './notice-request.js';
import { SendingRulesStore } from './sending-rules.store.js';

interface Row {
  occasion: Occasion;
  label: string | null;
  department_code: string;
  status: MessageStatus;
  status_reason: StatusReason | null;
  held_for_operator: boolean;
  destroyed: boolean;
  has_number: boolean;
  opted_out: boolean;
}

const READ = `
SELECT n.occasion, n.label, n.department_code, n.status, n.status_reason, n.request_sealed IS NULL AS destroyed, n.lane_id IS NOT NULL AS has_number,
  ${HELD_FOR_OPERATOR} AS held_for_operator,
  n.recipient_kind IN ('APPLICANT', 'AGENT')
    AND EXISTS (SELECT FROM messaging.opt_out o WHERE o.phone_index = l.phone_index AND o.opted_out) AS opted_out
FROM messaging.notification n LEFT JOIN messaging.lane l ON l.id = n.lane_id
WHERE n.id = $1 AND ($2::text[] IS NULL OR n.department_code = ANY ($2)) FOR UPDATE OF n`;

/** It starts anew at the beginning of the chain; what was tried before stays in the log. An operator's wish is overtaken by nothing. */
const START_ANEW = `
UPDATE messaging.notification SET status = 'WAITING', status_reason = CASE WHEN $2::timestamptz > $3 THEN 'HELD' END, step = 'SEND',
  act_at = NULL, due_at = $2, held = false, settled_at = NULL, channel = NULL, attempt_id = NULL, attempt_started_at = NULL,
  accepted_at = NULL, asked = 0, flags = '{}', resends = resends + 1
WHERE id = $1`;

const SKIP = `
UPDATE messaging.notification n SET status = 'DROPPED', status_reason = 'HELD', step = NULL, act_at = NULL, settled_at = $2 WHERE n.id = $1
RETURNING n.id, n.occasion, n.variant, n.recipient_kind, n.recipient_id, n.subject, n.label, n.department_code`;

/** An operator's act: send again what reached nobody, or send what was held for him. */
@Injectable()
export class Resends {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly bus: EventBus,
    private readonly rules: SendingRulesStore,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The same key for the same notice again changes nothing.
   * @throws MessageNotFound, NotResendable
   */
  resend(id: string, idempotencyKey: string, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      const scope = actor.departmentScope === 'ALL' ? null : actor.departmentScope;
      const [row] = await tx.query<Row[]>(READ, [id, scope]);
      if (row === undefined) throw new MessageNotFound();
      if (!(await this.isFirst(tx, id, idempotencyKey, actor))) return;
      refuseWhereItMayNot(row);
      const now = this.clock.now();
      const dueAt = withinCourtesyHours(now, (await this.rules.current(tx)).courtesyHours(row.occasion));
      await tx.query(START_ANEW, [id, dueAt, now]);
      await this.audit.write(tx, [
        {
          actor,
          action: 'messages.resend',
          subjectKind: 'notification',
          subjects: row.label === null ? [id] : [id, row.label],
          departmentCode: row.department_code,
        },
      ]);
      await this.bus.publish(tx, [new NotificationsQueued([id])]);
    });
  }

  /**
   * An operator's word on what was held for him: it is not sent. NotificationDropped, HELD.
   * @throws MessageNotFound, NotHeld
   */
  skip(id: string, reason: string, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      const scope = actor.departmentScope === 'ALL' ? null : actor.departmentScope;
      const [row] = await tx.query<Row[]>(READ, [id, scope]);
      if (row === undefined) throw new MessageNotFound();
      if (!row.held_for_operator) throw new NotHeld();
      const now = this.clock.now();
      const [[dropped]] = await tx.query<[DueRow[], number]>(SKIP, [id, now]);
      await this.audit.write(tx, [
        {
          actor,
          action: 'messages.skip',
          subjectKind: 'notification',
          subjects: row.label === null ? [id] : [id, row.label],
          departmentCode: row.department_code,
          reason,
        },
      ]);
      await this.bus.publish(tx, [new NotificationDropped(factOf(dropped!, toKst(now)), 'HELD')]);
    });
  }

  private async isFirst(tx: EntityManager, id: string, key: string, actor: Actor): Promise<boolean> {
    const made = await tx.query<unknown[]>(
      `INSERT INTO messaging.resend (idempotency_key, notification_id, asked_by, at) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [key, id, actor.id, this.clock.now()],
    );
    return made.length > 0;
  }
}

function refuseWhereItMayNot(row: Row): void {
  if (row.destroyed) throw new NotResendable('DESTROYED');
  if (row.status === 'DELIVERED') throw new NotResendable('DELIVERED');
  if (row.status === 'SENDING' || (row.status === 'WAITING' && !row.held_for_operator))
    throw new NotResendable('UNDER_WAY');
  if (!row.has_number) throw new NotResendable('NO_NUMBER');
  if (row.opted_out) throw new NotResendable('OPTED_OUT');
  const reason = row.status_reason;
  if (reason === 'OVERTAKEN' || reason === 'NOT_LIVE' || reason === 'SHADOW') throw new NotResendable(reason);
}
