import { Injectable } from '@nestjs/common';
import { GatewayStanding, type LineStanding } from '../messaging/index.js';
import { FigureSnapshots, ReportPeriods, Reports, type Period } from '../reporting/index.js';
import type { Actor } from '../staff/index.js';

export interface DeliveryHealth {
  /** The last 30 days. */
  period: Period;
  /** Why notices of those days reached nobody, the most frequent first. */
  causes: { cause: string; n: number }[];
  /** How each vendor's channels did within the last minutes. */
  lines: LineStanding[];
}

/** Whether what we say arrives, and what stands in its way. */
@Injectable()
export class DeliveryHealths {
  constructor(
    private readonly reports: Reports,
    private readonly periods: ReportPeriods,
    private readonly standing: GatewayStanding,
    private readonly snapshots: FigureSnapshots,
  ) {}

  of({ departmentScope }: Actor, departmentCode: string | undefined): Promise<DeliveryHealth> {
    return this.snapshots.get('health', [departmentScope, departmentCode], async () => {
      const period = this.periods.days(undefined, undefined);
      const [{ causes }, lines] = await Promise.all([
        this.reports.deliveries(departmentScope, { departmentCode }, period),
        this.standing.lines(),
      ]);
      return { period, causes, lines };
    });
  }
}
