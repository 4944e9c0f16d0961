import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { runningEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from './index.js';

let folder: string;
const running = new Set<EmbeddedPostgres>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minwon-pg-'));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  await Promise.all([...running].map((server) => server.stop()));
  running.clear();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(
  name: string,
  settings: Record<string, string> = { fsync: 'off' },
  port?: number,
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: join(folder, name), settings, port });
  running.add(server);
  return server;
}

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // what matters fails the query
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = async (name: string) =>
  Number.parseInt(await readFile(join(folder, name, 'postmaster.pid'), 'utf8'), 10);

/** A program that starts the server over a data folder and says its address; it can be killed as a real one. */
async function ownerProcess(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const script = join(import.meta.dirname, '../../node_modules/.cache/embedded-postgres-owner.mjs');
  await build({
    stdin: {
      contents: `import { startEmbeddedPostgres } from './index.ts';
        const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2], settings: { fsync: 'off' } });
        console.log('URL ' + url);
        setInterval(() => {}, 1000);`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('URL ')) return { child, url: line.slice(4) };
  }
  throw new Error('the owner process ended before its server stood');
}

test('tells a command beside it where the server of a folder answers, and that none runs', async () => {
  expect(await runningEmbeddedPostgres(join(folder, 'beside'))).toBeNull();
  const server = await start('beside');
  expect(await runningEmbeddedPostgres(join(folder, 'beside'))).toBe(server.url);
  await server.stop();
  running.delete(server);
  expect(await runningEmbeddedPostgres(join(folder, 'beside'))).toBeNull();
});

test('starts, keeps the data over a restart, stops for good, and hides its password', async () => {
  const first = await start('kept');
  expect(new URL(first.url).hostname).toBe('127.0.0.1');
  await query(first.url, 'CREATE TABLE note (text text)');
  await query(first.url, `INSERT INTO note VALUES ('한글')`);
  const [facts] = await query<Record<string, string>>(
    first.url,
    `SELECT current_database() AS db, current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
       current_setting('server_version_num') AS version, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)::text AS super`,
  );
  expect(facts).toMatchObject({ db: 'minwon', encoding: 'UTF8', fsync: 'off', super: 'true' });
  expect(Number(facts!['version'])).toBeGreaterThanOrEqual(180_000);
  expect((await stat(join(folder, 'kept.password'))).mode & 0o077).toBe(0);
  const pid = await serverPid('kept');
  await first.stop();
  running.delete(first);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(query(first.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

  const second = await start('kept', {});
  expect(await query(second.url, `SELECT text, current_setting('fsync') AS fsync FROM note`)).toEqual([
    { text: '한글', fsync: 'on' },
  ]);
});

test('refuses an open door: a wrong password and other addresses than 127.0.0.1', async () => {
  const server = await start('kept');
  const wrong = new URL(server.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password/);
  expect(await query(server.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
});

test('its log says what the server does, and nothing of what it was asked and could not do', async () => {
  const server = await start('kept');
  for (const sql of [
    `SELECT '홍길동 01000001234'::uuid`,
    `CREATE TEMP TABLE once (word text UNIQUE); INSERT INTO once VALUES ('홍길동'), ('홍길동')`,
    `DO $$ BEGIN RAISE WARNING '홍길동'; END $$; SELECT 홍길동`,
  ])
    await expect(query(server.url, sql)).rejects.toThrow(/홍길동|duplicate key/);
  await server.stop();
  running.delete(server);
  const log = await readFile(join(folder, 'kept.log'), 'utf8');
  expect(log).toContain('database system is shut down');
  expect(log).not.toMatch(/홍길동|01000001234/);
});

test('a stale pid file, even with the id of another living process, is no obstacle', async () => {
  const server = await start('kept');
  await server.stop();
  running.delete(server);
  await writeFile(
    join(folder, 'kept', 'postmaster.pid'),
    `${process.pid}\n${join(folder, 'kept')}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`,
  );
  const again = await start('kept');
  expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server that is killed comes back by itself on the same port with its data', async () => {
  const server = await start('kept');
  await query(server.url, 'CREATE TABLE kill (id int)');
  const killed = await serverPid('kept');
  process.kill(killed, 'SIGKILL');
  await vi.waitFor(async () => expect(await serverPid('kept')).not.toBe(killed), { timeout: 15_000, interval: 50 });
  await vi.waitFor(async () => expect(await query(server.url, 'TABLE kill')).toEqual([]), {
    timeout: 15_000,
    interval: 50,
  });
});

test('goes on with the server that a killed owner left, or replaces it when the settings differ', async () => {
  const owner = await ownerProcess(join(folder, 'kept'));
  await expect(start('kept')).rejects.toThrow(new RegExp(`in use by the running process ${owner.child.pid}`));
  const left = await serverPid('kept');
  owner.child.kill('SIGKILL');
  await once(owner.child, 'exit');

  const adopted = await start('kept');
  expect(adopted.url).toBe(owner.url);
  expect(await serverPid('kept')).toBe(left);
  await adopted.stop();
  running.delete(adopted);
  await expect(query(adopted.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  await expect(stat(join(folder, 'kept', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);

  const second = await ownerProcess(join(folder, 'kept'));
  const old = await serverPid('kept');
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  const other = await start('kept', { fsync: 'off', work_mem: '8MB' });
  expect(await serverPid('kept')).not.toBe(old);
  expect(await query(other.url, 'SHOW work_mem')).toEqual([{ work_mem: '8MB' }]);
});

test('two data folders live side by side', async () => {
  const [one, other] = await Promise.all([start('kept'), start('other')]);
  expect(one.port).not.toBe(other.port);
  await query(other.url, 'CREATE TABLE only_here (id int)');
  await expect(query(one.url, 'TABLE only_here')).rejects.toThrow(/does not exist/);
});

test('says why it cannot start, with the end of the log, and leaves nothing behind', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  await expect(start('kept', { fsync: 'off' }, port)).rejects.toThrow(/could not bind IPv4 address "127.0.0.1"/);
  squatter.close();
  await expect(start('kept', { no_such_setting: '1' })).rejects.toThrow(
    /unrecognized configuration parameter "no_such_setting"/,
  );
  const server = await start('kept');
  expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test.runIf(process.getuid?.() === 0)(
  'as root, a folder that the system user may not pass is left for one that works',
  async () => {
    const closed = await mkdtemp(join(tmpdir(), 'minwon-closed-'));
    await writeFile(join(closed, 'something-private'), '');
    const server = await startEmbeddedPostgres({ dataDir: join(closed, 'pg'), settings: { fsync: 'off' } });
    const [{ data_directory: dataDir }] = (await query(server.url, 'SHOW data_directory')) as [
      { data_directory: string },
    ];
    await server.stop();
    expect(dataDir).not.toContain(closed);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    for (const ending of ['', '.password', '.log']) await rm(`${dataDir}${ending}`, { recursive: true });
    await rm(closed, { recursive: true });
  },
);
