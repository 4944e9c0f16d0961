import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { inOrderOfChain } from './delivery-plan.js';
import type { MessageStatus } from './message-log.service.js';
import type { Channel, NotificationFact, StatusReason } from './messaging.events.js';
import type { Occasion, RecipientKind } from './notice-request.js';

/** How a notice ended, or that it has not, as its rows say it. */
export interface NoticeStanding {
  /** `at` is when it ended; of one that is under way, when it was recorded. */
  notification: NotificationFact;
  status: MessageStatus;
  statusReason: StatusReason | null;
  channel: Channel | null;
  /** Channels tried in vain, in their order: all of one that failed, of one that was delivered those before. */
  tried: Channel[];
  /** What the last attempt came to, plain Korean; null where there was none. */
  lastReason: string | null;
}

interface Row {
  id: string;
  occasion: Occasion;
  variant: string;
  recipient_kind: RecipientKind;
  recipient_id: string | null;
  subject: string;
  label: string | null;
  department_code: string;
  at: Date;
  status: MessageStatus;
  status_reason: StatusReason | null;
  channel: Channel | null;
  tried: Channel[];
  last_reason: string | null;
}

/** Every notice by its end, for those who count anew; neither numbers nor texts are opened. */
@Injectable()
export class NoticeEnds {
  /** By id after one. */
  async after(tx: EntityManager, afterId: string, limit: number): Promise<NoticeStanding[]> {
    const rows = await tx.query<Row[]>(
      `SELECT n.id, n.occasion, n.variant, n.recipient_kind, n.recipient_id, n.subject, n.label, n.department_code,
         coalesce(n.settled_at, n.created_at) AS at, n.status, n.status_reason, n.channel, last.reason AS last_reason,
         CASE n.status WHEN 'FAILED' THEN ARRAY(
           SELECT DISTINCT b.channel FROM messaging.attempt b WHERE b.notification_id = n.id
         ) WHEN 'DELIVERED' THEN ARRAY(
           SELECT DISTINCT b.channel FROM messaging.attempt b
           WHERE b.notification_id = n.id AND b.channel <> n.channel AND b.id < (
             SELECT a.id FROM messaging.attempt a
             WHERE a.notification_id = n.id AND a.channel = n.channel AND a.status = 'DELIVERED' ORDER BY a.id LIMIT 1)
         ) ELSE '{}' END AS tried
       FROM (SELECT * FROM messaging.notification WHERE id > $1 ORDER BY id LIMIT $2) n
       LEFT JOIN LATERAL (
         SELECT reason FROM messaging.attempt a WHERE a.notification_id = n.id ORDER BY a.id DESC LIMIT 1
       ) last ON n.status = 'FAILED'
       ORDER BY n.id`,
      [afterId, limit],
    );
    return rows.map((row) => ({
      notification: {
        notificationId: row.id,
        occasion: row.occasion,
        variant: row.variant,
        recipientKind: row.recipient_kind,
        recipientId: row.recipient_id,
        subject: row.subject,
        label: row.label,
        departmentCode: row.department_code,
        at: toKst(row.at),
      },
      status: row.status,
      statusReason: row.status_reason,
      channel: row.channel,
      tried: inOrderOfChain(row.tried),
      lastReason: row.last_reason,
    }));
  }
}
