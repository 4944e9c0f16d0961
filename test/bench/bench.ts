import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { CountyAgent } from './county-agent.js';
import type { Feed } from './feed.js';
import { Load } from './load.js';
import {
  installation,
  realApp,
  realSandbox,
  realWorker,
  until,
  type Installation,
  type RealProcess,
  type Sandbox,
} from './real-processes.js';
import { processorSeconds } from './processor-time.js';

/** What every answer of the vendor takes. */
export const VENDOR_MS = 20;
export const CLOCK = '2026-04-29T09:00:00+09:00';
const FLOOR_CONNECTIONS = 32;
const ADDED_UP_WITHIN_MS = 60_000;

export interface BenchOptions {
  quick: boolean;
  seed: number;
  /** Folder for CPU profiles of the program; null: none are taken. */
  profiles: string | null;
  /** Whether PostgreSQL counts what each statement costs. */
  statements: boolean;
}

/** Microseconds of processor an event. */
export interface Cost {
  node: number;
  postgres: number;
  both: number;
}

/** A county with its own database, and the program that serves it. */
export interface County {
  url: string;
  /** As the owner of the database. */
  database: pg.Client;
  databaseUrl: string;
  setUp: Installation;
  app: RealProcess;
  feed: Feed;
  /** Seconds from the start of the process until it was ready, on the new database. */
  startSeconds: number;
  /** Sends events until they are taken. */
  push(events: object[]): Promise<void>;
  end(): Promise<void>;
}

/** What all rows share: PostgreSQL with its durability on, the vendor, the load generator, each a process of its own. */
export class Bench {
  private counties = 0;
  private readonly programs: RealProcess[] = [];

  private constructor(
    readonly options: BenchOptions,
    readonly folder: string,
    readonly postgres: EmbeddedPostgres,
    public server: pg.Client,
    readonly sandbox: Sandbox,
    readonly load: Load,
    public postmaster: number,
  ) {}

