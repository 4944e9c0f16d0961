import { fork } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Settings } from '../config/index.js';

export interface DemoSandbox {
  /** It ran already when the demo came. */
  adopted: boolean;
  /** Ends the sandbox where a demo of this folder started it; somebody else's goes on. */
  stop(): Promise<void>;
}

const START_PATIENCE_MS = 10_000;

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
}

/**
 * Uses the sandbox that answers on SANDBOX_PORT, else starts one. Its process id is kept in DATA_DIR, so that a demo which
 * comes back after a `kill -9` finds its own sandbox, with the messages on its phones, and ends it when it ends itself.
 */
export async function adoptOrStartSandbox(settings: Settings): Promise<DemoSandbox> {
  const file = join(settings.dataDir, 'sandbox.pid');
  if (await answers(settings.sandboxPort)) {
    const pid = ownPid(file, settings.sandboxPort);
    return { adopted: true, stop: async () => (pid === null ? undefined : end(pid, file)) };
  }
  const child = fork(join(import.meta.dirname, 'sandbox/main.js'), {
    env: { ...process.env, SANDBOX_PORT: String(settings.sandboxPort), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  writeFileSync(file, `${child.pid} ${settings.sandboxPort}\n`);
  const deadline = performance.now() + START_PATIENCE_MS;
  while (!(await answers(settings.sandboxPort))) {
    if (child.exitCode !== null)
      throw new Error(
        `The sandbox gateway ended with ${child.exitCode}: is SANDBOX_PORT ${settings.sandboxPort} taken by something else?`,
      );
    if (performance.now() > deadline)
      throw new Error(`The sandbox gateway does not answer on port ${settings.sandboxPort}.`);
    await wait(50);
  }
  return { adopted: false, stop: () => end(child.pid!, file) };
}

function ownPid(file: string, port: number): number | null {
  try {
    const [pid, itsPort] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
    return itsPort === port && pid !== undefined && isAlive(pid) ? pid : null;
  } catch {
    return null; // no file: another folder's demo, or `npm run sandbox`
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function end(pid: number, file: string): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  while (isAlive(pid)) await wait(20);
  rmSync(file, { force: true });
}
