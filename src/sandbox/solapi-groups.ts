import type { SandboxAccount } from './account.js';
import { vendorId } from './ids.js';
import { stageOf, type Message } from './messages.js';
import { priceOf } from './solapi-intake.js';
import { solapiCodeOf, SOLAPI_PRICES } from './solapi-codes.js';

/** Messages that came in together or were gathered before they are sent. */
export interface SolapiGroup {
  id: string;
  createdAt: number;
  updatedAt: number;
  allowDuplicates: boolean;
  appId: string | null;
  sdkVersion: string | null;
  osPlatform: string | null;
  messages: Message[];
  registeredFailed: number;
  scheduledFor: number | null;
  timer?: NodeJS.Timeout;
  sentAt: number | null;
  cancelled: boolean;
}

/** Charges by type that the official client requires in every group, each `{"82": n}`. */
const CHARGED_TYPES = [
  'sms',
  'lms',
  'mms',
  'ata',
  'cta',
  'cti',
  'nsa',
  'rcs_sms',
  'rcs_lms',
  'rcs_mms',
  'rcs_tpl',
] as const;

/** The groups of the account, bounded like the messages: two generations, of which the older goes as a whole. */
export class SolapiGroups {
  private groups = new Map<string, SolapiGroup>();
  private older = new Map<string, SolapiGroup>();

  constructor(
    private readonly account: SandboxAccount,
    private readonly now: () => number,
    private readonly keep: number,
  ) {}

  open(options: { allowDuplicates: boolean; appId?: string; sdkVersion?: string; osPlatform?: string }): SolapiGroup {
    const now = this.now();
    const group: SolapiGroup = {
      id: vendorId('G4V', now),
      createdAt: now,
      updatedAt: now,
      allowDuplicates: options.allowDuplicates,
      appId: options.appId ?? null,
      sdkVersion: options.sdkVersion ?? null,
      osPlatform: options.osPlatform ?? null,
      messages: [],
      registeredFailed: 0,
      scheduledFor: null,
      sentAt: null,
      cancelled: false,
    };
    if (this.groups.size >= this.keep) {
      this.older = this.groups;
      this.groups = new Map();
    }
    this.groups.set(group.id, group);
    return group;
  }

  find(id: string): SolapiGroup | undefined {
    return this.groups.get(id) ?? this.older.get(id);
  }

  newestFirst(): SolapiGroup[] {
    return [...this.older.values(), ...this.groups.values()].reverse();
  }

  remove(group: SolapiGroup): void {
    clearTimeout(group.timer);
    this.groups.delete(group.id);
    this.older.delete(group.id);
  }

  clear(): void {
    for (const { timer } of this.newestFirst()) clearTimeout(timer);
    this.groups.clear();
    this.older.clear();
  }

  /** `groupInfo` of the wire. */
  render(group: SolapiGroup): Record<string, unknown> {
    const now = this.now();
    const counts = countOf(group, now);
    const charge = group.sentAt === null ? 0 : group.messages.reduce((sum, message) => sum + priceOf(message), 0);
    return {
      count: counts,
      countForCharge: chargesOf(group),
      balance: { requested: charge, replacement: 0, refund: 0, sum: charge },
      point: { requested: 0, replacement: 0, refund: 0, sum: 0 },
      app: { profit: NO_PROFIT, appId: group.appId },
      log: [{ message: '그룹이 생성되었습니다.', createAt: iso(group.createdAt) }],
      status: statusOf(group, counts),
      allowDuplicates: group.allowDuplicates,
      isRefunded: false,
      accountId: this.account.solapi.accountId,
      masterAccountId: null,
      apiVersion: '4',
      groupId: group.id,
      price: PRICES,
      sdkVersion: group.sdkVersion,
      osPlatform: group.osPlatform,
      dateCreated: iso(group.createdAt),
      dateUpdated: iso(group.updatedAt),
      scheduledDate: group.scheduledFor === null ? null : iso(group.scheduledFor),
      dateSent: group.sentAt === null ? null : iso(group.sentAt),
      dateCompleted: counts.sentPending === 0 && group.sentAt !== null ? iso(now) : null,
    };
  }
}

type Counts = ReturnType<typeof countOf>;

function countOf(group: SolapiGroup, now: number) {
  let sentSuccess = 0;
  let sentFailed = 0;
  for (const message of group.messages) {
    if (stageOf(message, now) !== 'FINAL') continue;
    if (solapiCodeOf(message, now) === '4000') sentSuccess++;
    else sentFailed++;
  }
  const registeredSuccess = group.messages.length;
  const sentTotal = group.sentAt === null ? 0 : registeredSuccess;
  return {
    total: registeredSuccess + group.registeredFailed,
    sentTotal,
    sentFailed,
    sentSuccess,
    sentPending: sentTotal - sentSuccess - sentFailed,
    sentReplacement: 0,
    refund: 0,
    registeredFailed: group.registeredFailed,
    registeredSuccess,
  };
}

function statusOf(group: SolapiGroup, counts: Counts): string {
  if (group.cancelled) return 'FAILED';
  if (group.sentAt !== null) return counts.sentPending === 0 ? 'COMPLETE' : 'SENDING';
  return group.scheduledFor === null ? 'PENDING' : 'SCHEDULED';
}

function chargesOf(group: SolapiGroup): Record<string, Record<string, number>> {
  const charges: Record<string, Record<string, number>> = {};
  for (const type of CHARGED_TYPES) charges[type] = {};
  if (group.sentAt === null) return charges;
  for (const { type } of group.messages) {
    const charged = (charges[type.toLowerCase()] ??= {});
    charged['82'] = (charged['82'] ?? 0) + 1;
  }
  return charges;
}

const NO_PROFIT = Object.fromEntries(CHARGED_TYPES.map((type) => [type, 0]));
const PRICES = {
  '82': Object.fromEntries(CHARGED_TYPES.map((type) => [type, SOLAPI_PRICES[type.toUpperCase()] ?? 0])),
};

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
