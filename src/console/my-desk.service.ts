import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { CaseQueries, Tasks, type CaseSummary } from '../cases/index.js';
import { MessageLog } from '../messaging/index.js';
import type { Actor } from '../staff/index.js';
import { TimeLeft } from './time-left.service.js';
import type { MyCase, MyDesk } from './views/my-desk-page.js';

/** More than an officer of a county ever has open. */
const CASES = 300;
const LISTED = 50;
const PRE_NOTICES = 10;

/** What one officer has to do, and what they were told of it. */
@Injectable()
export class MyDesks {
  constructor(
    private readonly cases: CaseQueries,
    private readonly tasks: Tasks,
    private readonly log: MessageLog,
    private readonly timeLeft: TimeLeft,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async of(officerId: string, { departmentScope }: Actor): Promise<MyDesk> {
    const [cases, tasks, told] = await Promise.all([
      this.cases.mostUrgent({ officerId }, departmentScope, CASES),
      this.tasks.list(departmentScope, { open: true, officerId }, LISTED),
      // Their own notices, also of a department that they stand in for.
      this.log.list(this.dataSource.manager, { recipientId: officerId }, 'ALL', { limit: PRE_NOTICES }),
    ]);
    return {
      officerId,
      cases: cases.map((found) => this.rowOf(found)),
      tasks: tasks.items,
      told,
    };
  }

  private rowOf({ receiptNo, petition, stage, targetAt, paused, supplementDueAt }: CaseSummary): MyCase {
    const now = this.clock.now();
    const isOverdue = targetAt !== null && Date.parse(targetAt) < now.getTime();
    return {
      receiptNo,
      petitionName: petition.typeName,
      stage,
      targetAt,
      isPaused: paused,
      supplementDueAt: supplementDueAt ?? null,
      isOverdue,
      isDueToday: targetAt !== null && !isOverdue && kstDate(new Date(targetAt)) === kstDate(now),
      minutesLeft: targetAt === null || isOverdue ? null : this.timeLeft.minutesUntil(targetAt),
      daysOver: targetAt !== null && isOverdue ? this.timeLeft.daysSince(targetAt) : null,
    };
  }
}
