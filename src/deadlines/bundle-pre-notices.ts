import type { RungName } from './ladder.js';

/** Due pre-notices of one person: the same rung of `cases` cases. */
export interface DueNotice {
  name: RungName;
  cases: number;
  recipientKind: 'OFFICER' | 'LEADER' | 'HEAD';
}

export interface Bundle<T> {
  singles: T[];
  /** Told in one message. */
  digest: T[];
  /** Overdue cases whose head was told of others today already; tomorrow's message holds them. */
  heldBack: T[];
}

/** More than this many due in one run for one person become one digest (product notifications: the ladder). */
const MOST_SINGLES = 3;

/**
 * How the pre-notices that came due in one run are put to one person: more than three in one digest; a head gets at most one
 * overdue message a working day, a digest of several.
 */
export function bundle<T extends DueNotice>(due: T[], headToldToday: boolean): Bundle<T> {
  const isHeadsOverdue = ({ name, recipientKind }: T) => name === 'OVERDUE' && recipientKind === 'HEAD';
  const heldBack = headToldToday ? due.filter(isHeadsOverdue) : [];
  const open = due.filter((notice) => !heldBack.includes(notice));
  if (casesOf(open) > MOST_SINGLES) return { singles: [], digest: open, heldBack };
  const overdue = open.filter(isHeadsOverdue);
  return casesOf(overdue) > 1
    ? { singles: open.filter((notice) => !overdue.includes(notice)), digest: overdue, heldBack }
    : { singles: open, digest: [], heldBack };
}

function casesOf(notices: readonly DueNotice[]): number {
  return notices.reduce((sum, { cases }) => sum + cases, 0);
}
