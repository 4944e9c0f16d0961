import { spawn } from 'node:child_process';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { Binaries } from './binaries.js';
import { makeCluster, serverEnvironment, SUPERUSER } from './make-cluster.js';
import { claim, commandLine, isAlive } from './processes.js';
import { checkOwner, reachableBinaries, reachableDataDir } from './reachable-folders.js';
import { postgresUser, type RunAs } from './system-user.js';

const DATABASE = 'minwon';
/** Crash recovery of a large database takes its time. */
const START_TIMEOUT_MS = 120_000;
const FAST_STOP_MS = 20_000;
const WATCH_MS = 500;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

/** A quarter of the machine's memory, as PostgreSQL's own manual has it (resource consumption), within bounds. */
const BUFFERS_MIB = Math.round(Math.min(2_048, Math.max(128, totalmem() / 2 ** 20 / 4)));

const DEFAULT_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: `${BUFFERS_MIB}MB`,
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Errors quote values (`invalid input syntax for type uuid: "홍길동"`), statements and keys may hold personal data: none is in the log.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

export interface EmbeddedPostgresOptions {
  /** Folder of the database; its password, log and owner lie beside it (`<dataDir>.password`, `.log`, `.owner`). */
  dataDir: string;
  /** On 127.0.0.1; a free one by default. */
  port?: number;
  /** postgresql.conf settings over the defaults, e.g. `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Address of the database `minwon` as its superuser; it holds the password. */
  readonly url: string;
  readonly port: number;
  /** Ends all connections and resolves when the server process is gone. */
  stop(): Promise<void>;
}

interface Server {
  binaries: Binaries;
  user: RunAs;
  dataDir: string;
  password: string;
  port: number;
  settings: Record<string, string>;
}

const logger = new Logger('EmbeddedPostgres');

/**
 * Starts PostgreSQL 18 from npm on 127.0.0.1 over `dataDir` (made at the first start). A server left behind by a killed owner is
 * taken over if it runs with the same settings, else stopped first. A server that dies is started again until `stop()`.
 * @throws Error with the end of the server's log when it does not start, or when another living program owns the folder
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = await postgresUser();
  const binaries = await reachableBinaries(user);
  const dataDir = await reachableDataDir(resolve(options.dataDir), user);
  await claim(`${dataDir}.owner`, `The database in ${dataDir}`);
  try {
    await checkOwner(user, dataDir);
    const password = await makeCluster(binaries, user, dataDir, options.settings?.['fsync'] === 'off');
    const settings = { ...DEFAULT_SETTINGS, ...options.settings };
    const server: Server = { binaries, user, dataDir, password, settings, port: options.port ?? 0 };

    let pid = await takeOver(server, options.port);
    for (let tries = 1; pid === null; tries++) {
      server.port = options.port ?? (await freePort());
      // Another program may take the free port between our look and the server's start.
      pid = await startServer(server).catch((error: unknown) => {
        if (options.port !== undefined || tries === 3) throw error;
        return null;
      });
    }
    await createDatabase(server);
    return supervise(server, pid);
  } catch (error) {
    await rm(`${dataDir}.owner`, { force: true });
    throw error;
  }
}

/**
 * Address of the server that a program keeps running over `dataDir`, for a command beside it; null where none runs. Nothing is started.
 */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | null> {
  const folder = await reachableDataDir(resolve(dataDir), await postgresUser());
  const living = await livingServer(folder);
  if (living === null || !living.ready) return null;
  const password = (await readFile(`${folder}.password`, 'utf8')).trim();
  return addressOf({ password, port: living.port }, DATABASE);
}

function addressOf(server: Pick<Server, 'password' | 'port'>, database: string): string {
  return `postgres://${SUPERUSER}:${server.password}@127.0.0.1:${server.port}/${database}`;
}

/** Starts a server that died again, on the same port, for as long as it is wanted. */
function supervise(server: Server, firstPid: number): EmbeddedPostgres {
  let pid = firstPid;
  let wanted = true;
  const unwanted = new AbortController();
  const watching = (async () => {
    while (wanted) {
      await pause(WATCH_MS, undefined, { ref: false, signal: unwanted.signal }).catch(() => undefined);
      if (!wanted || (await isAlive(pid))) continue;
      logger.error(`PostgreSQL (process ${pid}) died; starting it again`);
      try {
        pid = await startServer(server);
        logger.log(`PostgreSQL is back on port ${server.port}`);
      } catch (error) {
        logger.error(error instanceof Error ? error.message : String(error));
      }
    }
  })();
  return {
    url: addressOf(server, DATABASE),
    port: server.port,
    async stop() {
      wanted = false;
      unwanted.abort();
      await watching;
      await stopServer(pid);
      await rm(`${server.dataDir}.owner`, { force: true });
    },
  };
}

