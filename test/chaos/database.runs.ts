import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { until } from '../bench/real-processes.js';
import type { Run } from './run.js';
import { batches, stories, STEPS_A_STORY } from './stories.js';
import { Town } from './town.js';

const AT_REST_MS = 180_000;
const run = promisify(execFile);
/** Enough for an empty database with its log; the run fills the rest. */
const DISK = '500m';
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
        const waiting = agent.push([told[0]![0]!]);
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
    name: 'disk full, and too many connections',
    async run({ quick, seed }) {
      const folder = await mkdtemp(join(tmpdir(), 'minwon-small-disk-'));
      await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0755`, 'tmpfs', folder]);
      const town = await Town.found({ seed, folder: join(folder, 'town'), postgres: { max_connections: '40' } });
      try {
        const told = stories(quick ? 60 : 200);
        const app = await town.app();
        const { pid } = app;
        const agent = town.agent(app);
        const pushed = town.push(agent, batches(told, 6, town.random), 200);
        await pause(1_500);
        const ballast = join(folder, 'ballast');
        await fill(folder, ballast);
        await pause(quick ? 5_000 : 15_000);
        const full = { ...agent.answers };
        await rm(ballast);
        await until('the database writes again', async () => (await town.ask('SELECT 1')).length === 1, 120_000);
        await app.end('SIGKILL');
        const hogs = await takeAllConnections(town.postgres.url);
        const started = app.start();
        await pause(3_000);
        await Promise.all(hogs.map((hog) => hog.end()));
        const startedWithout = await started.then(
          () => true,
          () => false,
        );
        if (!startedWithout) await app.start();
        await pushed;
        await town.atRest(AT_REST_MS);
        await agent.close();
        const broken: string[] = [];
        if (!app.isRunning) broken.push('the app ended');
        if (agent.bareRefusals > 0) broken.push(`${agent.bareRefusals} times 503 without Retry-After`);
        if (agent.answers['500'] !== undefined) broken.push(`${agent.answers['500']} times 500`);
        const did = `answers while the disk was full ${JSON.stringify(full)}; ${hogs.length} connections taken, ${startedWithout ? 'the app waited for them' : 'the app ended and was started again'}; pid ${pid === app.pid ? 'the same' : 'another'}`;
        return { account: await town.account(told.length * STEPS_A_STORY), did, broken };
      } finally {
        await town.leave();
        await run('umount', ['-l', folder]);
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
];

/** Until nothing is left, whoever writes beside us. */
async function fill(folder: string, ballast: string): Promise<void> {
  for (let left = Infinity; left > 0;) {
    const { bavail, bsize } = await statfs(folder);
    left = bavail * bsize;
    const piece = Buffer.alloc(Math.min(left, PIECE_BYTES));
    await appendFile(ballast, piece).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error;
    });
  }
}

async function killPostmaster(town: Town): Promise<void> {
  const [row] = await town.ask<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
  process.kill(Number.parseInt(await readFile(join(row!.folder, 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
}

async function takeAllConnections(url: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      return taken;
    }
    taken.push(client);
  }
}
