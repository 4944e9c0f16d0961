import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { cp, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { binariesIn, findBinaries, type Binaries } from './binaries.js';
import { closedFolder, openOwnFolder, type RunAs } from './system-user.js';

/** Where the server lives when root starts it from a folder that the system user may not pass. */
const FALLBACK_FOLDER = '/var/lib/minwon-alim';

const logger = new Logger('EmbeddedPostgres');

/** PostgreSQL's programs where the user may run them: copied out of a folder that is closed to it. */
export async function reachableBinaries(user: RunAs): Promise<Binaries> {
  const binaries = findBinaries();
  const closed = await closedFolder(binaries.postgres, user);
  if (closed === null) return binaries;
  const root = join(FALLBACK_FOLDER, `postgresql-${binaries.version}`);
  if ((await stat(root).catch(() => null)) === null) {
    logger.warn(
      `The system user postgres may not enter ${closed}, where PostgreSQL is installed: copying it to ${root}`,
    );
    makeFolders(FALLBACK_FOLDER);
    const half = `${root}.${process.pid}`;
    await cp(binaries.root, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, root).catch(() => rm(half, { recursive: true, force: true }));
  }
  return binariesIn(root, binaries.version);
}

/** The data folder asked for, or, where the user may not go there, one of its own for that path. */
export async function reachableDataDir(asked: string, user: RunAs): Promise<string> {
  makeFolders(dirname(asked));
  if ('uid' in user) await openOwnFolder(asked);
  const closed = await closedFolder(dirname(asked), user);
  if (closed === null) return asked;
  const name = `${basename(asked)}-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}`;
  const dataDir = join(FALLBACK_FOLDER, name);
  makeFolders(FALLBACK_FOLDER);
  logger.warn(`The system user postgres may not enter ${closed}: the database lies in ${dataDir} instead of ${asked}`);
  return dataDir;
}

/** Folders that others may pass, whatever the umask says. */
function makeFolders(path: string): void {
  const umask = process.umask(0o022);
  try {
    mkdirSync(path, { recursive: true });
  } finally {
    process.umask(umask);
  }
}

/**
 * A data folder that an ordinary user or another image made may belong to somebody else.
 * @throws Error that says whose it is
 */
export async function checkOwner(user: RunAs, dataDir: string): Promise<void> {
  const found = await stat(dataDir).catch(() => null);
  if (!('uid' in user) || found === null || found.uid === user.uid) return;
  throw new Error(
    `${dataDir} belongs to system user ${found.uid}, but PostgreSQL runs as ${user.uid} (postgres). Start as that user, or: chown -R postgres ${dataDir}`,
  );
}
