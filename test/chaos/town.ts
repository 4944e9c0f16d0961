import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { CountyAgent } from '../bench/county-agent.js';
import {
  freePort,
  installation,
  realApp,
  realSandbox,
  realWorker,
  until,
  type Installation,
  type RealProcess,
  type Sandbox,
} from '../bench/real-processes.js';
import { seeded } from '../bench/seeded.js';
import { type Account, accountFor } from './account.js';
import { NOON } from './stories.js';

const CALLERS = 6;

/** What notices that are not final wait for, by machine time. */
const UNDER_WAY = `
SELECT count(*) || ' ' || n.status || ' ' || coalesce(n.step, '-') || ' ' || coalesce(n.channel, '-') || ' ' || coalesce(a.vendor, '-')
  || ' ' || coalesce(a.status, '-') || ' after ' || max(coalesce(a.calls, 0)) || ' calls, ' || max(n.asked) || ' questions, due at '
  || min(n.due_at) || ', looked at in ' || coalesce(min(n.act_at - now())::text, '-') || ': ' || coalesce(max(a.reason), '-') AS like
FROM messaging.notification n LEFT JOIN messaging.attempt a ON a.id = n.attempt_id AND a.started_at = n.attempt_started_at
WHERE n.status IN ('WAITING', 'SENDING') GROUP BY n.status, n.step, n.channel, a.vendor, a.status ORDER BY count(*) DESC LIMIT 8`;

export interface TownOptions {
  seed: number;
  /** For PostgreSQL's data; a new one under the system's temporary files by default. */
  folder?: string;
  postgres?: Record<string, string>;
  /** Of app and worker, e.g. `TZ`. */
  settings?: Record<string, string>;
  nodeOptions?: string[];
}

/** One county with everything it runs on, each a process of its own, nothing shared with other runs. */
export class Town {
  readonly random: () => number;
  /** Those that stand, for when the runs are broken off. */
  static readonly standing = new Set<Town>();
  private readonly began = Date.now();
  private readonly processes: RealProcess[] = [];

  private constructor(
    private readonly options: TownOptions,
    readonly folder: string,
    public postgres: EmbeddedPostgres,
    readonly sandbox: Sandbox,
    readonly setUp: Installation,
  ) {
    this.random = seeded(options.seed);
    Town.standing.add(this);
  }

  static async found(options: TownOptions): Promise<Town> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'minwon-chaos-')));
    const dataDir = join(folder, 'pg');
    const postgres = await startEmbeddedPostgres({ dataDir, settings: options.postgres, port: await freePort() });
    const sandbox = await realSandbox({ latencyMs: 5, seed: options.seed });
    await sandbox.start();
    const setUp = installation(postgres.url, join(folder, 'data'), sandbox);
    Object.assign(setUp.environment, { DEMO_CLOCK: NOON, ...options.settings });
    return new Town(options, folder, postgres, sandbox, setUp);
  }

  async app(settings: Record<string, string> = {}, name = 'app'): Promise<RealProcess> {
    return this.begun(await realApp(this.setUp, settings, name, this.options.nodeOptions));
  }

  async worker(name = 'worker'): Promise<RealProcess> {
    return this.begun(await realWorker(this.setUp, {}, name));
  }

  private async begun(process: RealProcess): Promise<RealProcess> {
    this.processes.push(process);
    await process.start();
    return process;
  }

  agent(...apps: RealProcess[]): CountyAgent {
    return new CountyAgent(
      apps.map(({ url }) => url),
      this.setUp.linkSecret,
    );
  }

  /** Pushes batches by a few callers at a time; resolves when all are taken. */
  push(agent: CountyAgent, batches: readonly object[][], pauseMs = 0): Promise<unknown> {
    const left = [...batches];
    const caller = async () => {
      for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
        await agent.push(batch);
        if (pauseMs > 0) await new Promise((on) => setTimeout(on, this.random() * pauseMs));
      }
    };
    const all = Promise.all(Array.from({ length: CALLERS }, caller));
    // A run that is at something else when a push fails hears of it when it waits for it.
    all.catch(() => undefined);
    return all;
  }

  /** What no database may be connected to for. */
  async onServer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.postgres.url.replace(/[^/]*$/, 'postgres') });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  /** Asks the database with a connection of its own: PostgreSQL may have been away. */
  async ask<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<T>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Waits until nothing is left to do and what the vendors took is on the phones. @throws Error that says what is left */
  async atRest(ms: number): Promise<void> {
    const left = () =>
      this.ask<{ what: string; n: number }>(
        `SELECT * FROM (SELECT 'events in the inbox' AS what, count(*)::int AS n FROM saeol.inbox WHERE state = 'WAITING'
           UNION ALL SELECT 'jobs', count(*)::int FROM graphile_worker._private_jobs
           UNION ALL SELECT 'notices under way', count(*)::int FROM messaging.notification WHERE status IN ('WAITING', 'SENDING')
             AND recipient_kind IN ('APPLICANT', 'AGENT')) AS everything WHERE n > 0`,
      );
    await until('nothing is left to do', async () => (await left()).length === 0, ms, 300).catch(async () => {
      const rest = (await left()).map(({ what, n }) => `${n} ${what}`).join(', ');
      const notices = (await this.ask<{ like: string }>(UNDER_WAY)).map(({ like }) => like).join('; ');
      throw new Error(`after ${ms / 1000} s there are still ${rest}. ${notices}`);
    });
  }

  async account(events: number): Promise<Account> {
    const client = new pg.Client({ connectionString: this.postgres.url });
    await client.connect();
    try {
      return await accountFor(client, await this.sandbox.messages(this.began), events);
    } finally {
      await client.end();
    }
  }

  async leave(): Promise<void> {
    Town.standing.delete(this);
    await Promise.all(this.processes.map((process) => process.end('SIGKILL')));
    await this.sandbox.end('SIGKILL');
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
