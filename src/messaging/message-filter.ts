import { kstInstant } from '../../libs/clock/index.js';
import type { Channel } from './messaging.events.js';
import type { Occasion } from './notice-request.js';

export type MessageStatus = 'WAITING' | 'SENDING' | 'DELIVERED' | 'FAILED' | 'DROPPED';

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
  add((p) => `n.lane_id IN (SELECT id FROM messaging.lane WHERE phone_index = ${p})`, filter.phoneIndex);
  add((p) => `n.department_code = ANY(${p})`, scope === 'ALL' ? undefined : scope);
  return conditions;
}
