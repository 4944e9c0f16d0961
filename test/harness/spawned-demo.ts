import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_PRIVACY_KEYS, testDatabase, type TestDatabase } from './database.js';
import { signedPush } from './link.js';
import { eventually, freePort } from './program.js';

/** The built demo as a process of its own, without feed, on a database of its own: for what only a process can show. */
export interface SpawnedDemo {
  database: TestDatabase;
  url: string;
  /** `Authorization` of a key that may do everything. */
  bearer: string;
  push(events: object[]): Promise<number>;
  /** With a key that may do everything; `path` under /api/v1/. */
  call(path: string, method?: string, body?: object): Promise<{ status: number; body: never }>;
  /** Ends it by this signal and waits until it is gone; the database stays. */
  end(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** @param environment besides what a quiet demo runs with, e.g. TZ and DEMO_CLOCK */
export async function spawnedDemo(environment: Record<string, string>): Promise<SpawnedDemo> {
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'minwon-spawned-'));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const apiKey = randomBytes(24).toString('hex');
  let child: ChildProcess | null = null;

  const demo: SpawnedDemo = {
    database,
    url,
    bearer: `Bearer ${apiKey}`,
    async push(events) {
      const secrets = JSON.parse(readFileSync(join(dataDir, 'demo-keys.json'), 'utf8')) as Record<string, string>;
      const body = JSON.stringify({ events });
      const headers = signedPush(secrets.SAEOL_LINK_SECRET!, body);
      return (await fetch(`${url}/api/v1/saeol/events`, { method: 'POST', headers, body })).status;
    },
    async call(path, method = 'GET', body) {
      const answer = await fetch(`${url}/api/v1/${path}`, {
        method,
        headers: { authorization: demo.bearer, 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as never };
    },
    async start() {
      child = spawn(process.execPath, ['dist/program/start-demo.js'], {
        env: {
          ...process.env,
          DATABASE_URL: database.url,
          PRIVACY_KEYS: TEST_PRIVACY_KEYS,
          DATA_DIR: dataDir,
          PORT: String(port),
          SANDBOX_PORT: String(sandboxPort),
          DEMO_FEED: 'off',
          BOOTSTRAP_API_KEY: apiKey,
          ...environment,
        },
        stdio: 'ignore',
      });
      await eventually('the demo is ready', async () => (await fetch(`${url}/health/ready`)).ok, 60_000);
    },
    async end(signal) {
      if (child?.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((exit) => child!.once('exit', exit));
      child.kill(signal);
      await gone;
    },
    async close() {
      await demo.end('SIGTERM');
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await demo.start();
  return demo;
}
