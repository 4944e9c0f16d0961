import { setTimeout as pause } from 'node:timers/promises';
import { type RealProcess, until } from '../bench/real-processes.js';
import type { Run } from './run.js';
import { batches, stories, STEPS_A_STORY } from './stories.js';
import { Town } from './town.js';

const AT_REST_MS = 180_000;
const END_WITHIN_MS = 10_000;

const HOUR = 3_600_000;

/** Each signal takes the clock one on: an hour ahead, an hour behind, home. Resolves when the program goes by it. */
async function stepClock(app: RealProcess): Promise<void> {
  const now = async () => {
    const { clock } = (await (await fetch(`${app.url}/health/ready`)).json()) as { clock: { now: string } };
    return Date.parse(clock.now);
  };
  const before = await now();
  process.kill(app.pid, 'SIGUSR2');
  await until('the clock has stepped', async () => Math.abs((await now()) - before) > HOUR / 2, 20_000);
}

/** Ends of processes: by kill, by request, one after the other. */
export const processRuns: Run[] = [
  {
    id: '1',
    name: 'kill -9 of app and worker under load',
    async run({ quick, short, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(short ? 8 : quick ? 40 : 300);
        const app = await town.app({ WORK: 'off' });
        const worker = await town.worker();
        const agent = town.agent(app);
        let pushing = true;
        const pushed = town
          .push(agent, batches(told, 6, town.random), quick ? 60 : 200)
          .finally(() => (pushing = false));
        const least = short ? 2 : quick ? 6 : 20;
        let kills = 0;
        while ((pushing && !short) || kills < least) {
          await pause(town.random() * 1_500);
          const victim = town.random() < 0.5 ? app : worker;
          await victim.end('SIGKILL');
          await victim.start();
          kills += 1;
        }
        await pushed;
        await town.atRest(AT_REST_MS);
        await agent.close();
        return { account: await town.account(told.length * STEPS_A_STORY), did: `${kills} kills`, broken: [] };
      } finally {
        await town.leave();
      }
    },
  },
  {
    id: '4',
    name: 'two apps and two workers, restarted in turn under load',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(quick ? 100 : 500);
        const apps = [await town.app({ WORK: 'off' }, 'app 1'), await town.app({}, 'app 2')];
        const workers = [await town.worker('worker 1'), await town.worker('worker 2')];
        const agent = town.agent(...apps);
        const pushed = town.push(agent, batches(told, 6, town.random), quick ? 60 : 200);
        const broken: string[] = [];
        for (const one of [...apps, ...workers]) {
          const code = await one.end('SIGTERM');
          if (code !== 0) broken.push(`${one.name} ended with ${code}`);
          await one.start();
        }
        await pushed;
        await town.atRest(AT_REST_MS);
        await agent.close();
        const did = `all four restarted once; answers ${JSON.stringify(agent.answers)}`;
        return { account: await town.account(told.length * STEPS_A_STORY), did, broken };
      } finally {
        await town.leave();
      }
    },
  },
  {
    id: '6',
    name: 'clock stepped by an hour both ways, time zone of New York',
    async run({ quick, seed }) {
      const stepping = `${import.meta.dirname}/stepping-clock.child.js`;
      const town = await Town.found({
        seed,
        settings: { TZ: 'America/New_York' },
        nodeOptions: ['--import', stepping],
      });
      try {
        const told = stories(quick ? 40 : 200);
        const app = await town.app();
        const agent = town.agent(app);
        const made = batches(told, 6, town.random);
        const third = Math.ceil(made.length / 3);
        const steps = [0, 1, -1];
        for (const [index, hours] of steps.entries()) {
          if (index > 0) await stepClock(app);
          agent.clockAheadMs = hours * HOUR;
          await town.push(agent, made.slice(index * third, (index + 1) * third), 40);
        }
        // A vendor refuses whoever signs with a clock that is an hour off: the last messages go once it is right again.
        await stepClock(app);
        await town.atRest(AT_REST_MS);
        await agent.close();
        return {
          account: await town.account(told.length * STEPS_A_STORY),
          did: '+1 h, -1 h, and right again',
          broken: [],
        };
      } finally {
        await town.leave();
      }
    },
  },
  {
    id: '9',
    name: 'SIGTERM under load',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(quick ? 60 : 300);
        const app = await town.app();
        const agent = town.agent(app);
        let pushing = true;
        const pushed = town
          .push(agent, batches(told, 6, town.random), quick ? 60 : 200)
          .finally(() => (pushing = false));
        const broken: string[] = [];
        let ends = 0;
        let longest = 0;
        while (pushing || ends < 2) {
          await pause(300 + town.random() * 1_200);
          const asked = performance.now();
          const code = await app.end('SIGTERM');
          const took = performance.now() - asked;
          longest = Math.max(longest, took);
          if (code !== 0) broken.push(`exit code ${code}`);
          if (took > END_WITHIN_MS) broken.push(`took ${(took / 1000).toFixed(1)} s to end`);
          await app.start();
          ends += 1;
        }
        await pushed;
        await town.atRest(AT_REST_MS);
        await agent.close();
        const did = `${ends} times, at most ${(longest / 1000).toFixed(1)} s to end`;
        return { account: await town.account(told.length * STEPS_A_STORY), did, broken };
      } finally {
        await town.leave();
      }
    },
  },
];
