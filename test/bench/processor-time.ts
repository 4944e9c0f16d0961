import { readdir, readFile } from 'node:fs/promises';

/** Ticks of proc_pid_stat(5) a second: USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

interface Stat {
  pid: number;
  parent: number;
  /** Ticks of its own and of its children that are gone. */
  ticks: number;
}

/**
 * Seconds of processor that a process and its children used since they began, those that ended included where they were waited for.
 * Null where there is no /proc.
 */
export async function processorSeconds(pid: number): Promise<number | null> {
  const processes = await allProcesses();
  const root = processes.find((one) => one.pid === pid);
  if (root === undefined) return null;
  const family = [root, ...processes.filter((one) => one.parent === pid)];
  return family.reduce((sum, one) => sum + one.ticks, 0) / TICKS_A_SECOND;
}

/** Resident and largest resident memory in MiB, or null where there is no /proc. */
export async function memoryMiB(pid: number): Promise<{ now: number; most: number } | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  if (status === null) return null;
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { now: kib('VmRSS') / 1024, most: kib('VmHWM') / 1024 };
}

async function allProcesses(): Promise<Stat[]> {
  const names = await readdir('/proc').catch(() => [] as string[]);
  const stats = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => null)),
  );
  return stats.flatMap((stat) => {
    if (stat === null) return [];
    // After the name, which may hold spaces: state is 0, parent 1, utime 11, stime 12, and of ended children 13 and 14.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return [{ pid: Number.parseInt(stat, 10), parent: Number(fields[1]), ticks }];
  });
}
