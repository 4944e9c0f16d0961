/** One line of the table and of bench/latest.json. */
export interface Measured {
  /** Row of quality/performance.md; a row with several goals has several lines. */
  id: number;
  name: string;
  goal: string;
  /** Null: not measured. */
  value: number | null;
  unit: string;
  /** To the floor of the same minute. */
  ratio?: number;
  verdict: 'met' | 'short' | 'not measured';
  why?: string;
}

/** The rows as a whole, for those that give no figure. */
export const WHAT: Readonly<Record<number, { name: string; goal: string }>> = {
  1: { name: 'floor: durable one-row INSERT', goal: '–' },
  2: { name: 'push, one event a request', goal: '≥ 0.4 F' },
  3: { name: 'push, 100 events a request', goal: '≥ 1.0 F' },
  4: { name: 'event in to vendor accepted', goal: 'p50 ≤ 5 ms, p99 ≤ 30 ms' },
  5: { name: 'end to end, sustained', goal: '≥ 3,000 events/s, ≤ 500 µs' },
  6: { name: 'replay of the same feed', goal: '≥ 1.5 × row 2' },
  7: { name: 'sweep, nothing due', goal: '≤ 1 ms' },
  8: { name: 'sweep, 100,000 due at 09:00', goal: '≥ 1.5 F cases/s' },
  9: { name: 'holiday declared, 100,000 open cases', goal: '≤ 20 s, no lock over 100 ms' },
  10: { name: 'dashboard', goal: 'query ≤ 5 ms, page ≤ 50 ms, 1 s' },
  11: { name: 'status page', goal: '≥ 0.5 × a bare answer' },
  12: { name: 'growth of rows 2, 4, 7 and 10', goal: '≥ 0.9 of the small one' },
  13: { name: 'memory of app; start to ready', goal: '≤ 200, ≤ 300 MiB; ≤ 3, ≤ 1 s' },
  14: { name: 'after a kill -9', goal: '≤ 1 s, ≤ 5 s, 0, 0' },
  15: { name: 'a month detaches; the queue', goal: 'in ms; bounded' },
};

/** A line whose verdict follows from its figures. */
export function judged(line: Omit<Measured, 'verdict' | 'value'> & { value: number }, isMet: boolean): Measured {
  return {
    ...line,
    value: rounded(line.value),
    ratio: line.ratio && rounded(line.ratio),
    verdict: isMet ? 'met' : 'short',
  };
}

export function notMeasured(id: number, name: string, goal: string, why: string): Measured {
  return { id, name, goal, value: null, unit: '', verdict: 'not measured', why };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Three significant digits, whole numbers from 100 on. */
function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

export function tableOf(lines: readonly Measured[]): string {
  const rows = [
    ['#', 'what', 'goal', 'value', 'ratio', 'verdict', 'why'],
    ...lines.map(({ id, name, goal, value, unit, ratio, verdict, why }) => [
      String(id),
      name,
      goal,
      value === null ? '–' : `${value.toLocaleString('en')} ${unit}`.trim(),
      ratio === undefined ? '' : ratio.toString(),
      verdict,
      why ?? '',
    ]),
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
