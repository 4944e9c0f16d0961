import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryMiB } from '../bench/processor-time.js';
import { receiptEvent } from '../bench/feed.js';
import { drawn, type Series } from './soak-plot.js';
import type { Run } from './run.js';
import { Town } from './town.js';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 2_000;
const SCHEMAS = ['saeol', 'cases', 'messaging', 'deadlines', 'surveys', 'reporting', 'staff'];
/** Growth of memory over the second half of the month that counts as a leak, MiB. */
const MOST_GROWTH_MIB = 60;
const MOST_QUEUE_MIB = 64;

/** A month of the county's time at speed, with petitions all along: what may grow does so by what came in, and nothing else grows. */
export const soakRun: Run = {
  id: 'soak',
  name: 'a simulated month at speed: memory, tables, queue and files',
  async run({ quick, seed }) {
    const days = quick ? 10 : 30;
    const speed = quick ? 20_000 : 5_000;
    const town = await Town.found({ seed, settings: { DEMO_CLOCK_SPEED: String(speed) } });
    try {
      const app = await town.app();
      const agent = town.agent(app);
      const clock = async () => {
        const answer = await fetch(`${app.url}/health/ready`);
        return Date.parse(((await answer.json()) as { clock: { now: string } }).clock.now);
      };
      const began = await clock();
      const series: Series[] = ['memory of app', 'tables', 'queue', 'dead rows of the queue', 'files'].map((name) => ({
        name,
        unit: name.startsWith('dead') ? '' : 'MiB',
        points: [],
      }));
      let pushed = 0;
      for (let now = began; now < began + days * DAY_MS; now = await clock()) {
        const occurredAt = new Date(now).toISOString();
        const batch = Array.from({ length: 20 }, () => receiptEvent(pushed++, occurredAt));
        await agent.push(batch);
        const figures = await look(town, app.pid);
        for (const [index, figure] of figures.entries()) series[index]!.points.push([(now - began) / DAY_MS, figure]);
        await new Promise((on) => setTimeout(on, LOOK_EVERY_MS));
      }
      mkdirSync('bench', { recursive: true });
      writeFileSync('bench/soak.svg', drawn(series, days));
      await agent.close();
      const memory = series[0]!.points.map(([, mib]) => mib);
      const half = memory[memory.length >> 1]!;
      const growth = memory.at(-1)! - half;
      const queue = Math.max(...series[2]!.points.map(([, mib]) => mib));
      const broken: string[] = [];
      if (growth > MOST_GROWTH_MIB) broken.push(`memory grew by ${Math.round(growth)} MiB in the second half`);
      if (queue > MOST_QUEUE_MIB) broken.push(`the queue took ${Math.round(queue)} MiB`);
      const [found] = await town.ask<{ n: number }>(
        `SELECT count(*)::int AS n FROM messaging.notification WHERE occasion = 'case.received'`,
      );
      const lost = pushed - found!.n;
      const account = { events: pushed, due: found!.n, overtaken: 0, visible: 0, lost, duplicated: 0, outOfOrder: 0 };
      const did = `${days} days, ${pushed} petitions; memory ${Math.round(half)} MiB at half, ${Math.round(memory.at(-1)!)} at the end; drawn in bench/soak.svg`;
      return { account, did, broken };
    } finally {
      await town.leave();
    }
  },
};

async function look(town: Town, pid: number): Promise<number[]> {
  const memory = await memoryMiB(pid);
  const [sizes] = await town.ask<{ tables: number; queue: number; dead: number }>(
    `SELECT (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'r' AND n.nspname = ANY($1))::float8 AS tables,
       pg_total_relation_size('graphile_worker._private_jobs')::float8 AS queue,
       (SELECT n_dead_tup FROM pg_stat_all_tables WHERE relid = 'graphile_worker._private_jobs'::regclass)::int AS dead`,
    [SCHEMAS],
  );
  const data = join(town.folder, 'data');
  const files = readdirSync(data, { recursive: true }).reduce((sum, name) => sum + sizeOf(join(data, String(name))), 0);
  const mib = 2 ** 20;
  return [memory?.now ?? Number.NaN, sizes!.tables / mib, sizes!.queue / mib, sizes!.dead, files / mib];
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : 0;
}
