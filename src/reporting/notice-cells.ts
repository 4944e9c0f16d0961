import { kstDate } from '../../libs/clock/index.js';
import type { Channel, NotificationFact, StatusReason } from '../messaging/index.js';
import { NOW, type CellDelta, type Metric } from './figure-cells.js';

/** How a notice ended. */
export type NoticeEnd = { notification: NotificationFact } &
  /** `tried` in vain, in their order; facts from before 2026-12 do not tell. */
  (
    | { ended: 'DELIVERED'; channel: Channel; tried?: Channel[] }
    | { ended: 'FAILED'; reason: StatusReason | null; tried?: Channel[]; cause: string }
    | { ended: 'DROPPED'; reason: StatusReason }
  );

/** What is added to the figures for a notice; kept beside it, so that it can be taken back. */
export interface CountedFacet {
  metric: Metric;
  facet: string;
}

export function facetsOf(end: NoticeEnd): CountedFacet[] {
  const { occasion } = end.notification;
  if (end.ended === 'DROPPED') return [{ metric: 'DROPPED', facet: `${occasion} ${end.reason}` }];
  const on = (metric: Metric, channels: Channel[]) =>
    channels.map((channel): CountedFacet => ({ metric, facet: `${occasion} ${channel}` }));
  if (end.ended === 'DELIVERED') return [...on('DELIVERED', [end.channel]), ...on('TRIED', end.tried ?? [])];
  const tried = end.tried ?? [];
  return [
    { metric: 'FAILED', facet: `${occasion} ${end.reason ?? 'UNREACHED'}` },
    { metric: 'CAUSE', facet: end.cause },
    ...on('TRIED', tried.slice(0, -1)),
    ...on('LOST', tried.slice(-1)),
  ];
}

/** The day on which a notice ended. */
export function dayOf({ notification }: NoticeEnd): string {
  return kstDate(new Date(notification.at));
}

export function deltasOf(facets: CountedFacet[], departmentCode: string, day: string, n: 1 | -1): CellDelta[] {
  return facets.map(({ metric, facet }) => ({ metric, departmentCode, typeCode: '', facet, day, at: NOW, n }));
}

/**
 * Why a citizen is left without a notice that was due; null where nothing is missing: it came, a newer one overtook it,
 * or it is no notice about a step.
 */
export function missOf(end: NoticeEnd): string | null {
  const { occasion, recipientKind } = end.notification;
  if (!occasion.startsWith('case.') || (recipientKind !== 'APPLICANT' && recipientKind !== 'AGENT')) return null;
  if (end.ended === 'DELIVERED') return null;
  if (end.ended === 'FAILED') return end.reason ?? 'UNREACHED';
  return end.reason === 'OVERTAKEN' ? null : end.reason;
}
