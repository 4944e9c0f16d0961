/** How a vendor's channel did lately. */
export interface LineHealth {
  weight: number;
  restingWeight: number;
  /** Attempts begun within the window. */
  sent: number;
  /** Of these: not taken at the first call, lost, or failed on the way. */
  troubled: number;
  /** Of these: accepted, but late. */
  slow: number;
  /** Since its weight was last changed, ms; null: never. */
  sinceShiftMs: number | null;
}

export const WINDOW_MS = 60_000;
const STEP = 10;
/** A vendor in trouble keeps a little, or nobody would notice that it is well again. */
const LEAST = 10;
const ENOUGH_TO_JUDGE = 5;
const TROUBLE_SHARE = 0.1;

/**
 * The next weight of a vendor's channel and why, null where it stays. Ten points a step, at most once a minute, down while a
 * tenth of its messages meet trouble, up towards rest while they do not (as GOV.UK Notify does it). Pure.
 */
export function shift(line: LineHealth): { to: number; reason: string } | null {
  if (line.sinceShiftMs !== null && line.sinceShiftMs < WINDOW_MS) return null;
  const bad = line.troubled + line.slow;
  if (line.sent >= ENOUGH_TO_JUDGE && bad / line.sent >= TROUBLE_SHARE) {
    const to = Math.max(LEAST, line.weight - STEP);
    if (to >= line.weight) return null;
    return { to, reason: `최근 1분 ${line.sent}건 가운데 오류 ${line.troubled}건, 지연 ${line.slow}건` };
  }
  if (line.weight >= line.restingWeight) return null;
  return { to: Math.min(line.restingWeight, line.weight + STEP), reason: '최근 1분 동안 오류와 지연이 없음' };
}
