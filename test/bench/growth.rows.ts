import type { Bench, County } from './bench.js';
import { lookedAt } from './dashboard.rows.js';
import { acceptedAfter } from './end-to-end.rows.js';
import { copyFigures, copyHistory, copyModels, pushModels } from './history.js';
import { judged, median, notMeasured, percentile, tableOf, type Measured } from './measured.js';
import { tickMs } from './sweep.rows.js';

const KEPT = 0.9;
const SMALL = 10_000;
/** A machine that others use as well changes its pace from one minute to the next: both counties are measured in turn. */
const PAIRS = 3;
/** What is open grows with a county, not with its past: as many in front of each history. */
const OPEN = 3_000;
/** How many figures a dashboard reads hangs on these, whatever was counted on each: it looks back a year at most. */
const DAYS = 365;
/** Row 4 asks for 1,000/s; where that is more than the machine bears, the queue would hide what a history costs. */
const STEADY = 100;

/** What is taken of a county in one go: one figure of each name. */
interface Measure {
  names: string[];
  unit: string;
  better: 'more' | 'less';
  /** Takes before those that count: pages that come from the disk for the first time are no part of what a history costs. */
  warm: number;
  take(county: County): Promise<number[]>;
}

/** Row 12: rows 2, 4, 7 and 10 behind a long history of cases, and behind a short one in the same minutes. */
export async function growthRows(bench: Bench): Promise<Measured[]> {
  const { quick } = bench.options;
  const sizes = quick ? [100_000] : [1_000_000, 10_000_000];
  const numbers = newNumbers();
  const working = quick ? [] : [accepted(bench, numbers), swept, shown(bench)];
  const small = await begun(bench);
  const grown = await begun(bench);
  const counties = [small, grown];
  const restart = async (changes?: Record<string, string>) => {
    for (const { app } of counties) {
      await app.end('SIGTERM');
      await app.start(changes);
    }
  };
  try {
    const lines: Measured[] = [];
    await copyHistory(bench, small, 1, SMALL);
    let cases = 0;
    for (const size of sizes) {
      await grown.app.end('SIGTERM');
      await copyHistory(bench, grown, cases + 1, size - cases);
      cases = size;
      const taken = async (measure: Measure) => {
        const some = await behind(measure, small, grown, size);
        lines.push(...some);
        // The next may take half an hour.
        console.log(tableOf(some));
      };
      if (working.length > 0) await restart();
      for (const measure of working) await taken(measure);
      await restart({ WORK: 'off' });
      await taken(pushed(bench, numbers));
      for (const county of counties) await forgetWaiting(county);
    }
    if (quick) {
      const what = 'rows 4, 7 and 10, and row 2 behind 1,000,000 and 10,000,000 cases';
      lines.push(notMeasured(12, what, '≥ 0.9 of the small one', 'a quick run has no time for it'));
    }
    return lines;
  } finally {
    for (const county of counties) await county.end();
  }
}

/** A county with what is open today, and the figures of a year. */
async function begun(bench: Bench): Promise<County> {
  const county = await bench.county();
  await pushModels(bench, county);
  await copyFigures(county.database, SMALL, 0, DAYS);
  await copyModels(county.database, 'OPEN', 1, OPEN);
  return county;
}

/** What the grown county gives, held against the small one. */
async function behind(measure: Measure, small: County, grown: County, size: number): Promise<Measured[]> {
  const { names, unit, better } = measure;
  for (let take = 0; take < measure.warm; take += 1) {
    await measure.take(small);
    await measure.take(grown);
  }
  const pairs: { short: number[]; long: number[] }[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1)
    pairs.push({ short: await measure.take(small), long: await measure.take(grown) });
  return names.map((name, at) => {
    const ratios = pairs.map(({ short, long }) =>
      better === 'more' ? long[at]! / short[at]! : short[at]! / long[at]!,
    );
    const kept = median(ratios);
    const line = {
      id: 12,
      name: `${name} behind ${size.toLocaleString('en')} cases`,
      goal: '≥ 0.9 of the small one',
      value: median(pairs.map(({ long }) => long[at]!)),
      unit,
      ratio: kept,
      why: `${median(pairs.map(({ short }) => short[at]!)).toPrecision(3)} ${unit} behind ${SMALL.toLocaleString('en')}, in turn with it: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} of it`,
    };
    return judged(line, kept >= KEPT);
  });
}

/** Numbers of petitions that no push of this row has used. */
function newNumbers(): () => number {
  let next = 7_000_000;
  return () => (next += 500_000);
}

function pushed(bench: Bench, numbers: () => number): Measure {
  return {
    names: ['row 2, push'],
    unit: 'events/s',
    better: 'more',
    warm: 1,
    async take({ feed }) {
      const seconds = bench.seconds(8, 3);
      const order = { do: 'PUSH', feed, callers: 64, perRequest: 1, first: numbers(), seconds } as const;
      const done = await bench.load.carryOut(order);
      return [done.events / done.seconds];
    },
  };
}

function accepted(bench: Bench, numbers: () => number): Measure {
  return {
    names: [`row 4, event in to vendor accepted at ${STEADY}/s, p50`],
    unit: 'ms',
    better: 'less',
    warm: 2,
    async take(county) {
      const { times } = await acceptedAfter(bench, county, { perSecond: STEADY, first: numbers(), seconds: 10 });
      return [percentile(times, 0.5)];
    },
  };
}

const swept: Measure = {
  names: ['row 7, sweep, nothing due'],
  unit: 'ms',
  better: 'less',
  warm: 0,
  take: async (county) => [await tickMs(county, 30)],
};

function shown(bench: Bench): Measure {
  return {
    names: ['row 10, dashboard query, p50', 'row 10, dashboard page, p50'],
    unit: 'ms',
    better: 'less',
    warm: 1,
    async take(county) {
      const { query, page } = await lookedAt(bench, county, 10);
      return [query.p50, page.p50];
    },
  };
}

/** What was pushed while nobody worked: the next figure is not to wait until it is worked off. */
async function forgetWaiting({ database }: County): Promise<void> {
  await database.query(`DELETE FROM saeol.inbox WHERE state = 'WAITING'; TRUNCATE graphile_worker._private_jobs`);
  await database.query('VACUUM ANALYZE saeol.inbox');
}
