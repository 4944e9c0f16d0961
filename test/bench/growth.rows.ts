import type { Bench, County } from './bench.js';
import { lookedAt } from './dashboard.rows.js';
import { acceptedAfter } from './end-to-end.rows.js';
import { copyFigures, copyHistory, copyModels, pushModels } from './history.js';
import { judged, median, notMeasured, percentile, tableOf, type Measured } from './measured.js';
import { tickMs } from './sweep.rows.js';

const KEPT = 0.9;
/** A machine that others use as well changes its pace from one minute to the next. */
const PAIRS = 3;
/** What is open grows with a county, not with its past: as many behind each history. */
const OPEN = 3_000;
const CASES_A_DAY = 10_000;
/** Row 4 asks for 1,000/s; where that is more than the machine bears, the queue would hide what a history costs. */
const STEADY = 250;

/** One figure of a row, as it is taken behind each history. */
interface Figure {
  name: string;
  unit: string;
  better: 'more' | 'less';
  /** Takes before those that count: pages that come from the disk for the first time are no part of what a history costs. */
  warm: number;
  take(county: County): Promise<number>;
}

/** Row 12: rows 2, 4, 7 and 10 behind a history of cases, against the same behind a short one, each to its own floor. */
export async function growthRows(bench: Bench): Promise<Measured[]> {
  const { quick } = bench.options;
  const sizes = quick ? [10_000, 100_000] : [10_000, 1_000_000, 10_000_000];
  const numbers = newNumbers();
  const pushing = pushed(bench, numbers);
  const working = quick ? [] : [accepted(bench, numbers), swept, queried(bench), shown(bench)];
  const county = await bench.county();
  try {
    await pushModels(bench, county);
    await copyModels(county.database, 'OPEN', 1, OPEN);
    await county.app.end('SIGTERM');
    const lines: Measured[] = [];
    const small = new Map<Figure, number>();
    let cases = 0;
    for (const size of sizes) {
      await grow(bench, county, cases, size);
      cases = size;
      const taken = async (figure: Figure) => {
        const line = await behind(bench, county, figure, size, small);
        lines.push(line);
        // The next may take half an hour.
        console.log(tableOf([line]));
      };
      if (working.length > 0) await county.app.start();
      for (const figure of working) await taken(figure);
      await county.app.end('SIGTERM');
      await county.app.start({ WORK: 'off' });
      await taken(pushing);
      await county.app.end('SIGTERM');
      await forgetWaiting(county);
    }
    if (quick) {
      const what = 'rows 4, 7 and 10, and row 2 behind 1,000,000 and 10,000,000 cases';
      lines.push(notMeasured(12, what, '≥ 0.9 of the small one', 'a quick run has no time for it'));
    }
    return lines;
  } finally {
    await county.end();
  }
}

/** Completed cases, and the figures that they leave. */
async function grow(bench: Bench, county: County, cases: number, size: number): Promise<void> {
  await copyFigures(county.database, CASES_A_DAY, cases / CASES_A_DAY, size / CASES_A_DAY);
  await copyHistory(bench, county, cases + 1, size - cases);
}

/** A figure behind so many cases; the first is the small one to which the others are held. */
async function behind(
  bench: Bench,
  county: County,
  figure: Figure,
  size: number,
  small: Map<Figure, number>,
): Promise<Measured> {
  for (let take = 0; take < figure.warm; take += 1) await figure.take(county);
  const values: number[] = [];
  const paces: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const { result, floor } = await bench.againstFloor(() => figure.take(county));
    values.push(result);
    paces.push(figure.better === 'more' ? result / floor : 1000 / (result * floor));
  }
  const isSmall = !small.has(figure);
  if (isSmall) small.set(figure, median(paces));
  const kept = median(paces) / small.get(figure)!;
  const line = {
    id: 12,
    name: `${figure.name} behind ${size.toLocaleString('en')} cases`,
    goal: isSmall ? 'the small one' : '≥ 0.9 of the small one',
    value: median(values),
    unit: figure.unit,
    ratio: kept,
    why: `pace held against the floor of the same minute: ${paces.map((pace) => pace.toFixed(3)).join(', ')}`,
  };
  return judged(line, kept >= KEPT);
}

/** Numbers of petitions that no push of this row has used. */
function newNumbers(): () => number {
  let next = 7_000_000;
  return () => (next += 500_000);
}

function pushed(bench: Bench, numbers: () => number): Figure {
  return {
    name: 'row 2, push',
    unit: 'events/s',
    better: 'more',
    warm: bench.options.quick ? 1 : 3,
    async take({ feed }) {
      const seconds = bench.seconds(8, 3);
      const order = { do: 'PUSH', feed, callers: 64, perRequest: 1, first: numbers(), seconds } as const;
      const done = await bench.load.carryOut(order);
      return done.events / done.seconds;
    },
  };
}

function accepted(bench: Bench, numbers: () => number): Figure {
  return {
    name: `row 4, event in to vendor accepted at ${STEADY}/s, p50`,
    unit: 'ms',
    better: 'less',
    warm: 2,
    async take(county) {
      const { times } = await acceptedAfter(bench, county, { perSecond: STEADY, first: numbers(), seconds: 10 });
      return percentile(times, 0.5);
    },
  };
}

const swept: Figure = {
  name: 'row 7, sweep, nothing due',
  unit: 'ms',
  better: 'less',
  warm: 1,
  take: (county) => tickMs(county, 20),
};

function queried(bench: Bench): Figure {
  return {
    name: 'row 10, dashboard query, p50',
    unit: 'ms',
    better: 'less',
    warm: 1,
    take: async (county) => (await lookedAt(bench, county, 10)).query.p50,
  };
}

function shown(bench: Bench): Figure {
  return {
    name: 'row 10, dashboard page, p50',
    unit: 'ms',
    better: 'less',
    warm: 1,
    take: async (county) => (await lookedAt(bench, county, 10)).page.p50,
  };
}

/** What was pushed while nobody worked: the next figure is not to wait until it is worked off. */
async function forgetWaiting({ database }: County): Promise<void> {
  await database.query(`DELETE FROM saeol.inbox WHERE state = 'WAITING'; TRUNCATE graphile_worker._private_jobs`);
  await database.query('VACUUM ANALYZE saeol.inbox');
}
