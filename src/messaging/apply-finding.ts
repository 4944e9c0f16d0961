import { channelAfter, plan, type Finding, type Standing } from './delivery-plan.js';
import type { Verdict } from './gateways/gateway.js';
import type { AttemptStatus, MessageStatus, SenderProof } from './message-log.service.js';
import type { Channel, StatusReason } from './messaging.events.js';
import type { Limits } from './sending-rules.js';

/** What was found out about an attempt, by a call, by asking or from a report. */
export interface FoundOut {
  attemptId: string;
  startedAt: Date;
  /** Whose attempt it is, where it was found out by the call. */
  notificationId?: string;
  /** The claim under which it was found out; null for reports, which need none. */
  claim: number | null;
  byAsking: boolean;
  finding: Finding;
  /** The vendor's word; null where it gave none. */
  verdict: Verdict | null;
  vendorMessageId?: string;
}

/** The changing columns of messaging.notification. act_at and accepted_at are machine time, settled_at product time. */
export interface NotificationState {
  id: string;
  status: MessageStatus;
  status_reason: StatusReason | null;
  step: 'SEND' | 'ASK' | null;
  act_at: Date | null;
  claims: number;
  asked: number;
  channel: Channel | null;
  sender_proof: SenderProof;
  attempt_id: string | null;
  attempt_started_at: Date | null;
  accepted_at: Date | null;
  settled_at: Date | null;
}

/** The changing columns of messaging.attempt. reported_at is product time, the others machine time. */
export interface AttemptState {
  id: string;
  started_at: Date;
  channel: Channel;
  vendor: string;
  calls: number;
  status: AttemptStatus;
  outcome: string | null;
  code: string | null;
  reason: string;
  vendor_message_id: string | null;
  sender_proof: SenderProof;
  accepted_at: Date | null;
  /** From when on the vendor has said that it does not know the outcome. */
  unknown_since: Date | null;
  reported_at: Date | null;
  /** On its channel, itself included. */
  attempts_on_channel: number;
}

export interface Moment {
  limits: Limits;
  /** Product time. */
  now: Date;
  /** Machine time. */
  realNow: Date;
  /** Milliseconds that have passed since an instant of machine time, whatever steps the machine's clock took. */
  realMsSince: (instant: Date) => number;
  /** 0–1, for jitter. */
  random: number;
}

export const REASONS = {
  accepted: '업체가 접수했습니다. 전달 결과를 기다립니다.',
  noReport: '정해진 시간 안에 전달 결과를 알 수 없었습니다.',
  lost: '업체가 더는 알지 못하는 메시지입니다. 전달되었는지 알 수 없습니다.',
  notTaken: '업체가 받지 않은 것으로 확인했습니다.',
  asking: '보내졌는지 업체에 확인하고 있습니다.',
  late: '늦게 전달된 것이 확인되었습니다.',
} as const;

/**
 * Writes what was found out into the rows, with what the delivery plan makes of it. Pure but for the two rows.
 * @returns what the notification has come to by it, null where it goes on
 */
export function applyFinding(
  n: NotificationState,
  a: AttemptState,
  found: FoundOut,
  moment: Moment,
): 'DELIVERED' | 'FAILED' | null {
  if (n.status !== 'SENDING' || n.attempt_id !== a.id) return applyLate(n, a, found, moment);
  const accepted = a.status === 'ACCEPTED' || a.status === 'UNKNOWN';
  if (isOutdated(n, accepted, found)) return null;
  const standing: Standing = {
    channel: a.channel,
    accepted,
    unknown: a.status === 'UNKNOWN',
    waitOver: found.byAsking && accepted && waitLeftMs(a, moment) <= 0,
    calls: a.calls,
    asked: n.asked,
    attemptsOnChannel: a.attempts_on_channel,
    sinceFirstCallMs: moment.realMsSince(a.started_at),
  };
  const next = plan(standing, found.finding, moment.limits, moment.random);
  writeAttempt(a, found, standing, moment);
  const after = (ms: number) => new Date(moment.realNow.getTime() + ms);
  // Its attempt says that it was taken (as TAKEN has it for whole sets, settlement.service). When the claim runs out, the asking is put off until the report is late (vendor-inquiry), and
  // most reports have come by then: the notice need not be written now.
  const claimEndsBefore = n.act_at !== null && (next.do !== 'ASK' || n.act_at <= after(next.inMs));
  if (found.finding.kind === 'ACCEPTED' && claimEndsBefore) return null;
  if (a.accepted_at !== null) n.accepted_at ??= a.accepted_at;
  n.asked = found.finding.kind === 'NOT_FOUND' ? n.asked + 1 : found.finding.kind === 'UNREACHABLE' ? n.asked : 0;
  switch (next.do) {
    case 'KEEP':
      if (found.byAsking && a.accepted_at !== null) n.act_at = after(waitLeftMs(a, moment));
      return null;
    case 'ASK':
      n.step = 'ASK';
      n.act_at = after(next.inMs);
      return null;
    case 'SEND_AGAIN':
      n.step = 'SEND';
      n.act_at = after(next.inMs);
      return null;
    case 'TRY_AGAIN':
      leave(n, a);
      n.act_at = after(next.inMs);
      return null;
    case 'NEXT_CHANNEL':
      leave(n, a);
      n.channel = channelAfter(a.channel);
      n.act_at = moment.realNow;
      return null;
    case 'CLOSE':
      if (a.status === 'SENDING') a.status = 'FAILED';
      close(n, next.as, moment.now);
      return next.as;
  }
}

