import { setTimeout as pause } from 'node:timers/promises';
import type { Run } from './run.js';
import { batches, stories, STEPS_A_STORY } from './stories.js';
import { Town } from './town.js';

const AT_REST_MS = 240_000;

/** What vendors do, one after the other, at both in turn. */
const FAULTS = [
  { kind: 'OUTAGE', rate: 1 },
  { kind: 'RESET', rate: 0.4 },
  { kind: 'SLOW', rate: 0.3, delayMs: 3_000 },
  { kind: 'RATE_LIMIT', rate: 0.5 },
  { kind: 'LATE_REPORT', rate: 0.5, delayMs: 4_000 },
  { kind: 'DUPLICATE_REPORT', rate: 0.5 },
];

export const vendorRuns: Run[] = [
  {
    id: '3',
    name: 'vendors: outage, resets after acceptance, slowness, limits, late and doubled reports',
    async run({ quick, seed }) {
      const town = await Town.found({ seed });
      try {
        const told = stories(quick ? 60 : 300);
        const app = await town.app();
        const agent = town.agent(app);
        const seconds = quick ? 2 : 6;
        const pushed = town.push(agent, batches(told, 6, town.random), quick ? 100 : 300);
        for (const [index, fault] of [...FAULTS, ...FAULTS].entries()) {
          const vendor = index < FAULTS.length ? 'SOLAPI' : 'NHN';
          await town.sandbox.fault({ vendor, ...fault, seconds });
          await pause(seconds * 1000);
        }
        await pushed;
        await town.atRest(AT_REST_MS);
        await agent.close();
        const did = `${FAULTS.length} faults of ${seconds} s at each of two vendors`;
        return { account: await town.account(told.length * STEPS_A_STORY), did, broken: [] };
      } finally {
        await town.leave();
      }
    },
  },
];
