import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type BusListener, ListensTo } from '../../libs/events/index.js';
import { NotificationFailed } from '../messaging/index.js';
import { TaskNotices } from './task-notices.js';
import { Tasks } from './tasks.service.js';

/** A notice to a citizen that reached nobody becomes a task for the officer, who is told of it: telephone or post (product petitions §9). */
@Injectable()
@ListensTo(NotificationFailed, 'cases.open-task-when-nobody-was-reached')
export class OpenTaskWhenNobodyWasReached implements BusListener<NotificationFailed> {
  constructor(
    private readonly tasks: Tasks,
    private readonly notices: TaskNotices,
  ) {}

  async handle(tx: EntityManager, events: NotificationFailed[]): Promise<void> {
    const ofCases = events.filter(({ notification }) => notification.occasion.startsWith('case.'));
    const opened = await this.tasks.openForNotices(
      tx,
      'NOT_REACHED',
      ofCases.map(({ notification, cause }) => ({ notification, cause })),
    );
    await this.notices.tell(tx, opened);
  }
}