/** How long the vendor's word on what it took is still waited for: a missing report up to its channel's limit, an unknown outcome for its own. */
function waitLeftMs(a: AttemptState, { limits, realMsSince }: Moment): number {
  const [since, limit] =
    a.status === 'UNKNOWN' ? [a.unknown_since, limits.unknown] : [a.accepted_at, limits.report[a.channel]];
  return since === null ? 0 : limit - realMsSince(since);
}

/** Another process has taken the row over meanwhile: our own account of a call counts no more, the vendor's word does. */
function isOutdated(n: NotificationState, accepted: boolean, { claim, finding, byAsking }: FoundOut): boolean {
  const ownAccount =
    finding.kind !== 'ACCEPTED' && finding.kind !== 'PENDING' && !(finding.kind === 'REPORT' && byAsking);
  if (claim !== null && claim !== n.claims && ownAccount) return true;
  return accepted && (finding.kind === 'NOT_TAKEN' || finding.kind === 'UNCLEAR');
}

/** The attempt is over; the next one is written when it is sent. */
function leave(n: NotificationState, a: AttemptState): void {
  if (a.status === 'SENDING') a.status = 'FAILED';
  n.step = 'SEND';
  n.attempt_id = null;
  n.attempt_started_at = null;
}

function close(n: NotificationState, as: 'DELIVERED' | 'FAILED', now: Date): void {
  n.status = as;
  n.status_reason = as === 'FAILED' ? 'NO_CHANNEL' : null;
  n.step = null;
  n.act_at = null;
  n.settled_at = now;
}

function writeAttempt(a: AttemptState, found: FoundOut, standing: Standing, { now, realNow }: Moment): void {
  const { finding, verdict } = found;
  if (found.vendorMessageId !== undefined) a.vendor_message_id = found.vendorMessageId;
  if (verdict !== null) {
    a.code = verdict.code;
    a.reason = verdict.reason;
  }
  switch (finding.kind) {
    case 'ACCEPTED':
    case 'PENDING':
      if (!standing.accepted) {
        a.status = 'ACCEPTED';
        a.accepted_at = realNow;
        a.reason = REASONS.accepted;
        a.code = null;
      } else if (standing.waitOver) {
        a.status = 'UNKNOWN';
        a.outcome = 'UNKNOWN';
        a.reason = REASONS.noReport;
      }
      return;
    case 'REPORT':
      a.status = finding.outcome === 'DELIVERED' || finding.outcome === 'UNKNOWN' ? finding.outcome : 'FAILED';
      a.outcome = finding.outcome;
      a.reported_at = now;
      if (finding.outcome === 'DELIVERED' || finding.outcome === 'UNKNOWN') a.accepted_at ??= realNow;
      if (finding.outcome === 'UNKNOWN') a.unknown_since ??= realNow;
      return;
    case 'NOT_FOUND':
      a.reason = standing.accepted ? REASONS.lost : REASONS.notTaken;
      if (standing.accepted) {
        a.status = 'UNKNOWN';
        a.outcome = 'UNKNOWN';
      }
      return;
    case 'UNREACHABLE':
      if (!standing.accepted) a.reason = REASONS.asking;
      return;
    case 'NOT_TAKEN':
    case 'UNCLEAR':
      return;
  }
}

/** Word of an attempt that is no longer the one under way: a late success is reconciled, the rest is kept for the record. */
function applyLate(
  n: NotificationState,
  a: AttemptState,
  found: FoundOut,
  { now, realNow }: Moment,
): 'DELIVERED' | null {
  const { finding, verdict } = found;
  if (finding.kind === 'ACCEPTED' || finding.kind === 'PENDING') {
    if (a.status !== 'SENDING' && a.status !== 'FAILED') return null;
    a.status = 'ACCEPTED';
    a.accepted_at = realNow;
    a.reason = REASONS.accepted;
    a.vendor_message_id = found.vendorMessageId ?? a.vendor_message_id;
    return null;
  }
  if (finding.kind !== 'REPORT' || a.status === 'DELIVERED' || finding.outcome === 'UNKNOWN') return null;
  a.outcome = finding.outcome;
  a.code = verdict?.code ?? a.code;
  a.reported_at = now;
  if (finding.outcome !== 'DELIVERED') {
    a.status = 'FAILED';
    a.reason = verdict?.reason ?? a.reason;
    return null;
  }
  a.status = 'DELIVERED';
  a.reason = REASONS.late;
  if (n.status === 'DELIVERED' || n.status === 'DROPPED') return null;
  n.channel = a.channel;
  n.sender_proof = a.sender_proof;
  close(n, 'DELIVERED', now);
  return 'DELIVERED';
}
