import type { Stage } from '../cases/index.js';
import type { Channel } from '../messaging/index.js';

export type CountedStage = Exclude<Stage, 'VOIDED'>;

/** `num` of `den`. */
export interface Fraction {
  num: number;
  den: number;
}

/** What a dashboard shows, as counted. Instants ISO 8601 with +09:00, days `YYYY-MM-DD` in KST. */
export interface DashboardCounts {
  /** When a figure last changed, product time; now where nothing was counted yet. */
  asOf: string;
  /** `departmentCode` null: all departments that this person may see; `typeCode` null: all types. Notices are of no type. */
  scope: { departmentCode: string | null; departmentName: string; typeCode: string | null };
  tiles: {
    inProgress: number;
    /** Working days, today included, by the date told; not what is overdue already. */
    dueWithin3: number;
    dueToday: number;
    overdue: number;
    supplementLapsed: number;
    /** Extended cases of all. */
    extensionRate: Fraction;
    /** Notices delivered in the last 30 days of those that were sent. */
    delivered: Fraction;
    /** Cases of 2 days or more, received in the last 12 months, whose citizen got every due notice. */
    coverage: Fraction;
    /** Of completions in the last 12 months; `mean` null below 5 answers. */
    satisfaction: { mean: number | null; n: number };
  };
  departments: { code: string; name: string; stages: Record<CountedStage, number>; overdue: number }[];
  /** The last 30 days, today included. */
  trend: { date: string; received: number; completed: number }[];
  /** The last 30 days; `fallback`: handed on to the next channel; `failed`: it was the last one. Channels that carried nothing are left out. */
  channels: { channel: Channel; sent: number; delivered: number; fallback: number; failed: number }[];
}

/** Open cases of one officer in charge; `dueToday` and `dueWithin3` (working days, today included) hold what is not overdue. */
export interface OfficerLoad {
  officerId: string;
  /** The id where the directory does not know the person. */
  name: string;
  /** Of the officer; null where the directory does not know the person. */
  departmentCode: string | null;
  departmentName: string | null;
  open: number;
  overdue: number;
  dueToday: number;
  dueWithin3: number;
}

export interface DashboardFilter {
  departmentCode?: string;
  typeCode?: string;
}

export const STAGES: readonly CountedStage[] = [
  'RECEIVED',
  'ASSIGNED',
  'SUPPLEMENT_REQUESTED',
  'SUPPLEMENT_DONE',
  'EXTENDED',
  'COMPLETED',
];
export const CHANNELS: readonly Channel[] = ['ALIMTALK', 'RCS', 'LMS', 'SMS'];

export function noStages(): Record<CountedStage, number> {
  return { RECEIVED: 0, ASSIGNED: 0, SUPPLEMENT_REQUESTED: 0, SUPPLEMENT_DONE: 0, EXTENDED: 0, COMPLETED: 0 };
}
