import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type BusListener, ListensTo } from '../../libs/events/index.js';
import { NotificationDropped, type NotificationFact } from '../messaging/index.js';
import { TaskNotices } from './task-notices.js';
import { Tasks } from './tasks.service.js';

const CAUSE = '수신 거부로 보내지 않음. 우편으로 통지';

/**
 * Who wants no messages still gets what the law wants in writing: a task "post" for the officer. Extensions (Decree art. 21) and
 * results (Act art. 27) are; that a petition went to another agency is told by that agency.
 */
@Injectable()
@ListensTo(NotificationDropped, 'cases.open-post-task-when-opted-out')
export class OpenPostTaskWhenOptedOut implements BusListener<NotificationDropped> {
  constructor(
    private readonly tasks: Tasks,
    private readonly notices: TaskNotices,
  ) {}

  async handle(tx: EntityManager, events: NotificationDropped[]): Promise<void> {
    const inWriting = events.filter(
      ({ notification, statusReason }) => statusReason === 'OPTED_OUT' && isWantedInWriting(notification),
    );
    const opened = await this.tasks.openForNotices(
      tx,
      'POST',
      inWriting.map(({ notification }) => ({ notification, cause: CAUSE })),
    );
    await this.notices.tell(tx, opened);
  }
}

function isWantedInWriting({ occasion, variant }: NotificationFact): boolean {
  return occasion === 'case.extended' || (occasion === 'case.completed' && variant !== 'TRANSFERRED');
}
