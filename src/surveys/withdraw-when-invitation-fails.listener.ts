import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { NotificationDropped, NotificationFailed, type NotificationFact } from '../messaging/index.js';

/** Who did not get the invitation is not reminded of it, is not counted, and may be asked about the next petition. */
async function withdraw(tx: EntityManager, notifications: NotificationFact[]): Promise<void> {
  const caseIds = notifications
    .filter(({ occasion }) => occasion === 'survey.invitation')
    .map(({ subject }) => subject);
  if (caseIds.length === 0) return;
  await tx.query(
    `WITH withdrawn AS (
       UPDATE surveys.invitation SET state = 'CLOSED', close_reason = 'NOT_DELIVERED', remind_at = NULL
       WHERE case_id = ANY($1::uuid[]) AND state = 'OPEN' AND NOT counted RETURNING id
     ) DELETE FROM surveys.invited_person p USING withdrawn w WHERE p.invitation_id = w.id`,
    [caseIds],
  );
}

@Injectable()
@ListensTo(NotificationFailed, 'surveys.withdraw-when-invitation-fails')
export class WithdrawWhenInvitationFails implements BusListener<NotificationFailed> {
  handle(tx: EntityManager, events: NotificationFailed[]): Promise<void> {
    return withdraw(
      tx,
      events.map(({ notification }) => notification),
    );
  }
}

@Injectable()
@ListensTo(NotificationDropped, 'surveys.withdraw-when-invitation-is-dropped')
export class WithdrawWhenInvitationIsDropped implements BusListener<NotificationDropped> {
  handle(tx: EntityManager, events: NotificationDropped[]): Promise<void> {
    return withdraw(
      tx,
      events.map(({ notification }) => notification),
    );
  }
}
