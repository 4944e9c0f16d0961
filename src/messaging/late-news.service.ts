import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Occasion, RecipientKind } from './notice-request.js';

/** A notice that was recorded as old news, and is the newest that its recipient was to be told about its label. */
export interface LateNotice {
  notificationId: string;
  label: string;
  occasion: Occasion;
  recipientKind: RecipientKind;
}

/** Old news: recorded when it came, sent to nobody. Whether it is still worth sending, its asker knows. */
@Injectable()
export class LateNews {
  /** Those that nothing newer overtook, by label after one; at most `limit` of them. */
  latest(tx: EntityManager, after: string, limit: number): Promise<LateNotice[]> {
    return tx.query<LateNotice[]>(
      `SELECT late.id AS "notificationId", late.label, late.occasion, late.recipient_kind AS "recipientKind"
       FROM messaging.notification late
       WHERE late.status = 'DROPPED' AND late.status_reason = 'LATE_NEWS' AND late.label > $1
         AND NOT EXISTS (SELECT FROM messaging.notification newer
           WHERE newer.label = late.label AND newer.recipient_kind = late.recipient_kind AND newer.id > late.id)
       ORDER BY late.label, late.id LIMIT $2`,
      [after, limit],
    );
  }
}
