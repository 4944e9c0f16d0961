import type { Settings } from '../../../config/index.js';
import type { Clock } from '../../../libs/clock/index.js';
import type { OutcomeClass } from '../delivery-plan.js';
import type { Channel } from '../messaging.events.js';
import type { Button } from '../wording.js';

/** A line of a vendor's status table, in Korean; with an action it is our own fault, and an operator has to act. */
export type CodeRow = readonly [outcome: OutcomeClass, cause: string, action?: string];

/** A vendor's word in ours. */
export interface Verdict {
  outcome: OutcomeClass;
  /** The vendor's own code. */
  code: string;
  /** Plain Korean: what happened and what to do about it. */
  reason: string;
  /** An operator has to act. */
  alarm: boolean;
  /** The number does not have the channel at all; remembered for 30 days. */
  lacksChannel?: boolean;
}

/** One message ready to go. */
export interface Outgoing {
  /** Kept by the vendor; a message is asked for by it. */
  reference: string;
  channel: Channel;
  /** Digits. */
  to: string;
  /** Registered sender number, digits. */
  from: string;
  text: string;
  title: string | null;
  buttons: Button[];
  /** AlimTalk: the approved template at this vendor, and its values, names without `#{}`. */
  vendorTemplateId: string | null;
  values: Record<string, string>;
}

/** What became of one message of a call. */
export type SendAnswer =
  | { kind: 'ACCEPTED'; vendorMessageId: string }
  /** Refused for a reason of its own; the vendor did not take it. */
  | { kind: 'REFUSED'; verdict: Verdict }
  /** The call certainly had no effect. */
  | { kind: 'NOT_TAKEN'; verdict: Verdict; retryAfterMs?: number }
  /** It may have been taken: ask before sending again. */
  | { kind: 'UNCLEAR'; verdict: Verdict };

/** A message that is asked about. Instants are machine time. */
export interface Asked {
  reference: string;
  channel: Channel;
  to: string;
  /** When it was first handed over. */
  since: Date;
  /** null where its acceptance was never heard of. */
  vendorMessageId: string | null;
  /** For vendors that keep no reference; null where it was destroyed. */
  text: string | null;
  /** For them as well: ids of other messages to the number, which may have the same words. */
  others: readonly string[];
}

/** What the vendor knows of a message; `verdict` null: taken, no outcome yet. */
export interface Known {
  vendorMessageId: string;
  verdict: Verdict | null;
}

/** A message whose report is awaited. */
export interface Awaited {
  reference: string;
  channel: Channel;
  vendorMessageId: string;
  acceptedAt: Date;
}

/** A message that a vendor has taken, as its lists have it. */
export interface Taken {
  /** Our reference; from a vendor that keeps none the number, digits, and the text. */
  knownBy: { reference: string } | { to: string; text: string };
  channel: Channel;
  vendorMessageId: string;
  /** Machine time. */
  takenAt: Date;
}

export type ReviewState = 'DRAFT' | 'IN_REVIEW' | 'APPROVED' | 'REJECTED' | 'SUSPENDED';

/** A template as a vendor knows it. */
export interface VendorTemplate {
  vendorTemplateId: string;
  name: string;
  state: ReviewState;
  /** The reviewer's words. */
  note: string | null;
}

/** The vendor could not be reached or did not answer; nothing is known about what was asked. */
export class GatewayUnreachable extends Error {
  constructor(
    readonly vendor: string,
    /** Of the connection or the HTTP status; never an address or a text. */
    readonly why: string,
  ) {
    super(`${vendor} could not be asked: ${why}`);
  }
}

/**
 * A messaging vendor. The vendor's own fallback is always switched off: the delivery plan alone decides on channels.
 * Adding one is a folder beside this file and a line in `gateways.ts`.
 */
export interface Gateway {
  readonly vendor: string;
  readonly channels: readonly Channel[];
  /** Messages in one call. */
  readonly mostPerCall: number;

  /** Hands over messages with different numbers; one answer for each, in their order. Never throws. */
  send(messages: readonly Outgoing[]): Promise<SendAnswer[]>;

  /** Looks a message up by its reference (or id); null where the vendor does not know it. @throws GatewayUnreachable */
  ask(asked: Asked): Promise<Known | null>;

  /** Every message that it took between two instants, less than a month apart. @throws GatewayUnreachable */
  taken(from: Date, to: Date): Promise<Taken[]>;

  /** The outcomes that are known by now, by vendorMessageId; the others are left out. @throws GatewayUnreachable */
  reports(awaited: readonly Awaited[]): Promise<Map<string, Verdict>>;

  /** Hands a wording in for review. @throws GatewayUnreachable, TemplateRefused */
  submitTemplate(name: string, text: string, buttons: readonly Button[]): Promise<VendorTemplate>;

  /** All templates of our channel. @throws GatewayUnreachable */
  templates(): Promise<VendorTemplate[]>;

  /** Sender numbers that the vendor holds for registered and usable, digits; null where it tells none. @throws GatewayUnreachable */
  senderNumbers(): Promise<string[] | null>;

  /** What is left on the account, in won; null where the vendor bills afterwards. @throws GatewayUnreachable */
  balance(): Promise<number | null>;

  close(): Promise<void>;
}

/** What a vendor's folder gives. */
export interface VendorKind {
  vendor: string;
  /** null where the county has not set it up. */
  setUp(settings: Settings, clock: Clock): Gateway | null;
  /** The line of its status table for a code, whether it is set up or not; a vendor may use one code for other things on each channel. */
  rowOfCode(channel: Channel, code: string): CodeRow;
}

/** A vendor refused a template as a whole; `why` is the vendor's message. */
export class TemplateRefused extends Error {
  constructor(readonly why: string) {
    super(why);
  }
}
