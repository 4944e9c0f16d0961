import type { Bench, County } from './bench.js';
import { copyModels, pushModels } from './history.js';
import { judged, type Measured } from './measured.js';
import { endedBetween, histogramOf, quantileBetween } from './program-metrics.js';
import { until } from './real-processes.js';

const PATIENCE_MS = 900_000;

/** Rows 7 and 8: the sweep over many open cases, with nothing due and with everything due at nine. */
export async function sweepRows(bench: Bench): Promise<Measured[]> {
  const open = bench.seconds(1_000_000, 100_000);
  const county = await bench.county();
  try {
    await pushModels(bench, county);
    await copyModels(county.database, 'OPEN', 1, open);
    const nothing = await tickMs(county, bench.seconds(60, 20));
    const due = 100_000;
    const { result, floor } = await bench.againstFloor(() => everythingDue(county, due));
    const smaller = open < 1_000_000 ? `${open.toLocaleString('en')} open cases in a quick run, not a million; ` : '';
    const why = `${smaller}a whole tick: calendar, one look at the partial index`;
    return [
      judged({ id: 7, name: 'sweep, nothing due', goal: '≤ 1 ms', value: nothing, unit: 'ms', why }, nothing <= 1),
      judged(
        {
          id: 8,
          name: `sweep, ${due.toLocaleString('en')} due at 09:00`,
          goal: '≥ 1.5 F cases/s',
          value: due / result,
          unit: 'cases/s',
          ratio: due / result / floor,
          why: `until none was due: officers told in bundles, rungs recorded, ladders armed anew; F ${Math.round(floor)}`,
        },
        due / result / floor >= 1.5,
      ),
    ];
  } finally {
    await county.end();
  }
}

/** Median of the sweep's ticks as the program itself measures it: a machine that does other things now and then would drown a mean. */
export async function tickMs(county: County, ticks: number): Promise<number> {
  const read = () => histogramOf(county.url, 'events_tick_seconds', 'name="deadlines.sweep"');
  const before = await read();
  const after = await until(
    'the sweep has run',
    async () => {
      const now = await read();
      return endedBetween(before, now) >= ticks && now;
    },
    PATIENCE_MS,
    500,
  );
  return quantileBetween(before, after, 0.5) * 1000;
}

/** Seconds from the moment at which they are due until none is. */
async function everythingDue({ app, database, startSeconds }: County, count: number): Promise<number> {
  const { rows } = await database.query<{ at: Date }>(
    'SELECT min(next_due_at) AS at FROM deadlines.ladder WHERE next_due_at IS NOT NULL',
  );
  const at = rows[0]!.at;
  // The others are due long after.
  await database.query(
    `UPDATE deadlines.ladder SET next_due_at = next_due_at + interval '300 days' WHERE case_id IN (
       SELECT case_id FROM deadlines.ladder WHERE next_due_at IS NOT NULL ORDER BY case_id OFFSET $1)`,
    [count],
  );
  await database.query('VACUUM ANALYZE deadlines.ladder');
  // The program takes the county's time over as it starts: shortly before nine, so that it stands ready at nine.
  const leadMs = (startSeconds * 2 + 3) * 1000;
  await app.end('SIGTERM');
  const nine = performance.now() + leadMs;
  await database.query(`UPDATE clock.anchor SET product_at = $1, real_at = $2`, [
    new Date(at.getTime() - leadMs),
    new Date(),
  ]);
  await app.start();
  if (performance.now() > nine) throw new Error('the program was not ready at nine');
  await until(
    'no ladder is due',
    async () => {
      const left = await database.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM (SELECT FROM deadlines.ladder WHERE next_due_at <= $1 LIMIT 1) AS due',
        [at],
      );
      return performance.now() > nine && left.rows[0]!.n === 0;
    },
    PATIENCE_MS,
    50,
  );
  return (performance.now() - nine) / 1000;
}
