import type { ReportPlan, Vendor } from './messages.js';
import type { Channel } from './recipients.js';

export const FAULT_KINDS = ['OUTAGE', 'SLOW', 'RESET', 'RATE_LIMIT', 'LATE_REPORT', 'DUPLICATE_REPORT'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  vendor: Vendor;
  /** Absent: every channel of the vendor, and the calls that only ask. */
  channel?: Channel;
  kind: FaultKind;
  /** Share of calls (of messages, for reports) that it strikes, 0–1. */
  rate: number;
  /** Real time, epoch ms. */
  until: number;
  /** SLOW, LATE_REPORT: by how many milliseconds. */
  delayMs: number;
}

/** What is put out of order on purpose, for as long as it was asked for. */
export class Faults {
  private list: Fault[] = [];

  constructor(
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  add(fault: Fault): void {
    this.list.push(fault);
  }

  clear(): void {
    this.list = [];
  }

  active(): readonly Fault[] {
    if (this.list.length > 0) {
      const now = this.now();
      this.list = this.list.filter((fault) => fault.until > now);
    }
    return this.list;
  }

  /**
   * The fault of this kind that strikes this call, if any: drawn anew at each call.
   * @param channel of the message to be sent; absent for calls that only ask
   */
  strikes(kind: FaultKind, vendor: Vendor, channel?: Channel): Fault | undefined {
    if (this.list.length === 0) return undefined;
    return this.active().find(
      (fault) =>
        fault.kind === kind &&
        fault.vendor === vendor &&
        (fault.channel === undefined || fault.channel === channel) &&
        this.random() < fault.rate,
    );
  }

  /** How the reports of one message are put out of order. */
  reportPlan(vendor: Vendor, channel: Channel): ReportPlan {
    if (this.list.length === 0) return IN_ORDER;
    return {
      lateBy: this.strikes('LATE_REPORT', vendor, channel)?.delayMs ?? 0,
      twice: this.strikes('DUPLICATE_REPORT', vendor, channel) !== undefined,
    };
  }
}

const IN_ORDER: ReportPlan = { lateBy: 0, twice: false };
