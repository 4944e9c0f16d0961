import { outcomeOf, type Channel, type Outcome } from './recipients.js';

export type Vendor = 'SOLAPI' | 'NHN';

/** A button as the phone shows it; `url` opens, `tel` dials, neither is drawn only. */
export interface PhoneButton {
  name: string;
  type: string;
  url?: string;
  tel?: string;
}

/** What a vendor's interface hands over once its own checks are passed. */
export interface Draft {
  vendor: Vendor;
  channel: Channel;
  /** The vendor's own word for the type, e.g. `ATA`, `RCS_LMS`, `MMS`. */
  type: string;
  /** Digits. */
  to: string;
  /** Digits; empty where AlimTalk was sent without one. */
  from: string;
  text: string;
  title?: string;
  /** AlimTalk with the emphasis type TEXT. */
  emphasis?: { title: string; subtitle: string };
  buttons: readonly PhoneButton[];
  /** The sender's own reference, empty where the vendor has no field for it or none was given. */
  reference: string;
  customFields?: Readonly<Record<string, string>>;
  /** What the vendor's records repeat of the request. */
  echo?: Readonly<Record<string, unknown>>;
  /** The text that the vendor sends by itself where this message fails; absent where the sender forbade it. */
  fallback?: { channel: 'LMS' | 'SMS'; type: string; text: string; title?: string };
  /** Whether this message is such a text. */
  replacement?: boolean;
}

/** How late reports come, and how often; drawn once per message from the faults in force. */
export interface ReportPlan {
  lateBy: number;
  twice: boolean;
}

/**
 * A message that a vendor took. Its course is settled at acceptance and read off the clock afterwards, so nothing has to
 * tick: instants are milliseconds since the epoch, real time; Infinity is never.
 */
export interface Message extends Draft {
  id: string;
  /** SOLAPI's group, NHN's request. */
  groupId: string;
  /** Place within an NHN request, from 1. */
  recipientSeq: number;
  createdAt: number;
  /** Infinity while it waits in a group that was not sent yet. */
  acceptedAt: number;
  /** Rising in order of acceptance. */
  sequence: number;
  outcome: Outcome;
  withCarrierAt: number;
  visibleAt: number;
  /** When the vendor learns that Kakao cannot tell. */
  unknownAt: number;
  /** When the vendor has the final report. */
  reportAt: number;
  reportedTwiceAt: number;
}

export type Stage = 'WAITING' | 'ACCEPTED' | 'WITH_CARRIER' | 'UNKNOWN' | 'FINAL';

export function stageOf(message: Message, now: number): Stage {
  if (now >= message.reportAt) return 'FINAL';
  if (now >= message.unknownAt) return 'UNKNOWN';
  if (now >= message.withCarrierAt) return 'WITH_CARRIER';
  return now >= message.acceptedAt ? 'ACCEPTED' : 'WAITING';
}

/** When the vendor's record last changed. */
export function updatedAt(message: Message, now: number): number {
  if (message.reportedTwiceAt <= now) return message.reportedTwiceAt;
  if (message.reportAt <= now) return message.reportAt;
  if (message.unknownAt <= now) return message.unknownAt;
  if (message.withCarrierAt <= now) return message.withCarrierAt;
  return message.acceptedAt <= now ? message.acceptedAt : message.createdAt;
}

/** How long things take, in milliseconds. */
export interface Pace {
  /** Shortest and longest time from acceptance to the final report. */
  report: readonly [number, number];
  /** 9003: from acceptance until the message is there after all. */
  unknownUntilThere: number;
  /** 9011 and SLOW: how late the answer comes. */
  lateAnswer: number;
}

export const REAL_PACE: Pace = { report: [100, 600], unknownUntilThere: 20_000, lateAnswer: 5_000 };

const TO_THE_CARRIER_MS = 20;

/** What the vendor learns of a message's end, as far as it goes at this moment; null while nothing was reported. */
export function reportedOutcome(message: Message, now: number): Outcome | null {
  const stage = stageOf(message, now);
  if (stage === 'UNKNOWN') return 'UNKNOWN';
  if (stage !== 'FINAL') return null;
  return message.outcome === 'UNKNOWN_THEN_DELIVERED' ? 'DELIVERED' : message.outcome;
}

/** Settles what becomes of a message that is accepted now. */
export function settle(message: Message, at: number, pace: Pace, plan: ReportPlan, random: () => number): void {
  const [shortest, longest] = pace.report;
  const reportAfter = shortest + random() * (longest - shortest);
  const outcome = outcomeOf(message.to, message.channel);
  message.acceptedAt = at;
  message.outcome = outcome;
  message.withCarrierAt = outcome === 'SILENT' ? Infinity : at + Math.min(TO_THE_CARRIER_MS, shortest);
  message.unknownAt = Infinity;
  message.visibleAt = Infinity;
  message.reportAt = at + reportAfter + plan.lateBy;
  if (outcome === 'DELIVERED') {
    // The phone rings before the vendor hears of it.
    message.visibleAt = at + reportAfter * (0.5 + 0.5 * random());
  } else if (outcome === 'UNKNOWN_THEN_DELIVERED') {
    message.unknownAt = message.reportAt;
    message.visibleAt = at + pace.unknownUntilThere;
    message.reportAt = message.visibleAt + plan.lateBy;
  } else if (outcome === 'UNKNOWN') {
    message.unknownAt = message.reportAt;
    message.reportAt = Infinity;
  } else if (outcome === 'SILENT') {
    message.reportAt = Infinity;
  }
  message.reportedTwiceAt = plan.twice ? message.reportAt + 300 + random() * 500 : Infinity;
}
