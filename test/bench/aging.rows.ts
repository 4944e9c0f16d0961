import type { Bench } from './bench.js';
import { judged, type Measured } from './measured.js';

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
