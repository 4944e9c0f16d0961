import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chown, cp, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { binariesIn, findBinaries, type Binaries } from './binaries.js';
import { claim, commandLine, isAlive } from './processes.js';
import { closedFolder, openOwnFolder, postgresUser, type RunAs } from './system-user.js';

const DATABASE = 'minwon';
const SUPERUSER = 'postgres';
/** Crash recovery of a large database takes its time. */
const START_TIMEOUT_MS = 120_000;
const FAST_STOP_MS = 20_000;
const WATCH_MS = 500;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
/** Where the server lives when root starts it from a folder that the system user may not pass. */
const FALLBACK_FOLDER = '/var/lib/minwon-alim';

const DEFAULT_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and key values may hold personal data: they stay out of the log.
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
    const password = await initialise(binaries, user, dataDir, options.settings?.['fsync'] === 'off');
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

function addressOf(server: Server, database: string): string {
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

async function reachableBinaries(user: RunAs): Promise<Binaries> {
  const binaries = findBinaries();
  const closed = await closedFolder(binaries.postgres, user);
  if (closed === null) return binaries;
  const root = join(FALLBACK_FOLDER, `postgresql-${binaries.version}`);
  if ((await stat(root).catch(() => null)) === null) {
    logger.warn(
      `The system user postgres may not enter ${closed}, where PostgreSQL is installed: copying it to ${root}`,
    );
    const half = `${root}.${process.pid}`;
    await cp(binaries.root, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, root).catch(() => rm(half, { recursive: true, force: true }));
  }
  return binariesIn(root, binaries.version);
}

async function reachableDataDir(asked: string, user: RunAs): Promise<string> {
  await makeFolders(dirname(asked));
  if ('uid' in user) await openOwnFolder(asked);
  const closed = await closedFolder(dirname(asked), user);
  if (closed === null) return asked;
  const name = `${basename(asked)}-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}`;
  const dataDir = join(FALLBACK_FOLDER, name);
  await makeFolders(FALLBACK_FOLDER);
  logger.warn(`The system user postgres may not enter ${closed}: the database lies in ${dataDir} instead of ${asked}`);
  return dataDir;
}

/** Folders that others may pass, whatever the umask says. */
async function makeFolders(path: string): Promise<void> {
  const umask = process.umask(0o022);
  try {
    await mkdir(path, { recursive: true });
  } finally {
    process.umask(umask);
  }
}

/** A data folder that an ordinary user or another image made may belong to somebody else. */
async function checkOwner(user: RunAs, dataDir: string): Promise<void> {
  const found = await stat(dataDir).catch(() => null);
  if (!('uid' in user) || found === null || found.uid === user.uid) return;
  throw new Error(
    `${dataDir} belongs to system user ${found.uid}, but PostgreSQL runs as ${user.uid} (postgres). Start as that user, or: chown -R postgres ${dataDir}`,
  );
}

/** Makes the cluster at the first start, whole or not at all; returns the superuser's password. */
async function initialise(binaries: Binaries, user: RunAs, dataDir: string, volatile: boolean): Promise<string> {
  const passwordFile = `${dataDir}.password`;
  if ((await stat(join(dataDir, 'PG_VERSION')).catch(() => null)) !== null) {
    return (await readPassword(passwordFile)).trim();
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const half = `${dataDir}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  if ('uid' in user) {
    await chown(passwordFile, user.uid, user.gid);
    await chown(half, user.uid, user.gid);
  }
  await run(binaries.initdb, user, [
    `--pgdata=${half}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
    ...(volatile ? ['--no-sync'] : []),
  ]);
  // Fails on a folder with other content, and rightly so: it is not ours to remove.
  await rename(half, dataDir);
  return password;
}

async function readPassword(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(
      `The database is there, but its password is not: ${file} cannot be read. Put it back, or move the database away.`,
      {
        cause,
      },
    );
  }
}

function run(program: string, user: RunAs, args: string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { ...user, stdio: ['ignore', 'ignore', 'pipe'], env: serverEnvironment() });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done() : fail(new Error(`${basename(program)} failed (${code}):\n${said.trim()}`)),
    );
  });
}

/** Nothing of the program's own settings (secrets among them) reaches the server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC', SYSTEMROOT: process.env['SYSTEMROOT'] };
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
