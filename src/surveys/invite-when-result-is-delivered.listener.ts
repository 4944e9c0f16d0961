import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { NotificationDelivered } from '../messaging/index.js';
import { Invitations, type DeliveredResult } from './invitations.service.js';

/** Not when the case was completed, but when its citizen has heard of it. */
@Injectable()
@ListensTo(
  NotificationDelivered,
  'surveys.invite-when-result-is-delivered',
  ({ notification }) => notification.occasion === 'case.completed',
)
export class InviteWhenResultIsDelivered implements BusListener<NotificationDelivered> {
  constructor(private readonly invitations: Invitations) {}

  async handle(tx: EntityManager, events: NotificationDelivered[]): Promise<void> {
    const results = events.flatMap(({ notification, channel }): DeliveredResult[] => {
      const { variant, recipientKind, subject } = notification;
      if (recipientKind !== 'APPLICANT' && recipientKind !== 'AGENT') return [];
      return [{ caseId: subject, outcome: variant, recipientKind, channel }];
    });
    if (results.length > 0) await this.invitations.invite(tx, results);
  }
}
