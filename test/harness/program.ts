import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import supertest from 'supertest';
import { demoEnvironment, readSettings } from '../../config/index.js';
import { type RunningProgram, startProgram } from '../../src/program.js';
import { TEST_PRIVACY_KEYS, testDatabase, type TestDatabase } from './database.js';
import { signedPush } from './link.js';

/** One message as the sandbox's phones have it (design contract). */
export interface SandboxMessage {
  id: string;
  to: string;
  channel: 'ALIMTALK' | 'RCS' | 'LMS' | 'SMS';
  text: string;
  title?: string;
  buttons: { name: string; url?: string }[];
  reference: string;
  senderName: string;
  senderNumber: string;
  safeMark: boolean;
  visible: boolean;
  visibleAt?: string;
}

/** The program and its sandbox, as `npm start` runs them with DEMO_FEED=off, on a database of their own. */
export interface TestProgram extends RunningProgram {
  database: TestDatabase;
  sandboxUrl: string;
  linkSecret: string;
  /** Where its log lies, `program.log`. */
  dataDir: string;
  /** `Authorization` of a key that may do everything. */
  bearer: string;
  push(
    events: unknown[],
  ): Promise<{ status: number; body: { results: { eventId: string; status: string; code?: string }[] } }>;
  get(path: string): Promise<supertest.Response>;
  /** Messages of the sandbox, the oldest first. */
  messages(to?: string): Promise<SandboxMessage[]>;
  /** Stops the program alone and starts it again, with other settings where they are given; the database and the sandbox stay. */
  restart(changes?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

/** Waits until `check` gives something other than undefined or false; fails after `ms` with the last error or `what`. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  ms = 15_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    let cause: unknown;
    try {
      const found = await check();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`, { cause });
    await new Promise((tick) => setTimeout(tick, 30));
  }
}

/** The sandbox gateway as a process of its own. */
export async function startSandboxProcess(): Promise<{
  url: string;
  port: number;
  process: ChildProcess;
  stop(): Promise<void>;
}> {
  const port = await freePort();
  const child = fork(resolve('dist/program/sandbox/main.js'), {
    env: { ...process.env, SANDBOX_PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually('the sandbox answers', async () => (await fetch(`${url}/health/ready`)).ok);
  const exited = new Promise<void>((gone) => child.once('exit', () => gone()));
  const stop = (): Promise<void> => {
    child.kill('SIGTERM');
    return exited;
  };
  return { url, port, process: child, stop };
}

/** @param environment settings besides those of a quiet demo, e.g. DEMO_CLOCK */
export async function testProgram(environment: Record<string, string> = {}): Promise<TestProgram> {
  const database = await testDatabase();
  const sandbox = await startSandboxProcess();
  const dataDir = await mkdtemp(join(tmpdir(), 'minwon-program-'));
  const apiKey = randomBytes(24).toString('hex');
  const variables = demoEnvironment({
    DATABASE_URL: database.url,
    PRIVACY_KEYS: TEST_PRIVACY_KEYS,
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    SANDBOX_PORT: String(sandbox.port),
    DEMO_FEED: 'off',
    BOOTSTRAP_API_KEY: apiKey,
    ...environment,
  });
  const settings = readSettings(variables);
  const linkSecret = settings.linkSecrets[0]!;
  let running = await startProgram(settings);
  const agent = supertest(running.url);
  await eventually('the program is ready', async () => (await agent.get('/health/ready')).status === 200);
  const bearer = `Bearer ${apiKey}`;

  const program: TestProgram = {
    ...running,
    database,
    sandboxUrl: sandbox.url,
    linkSecret,
    dataDir,
    bearer,
    async push(events) {
      const body = JSON.stringify({ events });
      const { status, body: answer } = await agent
        .post('/api/v1/saeol/events')
        .set(signedPush(linkSecret, body))
        .send(body);
      return { status, body: answer as Awaited<ReturnType<TestProgram['push']>>['body'] };
    },
    get: (path) => agent.get(path).set('authorization', bearer),
    async messages(to) {
      const answer = await fetch(`${sandbox.url}/sandbox/messages${to === undefined ? '' : `?to=${to}`}`);
      return ((await answer.json()) as { items: SandboxMessage[] }).items;
    },
    async restart(changes = {}) {
      await running.close();
      running = await startProgram(readSettings({ ...variables, ...changes }));
      Object.assign(program, running);
      await eventually('the program is ready again', async () => (await agent.get('/health/ready')).status === 200);
    },
    async stop() {
      await running.close();
      await sandbox.stop();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return program;
}
