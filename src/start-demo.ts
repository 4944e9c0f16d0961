import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { demoEnvironment, readSettings, type Settings, SettingsError } from '../config/index.js';
import { startEmbeddedPostgres } from '../libs/embedded-postgres/index.js';
import { startProgram } from './program.js';
import { DEMO_LOGINS } from './staff/index.js';
import { BAD_SETTINGS } from './exit-codes.js';
import { adoptOrStartSandbox } from './start-sandbox.js';
import { stopOnSignals } from './stop-on-signals.js';

const NODE_NEEDED = 24;

/** A line on the terminal. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function readyOf(url: string): Promise<{ now: string; speed: number }> {
  for (;;) {
    const answer = await fetch(`${url}/health/ready`);
    if (answer.ok) return ((await answer.json()) as { clock: { now: string; speed: number } }).clock;
    await wait(100);
  }
}

function startFeed(settings: Settings, url: string): ChildProcess {
  const feed = fork(join(import.meta.dirname, 'demo/saeol-feed.main.js'), {
    env: { ...process.env, FEED_URL: url, SAEOL_LINK_SECRET: settings.linkSecrets[0] },
  });
  let told = 0;
  feed.on('message', (progress: { at: string; petitions: number; steps: number; waitingFor: string | null }) => {
    if (Date.now() - told < 15_000) return;
    told = Date.now();
    const waiting = progress.waitingFor === null ? '' : `, waiting for ${progress.waitingFor}`;
    say(
      `  ${progress.at.slice(0, 16).replace('T', ' ')}  petitions ${progress.petitions}, steps pushed ${progress.steps}${waiting}`,
    );
  });
  return feed;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await exit;
}

/** `npm start`: PostgreSQL, the sandbox gateway, the program and a simulated Saeol, stopped together by Ctrl-C. */
async function startDemo(): Promise<void> {
  const started = performance.now();
  const environment = demoEnvironment(process.env);
  const checked = readSettings({
    ...environment,
    DATABASE_URL: environment.DATABASE_URL ?? 'postgres://not-yet-started',
  });
  mkdirSync(checked.dataDir, { recursive: true });

  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  stopOnSignals(stopAll);
  try {
    if (environment.DATABASE_URL === undefined) {
      const postgres = await startEmbeddedPostgres({ dataDir: join(checked.dataDir, 'pg') });
      stops.push(() => postgres.stop());
      environment.DATABASE_URL = postgres.url;
    }
    const settings = readSettings(environment);
    const sandbox = await adoptOrStartSandbox(settings);
    stops.push(() => sandbox.stop());
    const program = await startProgram(settings);
    stops.push(() => program.close());
    const url = `http://${settings.host}:${new URL(program.url).port}`;
    const clock = await readyOf(url);

    say(`Minwon Alim is ready after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    say(`  dashboard    ${url}/        API ${url}/docs`);
    say(
      `  phones       http://${settings.host}:${settings.sandboxPort}/${sandbox.adopted ? '  (a sandbox that ran already)' : ''}`,
    );
    say(`  logins       ${DEMO_LOGINS.map(({ id, password }) => `${id}/${password}`).join('  ')}`);
    say(`  county time  ${clock.now}, ${clock.speed} times as fast as real time`);
    if (settings.demo.feed) {
      const feed = startFeed(settings, url);
      stops.push(() => ended(feed));
      say('  A simulated Saeol plays a working day. Ctrl-C stops everything.');
    } else {
      say('  DEMO_FEED=off: nothing happens until you push. Ctrl-C stops everything.');
    }
  } catch (error) {
    await stopAll();
    throw error;
  }
}

if (Number(process.versions.node.split('.')[0]) < NODE_NEEDED) {
  console.error(
    `Minwon Alim needs Node ${NODE_NEEDED}; this is ${process.version}. "npm ci" brings it on Linux and Windows, elsewhere install it.`,
  );
  process.exit(BAD_SETTINGS);
}
try {
  await startDemo();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(error instanceof SettingsError ? BAD_SETTINGS : 1);
}
