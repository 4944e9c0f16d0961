import type { Bench, County } from './bench.js';
import { copyFigures, copyModels, pushModels } from './history.js';
import { judged, notMeasured, type Measured } from './measured.js';
import { receiptEvent } from './feed.js';
import { until } from './real-processes.js';

const PATIENCE_MS = 120_000;
const CASES = 10_000_000;

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

async function dashboard(bench: Bench, county: County): Promise<Measured[]> {
  const seconds = bench.seconds(10, 4);
  const cookie = await signedIn(county);
  const look = (path: string, headers: Record<string, string>, callers: number) =>
    bench.load.carryOut({ do: 'GET', urls: [`${county.url}${path}`], headers, callers, seconds });
  await look('/', { cookie }, 1);
  const page = await look('/', { cookie }, 1);
  const query = await look('/api/v1/reports/departments', { authorization: county.setUp.bearer }, 1);
  for (const { statuses } of [page, query])
    if (Object.keys(statuses).join() !== '200') throw new Error(`the dashboard answers ${JSON.stringify(statuses)}`);
  const fresh = await freshness(county);
  return [
    judged(
      {
        id: 10,
        name: 'dashboard figures, 300 departments, p99',
        goal: 'query ≤ 5 ms',
        value: query.p99,
        unit: 'ms',
        why: `the whole answer of reports/departments, not its queries alone; p50 ${query.p50.toFixed(1)} ms`,
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
        why: `figures of 10,000,000 cases over ${bench.seconds(1_000, 30)} days in ${await figureRows(county)} rows; p50 ${page.p50.toFixed(1)} ms`,
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
