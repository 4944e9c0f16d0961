import { Counter } from 'prom-client';

/** The three ways in. */
export const WAYS = ['PUSH', 'TABLE', 'FILE'] as const;
export type Way = (typeof WAYS)[number];

export type EventStatus = 'ACCEPTED' | 'DUPLICATE' | 'QUARANTINED';

/** What became of many records. */
export interface Tally {
  accepted: number;
  duplicate: number;
  quarantined: number;
}

const arrived = new Counter({
  name: 'saeol_events_total',
  help: 'Link records by way in and what became of them',
  labelNames: ['source', 'status'],
});
const droppedFields = new Counter({
  name: 'saeol_dropped_fields_total',
  help: 'Fields outside the whitelist, dropped unread',
});

export function tallyOf(results: readonly { status: EventStatus }[]): Tally {
  const count = (status: EventStatus) => results.filter((result) => result.status === status).length;
  return { accepted: count('ACCEPTED'), duplicate: count('DUPLICATE'), quarantined: count('QUARANTINED') };
}

/** To be called after the commit of what was written. */
export function countArrived(source: Way, { accepted, duplicate, quarantined }: Tally): void {
  arrived.inc({ source, status: 'ACCEPTED' }, accepted);
  arrived.inc({ source, status: 'DUPLICATE' }, duplicate);
  arrived.inc({ source, status: 'QUARANTINED' }, quarantined);
}

export function countDropped(fields: number): void {
  droppedFields.inc(fields);
}
