import { backlog, type Bench, type County, VENDOR_MS } from './bench.js';
import { CountyAgent } from './county-agent.js';
import { phoneOf, receiptEvent } from './feed.js';
import type { Done } from './load-orders.js';
import { judged, type Measured, percentile } from './measured.js';
import { memoryMiB } from './processor-time.js';
import { costOf, warmUp } from './push.rows.js';
import { until } from './real-processes.js';

const STEADY = 1_000;
const PATIENCE_MS = 120_000;

/** Rows 4, 5 and 13: from the push to the vendor, at a steady rate and saturated, and what memory that takes. */
export async function endToEndRows(bench: Bench): Promise<Measured[]> {
  const county = await bench.county();
  try {
    const lines: Measured[] = [];
    await warmUp(bench, county);
    await bench.workedOff(county, PATIENCE_MS);
    lines.push(...(await latency(bench, county)));
    lines.push(memoryLine(`memory of app at ${STEADY} events/s`, 200, await memoryMiB(county.app.pid)));
    lines.push(...(await sustained(bench, county)));
    lines.push(memoryLine('memory of app, saturated', 300, await memoryMiB(county.app.pid)));
    await county.app.end('SIGTERM');
    const again = await county.app.start();
    lines.push(
      judged(
        { id: 13, name: 'start to ready, new database', goal: '≤ 3 s', value: county.startSeconds, unit: 's' },
        county.startSeconds <= 3,
      ),
      judged({ id: 13, name: 'start to ready, existing database', goal: '≤ 1 s', value: again, unit: 's' }, again <= 1),
    );
    return lines;
  } finally {
    await county.end();
  }
}

/** Row 4. */
async function latency(bench: Bench, county: County): Promise<Measured[]> {
  const seconds = bench.seconds(15, 5);
  const { done, times } = await acceptedAfter(bench, county, { perSecond: STEADY, first: 3_000_000, seconds });
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  const why = `${STEADY} events/s asked for, ${Math.round(done.events / done.seconds)} taken; to the answer p50 ${done.p50.toFixed(1)} ms, p99 ${done.p99.toFixed(1)} ms; the vendor's ${VENDOR_MS} ms are not counted`;
  const line = { id: 4, unit: 'ms', why };
  return [
    judged({ ...line, name: 'event in to vendor accepted, p50', goal: '≤ 5 ms', value: p50 }, p50 <= 5),
    judged({ ...line, name: 'event in to vendor accepted, p99', goal: '≤ 30 ms', value: p99 }, p99 <= 30),
  ];
}

/**
 * New petitions at a steady rate: ms from the moment at which each was due until the vendor had accepted its notice. The vendor notes when
 * it accepts and answers 20 ms later, so its own time is not in it.
 * @throws Error where one was never accepted
 */
export async function acceptedAfter(
  bench: Bench,
  county: County,
  { perSecond, first, seconds }: { perSecond: number; first: number; seconds: number },
): Promise<{ done: Done; times: number[] }> {
  const began = Date.now();
  const done = await bench.load.carryOut({ do: 'PUSH_STEADILY', feed: county.feed, perSecond, first, seconds });
  await bench.workedOff(county, PATIENCE_MS);
  const acceptedAt = new Map(
    (await bench.sandbox.messages(began)).map(({ to, acceptedAt: at }) => [to, Date.parse(at)]),
  );
  const times = done.dueAt!.flatMap((due, index) => {
    const at = acceptedAt.get(phoneOf(first + index));
    return at === undefined ? [] : [at - due];
  });
  if (times.length < done.events)
    throw new Error(`${done.events - times.length} of ${done.events} were never accepted`);
  return { done, times };
}

