import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { CaseQueries, Tasks, type CaseSummary } from '../cases/index.js';
import { MessageLog } from '../messaging/index.js';
import { StaffDirectory, type Actor } from '../staff/index.js';
import { TimeLeft } from './time-left.service.js';
import type { MyCase, MyDesk, StandIn } from './views/my-desk-page.js';

/** More than an officer of a county ever has open. */
const CASES = 300;
const LISTED = 50;
const PRE_NOTICES = 10;

/** What one officer has to do, what they were told of it, and whose work is theirs meanwhile. */
@Injectable()
export class MyDesks {
  constructor(
    private readonly cases: CaseQueries,
    private readonly tasks: Tasks,
    private readonly log: MessageLog,
    private readonly directory: StaffDirectory,
    private readonly timeLeft: TimeLeft,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async of(officerId: string, actor: Actor): Promise<MyDesk> {
    const [cases, standIns, tasks, told] = await Promise.all([
      this.casesOf(officerId, actor),
      this.standInsOf(officerId, actor),
      this.tasks.list(actor.departmentScope, { open: true, officerId }, LISTED),
      // Their own notices, also of a department that they stand in for.
      this.log.list(this.dataSource.manager, { recipientId: officerId }, 'ALL', { limit: PRE_NOTICES }),
    ]);
    return { officerId, cases, standIns, tasks: tasks.items, told };
  }

  /** Of absent people, as far as the cases lie in the departments that this person may see. */
  private async standInsOf(officerId: string, actor: Actor): Promise<StandIn[]> {
    const absent = await this.directory.absentFor(this.dataSource.manager, officerId, kstDate(this.clock.now()));
    return Promise.all(
      absent.map(async ({ officer: { id, name }, until }) => ({
        officerId: id,
        name,
        until,
        cases: await this.casesOf(id, actor),
      })),
    );
  }

  private async casesOf(officerId: string, { departmentScope }: Actor): Promise<MyCase[]> {
    const found = await this.cases.mostUrgent({ officerId }, departmentScope, CASES);
    return found.map((one) => this.rowOf(one));
  }

  private rowOf({ receiptNo, petition, stage, targetAt, paused, supplementDueAt }: CaseSummary): MyCase {
    return {
      receiptNo,
      petitionName: petition.typeName,
      stage,
      targetAt,
      isPaused: paused,
      supplementDueAt: supplementDueAt ?? null,
      ...this.timeLeft.of(targetAt),
    };
  }
}
