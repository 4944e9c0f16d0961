import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toKst } from '../../libs/clock/index.js';
import { phoneOf, receiptNoOf } from '../bench/feed.js';
import { memoryMiB } from '../bench/processor-time.js';
import { Petition } from '../harness/petition.js';
import { drawn, type Series } from './soak-plot.js';
import type { Run } from './run.js';
import { Town } from './town.js';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 2_000;
/** Each time so many petitions come in, and those are completed that came so many days before. */
const PETITIONS = 20;
const DAYS_OPEN = 5;

const SCHEMAS = ['saeol', 'cases', 'messaging', 'deadlines', 'surveys', 'reporting', 'staff', 'events'];
const DRAWING = 'docs/images/soak.svg';

/** What may not be passed. Memory is compared between the second and the last quarter of the month, by their medians. */
const BOUNDS = {
  memoryGrowthMiB: 60,
  queueMiB: 64,
  deadRows: 100_000,
  filesMiB: 32,
  /** Tables and indexes grow by what came in: so much an event in the second half, and no faster than in the first. */
  tablesKiBAnEvent: 24,
  tablesGrowthRatio: 1.3,
};

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
      const open: { since: number; petitions: Petition[] }[] = [];
      const pushedAt: number[] = [];
      let petitions = 0;
      let events = 0;
      for (let now = began; now < began + days * DAY_MS; now = await clock()) {
        const at = toKst(new Date(now)).slice(0, 19);
        const fresh = Array.from({ length: PETITIONS }, () => petitionOf(petitions++));
        open.push({ since: now, petitions: fresh });
        const done = open[0]!.since < now - DAYS_OPEN * DAY_MS ? open.shift()!.petitions : [];
        const batch = [
          ...fresh.flatMap((one) => [one.received(at), one.assigned(at)]),
          ...done.map((one) => one.completed(at, 'GRANTED')),
        ];
        await agent.push(batch);
        events += batch.length;
        pushedAt.push(events);
        const figures = await look(town, app.pid);
        for (const [index, figure] of figures.entries()) series[index]!.points.push([(now - began) / DAY_MS, figure]);
        await new Promise((on) => setTimeout(on, LOOK_EVERY_MS));
      }
      if (!quick) writeFileSync(DRAWING, drawn(series, days));
      await agent.close();
      const figuresOf = (index: number) => series[index]!.points.map(([, figure]) => figure);
      const memory = [median(part(figuresOf(0), 1, 4)), median(part(figuresOf(0), 3, 4))] as const;
      const [queue, dead, files] = [2, 3, 4].map((index) => Math.max(...figuresOf(index))) as [number, number, number];
      const [first, second] = [0, 1].map((half) => {
        const mib = part(figuresOf(1), half, 2);
        const counted = part(pushedAt, half, 2);
        return ((mib.at(-1)! - mib[0]!) * 1024) / (counted.at(-1)! - counted[0]!);
      }) as [number, number];
      const broken = [
        memory[1] - memory[0] > BOUNDS.memoryGrowthMiB && `memory grew by ${Math.round(memory[1] - memory[0])} MiB`,
        queue > BOUNDS.queueMiB && `the queue took ${Math.round(queue)} MiB`,
        dead > BOUNDS.deadRows && `the queue had ${dead} dead rows`,
        files > BOUNDS.filesMiB && `files took ${Math.round(files)} MiB`,
        second > BOUNDS.tablesKiBAnEvent && `tables took ${second.toFixed(1)} KiB an event`,
        second > first * BOUNDS.tablesGrowthRatio &&
          `tables: ${first.toFixed(1)}, then ${second.toFixed(1)} KiB an event`,
      ].filter((fault) => fault !== false);
      const [found] = await town.ask<{ n: number }>(
        `SELECT count(*)::int AS n FROM messaging.notification
         WHERE occasion IN ('case.received', 'case.assigned', 'case.completed') AND recipient_kind = 'APPLICANT'`,
      );
      const lost = events - found!.n;
      const account = { events, due: found!.n, overtaken: 0, visible: 0, lost, duplicated: 0, outOfOrder: 0 };
      const did = `${days} days, ${petitions} petitions; memory ${Math.round(memory[0])}, at the end ${Math.round(memory[1])} MiB; tables ${second.toFixed(1)} KiB an event; queue at most ${queue.toFixed(1)} MiB; files ${files.toFixed(1)} MiB`;
      return { account, did, broken };
    } finally {
      await town.leave();
    }
  },
};

function petitionOf(n: number): Petition {
  return new Petition(receiptNoOf(n), phoneOf(n));
}

function part<T>(all: readonly T[], index: number, of: number): T[] {
  return all.slice(Math.floor((all.length * index) / of), Math.floor((all.length * (index + 1)) / of));
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1]!;
}

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
