import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { type BusListener, ListensTo } from '../../libs/events/index.js';
import { NotificationFailed } from '../messaging/index.js';

/**
 * A notice to a citizen that reached nobody becomes a task for the officer: telephone or post (product petitions §9).
 * The officer's own notice of the task is asked for where the ladder is.
 */
@Injectable()
@ListensTo(NotificationFailed, 'cases.open-task-when-nobody-was-reached')
export class OpenTaskWhenNobodyWasReached implements BusListener<NotificationFailed> {
  async handle(tx: EntityManager, events: NotificationFailed[]): Promise<void> {
    const notices = events.filter(({ notification }) => notification.occasion.startsWith('case.'));
    if (notices.length === 0) return;
    await tx.query(
      `INSERT INTO cases.task (id, case_id, kind, notification_id, occasion, recipient_kind, cause, department_code, officer_id, opened_at)
       SELECT t.id, c.id, 'NOT_REACHED', t.notification_id, t.occasion, t.recipient_kind, t.cause, c.department_code, c.officer_id, t.opened_at
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
         AS t (id, case_id, notification_id, occasion, recipient_kind, cause, opened_at)
       JOIN cases.civil_case c ON c.id = t.case_id
       ON CONFLICT (notification_id) DO NOTHING`,
      [
        notices.map(() => v7()),
        notices.map(({ notification }) => notification.subject),
        notices.map(({ notification }) => notification.notificationId),
        notices.map(({ notification }) => notification.occasion),
        notices.map(({ notification }) => notification.recipientKind),
        notices.map(({ cause }) => cause),
        notices.map(({ notification }) => notification.at),
      ],
    );
  }
}
