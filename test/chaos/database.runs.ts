import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, statfs, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import type { CountyAgent } from '../bench/county-agent.js';
import { until } from '../bench/real-processes.js';
import type { Run } from './run.js';
import { batches, stories, STEPS_A_STORY } from './stories.js';
import { Town } from './town.js';

const AT_REST_MS = 180_000;
const run = promisify(execFile);
const BALLAST = 'ballast';
const MOST_STORIES = 5_000;
const STORIES_AT_ONCE = 20;
const PIECE_BYTES = 4 * 1024 * 1024;

/** What the database does to the program. */
export const databaseRuns: Run[] = [
  {
    id: '2',
    name: 'kill -9 of PostgreSQL under load, then a full stop',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(quick ? 80 : 300);
        const app = await town.app();
        const { pid } = app;
        const agent = town.agent(app);
        const pushed = town.push(agent, batches(told, 6, town.random), 150);
        const kills = quick ? 2 : 6;
        for (let kill = 0; kill < kills; kill += 1) {
          await pause(500 + town.random() * 1_000);
          await killPostmaster(town);
          await until('PostgreSQL is back', async () => (await town.ask('SELECT 1')).length === 1, 60_000);
        }
        const { port } = town.postgres;
        await town.postgres.stop();
        const refusedBefore = agent.answers['503'] ?? 0;
        // A caller of its own, for when the crowd is through already.
        const waiting = town.push(agent, [[told[0]![0]!]]);
        await pause(quick ? 8_000 : 30_000);
        const refused = (agent.answers['503'] ?? 0) - refusedBefore;
        town.postgres = await startEmbeddedPostgres({ dataDir: join(town.folder, 'pg'), port });
        await waiting;
        await pushed;
        await town.atRest(AT_REST_MS);
        await agent.close();
        const broken: string[] = [];
        if (!app.isRunning || app.pid !== pid) broken.push('the app ended');
        if (refused === 0) broken.push('no 503 while PostgreSQL was away');
        if (agent.bareRefusals > 0) broken.push(`${agent.bareRefusals} times 503 without Retry-After`);
        if (agent.answers['500'] !== undefined) broken.push(`${agent.answers['500']} times 500`);
        const did = `${kills} kills, ${quick ? 8 : 30} s away, ${refused} answers 503; all answers ${JSON.stringify(agent.answers)}`;
        return { account: await town.account(told.length * STEPS_A_STORY), did, broken };
      } finally {
        await town.leave();
      }
    },
  },
  {
    id: '7',
    name: 'disk of the tables full, disk of the log full, too many connections',
    async run({ quick, seed }) {
      const tables = await smallDisk('tables', '300m');
      const log = await smallDisk('log', '160m');
      const postgres = { max_connections: '60', min_wal_size: '32MB', max_wal_size: '64MB', wal_recycle: 'off' };
      const folder = join(tables, 'town');
      // The log gets a disk of its own: a table that cannot grow refuses a statement, a log that cannot grow ends the server.
      await (await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), settings: postgres })).stop();
      await run('mv', [join(folder, 'pg', 'pg_wal'), join(log, 'pg_wal')]);
      await run('chmod', ['0755', log]);
      await symlink(join(log, 'pg_wal'), join(folder, 'pg', 'pg_wal'));
      const town = await Town.found({ seed, folder, postgres });
      try {
        const app = await town.app();
        const { pid } = app;
        const agent = town.agent(app);
        const feed = steadyFeed(town, agent);
        const held = quick ? 2_000 : 15_000;
        const done: string[] = [];
        const refusals = () => agent.answers['503'] ?? 0;
        const refusedDuring = async (what: string, end: () => Promise<unknown>) => {
          const before = refusals();
          await until(`a push is refused: ${what}`, async () => refusals() > before + 2, 120_000, 50);
          await pause(held);
          done.push(`${what}: ${refusals() - before} answers 503`);
          await end();
          const taken = agent.takenAt.length;
          await until(
            `pushes are taken again after: ${what}`,
            async () => agent.takenAt.length > taken + 2,
            120_000,
            50,
          );
        };

        await until('pushes are taken', async () => agent.takenAt.length > 10, 60_000, 50);
        await fill(tables);
        await refusedDuring('tables full', () => rm(join(tables, BALLAST)));

        await fill(log);
        await writeLogUntilRefused(town.postgres.url);
        await refusedDuring('log full', () => rm(join(log, BALLAST)));

        const hogs = await takeAllConnections(town.postgres.url);
        await refusedDuring(`${hogs.length} connections taken`, () => Promise.all(hogs.map((hog) => hog.end())));

        const events = await feed.end();
        await town.atRest(AT_REST_MS);
        await agent.close();
        const broken: string[] = [];
        if (!app.isRunning || app.pid !== pid) broken.push('the app ended');
        if (agent.bareRefusals > 0) broken.push(`${agent.bareRefusals} times 503 without Retry-After`);
        if (agent.answers['500'] !== undefined) broken.push(`${agent.answers['500']} times 500`);
        return { account: await town.account(events), did: done.join(', '), broken };
      } finally {
        await town.leave();
        for (const disk of [tables, log]) {
          await run('umount', ['-l', disk]);
          await rm(disk, { recursive: true, force: true });
        }
      }
    },
  },
];

/** A disk of this size, in memory. @throws Error where the run may not mount one: it needs root, as in a container of one's own */
async function smallDisk(name: string, size: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `minwon-small-disk-${name}-`));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755`, 'tmpfs', folder]);
  return folder;
}

/** Petitions after petitions until the end is asked for, which tells how many events were taken. */
function steadyFeed(town: Town, agent: CountyAgent): { end(): Promise<number> } {
  let wanted = true;
  const feeding = (async () => {
    const left = stories(MOST_STORIES);
    let events = 0;
    for (let some = left.splice(0, STORIES_AT_ONCE); wanted; some = left.splice(0, STORIES_AT_ONCE)) {
      if (some.length === 0) throw new Error(`the feed ended after ${MOST_STORIES} petitions`);
      await town.push(agent, batches(some, 6, town.random), 100);
      events += some.length * STEPS_A_STORY;
    }
    return events;
  })();
  feeding.catch(() => undefined); // whoever asks for the end hears of it
  return {
    end() {
      wanted = false;
      return feeding;
    },
  };
}

/** Until nothing is left, whoever writes beside us. */
async function fill(disk: string): Promise<void> {
  for (let left = Infinity; left > 0;) {
    const { bavail, bsize } = await statfs(disk);
    left = bavail * bsize;
    const piece = Buffer.alloc(Math.min(left, PIECE_BYTES));
    await appendFile(join(disk, BALLAST), piece).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error;
    });
  }
}

/** Uses up what the server had put by for its log. */
async function writeLogUntilRefused(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (;;) await client.query(`SELECT pg_logical_emit_message(false, 'ballast', repeat('x', 1000000))`);
  } catch {
    await client.end().catch(() => undefined);
  }
}

async function killPostmaster(town: Town): Promise<void> {
  const [row] = await town.ask<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
  process.kill(Number.parseInt(await readFile(join(row!.folder, 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
}

/** Ends everybody's sessions and takes their places. */
async function takeAllConnections(url: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch {
      const { rowCount } = await taken[0]!.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND NOT pid = ANY ($1)`,
        [taken.map((one) => (one as unknown as { processID: number }).processID)],
      );
      if (rowCount === 0) return taken;
    }
  }
}
