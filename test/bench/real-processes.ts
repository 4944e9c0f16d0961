import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { demoEnvironment, readSettings } from '../../config/index.js';

/** The commands as an operator gives them, options of Node included. */
const COMMANDS = (
  JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<'start:prod' | 'worker' | 'sandbox', string>;
  }
).scripts;

const ANSWER_WITHIN_MS = 10_000;

/** One process of the product or beside it, its port kept over every end and new start. */
export interface RealProcess {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** Starts it and waits until it is ready; how many seconds that took. */
  start(changes?: Record<string, string>): Promise<number>;
  /** Sends the signal and waits until it is gone; its exit code, null where the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  readonly isRunning: boolean;
}

export interface Sandbox extends RealProcess {
  /** Messages of the phones, oldest first. */
  messages(since?: number): Promise<PhoneMessage[]>;
  fault(fault: Record<string, unknown>): Promise<void>;
}

/** What of a message on a phone is looked at (design contract, `GET /sandbox/messages`). */
export interface PhoneMessage {
  id: string;
  to: string;
  vendor: string;
  channel: string;
  text: string;
  buttons?: { url?: string }[];
  reference: string;
  acceptedAt: string;
  visible: boolean;
  visibleAt?: string;
}

/** Below those that systems give to outgoing connections: nobody takes the port of a process while it is down. */
const PORTS = { first: 15_000, count: 15_000 };
let nextPort = Math.floor(Math.random() * PORTS.count);

/** One that is free, and that nobody else of this process is given. @throws Error where there is none */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS.count; tried += 1) {
    const port = PORTS.first + (nextPort++ % PORTS.count);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((tell) => {
    server.once('error', () => tell(false));
    server.listen(port, '127.0.0.1', () => tell(true));
  });
  if (free) await new Promise<void>((closed) => server.close(() => closed()));
  return free;
}

/** Waits until `check` gives something other than undefined or false. @throws Error after `ms`, saying `what` */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  ms: number,
  everyMs = 10,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await check().catch(() => undefined);
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited ${Math.round(ms / 1000)} s in vain: ${what}`);
    await pause(everyMs);
  }
}

interface Start {
  name: string;
  /** Which of package.json's. */
  command: keyof typeof COMMANDS;
  port: number;
  environment: Record<string, string | undefined>;
  readyWithinMs?: number;
  nodeOptions?: string[];
}

/** Not started yet: `start()` does. What it prints is kept and shown when it does not become ready. */
export function realProcess({
  name,
  command,
  port,
  environment,
  readyWithinMs = 60_000,
  nodeOptions = [],
}: Start): RealProcess {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let wanted = false;
  const isRunning = () => child?.exitCode === null && child.signalCode === null;
  return {
    name,
    url,
    get pid() {
      return child?.pid ?? 0;
    },
    get isRunning() {
      return isRunning();
    },
    async start(changes = {}) {
      const began = performance.now();
      const started = spawn(process.execPath, [...nodeOptions, ...COMMANDS[command].split(' ').slice(1)], {
        env: { PATH: process.env.PATH, ...environment, ...changes },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      wanted = true;
      let said = '';
      started.once('exit', (code, by) => {
        if (wanted) console.error(`${name} ended by itself (${code ?? by}). It said:\n${said}`);
      });
      for (const output of [started.stdout, started.stderr])
        output.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
      const ready = async () => {
        if (started.exitCode !== null || started.signalCode !== null) return 'gone' as const;
        const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        return answer.ok && ('ready' as const);
      };
      const outcome = await until(`${name} is ready`, ready, readyWithinMs).catch(() => 'silent' as const);
      if (outcome !== 'ready' && isRunning()) throw new Error(`${name} did not become ready. It said:\n${said}`);
      if (outcome === 'gone') throw new Error(`${name} ended with ${started.exitCode}. It said:\n${said}`);
      return (performance.now() - began) / 1000;
    },
    async end(signal) {
      wanted = false;
      if (!isRunning()) return child?.exitCode ?? null;
      const gone = new Promise<number | null>((exit) => child!.once('exit', exit));
      child!.kill(signal);
      return gone;
    },
  };
}

/** @param latencyMs what every answer of the vendors takes */
export async function realSandbox({
  latencyMs = 0,
  seed = 1,
  keep = 1_000_000,
}: {
  latencyMs?: number;
  seed?: number;
  keep?: number;
}): Promise<Sandbox> {
  const port = await freePort();
  const sandbox = realProcess({
    name: 'sandbox',
    command: 'sandbox',
    port,
    environment: {
      SANDBOX_PORT: String(port),
      HOST: '127.0.0.1',
      SANDBOX_LATENCY_MS: String(latencyMs),
      SANDBOX_SEED: String(seed),
      SANDBOX_KEEP: String(keep),
    },
  });
  return Object.assign(sandbox, {
    async messages(since?: number) {
      const from = since === undefined ? '' : `?since=${Math.floor(since)}`;
      const answer = await fetch(`${sandbox.url}/sandbox/messages${from}`);
      return ((await answer.json()) as { items: PhoneMessage[] }).items;
    },
    async fault(fault: Record<string, unknown>) {
      const body = JSON.stringify(fault);
      const headers = { 'content-type': 'application/json' };
      const { ok, status } = await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', headers, body });
      if (!ok) throw new Error(`the sandbox refused the fault: ${status}`);
    },
  });
}

/** The settings of one installation, shared by all its processes. */
export interface Installation {
  environment: Record<string, string | undefined>;
  linkSecret: string;
  /** `Authorization` of a key that may do everything. */
  bearer: string;
}

/**
 * A demo county without its feed: profile demo, so that departments and templates stand and the vendors' stand-in is spoken to;
 * the program itself is that of production.
 */
export function installation(databaseUrl: string, dataDir: string, sandbox: Sandbox): Installation {
  const apiKey = randomBytes(24).toString('hex');
  const environment = demoEnvironment({
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    SANDBOX_PORT: new URL(sandbox.url).port,
    HOST: '127.0.0.1',
    DEMO_FEED: 'off',
    DEMO_CLOCK: '2026-04-29T09:00:00+09:00',
    BOOTSTRAP_API_KEY: apiKey,
  });
  const { linkSecrets } = readSettings({ ...environment, PORT: '0' });
  return { environment, linkSecret: linkSecrets[0]!, bearer: `Bearer ${apiKey}` };
}

/** `npm run start:prod`: HTTP, and background work unless `WORK: 'off'`. */
export async function realApp(
  { environment }: Installation,
  changes: Record<string, string> = {},
  name = 'app',
  nodeOptions: string[] = [],
): Promise<RealProcess> {
  const port = await freePort();
  return realProcess({
    name,
    command: 'start:prod',
    port,
    environment: { ...environment, ...changes, PORT: String(port) },
    nodeOptions,
  });
}

/** `npm run worker`. */
export async function realWorker(
  { environment }: Installation,
  changes: Record<string, string> = {},
  name = 'worker',
): Promise<RealProcess> {
  const port = await freePort();
  return realProcess({
    name,
    command: 'worker',
    port,
    environment: { ...environment, ...changes, PORT: String(port) },
  });
}
