import { execFile } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process runs; one that has ended and only waits to be collected does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return process.platform !== 'linux';
  return !['Z', 'X'].includes(afterName(stat)[0]!);
}

/** A process told from a later one with the same id: its id and, where the system says it, its start. */
async function identity(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? `${pid}` : `${pid} ${afterName(stat)[19]}`;
}

/** The fields after the name, which may hold spaces and brackets itself: state is 0, start time 19 (proc_pid_stat(5)). */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** The command line of a process, or null when it cannot be read. */
export async function commandLine(pid: number): Promise<string | null> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (fromProc !== null) return fromProc.replaceAll('\0', ' ');
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => null,
  );
}

/**
 * Marks a data folder as ours, so that no second program takes its server away.
 * @throws Error while the process that marked it before still runs
 */
export async function claim(file: string, what: string): Promise<void> {
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(await identity(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await readFile(file, 'utf8').catch(() => '');
    const pid = Number.parseInt(owner, 10);
    if (pid > 0 && (await isAlive(pid)) && (await identity(pid)) === owner) {
      throw new Error(`${what} is in use by the running process ${pid}. Stop it, or choose another DATA_DIR.`);
    }
    await rm(file, { force: true });
  }
}
