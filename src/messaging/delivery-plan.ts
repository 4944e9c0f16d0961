import type { Channel } from './messaging.events.js';

/**
 * What a vendor's word means for us.
 * DELIVERED: the phone has it. RECIPIENT: this person cannot be reached on this channel. CONFIGURATION: our own set-up is
 * wrong. TRANSPORT: it failed on the way, nothing reached the phone. UNKNOWN: it may still arrive (Kakao 3005).
 */
export type OutcomeClass = 'DELIVERED' | 'RECIPIENT' | 'CONFIGURATION' | 'TRANSPORT' | 'UNKNOWN';

/** What was found out about one attempt. */
export type Finding =
  /** The vendor took it, or is found to have taken it. */
  | { kind: 'ACCEPTED' }
  /** The vendor's word on the message itself, at intake or later. */
  | { kind: 'REPORT'; outcome: OutcomeClass }
  /** Asked: the vendor has it and has no outcome yet. */
  | { kind: 'PENDING' }
  /** It certainly took nothing: no connection, 503, 429. */
  | { kind: 'NOT_TAKEN'; retryAfterMs?: number }
  /** It may have taken it: no answer, a reset, a crash of ours. */
  | { kind: 'UNCLEAR' }
  /** Asked by reference: the vendor does not know it. */
  | { kind: 'NOT_FOUND' }
  /** The vendor could not be asked. */
  | { kind: 'UNREACHABLE' };

/** Where an attempt stands when something is found out about it. Times are milliseconds of machine time. */
export interface Standing {
  channel: Channel;
  /** The vendor is known to have taken it. */
  accepted: boolean;
  /** The vendor has said that it does not know the outcome. */
  unknown: boolean;
  /** It was taken, and the time that its report (or the end of not knowing) was waited for is over. */
  waitOver: boolean;
  /** How often it was handed over. */
  calls: number;
  /** How often in a row the vendor did not know its reference. */
  asked: number;
  /** Attempts on this channel, this one included. */
  attemptsOnChannel: number;
  sinceFirstCallMs: number;
}

/** What to do next. */
export type Next =
  | { do: 'CLOSE'; as: 'DELIVERED' | 'FAILED' }
  /** Ask the vendor by our reference after so long, where its report has not come before. */
  | { do: 'ASK'; inMs: number }
  /** Hand the same attempt over again, under the same reference. */
  | { do: 'SEND_AGAIN'; inMs: number }
  /** A new attempt on the same channel. */
  | { do: 'TRY_AGAIN'; inMs: number }
  | { do: 'NEXT_CHANNEL' }
  /** Nothing new. */
  | { do: 'KEEP' };

export interface PlanLimits {
  report: Record<Channel, number>;
  unknown: number;
  askAgain: number;
  patience: number;
}

/** A message that a vendor lost after taking it is tried so often on one channel. */
export const MOST_ATTEMPTS_ON_CHANNEL = 3;
/** A reference counts as never taken when the vendor did not know it so often. */
export const QUESTIONS_BEFORE_SENDING_AGAIN = 2;
/** A vendor that cannot be asked is asked anew as late as after so many failures. */
const PAUSE_BEFORE_ASKING_ANEW = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** 1, 2, 4 … 60 seconds, each shortened by up to half by chance, so that a vendor coming back is not met by all at once. */
export function pauseMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  return Math.round(full * (1 - random / 2));
}

/**
 * The delivery plan: AlimTalk, then RCS, then text, one visible message. Pure.
 * Nothing is sent while it is open whether the message before may be on a phone, except after the waiting time of UNKNOWN.
 * @param random 0–1, for jitter
 */
export function plan(standing: Standing, finding: Finding, limits: PlanLimits, random: number): Next {
  switch (finding.kind) {
    case 'ACCEPTED':
      return standing.accepted ? { do: 'KEEP' } : { do: 'ASK', inMs: limits.report[standing.channel] };
    case 'REPORT':
      return afterReport(standing, finding.outcome, limits, random);
    case 'PENDING':
      if (!standing.accepted) return { do: 'ASK', inMs: limits.report[standing.channel] };
      return standing.waitOver ? nextChannel(standing.channel) : { do: 'KEEP' };
    case 'NOT_TAKEN': {
      if (standing.sinceFirstCallMs > limits.patience) return nextChannel(standing.channel);
      return { do: 'SEND_AGAIN', inMs: Math.max(finding.retryAfterMs ?? 0, pauseMs(standing.calls, random)) };
    }
    case 'UNCLEAR':
      return { do: 'ASK', inMs: 0 };
    case 'NOT_FOUND':
      return afterNotFound(standing, limits);
    case 'UNREACHABLE':
      return { do: 'ASK', inMs: pauseMs(PAUSE_BEFORE_ASKING_ANEW, random) };
  }
}

function afterReport(standing: Standing, outcome: OutcomeClass, limits: PlanLimits, random: number): Next {
  switch (outcome) {
    case 'DELIVERED':
      return { do: 'CLOSE', as: 'DELIVERED' };
    case 'RECIPIENT':
    case 'CONFIGURATION':
      return nextChannel(standing.channel);
    case 'TRANSPORT':
      if (standing.attemptsOnChannel >= MOST_ATTEMPTS_ON_CHANNEL) return nextChannel(standing.channel);
      return { do: 'TRY_AGAIN', inMs: pauseMs(standing.attemptsOnChannel, random) };
    case 'UNKNOWN':
      if (standing.waitOver) return nextChannel(standing.channel);
      return standing.unknown ? { do: 'KEEP' } : { do: 'ASK', inMs: limits.unknown };
  }
}

function afterNotFound(standing: Standing, limits: PlanLimits): Next {
  // It was taken once and is known no more: whether it reached the phone stays open.
  if (standing.accepted) return nextChannel(standing.channel);
  // A machine's clock that steps ahead brings the second question forward: the vendor is given its time all the same.
  if (standing.asked + 1 < QUESTIONS_BEFORE_SENDING_AGAIN || standing.sinceFirstCallMs < limits.askAgain) {
    return { do: 'ASK', inMs: limits.askAgain };
  }
  return standing.sinceFirstCallMs > limits.patience ? nextChannel(standing.channel) : { do: 'SEND_AGAIN', inMs: 0 };
}

function nextChannel(channel: Channel): Next {
  return channel === 'ALIMTALK' || channel === 'RCS' ? { do: 'NEXT_CHANNEL' } : { do: 'CLOSE', as: 'FAILED' };
}

/** The order in which channels are tried. */
export const CHAIN: readonly Channel[] = ['ALIMTALK', 'RCS', 'LMS', 'SMS'];

/** In the order in which they are tried. */
export function inOrderOfChain(channels: readonly Channel[]): Channel[] {
  return CHAIN.filter((channel) => channels.includes(channel));
}

/** Where the chain goes on after a channel; null at its end. LMS stands for text, which becomes SMS where it is short. */
export function channelAfter(channel: Channel | null): 'ALIMTALK' | 'RCS' | 'LMS' | null {
  switch (channel) {
    case null:
      return 'ALIMTALK';
    case 'ALIMTALK':
      return 'RCS';
    case 'RCS':
      return 'LMS';
    default:
      return null;
  }
}
