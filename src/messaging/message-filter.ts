import { kstInstant } from '../../libs/clock/index.js';
import { CHAIN } from './delivery-plan.js';
import type { Channel, StatusReason } from './messaging.events.js';
import type { Occasion } from './notice-request.js';

export type MessageStatus = 'WAITING' | 'SENDING' | 'DELIVERED' | 'FAILED' | 'DROPPED';

/** Of a notice `n` that waits until an operator says whether it goes. */
export const HELD_FOR_OPERATOR = `n.status = 'WAITING' AND n.act_at = 'infinity'`;

/** Which notices of the log. */
export interface MessageFilter {
  receiptNo?: string;
  occasion?: Occasion;
  status?: MessageStatus;
  channel?: Channel;
  recipientId?: string;
  /** Blind index of a number (`Privacy.phoneIndex`). */
  phoneIndex?: Buffer;
  /** Product instants of recording, `from` included, `to` not. */
  from?: Date;
  to?: Date;
  /** Product instants of the end, `endedFrom` included, `endedTo` not: what figures count, so without tests of wordings. */
  endedFrom?: Date;
  endedTo?: Date;
  statusReason?: StatusReason;
  /** This channel handed the notice on to the next one. */
  handedOnBy?: Channel;
  /** This channel was the last one of a notice that reached nobody. */
  lostOn?: Channel;
  /** It waits until an operator says whether it goes. */
  held?: boolean;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

/** A span as it is asked for: instants with their offset, or days of Korea, the last one whole. */
export function spanOf({ from, to }: { from?: string; to?: string }): Pick<MessageFilter, 'from' | 'to'> {
  const begin = (text: string) => (DAY.test(text) ? kstInstant(text) : new Date(text));
  return {
    ...(from === undefined ? {} : { from: begin(from) }),
    ...(to === undefined ? {} : { to: DAY.test(to) ? new Date(kstInstant(to).getTime() + DAY_MS) : begin(to) }),
  };
}

/**
 * The filter as conditions on `n`, a row of messaging.notification.
 * @param parameters of the statement so far; what the conditions need is added to them
 */
export function conditionsOf(filter: MessageFilter, scope: readonly string[] | 'ALL', parameters: unknown[]): string[] {
  const conditions: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  add((p) => `n.label = ${p}`, filter.receiptNo);
  add((p) => `n.occasion = ${p}`, filter.occasion);
  add((p) => `n.status = ${p}`, filter.status);
  add((p) => `n.channel = ${p}`, filter.channel);
  add((p) => `n.recipient_id = ${p}`, filter.recipientId);
  add((p) => `n.created_at >= ${p}`, filter.from);
  add((p) => `n.created_at < ${p}`, filter.to);
  add((p) => `n.settled_at >= ${p}`, filter.endedFrom);
  add((p) => `n.settled_at < ${p}`, filter.endedTo);
  if (filter.endedFrom !== undefined || filter.endedTo !== undefined) conditions.push('n.test_template_id IS NULL');
  add((p) => `n.status_reason = ${p}`, filter.statusReason);
  add(
    (p) =>
      `CASE n.status WHEN 'FAILED' THEN ${wasTried(p)} AND ${wentOnFrom(p)} WHEN 'DELIVERED' THEN ${wasTriedBefore(p)} ELSE false END`,
    filter.handedOnBy,
  );
  add((p) => `n.status = 'FAILED' AND ${wasTried(p)} AND NOT ${wentOnFrom(p)}`, filter.lostOn);
  if (filter.held) conditions.push(HELD_FOR_OPERATOR);
  add((p) => `n.lane_id IN (SELECT id FROM messaging.lane WHERE phone_index = ${p})`, filter.phoneIndex);
  add((p) => `n.department_code = ANY(${p})`, scope === 'ALL' ? undefined : scope);
  return conditions;
}

const CHAIN_ARRAY = `ARRAY['${CHAIN.join("', '")}']`;

function wasTried(channel: string): string {
  return `EXISTS (SELECT FROM messaging.attempt b WHERE b.notification_id = n.id AND b.channel = ${channel})`;
}

function wentOnFrom(channel: string): string {
  return `EXISTS (SELECT FROM messaging.attempt b WHERE b.notification_id = n.id
    AND array_position(${CHAIN_ARRAY}, b.channel) > array_position(${CHAIN_ARRAY}, ${channel}))`;
}

/** Before the attempt that was delivered, as `NoticeEnds` has it. */
function wasTriedBefore(channel: string): string {
  return `n.channel <> ${channel} AND EXISTS (SELECT FROM messaging.attempt b WHERE b.notification_id = n.id AND b.channel = ${channel} AND b.id < (
    SELECT a.id FROM messaging.attempt a WHERE a.notification_id = n.id AND a.channel = n.channel AND a.status = 'DELIVERED' ORDER BY a.id LIMIT 1))`;
}
