import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chmod, readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

const run = promisify(execFile);

/** What `spawn` takes to run a program as another system user; empty: as ourselves. */
export type RunAs = { uid: number; gid: number } | Record<string, never>;

/**
 * PostgreSQL refuses to run as root; then it runs as the system user `postgres`, made when missing.
 * @throws Error when that user can be neither found nor made
 */
export async function postgresUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  const ids = async () => {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  };
  try {
    return await ids();
  } catch {
    try {
      await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
      return await ids();
    } catch (cause) {
      throw new Error(
        'PostgreSQL does not run as root, and the system user "postgres" could not be made. Start as an ordinary user, or make that user first.',
        { cause },
      );
    }
  }
}

/** The uppermost folder on the way to `path` that the user may not pass, or null. What does not exist yet is not in the way. */
export async function closedFolder(path: string, user: RunAs): Promise<string | null> {
  if (!('uid' in user)) return null;
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const found = await stat(folder).catch(() => null);
    if (found === null) return null;
    const pass = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
    if ((found.mode & pass) === 0) return folder;
  }
  return null;
}

/** Lets others pass (not read) the folder above `dataDir`, if it holds nothing but what belongs to `dataDir`, as a new temporary folder does. */
export async function openOwnFolder(dataDir: string): Promise<void> {
  const folder = dirname(dataDir);
  const found = await stat(folder).catch(() => null);
  if (found === null || found.uid !== process.getuid?.() || (found.mode & 0o001) !== 0) return;
  const entries = await readdir(folder);
  if (entries.every((entry) => entry.startsWith(basename(dataDir)))) await chmod(folder, found.mode | 0o011);
}
