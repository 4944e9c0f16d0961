import { Injectable } from '@nestjs/common';
import { CaseQueries, maskedSummary, type CaseSummary, type DueFilter } from '../cases/index.js';
import { FigureSnapshots, Figures, maskedLoad, type DashboardFilter } from '../reporting/index.js';
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
    private readonly snapshots: FigureSnapshots,
    private readonly cases: CaseQueries,
    private readonly timeLeft: TimeLeft,
  ) {}

  /** @throws NotAllowed for a department that the person may not see */
  async of(actor: Actor, { departmentCode, typeCode }: DashboardFilter): Promise<DashboardFigures> {
    const scope = narrowed(actor, departmentCode);
    const seesLoad = !actor.roles.every((role) => role === 'officer');
    const masked = seesMasked(actor);
    const listed = async (due: DueFilter) =>
      (await this.cases.mostUrgent({ due, typeCode }, scope, LISTED)).map((summary) =>
        listedOf(masked ? maskedSummary(summary) : summary),
      );
    const [counts, { near, overdue }, load] = await Promise.all([
      this.figures.dashboard(actor.departmentScope, { departmentCode, typeCode }),
      // The open cases are read for it, so that it is read once for all who look.
      this.snapshots.get('urgent', [scope, typeCode, masked], async () => {
        const [soon, late] = await Promise.all([listed('within3days'), listed('overdue')]);
        return { near: soon, overdue: late };
      }),
      seesLoad ? this.figures.officersLoad(actor.departmentScope, { departmentCode, typeCode }) : null,
    ]);
    return {
      ...counts,
      officers: load && (masked ? load.rows.map(maskedLoad) : load.rows).slice(0, OFFICERS),
      nearDeadline: near.map((one) => ({
        ...one,
        minutesLeft: this.timeLeft.minutesUntil(one.targetAt),
      })),
      overdueList: overdue.map((one) => ({
        ...one,
        daysOver: this.timeLeft.daysSince(one.targetAt),
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
