import type { Bench, County } from './bench.js';
import { copyFigures, copyModels, pushModels } from './history.js';
import type { Order } from './load-orders.js';
import { judged, notMeasured, type Measured } from './measured.js';
import { receiptEvent } from './feed.js';
import { endedBetween, histogramOf, quantileBetween } from './program-metrics.js';
import { until } from './real-processes.js';

const PATIENCE_MS = 120_000;
const CASES = 10_000_000;
const FACT_EVERY_MS = 200;

/** Row 10: the dashboard over a long history. */
export async function dashboardRows(bench: Bench): Promise<Measured[]> {
  const county = await bench.county();
  try {
    await pushModels(bench, county);
    await copyFigures(county.database, CASES, bench.seconds(1_000, 30));
    await copyModels(county.database, 'COMPLETED', 1, bench.seconds(1_000_000, 20_000));
    return await dashboard(bench, county);
  } finally {
    await county.end();
  }
}

/** One who looks while facts come in: the figures are read anew about as often as pages are asked for. */
async function dashboard(bench: Bench, county: County): Promise<Measured[]> {
  const seconds = bench.seconds(40, 10);
  const cookie = await signedIn(county);
  const order: Order = { do: 'GET', urls: [`${county.url}/`], headers: { cookie }, callers: 1, seconds };
  await bench.load.carryOut(order);
  const read = () => histogramOf(county.url, 'reporting_figures_read_seconds', 'of="dashboard"');
  const before = await read();
  const facts = trickle(county);
  const page = await bench.load.carryOut(order);
  await facts.stop();
  const after = await read();
  if (Object.keys(page.statuses).join() !== '200')
    throw new Error(`the dashboard answers ${JSON.stringify(page.statuses)}`);
  const [p50, p99] = [0.5, 0.99].map((share) => quantileBetween(before, after, share) * 1000);
  const fresh = await freshness(county);
  return [
    judged(
      {
        id: 10,
        name: 'dashboard figures, 300 departments, p99',
        goal: 'query ≤ 5 ms',
        value: p99!,
        unit: 'ms',
        why: `its statement and the departments' names, as the program measures them; read ${endedBetween(before, after)} times for ${page.requests} pages, p50 ${p50!.toFixed(1)} ms`,
      },
      p99! <= 5,
    ),
    judged(
      {
        id: 10,
        name: 'dashboard page, p99',
        goal: '≤ 50 ms',
        value: page.p99,
        unit: 'ms',
        why: `figures of 10,000,000 cases over ${bench.seconds(1_000, 30)} days in ${await figureRows(county)} rows, facts coming in; p50 ${page.p50.toFixed(1)} ms`,
      },
      page.p99 <= 50,
    ),
    judged({ id: 10, name: 'figures as fresh as', goal: '≤ 1 s', value: fresh, unit: 's' }, fresh <= 1),
    notMeasured(
      10,
      'share of counting in ingest',
      '≤ 3 %',
      'counting runs in the same processes as applying and sending',
    ),
  ];
}

async function figureRows({ database }: County): Promise<string> {
  const { rows } = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM reporting.figure');
  return rows[0]!.n.toLocaleString('en');
}

/** A fact every now and then until it is stopped. */
function trickle(county: County): { stop(): Promise<void> } {
  let going = true;
  const pushed = (async () => {
    for (let n = 6_100_000; going; n++) {
      await county.push([receiptEvent(n, county.feed.occurredAt)]);
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
