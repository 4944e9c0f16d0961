import type { Period } from '../../libs/working-time/index.js';
import type { CaseHistory, ClockSettings, ClockStep } from './statutory-clock.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** A small generator of its own (mulberry32), so that a seed gives the same cases for ever. */
export function dice(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const chance = (p: number): boolean => next() < p;
  const pick = <T>(items: readonly T[]): T => items[int(0, items.length - 1)]!;
  return { int, chance, pick };
}
export type Dice = ReturnType<typeof dice>;

const kstDate = (ms: number): string => new Date(ms + 9 * 60 * MINUTE).toISOString().slice(0, 10);

function anyPeriod({ int, pick, chance }: Dice): Period {
  if (chance(0.45)) return { unit: 'DAY', length: int(0, 5) };
  if (chance(0.6)) return { unit: 'DAY', length: int(6, 40) };
  return pick<Period>([
    { unit: 'WEEK', length: int(1, 8) },
    { unit: 'MONTH', length: int(1, 4) },
    { unit: 'MONTH', length: int(1, 2) },
    { unit: 'YEAR', length: 1 },
  ]);
}

/** An instant a little later: minutes, hours or days, now and then exactly at an opening, a closing or midnight. */
function later(ms: number, { int, pick, chance }: Dice): number {
  const after = ms + pick([int(0, 30), int(0, 600), int(0, 5 * 1440), int(0, 15 * 1440)]) * MINUTE;
  if (!chance(0.15)) return after;
  const edge = Date.parse(`${kstDate(after)}T${pick(['00:00', '09:00', '12:00', '13:00', '18:00', '18:01'])}:00+09:00`);
  return Math.max(edge, ms);
}

export interface AnyCase {
  history: CaseHistory;
  settings: ClockSettings;
  now: number;
}

const REASONS = ['HEARING', 'TEST', 'REVIEW', 'PRIOR_BUSINESS', 'CERTIFICATE', 'OUTAGE'] as const;

/** A case as Saeol could tell it, received at whole minutes between two instants (epoch milliseconds). */
export function anyCase(roll: Dice, first: number, last: number): AnyCase {
  const { int, chance, pick } = roll;
  let at = later(first + int(0, (last - first) / MINUTE) * MINUTE, roll);
  const petition = () => ({ period: anyPeriod(roll), promised: chance(0.3) ? anyPeriod(roll) : null });
  const planned = () => (chance(0.3) ? new Date(at + int(0, 30 * 1440) * MINUTE) : null);
  const steps: ClockStep[] = [
    { sequence: 1, kind: 'RECEIVED', at: new Date(at), petition: petition(), plannedAt: planned() },
  ];
  const openIntervals: { reason: (typeof REASONS)[number]; from: string }[] = [];
  let waiting = false;
  let completed = false;
  for (let left = chance(0.4) ? 0 : int(1, 8); left > 0; left--) {
    at = later(at, roll);
    const base = { sequence: steps.length + 1, at: new Date(at), plannedAt: planned() };
    if (completed) {
      if (!chance(0.6)) break;
      completed = false;
      steps.push({ ...base, kind: 'REOPENED' });
      continue;
    }
    const kind = pick([
      'ASSIGNED',
      'SUPPLEMENT',
      'SUPPLEMENT',
      'EXCLUDED',
      'EXTENDED',
      'AMENDED',
      'COMPLETED',
    ] as const);
    if (kind === 'SUPPLEMENT') {
      const done: boolean = waiting && chance(0.8);
      waiting = !done;
      const due = chance(0.5) ? { dueDays: int(0, 20) } : { dueDate: kstDate(at + int(0, 20) * DAY) };
      steps.push(
        done ? { ...base, kind: 'SUPPLEMENT_DONE' } : { ...base, kind: 'SUPPLEMENT_REQUESTED', supplement: due },
      );
    } else if (kind === 'EXCLUDED') {
      const known = openIntervals.length > 0 && chance(0.6) ? openIntervals.pop()! : null;
      const from = known?.from ?? kstDate(at - int(0, 6) * DAY);
      const reason = known?.reason ?? pick(REASONS);
      const to =
        known || chance(0.6) ? kstDate(Math.max(Date.parse(`${from}T12:00:00+09:00`), at) + int(-2, 8) * DAY) : null;
      if (to === null) openIntervals.push({ reason, from });
      steps.push({ ...base, kind, excluded: { reason, from, to } });
    } else if (kind === 'EXTENDED') {
      const period = chance(0.5) ? { ...steps[0]!.petition!.period } : anyPeriod(roll);
      const reasonCode = pick(['COOPERATION', 'SITE_CHECK', 'FORCE_MAJEURE', 'EQUIVALENT', 'OTHER', null] as const);
      steps.push({ ...base, kind, extension: { period, reasonCode, consent: pick([true, false, null]) } });
    } else if (kind === 'AMENDED') {
      steps.push({ ...base, kind, petition: chance(0.5) ? petition() : null });
    } else {
      completed = kind === 'COMPLETED';
      steps.push({ ...base, kind });
    }
  }
  const now = later(at, roll);
  const entered = () => {
    const afterSequence = int(0, steps.length);
    const from = later(Number(steps[0]!.at), roll) - int(0, 3) * DAY;
    const to = later(from, roll);
    return chance(0.5)
      ? { reason: 'OUTAGE' as const, from: kstDate(from), to: kstDate(to), afterSequence }
      : { reason: pick(REASONS), from: new Date(from), to: new Date(to), afterSequence };
  };
  return {
    history: {
      steps,
      intervals: chance(0.2) ? Array.from({ length: int(1, 2) }, entered) : [],
      holidayMoves: chance(0.05) ? [{ afterSequence: int(1, steps.length) }] : [],
    },
    settings: { exactInstants: chance(0.3), receiptAfterHoursIsDayOne: chance(0.8) },
    now,
  };
}
