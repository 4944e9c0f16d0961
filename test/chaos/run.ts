import type { Account } from './account.js';

export interface ChaosOptions {
  /** Within five minutes for all of them. */
  quick: boolean;
  /** As part of the tests: one run within half a minute. */
  short: boolean;
  seed: number;
}

/** What a run found: the account of its events, and what else it is to show. */
export interface Found {
  account: Account;
  /** What the run did, in figures. */
  did: string;
  /** Promises besides the account that were not kept. */
  broken: string[];
}

export interface Run {
  /** Number in quality/reliability.md, or a letter for what it asks for besides. */
  id: string;
  name: string;
  run(options: ChaosOptions): Promise<Found>;
}

export function isGood({ account, broken }: Found): boolean {
  return account.lost === 0 && account.duplicated === 0 && account.outOfOrder === 0 && broken.length === 0;
}

export function chaosTable(
  found: readonly { run: Run; found: Found | null; error: string | null; seconds: number }[],
): string {
  const rows = [
    [
      '#',
      'run',
      'events in',
      'notices due',
      'visible',
      'lost',
      'duplicated',
      'out of order',
      'verdict',
      's',
      'what was done',
    ],
    ...found.map(({ run, found: one, error, seconds }) => {
      const a = one?.account;
      const figures = a && [
        a.events,
        a.due,
        `${a.visible}${a.overtaken > 0 ? ` (+${a.overtaken} overtaken)` : ''}`,
        a.lost,
        a.duplicated,
        a.outOfOrder,
      ];
      const verdict = one === null ? 'failed' : isGood(one) ? 'kept' : 'BROKEN';
      const note = error ?? [one!.did, ...one!.broken.map((what) => `NOT KEPT: ${what}`)].join('; ');
      return [
        run.id,
        run.name,
        ...(figures ?? ['–', '–', '–', '–', '–', '–']).map(String),
        verdict,
        seconds.toFixed(0),
        note,
      ];
    }),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
