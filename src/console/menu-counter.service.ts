import { Injectable } from '@nestjs/common';
import { Tasks } from '../cases/index.js';
import type { Actor } from '../staff/index.js';
import { CLOSES_TASKS, mayAct } from './may-act.js';
import type { MenuCounts } from './views/menu.js';

/** What waits for a person, beside the lines of the menu. */
@Injectable()
export class MenuCounter {
  constructor(private readonly tasks: Tasks) {}

  async of(actor: Actor): Promise<MenuCounts> {
    return {
      '/tasks': mayAct(actor, CLOSES_TASKS) ? await this.tasks.openCount(actor.departmentScope) : 0,
    };
  }
}
