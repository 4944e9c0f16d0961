import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.js';
import type { RunAs } from './system-user.js';

export const SUPERUSER = 'postgres';

/**
 * Makes the cluster at the first start, whole or not at all; returns the superuser's password, kept beside it in a file of mode 0600.
 * @param volatile without waiting for the disk: for tests
 */
export async function makeCluster(
  binaries: Binaries,
  user: RunAs,
  dataDir: string,
  volatile: boolean,
): Promise<string> {
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
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC', SYSTEMROOT: process.env['SYSTEMROOT'] };
}
