import { type Bench, type Cost, type County } from './bench.js';
import type { Done } from './load-orders.js';
import { judged, type Measured } from './measured.js';

/** Rows 1, 2, 3 and 6: the floor, and how the link takes events in. */
export async function pushRows(bench: Bench): Promise<Measured[]> {
  const county = await bench.county({ WORK: 'off' });
  try {
    await warmUp(bench, county);
    const seconds = bench.seconds(8, 4);
    const single = await ingest(bench, county, { callers: 64, perRequest: 1, first: 1_000_000, seconds });
    const batches = await ingest(bench, county, { callers: 16, perRequest: 100, first: 2_000_000, seconds });
    const events = single.done.events;
    const replay = await ingest(bench, county, { callers: 64, perRequest: 1, first: 1_000_000, events });
    const floor = (single.floor + batches.floor + replay.floor) / 3;
    const name = 'floor: durable one-row INSERT';
    return [
      { id: 1, name, goal: '–', value: Math.round(floor), unit: 'tx/s', ratio: 1, verdict: 'met' },
      pushLine(2, 'push, one event a request', '≥ 0.4 F', single, 0.4),
      pushLine(3, 'push, 100 events a request', '≥ 1.0 F', batches, 1),
      {
        ...pushLine(6, 'replay of the same feed', '≥ 1.5 × row 2', replay, 0),
        verdict: replay.ratio >= 1.5 * single.ratio ? 'met' : 'short',
        why: `${(replay.ratio / single.ratio).toFixed(2)} × row 2, both against their floors`,
      },
    ];
  } finally {
    await county.end();
  }
}

/** Row 2 as the whole program does it, with applying and sending on the same processors. Told beside it, without a goal. */
export async function pushWhileWorkingRow(bench: Bench): Promise<Measured[]> {
  const county = await bench.county();
  try {
    await warmUp(bench, county);
    const seconds = bench.seconds(8, 4);
    const { done, floor, ratio } = await ingest(bench, county, {
      callers: 64,
      perRequest: 1,
      first: 1_000_000,
      seconds,
    });
    const value = done.events / done.seconds;
    const why = `row 2 with the background work in the same process; p50 ${done.p50.toFixed(1)} ms, p99 ${done.p99.toFixed(1)} ms, F ${Math.round(floor)}`;
    return [
      judged(
        { id: 2, name: 'push, one event a request, all work on', goal: '≥ 0.4 F', value, unit: 'events/s', ratio, why },
        ratio >= 0.4,
      ),
    ];
  } finally {
    await county.end();
  }
}

interface Ingested {
  done: Done;
  floor: number;
  ratio: number;
  cost: Cost;
}

type Pushes = { callers: number; perRequest: number; first: number; seconds?: number; events?: number };

async function ingest(bench: Bench, county: County, pushes: Pushes): Promise<Ingested> {
  const { result, floor } = await bench.againstFloor(() =>
    bench.cost(county.app, () => bench.load.carryOut({ do: 'PUSH', feed: county.feed, ...pushes })),
  );
  const { done, cost } = result;
  const refused = Object.entries(done.statuses).filter(([status]) => status !== '202');
  if (refused.length > 0) throw new Error(`pushes were refused: ${JSON.stringify(done.statuses)}`);
  return { done, floor, ratio: done.events / done.seconds / floor, cost };
}

function pushLine(
  id: number,
  name: string,
  goal: string,
  { done, floor, ratio, cost }: Ingested,
  least: number,
): Measured {
  const why = `p50 ${done.p50.toFixed(1)} ms, p99 ${done.p99.toFixed(1)} ms, processor an event ${costOf(cost)}, F ${Math.round(floor)}`;
  return judged({ id, name, goal, value: done.events / done.seconds, unit: 'events/s', ratio, why }, ratio >= least);
}

export function costOf({ node, postgres, both }: Cost): string {
  return `${Math.round(both)} µs (Node ${Math.round(node)}, PostgreSQL ${Math.round(postgres)})`;
}

/** Compiled code, prepared statements, warm caches: a program that has run for a while. */
export async function warmUp(bench: Bench, { feed }: County): Promise<void> {
  await bench.load.carryOut({ do: 'PUSH', feed, callers: 64, perRequest: 1, first: 0, seconds: 2 });
}