  static async start(options: BenchOptions): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'minwon-bench-'));
    const postgres = await startEmbeddedPostgres({
      dataDir: join(folder, 'pg'),
      settings: options.statements ? { shared_preload_libraries: 'pg_stat_statements' } : {},
    });
    const server = await connected(postgres.url);
    await server.query(`CREATE SCHEMA bench`);
    if (options.statements) await server.query('CREATE EXTENSION pg_stat_statements');
    await server.query(
      `CREATE TABLE bench.floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload bytea NOT NULL)`,
    );
    const sandbox = await realSandbox({ latencyMs: VENDOR_MS, seed: options.seed });
    await sandbox.start();
    return new Bench(options, folder, postgres, server, sandbox, new Load(), await postmasterOf(server));
  }

  async end(): Promise<void> {
    this.load.end();
    await this.server.end();
    await this.sandbox.end('SIGTERM');
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** In the middle of a row: ends whatever runs. */
  async abandon(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.end('SIGKILL')));
    await this.end();
  }

  /** Seconds that a phase lasts: `long` ones, or as many as a quick run can afford. */
  seconds(long: number, quick: number): number {
    return this.options.quick ? quick : long;
  }

  /** Durable one-row transactions a second at this very moment. */
  async floor(): Promise<number> {
    const seconds = this.seconds(3, 1.5);
    const order = { do: 'INSERT', url: this.postgres.url, connections: FLOOR_CONNECTIONS, seconds } as const;
    const done = await this.load.carryOut(order);
    await this.server.query('TRUNCATE bench.floor');
    return done.requests / done.seconds;
  }

  /** Measures between two floors, so that a machine which slows down meanwhile slows both. */
  async againstFloor<T>(measure: () => Promise<T>): Promise<{ result: T; floor: number }> {
    const before = await this.floor();
    const result = await measure();
    return { result, floor: (before + (await this.floor())) / 2 };
  }

  /** A county on a new database; the program runs with these settings, e.g. `WORK: 'off'`. */
  async county(settings: Record<string, string> = {}): Promise<County> {
    const name = `county_${(this.counties += 1)}`;
    await this.server.query(`CREATE DATABASE ${name}`);
    const databaseUrl = this.postgres.url.replace(/[^/]*$/, name);
    const setUp = installation(databaseUrl, join(this.folder, name), this.sandbox);
    const { profiles } = this.options;
    const app = await realApp(
      setUp,
      settings,
      'app',
      profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`],
    );
    this.programs.push(app);
    const startSeconds = await app.start();
    const agent = new CountyAgent([app.url], setUp.linkSecret);
    const county: County = {
      url: app.url,
      database: await connected(databaseUrl),
      databaseUrl,
      setUp,
      app,
      startSeconds,
      push: (events) => agent.push(events),
      feed: { url: app.url, secret: setUp.linkSecret, occurredAt: CLOCK },
      end: async () => {
        await agent.close();
        await app.end('SIGTERM');
        await county.database.end();
        await this.server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
    return county;
  }

  /** What the app and PostgreSQL spend meanwhile, in microseconds of processor an event; NaN where the machine does not tell. */
  async cost<T extends { events: number }>(app: RealProcess, work: () => Promise<T>): Promise<{ done: T; cost: Cost }> {
    const spent = async () => {
      const seconds = await Promise.all([processorSeconds(app.pid), processorSeconds(this.postmaster)]);
      return seconds.map((each) => (each ?? Number.NaN) * 1e6);
    };
    const before = await spent();
    const done = await work();
    const [node, postgres] = (await spent()).map((each, index) => (each - before[index]!) / done.events);
    return { done, cost: { node: node!, postgres: postgres!, both: node! + postgres! } };
  }

  /** Background work for a county whose app has none. */
  async workerOf({ setUp }: County): Promise<RealProcess> {
    const worker = await realWorker(setUp);
    this.programs.push(worker);
    await worker.start();
    return worker;
  }

  /** After PostgreSQL was killed and has come back. */
  async connectAnew(county: County): Promise<void> {
    this.server = await connected(this.postgres.url);
    this.postmaster = await postmasterOf(this.server);
    county.database = await connected(county.databaseUrl);
  }

  /** Waits until all that was pushed to the county is worked off: inbox, queue, and what is to be sent. */
  async workedOff(county: County, ms: number): Promise<void> {
    await until('all events are worked off', async () => (await backlog(county.database)) === 0, ms, 200);
  }

  /** Waits until the fate of every notice is known. */
  async settled({ database }: County, ms: number): Promise<void> {
    const underWay = `SELECT FROM messaging.notification WHERE status = 'WAITING' AND act_at IS NULL
      UNION ALL SELECT FROM messaging.notification WHERE act_at IS NOT NULL LIMIT 1`;
    await until('all notices have ended', async () => (await database.query(underWay)).rowCount === 0, ms, 200);
  }

  /** Waits until what was counted stands in the figures. */
  async addedUp({ database }: County): Promise<void> {
    const none = async () => (await database.query('SELECT FROM reporting.delta_batch LIMIT 1')).rowCount === 0;
    await until('all figures are added up', none, ADDED_UP_WITHIN_MS, 50);
  }
}

/** What cost PostgreSQL most since the last time, by statement: time, calls, and records of its log. */
export async function dearestStatements(server: pg.Client): Promise<string> {
  const { rows } = await server.query<{ ms: number; calls: number; records: string; text: string }>(
    `SELECT total_exec_time AS ms, calls, wal_records AS records, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS text
     FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 40`,
  );
  const { rows: sums } = await server.query<{ records: string; bytes: string }>(
    'SELECT sum(wal_records) AS records, sum(wal_bytes) AS bytes FROM pg_stat_statements',
  );
  await server.query('SELECT pg_stat_statements_reset()');
  const all = `${sums[0]!.records} records of the log, ${(Number(sums[0]!.bytes) / 1e6).toFixed(1)} MB`;
  const lines = rows.map(
    ({ ms, calls, records, text }) =>
      `${ms.toFixed(0).padStart(7)} ms ${String(calls).padStart(7)} × ${records.padStart(8)} ${text}`,
  );
  return [all, ...lines].join('\n');
}

/** Events that wait in the inbox, jobs, and notices that no vendor has accepted yet. */
export async function backlog(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ waiting: number }>(
    `SELECT ((SELECT count(*) FROM saeol.inbox WHERE state = 'WAITING')
      + (SELECT count(*) FROM graphile_worker._private_jobs WHERE attempts < max_attempts)
      + (SELECT count(*) FROM messaging.notification WHERE status = 'WAITING' AND act_at IS NULL)
      + (SELECT count(*) FROM messaging.notification WHERE act_at IS NOT NULL AND step = 'SEND'))::int AS waiting`,
  );
  return rows[0]!.waiting;
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // rows that pull the plug connect anew
  await client.connect();
  return client;
}

/** The server's process: the parent of the one behind this connection, field 2 after the name in proc_pid_stat(5). */
async function postmasterOf(server: pg.Client): Promise<number> {
  const { rows } = await server.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const stat = readFileSync(`/proc/${rows[0]!.pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
