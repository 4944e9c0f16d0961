import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EventBus, ListensTo, type BusListener } from '../../libs/events/index.js';
import { NotificationDelivered } from '../messaging/index.js';
import { placeOf, type InvitationRow } from './invitation-rows.js';
import { SurveyInvited } from './survey.events.js';

/** Only who has got the invitation counts as asked. A message that was given up and arrived after all opens the survey again. */
@Injectable()
@ListensTo(
  NotificationDelivered,
  'surveys.count-when-invitation-is-delivered',
  ({ notification }) => notification.occasion === 'survey.invitation',
)
export class CountWhenInvitationIsDelivered implements BusListener<NotificationDelivered> {
  constructor(private readonly bus: EventBus) {}

  async handle(tx: EntityManager, delivered: NotificationDelivered[]): Promise<void> {
    const [rows] = await tx.query<[InvitationRow[], number]>(
      `UPDATE surveys.invitation i SET counted = true, channel = d.channel,
         state = CASE WHEN close_reason = 'NOT_DELIVERED' THEN 'OPEN' ELSE state END, close_reason = nullif(close_reason, 'NOT_DELIVERED')
       FROM unnest($1::uuid[], $2::text[]) AS d (case_id, channel)
       WHERE i.case_id = d.case_id AND NOT i.counted AND (i.state <> 'CLOSED' OR i.close_reason = 'NOT_DELIVERED')
       RETURNING i.*`,
      [delivered.map(({ notification }) => notification.subject), delivered.map(({ channel }) => channel)],
    );
    await this.bus.publish(
      tx,
      rows.map((row) => new SurveyInvited(row.id, placeOf(row))),
    );
  }
}