/** Row 5: pushed as fast as it is taken, until the last notice is with the vendor and nothing is left to do. */
async function sustained(bench: Bench, county: County): Promise<Measured[]> {
  const events = bench.seconds(40_000, 6_000);
  const began = performance.now();
  let lastAfter = 0;
  const { done, cost } = await bench.cost(county.app, async () => {
    const pushed = await bench.load.carryOut({
      do: 'PUSH',
      feed: county.feed,
      callers: 8,
      perRequest: 100,
      first: 4_000_000,
      events,
    });
    await until('all is with the vendor', async () => (await backlog(county.database)) === 0, PATIENCE_MS * 3, 200);
    lastAfter = (performance.now() - began) / 1000;
    return pushed;
  });
  const rate = done.events / lastAfter;
  const why = `${done.events} events in requests of 100 and all that follows from them until nothing waits; taken at ${Math.round(done.events / done.seconds)}/s`;
  return [
    judged(
      { id: 5, name: 'end to end, sustained', goal: '≥ 3,000 events/s', value: rate, unit: 'events/s', why },
      rate >= 3000,
    ),
    judged(
      {
        id: 5,
        name: 'processor time an event, in all',
        goal: '≤ 500 µs',
        value: cost.both,
        unit: 'µs',
        why: costOf(cost),
      },
      cost.both <= 500,
    ),
  ];
}

function memoryLine(name: string, most: number, memory: { now: number; most: number } | null): Measured {
  const goal = `≤ ${most} MiB`;
  if (memory === null)
    return { id: 13, name, goal, value: null, unit: '', verdict: 'not measured', why: 'no /proc here' };
  const why = `resident, now; at most so far ${Math.round(memory.most)} MiB`;
  return judged({ id: 13, name, goal, value: memory.now, unit: 'MiB', why }, memory.now <= most);
}

/** Row 14: both are killed while callers push; what was accepted is looked for on the phones. */
export async function killRows(bench: Bench): Promise<Measured[]> {
  const county = await bench.county();
  const agent = new CountyAgent([county.url], county.setUp.linkSecret);
  let pushing = true;
  let next = 5_000_000;
  const began = Date.now();
  const callers = Array.from({ length: 8 }, async () => {
    while (pushing) {
      const n = next++;
      await agent.push([receiptEvent(n, county.feed.occurredAt)]);
    }
  });
  try {
    const taken = async () => {
      const since = performance.now();
      await until('an event is taken', () => Promise.resolve(agent.takenAt.some((at) => at > since)), PATIENCE_MS);
    };
    await taken();
    let killed = performance.now();
    await county.app.end('SIGKILL');
    let gone = performance.now();
    await county.app.start();
    const firstAfter = async () => {
      await until('an event is taken', () => Promise.resolve(agent.takenAt.some((at) => at > gone)), PATIENCE_MS);
      return (agent.takenAt.find((at) => at > gone)! - killed) / 1000;
    };
    const app = await firstAfter();
    await taken();
    killed = performance.now();
    process.kill(bench.postmaster, 'SIGKILL');
    await until('PostgreSQL is gone', () => Promise.resolve(!isAlive(bench.postmaster)), PATIENCE_MS);
    gone = performance.now();
    const postgres = await firstAfter();
    await taken();
    pushing = false;
    await Promise.all(callers);
    await bench.connectAnew(county);
    await bench.workedOff(county, PATIENCE_MS);
    const { lost, doubled } = await accountFor(bench, began, 5_000_000, next);
    const why = `${next - 5_000_000} events through both kills`;
    return [
      judged(
        { id: 14, name: 'kill -9 of app to the next accepted event', goal: '≤ 1 s', value: app, unit: 's' },
        app <= 1,
      ),
      judged(
        { id: 14, name: 'kill -9 of PostgreSQL to the next accepted event', goal: '≤ 5 s', value: postgres, unit: 's' },
        postgres <= 5,
      ),
      judged({ id: 14, name: 'lost through the kills', goal: '0', value: lost, unit: '', why }, lost === 0),
      judged({ id: 14, name: 'doubled through the kills', goal: '0', value: doubled, unit: '', why }, doubled === 0),
    ];
  } finally {
    pushing = false;
    await agent.close();
    await county.end();
  }
}

async function accountFor(bench: Bench, since: number, from: number, to: number) {
  const messages = await until(
    'every accepted message is visible',
    async () => {
      const all = await bench.sandbox.messages(since);
      return all.every((message) => message.visible) && all;
    },
    PATIENCE_MS,
    500,
  );
  const shown = new Map<string, number>();
  for (const { to: phone } of messages) shown.set(phone, (shown.get(phone) ?? 0) + 1);
  let lost = 0;
  let doubled = 0;
  for (let n = from; n < to; n += 1) {
    const times = shown.get(phoneOf(n)) ?? 0;
    if (times === 0) lost += 1;
    if (times > 1) doubled += 1;
  }
  return { lost, doubled };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
