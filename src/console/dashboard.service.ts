import { Injectable } from '@nestjs/common';
import { CaseQueries, maskedSummary, type CaseSummary } from '../cases/index.js';
import { Figures, maskedLoad, type DashboardFilter } from '../reporting/index.js';
import { seesMasked, type Actor } from '../staff/index.js';
import { narrowed } from './departments.service.js';
import { TimeLeft } from './time-left.service.js';
import type { DashboardFigures } from './views/dashboard-page.js';

const LISTED = 8;
const OFFICERS = 10;

/** Everything on the dashboard of one person, for all that the person may see or for one department of it. */
@Injectable()
export class Dashboard {
  constructor(
    private readonly figures: Figures,
    private readonly cases: CaseQueries,
    private readonly timeLeft: TimeLeft,
  ) {}

  /** @throws NotAllowed for a department that the person may not see */
  async of(actor: Actor, { departmentCode, typeCode }: DashboardFilter): Promise<DashboardFigures> {
    const scope = narrowed(actor, departmentCode);
    const seesLoad = !actor.roles.every((role) => role === 'officer');
    const [counts, near, overdue, load] = await Promise.all([
      this.figures.dashboard(actor.departmentScope, { departmentCode, typeCode }),
      this.cases.mostUrgent({ due: 'within3days', typeCode }, scope, LISTED),
      this.cases.mostUrgent({ due: 'overdue', typeCode }, scope, LISTED),
      seesLoad ? this.figures.officersLoad(actor.departmentScope, { departmentCode, typeCode }) : null,
    ]);
    const shown = (summary: CaseSummary) => listedOf(seesMasked(actor) ? maskedSummary(summary) : summary);
    return {
      ...counts,
      officers: load && (seesMasked(actor) ? load.rows.map(maskedLoad) : load.rows).slice(0, OFFICERS),
      nearDeadline: near.map(shown).map((listed) => ({
        ...listed,
        minutesLeft: this.timeLeft.minutesUntil(listed.targetAt),
      })),
      overdueList: overdue.map(shown).map((listed) => ({
        ...listed,
        daysOver: this.timeLeft.daysSince(listed.targetAt),
      })),
    };
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
