import { kstInstant } from '../../libs/clock/index.js';
import type { MoveKind } from './case.events.js';

/** What changed, and the days (KST, both included) that it touches; null: no bound. */
export interface ChangedDays {
  kind: MoveKind;
  firstDay: string | null;
  lastDay: string | null;
}

const DAY_MS = 86_400_000;

/**
 * The rest of a statement over cases.civil_case that finds the open cases which the changed days can touch, in the order of their
 * receipt numbers: received before the last of the days, and not over before the first. What lies between the deadline and now
 * counts too, since a late supplement is judged by it.
 * @param limit null: all of them
 */
export function whereTouched(
  { firstDay, lastDay }: ChangedDays,
  now: Date,
  after: string,
  limit: number | null,
): { sql: string; values: unknown[] } {
  return {
    sql: `WHERE open AND receipt_no > $1 AND ($2::timestamptz IS NULL OR received_at < $2)
      AND ($3::timestamptz IS NULL OR missing_year IS NOT NULL OR greatest(due_at, promised_due_at, supplement_due_at, $4) >= $3)
      ORDER BY receipt_no LIMIT $5`,
    values: [
      after,
      lastDay && new Date(kstInstant(lastDay).getTime() + DAY_MS),
      firstDay && kstInstant(firstDay),
      now,
      limit,
    ],
  };
}
