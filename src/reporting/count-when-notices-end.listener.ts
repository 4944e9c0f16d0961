import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { NotificationDelivered, NotificationDropped, NotificationFailed } from '../messaging/index.js';
import { NoticeCounter } from './notice-counter.service.js';

@Injectable()
@ListensTo(NotificationDelivered, 'reporting.count-when-notices-are-delivered')
export class CountWhenNoticesAreDelivered implements BusListener<NotificationDelivered> {
  constructor(private readonly counter: NoticeCounter) {}

  handle(tx: EntityManager, events: NotificationDelivered[]): Promise<void> {
    return this.counter.count(
      tx,
      events.map(({ notification, channel, tried }) => ({
        ended: 'DELIVERED' as const,
        notification,
        channel,
        tried,
      })),
    );
  }
}

@Injectable()
@ListensTo(NotificationFailed, 'reporting.count-when-notices-fail')
export class CountWhenNoticesFail implements BusListener<NotificationFailed> {
  constructor(private readonly counter: NoticeCounter) {}

  handle(tx: EntityManager, events: NotificationFailed[]): Promise<void> {
    return this.counter.count(
      tx,
      events.map(({ notification, statusReason, cause, tried }) => ({
        ended: 'FAILED' as const,
        notification,
        reason: statusReason,
        cause,
        tried,
      })),
    );
  }
}

@Injectable()
@ListensTo(NotificationDropped, 'reporting.count-when-notices-are-dropped')
export class CountWhenNoticesAreDropped implements BusListener<NotificationDropped> {
  constructor(private readonly counter: NoticeCounter) {}

  handle(tx: EntityManager, events: NotificationDropped[]): Promise<void> {
    return this.counter.count(
      tx,
      events.map(({ notification, statusReason }) => ({
        ended: 'DROPPED' as const,
        notification,
        reason: statusReason,
      })),
    );
  }
}
