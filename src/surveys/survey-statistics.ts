/** Answers by score: index 0 holds those of score 1, index 4 those of score 5. */
export type Distribution = [number, number, number, number, number];

export interface SurveyStatistics {
  answered: number;
  /** Too few answers to show: they might lead to a person. */
  suppressed: boolean;
  /** Two decimals; absent while suppressed, as are the others. */
  mean?: number;
  /** Answers by score. */
  distribution?: Record<'1' | '2' | '3' | '4' | '5', number>;
  /** 95 % confidence interval of the mean (Student's t), within 1 to 5. */
  interval?: { from: number; to: number };
}

/** Fewer answers than this are counted and not shown. */
export const FEWEST_SHOWN = 5;

export function statisticsOf(distribution: Distribution): SurveyStatistics {
  const answered = distribution.reduce((sum, n) => sum + n, 0);
  if (answered < FEWEST_SHOWN) return { answered, suppressed: true };
  const mean = distribution.reduce((sum, n, i) => sum + n * (i + 1), 0) / answered;
  const variance = distribution.reduce((sum, n, i) => sum + n * (i + 1 - mean) ** 2, 0) / (answered - 1);
  const reach = quantile(answered - 1) * Math.sqrt(variance / answered);
  return {
    answered,
    suppressed: false,
    mean: round(mean),
    distribution: {
      '1': distribution[0],
      '2': distribution[1],
      '3': distribution[2],
      '4': distribution[3],
      '5': distribution[4],
    },
    interval: { from: round(Math.max(1, mean - reach)), to: round(Math.min(5, mean + reach)) },
  };
}

/** The 97.5 % quantile of Student's t from that of the normal distribution (Cornish–Fisher; off by less than 0.3 % from 4 degrees on). */
function quantile(degrees: number): number {
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
