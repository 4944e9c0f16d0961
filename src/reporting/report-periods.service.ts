import { Injectable } from '@nestjs/common';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { monthsBefore } from './figures.service.js';
import type { Period } from './reports.service.js';

const DAYS_BACK_MS = 29 * 86_400_000;

/** The periods that reports are about unless told, by product time. */
@Injectable()
export class ReportPeriods {
  constructor(private readonly clock: Clock) {}

  /** The last 30 days. */
  days(from: string | undefined, to: string | undefined): Period {
    const now = this.clock.now();
    return { from: from ?? kstDate(new Date(now.getTime() - DAYS_BACK_MS)), to: to ?? kstDate(now) };
  }

  /** The last 12 months. */
  months(from: string | undefined, to: string | undefined): Period {
    const today = kstDate(this.clock.now());
    return { from: from ?? monthsBefore(today, 11).slice(0, 7), to: to ?? today.slice(0, 7) };
  }

  /** `YYYY-MM`: what is checked by the 5th of this month. */
  lastMonth(): string {
    return monthsBefore(kstDate(this.clock.now()), 1).slice(0, 7);
  }
}
