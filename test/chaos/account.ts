import type pg from 'pg';
import type { PhoneMessage } from '../bench/real-processes.js';

/** What became of the events of a run. */
export interface Account {
  events: number;
  /** Notices to citizens that the events call for. */
  due: number;
  /** Of those, overtaken by a newer one before they went out: written down, and rightly not sent. */
  overtaken: number;
  visible: number;
  lost: number;
  duplicated: number;
  outOfOrder: number;
}

interface Notice {
  id: string;
  lane: string;
  position: number | null;
  status: string;
  reason: string | null;
  references: string[];
}

/**
 * Holds what the phones show against what the database says was to be told. Each event calls for one notice; each notice is visible once,
 * or is written down as overtaken; and those of one case and number become visible in their order.
 */
export async function accountFor(
  database: pg.Client,
  messages: readonly PhoneMessage[],
  events: number,
): Promise<Account> {
  const { rows: notices } = await database.query<Notice>(
    `SELECT n.id, n.lane_id::text AS lane, n.lane_position AS position, n.status, n.status_reason AS reason,
       ARRAY(SELECT a.reference FROM messaging.attempt a WHERE a.notification_id = n.id) AS references
     FROM messaging.notification n WHERE n.recipient_kind IN ('APPLICANT', 'AGENT') ORDER BY n.lane_id, n.lane_position`,
  );
  const noticeOf = new Map(notices.flatMap((notice) => notice.references.map((reference) => [reference, notice])));
  const shown = new Map<string, number[]>();
  let strangers = 0;
  for (const { reference, visible, visibleAt } of messages) {
    if (!visible) continue;
    const notice = noticeOf.get(reference);
    if (notice === undefined) strangers += 1;
    else shown.set(notice.id, [...(shown.get(notice.id) ?? []), Date.parse(visibleAt!)]);
  }
  const overtaken = notices.filter(({ status, reason }) => status === 'DROPPED' && reason === 'OVERTAKEN');
  const toBeSeen = notices.filter((notice) => !overtaken.includes(notice));
  let outOfOrder = 0;
  for (const lane of Map.groupBy(toBeSeen, (notice) => notice.lane).values()) {
    const instants = lane.flatMap(({ id }) => shown.get(id)?.slice(0, 1) ?? []);
    outOfOrder += instants.filter((at, index) => index > 0 && at < instants[index - 1]!).length;
  }
  const missing = toBeSeen.filter(({ id }) => !shown.has(id)).length;
  const doubled = [...shown.values()].reduce((sum, times) => sum + times.length - 1, 0);
  return {
    events,
    due: notices.length,
    overtaken: overtaken.length,
    visible: [...shown.values()].flat().length + strangers,
    lost: missing + Math.max(0, events - notices.length),
    duplicated: doubled + strangers + Math.max(0, notices.length - events),
    outOfOrder,
  };
}
