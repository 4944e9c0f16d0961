import { Injectable } from '@nestjs/common';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { CalendarMissing } from '../../libs/working-time/index.js';
import { CaseQueries, HolidayTable, type CaseSummary } from '../cases/index.js';
import { Figures } from '../reporting/index.js';
import type { Actor } from '../staff/index.js';
import { narrowed } from './departments.service.js';
import type { DashboardFigures } from './views/dashboard-page.js';

const LISTED = 8;

/** Everything on the dashboard of one person, for all that the person may see or for one department of it. */
@Injectable()
export class Dashboard {
  constructor(
    private readonly figures: Figures,
    private readonly cases: CaseQueries,
    private readonly holidays: HolidayTable,
    private readonly clock: Clock,
  ) {}

  /** @throws NotAllowed for a department that the person may not see */
  async of(actor: Actor, departmentCode: string | undefined): Promise<DashboardFigures> {
    const scope = narrowed(actor, departmentCode);
    const [counts, near, overdue] = await Promise.all([
      this.figures.dashboard(actor.departmentScope, { departmentCode }),
      this.cases.mostUrgent({ due: 'within3days' }, scope, LISTED),
      this.cases.mostUrgent({ due: 'overdue' }, scope, LISTED),
    ]);
    const now = this.clock.now();
    return {
      ...counts,
      nearDeadline: near.map((summary) => {
        const listed = listedOf(summary);
        return { ...listed, minutesLeft: this.worked((c) => c.workingMinutesBetween(now, new Date(listed.targetAt))) };
      }),
      overdueList: overdue.map((summary) => {
        const listed = listedOf(summary);
        const target = kstDate(new Date(listed.targetAt));
        return { ...listed, daysOver: this.worked((c) => c.workingDaysBetween(target, kstDate(now))) };
      }),
    };
  }

  /** Null beyond the holiday table: no day is guessed. */
  private worked(reckon: (calendar: ReturnType<HolidayTable['calendar']>) => number): number | null {
    try {
      return reckon(this.holidays.calendar());
    } catch (error) {
      if (error instanceof CalendarMissing) return null;
      throw error;
    }
  }
}

/** The filter `due` finds only cases that have a date. */
function listedOf({ receiptNo, petition, departmentName, officer, targetAt }: CaseSummary) {
  return {
    receiptNo,
    petitionName: petition.typeName,
    departmentName,
    officerName: officer?.name ?? null,
    targetAt: targetAt!,
  };
}
