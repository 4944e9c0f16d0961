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
