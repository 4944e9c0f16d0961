import { Injectable } from '@nestjs/common';
import { ParkedJobs } from '../../libs/events/index.js';
import { Tasks } from '../cases/index.js';
import { Quarantine } from '../saeol/index.js';
import type { Actor } from '../staff/index.js';
import { FollowUpDesk } from '../surveys/index.js';
import { CLOSES_FOLLOW_UPS, CLOSES_TASKS, mayAct } from './may-act.js';
import type { MenuCounts } from './views/menu.js';

/** What waits for a person, beside the lines of the menu. */
@Injectable()
export class MenuCounter {
  constructor(
    private readonly tasks: Tasks,
    private readonly followUps: FollowUpDesk,
    private readonly quarantine: Quarantine,
    private readonly parked: ParkedJobs,
  ) {}

  async of(actor: Actor): Promise<MenuCounts> {
    const operates = mayAct(actor);
    return {
      '/follow-ups': mayAct(actor, CLOSES_FOLLOW_UPS) ? await this.followUps.openCount(actor.departmentScope) : 0,
      '/link': operates ? await this.quarantine.count() : 0,
      '/queue': operates ? (await this.parked.counts()).parked : 0,
      '/tasks': mayAct(actor, CLOSES_TASKS) ? await this.tasks.openCount(actor.departmentScope) : 0,
    };
  }
}
