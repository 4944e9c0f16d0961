import type { Bench, County } from './bench.js';
import { copyModels, pushModels } from './history.js';
import { judged, type Measured } from './measured.js';

/** Row 11: a citizen's status page against a bare answer of the same program. */
export async function statusPageRow(bench: Bench): Promise<Measured[]> {
  const county = await bench.county();
  try {
    await pushModels(bench, county);
    await copyModels(county.database, 'COMPLETED', 1, bench.seconds(1_000_000, 2_000));
    return [await statusPage(bench, county)];
  } finally {
    await county.end();
  }
}

async function statusPage(bench: Bench, county: County): Promise<Measured> {
  const messages = await bench.sandbox.messages();
  const paths = messages.flatMap(({ text, buttons }) => {
    const link = buttons?.map(({ url }) => url).find((url) => url?.includes('/s/')) ?? /\S+\/s\/\S+/.exec(text)?.[0];
    return link === undefined ? [] : [new URL(link).pathname];
  });
  const working: string[] = [];
  for (const path of paths.toReversed().slice(0, 200))
    if ((await fetch(`${county.url}${path}`)).status === 200) working.push(`${county.url}${path}`);
  if (working.length === 0) throw new Error('no status page answers 200');
  const seconds = bench.seconds(6, 3);
  const look = (urls: string[]) => bench.load.carryOut({ do: 'GET', urls, headers: {}, callers: 16, seconds });
  await look(working);
  const before = await look([`${county.url}/health/live`]);
  const pages = await look(working);
  const after = await look([`${county.url}/health/live`]);
  const bare = (before.requests / before.seconds + after.requests / after.seconds) / 2;
  const rate = pages.requests / pages.seconds;
  const why = `/health/live of the same program: ${Math.round(bare)}/s; ${working.length} pages, p99 ${pages.p99.toFixed(1)} ms, statuses ${JSON.stringify(pages.statuses)}`;
  return judged(
    {
      id: 11,
      name: 'status page',
      goal: '≥ 0.5 × a bare answer',
      value: rate,
      unit: 'pages/s',
      ratio: rate / bare,
      why,
    },
    rate / bare >= 0.5,
  );
}
