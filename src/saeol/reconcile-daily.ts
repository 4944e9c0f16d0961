import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { DailySchedule } from './daily-schedule.js';
import { LinkAlarms } from './link-alarms.js';
import { LinkListing } from './link-listing.js';
import { tellReconciliation } from './reconciliation-alarm.js';
import { Reconciliations } from './reconciliations.service.js';

/**
 * Each day at the set time compares the open cases with the link database; where there is none, a listing comes through the folder,
 * and each day it is looked only for due notices that were never sent.
 */
@Injectable()
export class ReconcileDaily {
  constructor(
    private readonly reconciliations: Reconciliations,
    private readonly listing: LinkListing,
    private readonly schedule: DailySchedule,
    private readonly alarms: LinkAlarms,
    private readonly settings: Settings,
  ) {}

  @EveryTick({ name: 'saeol.reconcile-daily', everyMs: 1_000 })
  async tick(): Promise<void> {
    const at = this.settings.saeol.reconcileAt;
    if (at === null || !(await this.schedule.isDue('reconcile', at))) return;
    const open = await this.listing.openCases();
    const { report } = await this.reconciliations.compare(open === null ? 'NONE' : 'TABLE', open);
    await tellReconciliation(this.alarms, report);
  }
}
