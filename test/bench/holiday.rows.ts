import pg from 'pg';
import type { Bench } from './bench.js';
import { copyModels, pushModels } from './history.js';
import { judged, type Measured } from './measured.js';
import { until } from './real-processes.js';

const PATIENCE_MS = 900_000;
const MOST_LOCK_MS = 100;

/** Row 9: a holiday over open cases, by the door that an operator uses. */
export async function holidayRow(bench: Bench): Promise<Measured[]> {
  const count = bench.seconds(100_000, 2_000);
  const county = await bench.county();
  try {
    await pushModels(bench, county);
    await copyModels(county.database, 'OPEN', 1, count);
    await copySteps(county.database);
    const watch = watchLocks(county.databaseUrl);
    const began = performance.now();
    const answer = await fetch(`${county.url}/api/v1/holidays`, {
      method: 'POST',
      headers: { authorization: county.setUp.bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ date: '2026-05-06', name: '임시공휴일' }),
    });
    if (!answer.ok) throw new Error(`the holiday was refused: ${answer.status} ${await answer.text()}`);
    await until(
      'all deadlines have moved',
      async () => {
        const { rows } = await county.database.query('SELECT FROM cases.deadline_change WHERE done_at IS NOT NULL');
        return rows.length > 0;
      },
      PATIENCE_MS,
      200,
    );
    const seconds = (performance.now() - began) / 1000;
    const longest = await watch.stop();
    const { rows } = await county.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM cases.deadline_move WHERE cause = 'HOLIDAY'`,
    );
    if (rows[0]!.n < count) throw new Error(`${rows[0]!.n} of ${count} cases moved`);
    const goal = (20 * count) / 100_000;
    const scaled = count < 100_000 ? `; a quick run, its share of 20 s is ${goal} s` : '';
    const line = { id: 9, unit: 's', why: `in batches, until the last case was through${scaled}` };
    const name = `holiday declared, ${count.toLocaleString('en')} open cases`;
    return [
      judged({ ...line, name, goal: '≤ 20 s for 100,000', value: seconds }, seconds <= goal),
      ...[
        { what: 'longest transaction that held a lock', ...longest.transaction },
        { what: 'longest that cases were locked', ...longest.ofCases },
      ].map(({ what, ms, whose }) =>
        judged({ id: 9, name: what, goal: '≤ 100 ms', value: ms, unit: 'ms', why: whose }, ms <= MOST_LOCK_MS),
      ),
    ];
  } finally {
    await county.end();
  }
}

async function copySteps(database: pg.Client): Promise<void> {
  await database.query(
    `INSERT INTO cases.step (case_id, sequence, kind, at, recorded_at, detail, words_sealed)
     SELECT c.id, s.sequence, s.kind, s.at, s.recorded_at, s.detail, s.words_sealed
     FROM cases.civil_case c JOIN cases.civil_case m ON m.receipt_no LIKE '20264779%' AND m.officer_id = c.officer_id AND m.open
     JOIN cases.step s ON s.case_id = m.id WHERE c.receipt_no LIKE '7%'`,
  );
  await database.query('ANALYZE cases.step');
}

interface Longest {
  ms: number;
  /** Whose it was, and what it did when it was that old; values are no part of it. */
  whose: string;
}

interface LongestLocks {
  /** Any that had written, from its begin. */
  transaction: Longest;
  /** Rows of the cases, from the first look that saw them held to the last: up to two looks, some 15 ms, less than it was. */
  ofCases: Longest;
}

/** Transactions that have written, looked at all the time. */
function watchLocks(url: string): { stop(): Promise<LongestLocks> } {
  const longest: LongestLocks = { transaction: { ms: 0, whose: '' }, ofCases: { ms: 0, whose: '' } };
  let watching = true;
  const since = new Map<string, number>();
  /** What each transaction under way did when it was seen first: a commit alone does not tell whose it is. */
  const began = new Map<string, string>();
  const watched = (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (watching) {
      const { rows } = await client.query<Longest & { id: string; holds: boolean }>({
        name: 'watch locks',
        text: `SELECT pid || ' ' || xact_start AS id, extract(epoch FROM clock_timestamp() - xact_start)::float8 * 1000 AS ms,
           backend_type || ', ' || coalesce(state, '') || ': ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 70) AS whose,
           EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.relation = 'cases.civil_case'::regclass
             AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND l.granted) AS holds
         FROM pg_stat_activity a WHERE datname = current_database() AND backend_xid IS NOT NULL`,
      });
      const now = performance.now();
      for (const id of began.keys()) if (!rows.some((row) => row.id === id)) began.delete(id);
      const holding = new Set(rows.filter(({ holds }) => holds).map(({ id }) => id));
      for (const id of since.keys()) if (!holding.has(id)) since.delete(id);
      for (const { id, ms, whose: does } of rows) {
        if (!began.has(id)) began.set(id, does);
        const whose = began.get(id) === does ? does : `${does}, before: ${began.get(id)}`;
        if (ms > longest.transaction.ms) longest.transaction = { ms, whose };
        if (!holding.has(id)) continue;
        if (!since.has(id)) since.set(id, now);
        const held = now - since.get(id)!;
        if (held > longest.ofCases.ms) longest.ofCases = { ms: held, whose };
      }
      await new Promise((on) => setTimeout(on, 5));
    }
    await client.end();
  })();
  return {
    async stop() {
      watching = false;
      await watched;
      return longest;
    },
  };
}
