import { Injectable } from '@nestjs/common';
import { GatewayStanding, type LineStanding } from '../messaging/index.js';
import { ReportPeriods, Reports } from '../reporting/index.js';
import type { Actor } from '../staff/index.js';

export interface DeliveryHealth {
  /** Why notices of the last 30 days reached nobody, the most frequent first. */
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
  ) {}

  async of({ departmentScope }: Actor, departmentCode: string | undefined): Promise<DeliveryHealth> {
    const [{ causes }, lines] = await Promise.all([
      this.reports.deliveries(departmentScope, { departmentCode }, this.periods.days(undefined, undefined)),
      this.standing.lines(),
    ]);
    return { causes, lines };
  }
}
