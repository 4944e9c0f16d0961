import type { Bench, County } from './bench.js';
import { countingShare } from './counting.rows.js';
import { copyFigures, copyModels, pushModels } from './history.js';
import type { Done, Order } from './load-orders.js';
import { judged, type Measured } from './measured.js';
import { receiptEvent } from './feed.js';
import { endedBetween, histogramOf, quantileBetween } from './program-metrics.js';
import { until } from './real-processes.js';

const PATIENCE_MS = 120_000;
const CASES = 10_000_000;
const FACT_EVERY_MS = 200;
const WARM_SECONDS = 5;

/** Row 10: the dashboard over a long history, and what counting costs. */
export async function dashboardRows(bench: Bench): Promise<Measured[]> {
  const county = await bench.county();
  const days = bench.seconds(1_000, 30);
  try {
    await pushModels(bench, county);
    await copyFigures(county.database, CASES / days, 0, days);
    await copyModels(county.database, 'COMPLETED', 1, bench.seconds(1_000_000, 20_000));
    return [...(await dashboard(bench, county, days)), await countingShare(bench, county)];
  } finally {
    await county.end();
  }
}

async function dashboard(bench: Bench, county: County, days: number): Promise<Measured[]> {
  const { query, page, reads } = await lookedAt(bench, county, bench.seconds(40, 10));
  const fresh = await freshness(county);
  return [
    judged(
      {
        id: 10,
        name: 'dashboard figures, 300 departments, p99',
        goal: 'query ≤ 5 ms',
        value: query.p99,
        unit: 'ms',
        why: `its statement and the departments' names, as the program measures them; read ${reads} times for ${page.requests} pages, p50 ${query.p50.toFixed(1)} ms`,
      },
      query.p99 <= 5,
    ),
    judged(
      {
        id: 10,
        name: 'dashboard page, p99',
        goal: '≤ 50 ms',
        value: page.p99,
        unit: 'ms',
        why: `figures of 10,000,000 cases over ${days} days in ${await figureRows(county)} rows, facts coming in; p50 ${page.p50.toFixed(1)} ms`,
      },
      page.p99 <= 50,
    ),
    judged({ id: 10, name: 'figures as fresh as', goal: '≤ 1 s', value: fresh, unit: 's' }, fresh <= 1),
  ];
}

interface Looks {
  /** Of the figures, ms. */
  query: { p50: number; p99: number };
  page: Done;
  /** How often the figures were read. */
  reads: number;
}

/** One who looks while facts come in: the figures are read anew about as often as pages are asked for. */
export async function lookedAt(bench: Bench, county: County, seconds: number): Promise<Looks> {
  const cookie = await signedIn(county);
  const order: Order = { do: 'GET', urls: [`${county.url}/`], headers: { cookie }, callers: 1, seconds };
  await bench.load.carryOut({ ...order, seconds: WARM_SECONDS });
  const read = () => histogramOf(county.url, 'reporting_figures_read_seconds', 'of="dashboard"');
  const before = await read();
  const facts = trickle(county);
  const page = await bench.load.carryOut(order);
  await facts.stop();
  const after = await read();
  if (Object.keys(page.statuses).join() !== '200')
    throw new Error(`the dashboard answers ${JSON.stringify(page.statuses)}`);
  const [p50, p99] = [0.5, 0.99].map((share) => quantileBetween(before, after, share) * 1000);
  return { query: { p50: p50!, p99: p99! }, page, reads: endedBetween(before, after) };
}

async function figureRows({ database }: County): Promise<string> {
  const { rows } = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM reporting.figure');
  return rows[0]!.n.toLocaleString('en');
}

let facts = 6_100_000;

/** A fact every now and then until it is stopped. */
function trickle(county: County): { stop(): Promise<void> } {
  let going = true;
  const pushed = (async () => {
    while (going) {
      await county.push([receiptEvent((facts += 1), county.feed.occurredAt)]);
      await new Promise((on) => setTimeout(on, FACT_EVERY_MS));
    }
  })();
  return {
    async stop() {
      going = false;
      await pushed;
    },
  };
}

/** From the answer to a push until the figure of its department has grown. */
async function freshness(county: County): Promise<number> {
  const received = async () => {
    const { rows } = await county.database.query<{ n: number }>(
      `SELECT coalesce(sum(n), 0)::int AS n FROM reporting.figure WHERE metric = 'RECEIVED' AND type_code = '*' AND department_code = '*'`,
    );
    return rows[0]!.n;
  };
  const before = await received();
  await county.push([receiptEvent(6_000_000, county.feed.occurredAt)]);
  const began = performance.now();
  await until('the figure has grown', async () => (await received()) > before, PATIENCE_MS);
  return (performance.now() - began) / 1000;
}

async function signedIn({ url }: County): Promise<string> {
  const answer = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'county', password: 'minwon-county' }),
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]!);
  if (cookies.length === 0) throw new Error(`no session: ${answer.status}`);
  return cookies.join('; ');
}