function serverArguments(server: Server): string[] {
  return [
    '-D',
    server.dataDir,
    '-p',
    String(server.port),
    ...Object.entries(server.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

async function startServer(server: Server): Promise<number> {
  const { dataDir } = server;
  const logFile = `${dataDir}.log`;
  const grown = await stat(logFile).catch(() => null);
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    await removeStalePidFile(dataDir);
    const log = await open(logFile, grown !== null && grown.size > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600);
    const logStart = (await log.stat()).size;
    // In a group of its own: Ctrl-C in the terminal must reach the program first, which then stops the server.
    const child = spawn(server.binaries.postgres, serverArguments(server), {
      ...server.user,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: serverEnvironment(),
    });
    child.unref();
    let ended: string | null = null;
    child.once('error', (error) => (ended = error.message));
    child.once('exit', (code, signal) => (ended = `exit ${code ?? signal}`));
    await new Promise((spawned) => child.once('spawn', spawned).once('error', spawned));
    await log.close();
    while (ended === null && performance.now() < deadline) {
      const lock = await readPidFile(dataDir);
      if (lock?.pid === child.pid && lock?.ready) return child.pid!;
      await pause(10);
    }
    const said = (await readFile(logFile)).subarray(logStart).toString().trim();
    // The last processes of a killed server hold its shared memory for a moment.
    if (/pre-existing shared memory block/.test(said) && performance.now() < deadline) {
      await pause(50);
      continue;
    }
    if (child.pid !== undefined && ended === null) await stopServer(child.pid);
    const tail = said.split('\n').slice(-15).join('\n');
    throw new Error(
      `PostgreSQL did not start over ${dataDir} on port ${server.port} (${ended ?? 'timeout'}). Its log ends:\n${tail}`,
    );
  }
}

interface PidFile {
  pid: number;
  port: number;
  ready: boolean;
}

/** postmaster.pid, line by line: pid, data folder, start, port, socket folder, address, shared memory, state. */
async function readPidFile(dataDir: string): Promise<PidFile | null> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** The process of postmaster.pid, if it lives and serves this very folder. */
async function livingServer(dataDir: string): Promise<PidFile | null> {
  const lock = await readPidFile(dataDir);
  if (lock === null || !(lock.pid > 0) || !(await isAlive(lock.pid))) return null;
  const command = await commandLine(lock.pid);
  return command === null || command.includes(`-D ${dataDir} `) ? lock : null;
}

/** The process id in a file that a crash left may belong to somebody else by now, and PostgreSQL would refuse to start. */
async function removeStalePidFile(dataDir: string): Promise<void> {
  if ((await livingServer(dataDir)) === null) await rm(join(dataDir, 'postmaster.pid'), { force: true });
}

/** Goes on with the server that a killed owner left, or stops it; returns its process id if it goes on. */
async function takeOver(server: Server, port: number | undefined): Promise<number | null> {
  const left = await livingServer(server.dataDir);
  if (left === null) return null;
  const wanted = serverArguments({ ...server, port: port ?? left.port });
  const options = await readFile(join(server.dataDir, 'postmaster.opts'), 'utf8').catch(() => '');
  const same = options.trim() === [server.binaries.postgres, ...wanted.map((argument) => `"${argument}"`)].join(' ');
  if (left.ready && same) {
    server.port = left.port;
    logger.log(`Going on with the PostgreSQL (process ${left.pid}) that an earlier run left`);
    return left.pid;
  }
  logger.log(`Stopping the PostgreSQL (process ${left.pid}) that an earlier run left`);
  await stopServer(left.pid);
  return null;
}

/** Fast shutdown (SIGINT), at last an immediate one (SIGQUIT): recovery repairs that at the next start. */
async function stopServer(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', FAST_STOP_MS],
    ['SIGKILL', FAST_STOP_MS],
  ] as const) {
    const deadline = performance.now() + patience;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    while (performance.now() < deadline) {
      if (!(await isAlive(pid))) return;
      await pause(10);
    }
    logger.warn(`PostgreSQL (process ${pid}) did not end within ${patience / 1000} s of ${signal}`);
  }
}

async function createDatabase(server: Server): Promise<void> {
  const client = new pg.Client({ connectionString: addressOf(server, 'postgres') });
  client.on('error', () => undefined); // a lost connection fails the query below
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
