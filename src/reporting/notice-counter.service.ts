import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { addDeltas } from './figure-deltas.js';
import { followMisses } from './missed-cases.js';
import { dayOf, deltasOf, facetsOf, missOf, type CountedFacet, type NoticeEnd } from './notice-cells.js';

/** How a notice is counted. */
export interface CountedNotice {
  notification_id: string;
  ended: NoticeEnd['ended'];
  department_code: string;
  day: string;
  counted: CountedFacet[];
  /** When it ended; null where it was counted before that was kept. */
  at: Date | null;
  /** The case whose citizen lacks it, and why; null where nobody lacks anything. */
  subject: string | null;
  missed: string | null;
}

/** Counts how notices ended, each once; a message that arrives after it was given up, or ends again after it was resent, takes the end before back. */
@Injectable()
export class NoticeCounter {
  constructor(private readonly clock: Clock) {}

  async count(tx: EntityManager, ends: NoticeEnd[]): Promise<void> {
    const once = newestOfEach(ends);
    const fresh = await insertCounted(tx, once);
    const changed = await replaceCounted(
      tx,
      once.filter((row) => !fresh.includes(row)),
    );
    const subjects = [...fresh, ...changed.flatMap(({ before, after }) => [before, after])].flatMap(({ subject }) =>
      subject === null ? [] : [subject],
    );
    await addDeltas(
      tx,
      [
        ...fresh.flatMap((row) => deltasOf(row.counted, row.department_code, row.day, 1)),
        ...changed.flatMap(({ before, after }) => [
          ...deltasOf(before.counted, before.department_code, before.day, -1),
          ...deltasOf(after.counted, after.department_code, after.day, 1),
        ]),
        ...(await followMisses(tx, subjects)),
      ],
      this.clock.now(),
    );
  }
}

export function countedOf(end: NoticeEnd): CountedNotice {
  const missed = missOf(end);
  return {
    notification_id: end.notification.notificationId,
    ended: end.ended,
    department_code: end.notification.departmentCode,
    day: dayOf(end),
    counted: facetsOf(end),
    at: new Date(end.notification.at),
    subject: missed === null ? null : end.notification.subject,
    missed,
  };
}

/** What reached a phone stays so; of other ends the newer one counts. */
export function supersedes(after: CountedNotice, before: CountedNotice): boolean {
  if (before.ended === 'DELIVERED') return false;
  return after.ended === 'DELIVERED' || before.at === null || after.at! > before.at;
}

/** One row per notice, in a fixed order, so that two sets never wait for each other in a ring. */
function newestOfEach(ends: NoticeEnd[]): CountedNotice[] {
  const rows = new Map<string, CountedNotice>();
  for (const row of ends.map(countedOf)) {
    const same = rows.get(row.notification_id);
    if (same === undefined || supersedes(row, same)) rows.set(row.notification_id, row);
  }
  return [...rows.values()].sort((a, b) => (a.notification_id < b.notification_id ? -1 : 1));
}

const ROWS = `json_to_recordset($1) AS c (notification_id uuid, ended text, department_code text, day date, counted jsonb, at timestamptz,
  subject uuid, missed text)`;

/** Those that were not counted before. */
export async function insertCounted(tx: EntityManager, rows: CountedNotice[]): Promise<CountedNotice[]> {
  if (rows.length === 0) return [];
  const inserted = await tx.query<{ notification_id: string }[]>(
    `INSERT INTO reporting.counted_notice (notification_id, ended, department_code, day, counted, at, subject, missed)
     SELECT * FROM ${ROWS} ON CONFLICT DO NOTHING RETURNING notification_id`,
    [JSON.stringify(rows)],
  );
  const isNew = new Set(inserted.map(({ notification_id }) => notification_id));
  return rows.filter(({ notification_id }) => isNew.has(notification_id));
}

/** Of those counted before, the ones that have ended otherwise since. */
async function replaceCounted(
  tx: EntityManager,
  rows: CountedNotice[],
): Promise<{ before: CountedNotice; after: CountedNotice }[]> {
  if (rows.length === 0) return [];
  const kept = await tx.query<CountedNotice[]>(
    'SELECT * FROM reporting.counted_notice WHERE notification_id = ANY($1) ORDER BY notification_id FOR UPDATE',
    [rows.map(({ notification_id }) => notification_id)],
  );
  const before = new Map(kept.map((row) => [row.notification_id, row]));
  const changed = rows.flatMap((after) => {
    const row = before.get(after.notification_id);
    return row === undefined || !supersedes(after, row) ? [] : [{ before: row, after }];
  });
  await overwriteCounted(
    tx,
    changed.map(({ after }) => after),
  );
  return changed;
}

export async function overwriteCounted(tx: EntityManager, rows: CountedNotice[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE reporting.counted_notice n SET ended = c.ended, department_code = c.department_code, day = c.day, counted = c.counted,
       at = c.at, subject = c.subject, missed = c.missed
     FROM ${ROWS} WHERE n.notification_id = c.notification_id`,
    [JSON.stringify(rows)],
  );
}
