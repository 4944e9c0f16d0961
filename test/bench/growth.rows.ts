import type { Bench } from './bench.js';
import { copyHistory, pushModels } from './history.js';
import { judged, median, notMeasured, tableOf, type Measured } from './measured.js';

const KEPT = 0.9;
/** A machine that others use as well changes its pace from one minute to the next. */
const PAIRS = 3;

/** Row 12: how the link takes events in behind a history of cases, against the same behind a short one, each to its own floor. */
export async function growthRows(bench: Bench): Promise<Measured[]> {
  const sizes = bench.options.quick ? [10_000, 100_000] : [10_000, 1_000_000, 10_000_000];
  const county = await bench.county({ WORK: 'off' });
  try {
    const ratios: number[] = [];
    const lines: Measured[] = [];
    let cases = 0;
    let first = 7_000_000;
    const worker = await bench.workerOf(county);
    await pushModels(bench, county);
    await worker.end('SIGTERM');
    for (const size of sizes) {
      await copyHistory(bench, county, cases + 1, size - cases);
      cases = size;
      const push = () => {
        first += 500_000;
        const seconds = bench.seconds(8, 3);
        return bench.load.carryOut({ do: 'PUSH', feed: county.feed, callers: 64, perRequest: 1, first, seconds });
      };
      // Pages that come from the disk for the first time are no part of what a history costs.
      for (let warm = 0; warm < (bench.options.quick ? 1 : 3); warm++) await push();
      const pairs: { rate: number; ratio: number }[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        const { result, floor } = await bench.againstFloor(push);
        const rate = result.events / result.seconds;
        pairs.push({ rate, ratio: rate / floor });
      }
      const ratio = median(pairs.map((one) => one.ratio));
      ratios.push(ratio);
      const kept = ratio / ratios[0]!;
      const line = judged(
        {
          id: 12,
          name: `row 2 behind ${size.toLocaleString('en')} cases`,
          goal: size === sizes[0] ? 'the small one' : '≥ 0.9 of the small one',
          value: median(pairs.map(({ rate }) => rate)),
          unit: 'events/s',
          ratio: kept,
          why: `ratio to row 2 behind ${sizes[0]!.toLocaleString('en')} cases, both against their floors: ${pairs.map((one) => one.ratio.toFixed(3)).join(', ')} F`,
        },
        kept >= KEPT,
      );
      lines.push(line);
      // The next size may take half an hour.
      console.log(tableOf([line]));
    }
    if (bench.options.quick)
      lines.push(
        notMeasured(
          12,
          'behind 1,000,000 and 10,000,000 cases',
          '≥ 0.9 of the small one',
          'a quick run has no time for it',
        ),
      );
    return lines;
  } finally {
    await county.end();
  }
}

/** Row 15: a month of the inbox that detaches, against deleting it, and what the queue leaves behind. */
export async function agingRows(bench: Bench): Promise<Measured[]> {
  const rows = bench.seconds(1_000_000, 200_000);
  const county = await bench.county();
  try {
    const { database } = county;
    await database.query(`SELECT saeol.prepare_month('2024-03-01')`);
    const fill = (month: string) =>
      database.query(
        `INSERT INTO saeol.inbox (id, stored_at, receipt_no, sequence, source, state, settled_at)
         SELECT uuidv7(), $2::timestamptz + n * interval '1 second', n::text, 1, 'PUSH', 'APPLIED', $2::timestamptz FROM generate_series(1, $1::int) AS n`,
        [rows, `${month}-01T12:00:00+09:00`],
      );
    const timed = async (text: string) => {
      const began = performance.now();
      await database.query(text);
      return performance.now() - began;
    };
    await fill('2024-03');
    const deleted = await timed(`DELETE FROM saeol.inbox WHERE stored_at < '2024-12-01'`);
    await fill('2024-03');
    const dropped =
      (await timed('ALTER TABLE saeol.inbox DETACH PARTITION saeol.inbox_202403')) +
      (await timed('DROP TABLE saeol.inbox_202403'));
    const events = bench.seconds(20_000, 2_000);
    const feed = county.feed;
    await bench.load.carryOut({ do: 'PUSH', feed, callers: 8, perRequest: 50, first: 9_000_000, events });
    await bench.workedOff(county, 600_000);
    const { rows: queue } = await database.query<{ bytes: number; dead: number }>(
      `SELECT pg_total_relation_size('graphile_worker._private_jobs')::int AS bytes, n_dead_tup::int AS dead
       FROM pg_stat_all_tables WHERE relid = 'graphile_worker._private_jobs'::regclass`,
    );
    const { bytes, dead } = queue[0]!;
    const mib = bytes / 2 ** 20;
    return [
      judged(
        {
          id: 15,
          name: `a month of ${rows.toLocaleString('en')} rows detaches`,
          goal: 'in ms',
          value: dropped,
          unit: 'ms',
          why: `detach and drop; DELETE of the same rows took ${Math.round(deleted)} ms`,
        },
        dropped < 1000 && dropped < deleted,
      ),
      judged(
        {
          id: 15,
          name: `queue after ${events.toLocaleString('en')} events`,
          goal: 'bounded',
          value: mib,
          unit: 'MiB',
          why: `${dead} dead rows; a simulated month is drawn by npm run chaos -- --only soak`,
        },
        mib < 64,
      ),
    ];
  } finally {
    await county.end();
  }
}
