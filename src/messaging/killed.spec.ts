import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notice, sendingHouse, settingsFor, TYPESCRIPT, type SendingHouse } from './messaging.harness.js';
import type { Occasion } from './notice-request.js';

const VENDORS = ['SOLAPI', 'NHN'] as const;
/** Three about each case. `NOTICES=2000` is the long run, with a kill for every 200. */
const NOTICES = Number(process.env['NOTICES'] ?? 120);
const KILLS = Math.max(2, Math.round(NOTICES / 200));
const MINUTE = 60_000;
const INSTANT = '2026-04-29T14:00:00+09:00';
const STEPS: [Occasion, string][] = [
  ['case.received', 'DEFAULT'],
  ['case.assigned', 'DEFAULT'],
  ['case.completed', 'GRANTED'],
];
const FIRST_LINES = ['[순창군] 민원 접수 안내', '[순창군] 담당자 지정 안내', '[순창군] 민원 처리 완료 안내'];

describe('whatever is killed', () => {
  let house: SendingHouse;
  const children = new Set<ChildProcess>();
  beforeAll(async () => {
    house = await sendingHouse({ at: INSTANT, work: false, vendors: VENDORS, sandbox: { latencyMs: 20 } });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await house.close();
  });

  async function startWorker(): Promise<ChildProcess> {
    const settings = JSON.stringify(settingsFor(house.sandbox, VENDORS));
    const child = spawn(
      process.execPath,
      [
        '--import',
        TYPESCRIPT,
        join(import.meta.dirname, 'sending-program.child.ts'),
        house.database.url,
        INSTANT,
        settings,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.add(child);
    child.once('exit', () => children.delete(child));
    await once(child.stdout!, 'data');
    return child;
  }

  it(
    'sends each notice once, and in order, through kills, resets after acceptance, 503s and doubled reports',
    async () => {
      const cases = Math.ceil(NOTICES / STEPS.length);
      const requests = Array.from({ length: cases }, (_, i) =>
        STEPS.map(([occasion, variant], n) =>
          notice({
            cause: `kill-${i}:${n}`,
            subject: `kill-${i}`,
            label: `kill-${i}`,
            phone: `0100000${3000 + i}`,
            occasion,
            variant,
          }),
        ),
      )
        .flat()
        .slice(0, NOTICES);
      for (const vendor of VENDORS) {
        for (const kind of ['RESET', 'OUTAGE', 'DUPLICATE_REPORT']) {
          await house.fault({ vendor, kind, rate: 0.15, seconds: 3_600 });
        }
        // Each stops a vendor's channel for a second.
        await house.fault({ vendor, kind: 'RATE_LIMIT', rate: 0.03, seconds: 3_600 });
      }
      await house.notify(requests);
      const accepted = async () => (await house.phone()).length;
      // Each is killed in the thick of it: the next one asks before it sends.
      const least = Math.min(NOTICES / (2 * KILLS), 100);
      for (let done = 0; done < KILLS; done++) {
        const before = await accepted();
        const worker = await startWorker();
        await expect.poll(accepted, { timeout: MINUTE, interval: 5 }).toBeGreaterThan(before + least / 2);
        worker.kill('SIGKILL');
        await once(worker, 'exit');
      }
      await Promise.all(Array.from({ length: NOTICES < 1_000 ? 1 : 2 }, startWorker));
      await house.settled(Math.max(2 * MINUTE, NOTICES * 300));

      const messages = await house.phone();
      const visible = messages.filter((message) => message.visible);
      expect(visible).toHaveLength(requests.length);
      expect(new Set(visible.map((message) => message.reference)).size).toBe(requests.length);
      for (let i = 0; i < cases; i++) {
        const own = messages.filter((message) => message.to === `0100000${3000 + i}`);
        const told = Math.min(STEPS.length, NOTICES - i * STEPS.length);
        expect(own.map((message) => message.text.split('\n')[0])).toEqual(FIRST_LINES.slice(0, told));
      }
      const [{ calls, repeated }] = await house.dataSource.query<[{ calls: number; repeated: number }]>(
        'SELECT sum(calls)::int AS calls, count(*) FILTER (WHERE calls > 1)::int AS repeated FROM messaging.attempt',
      );
      // The faults and the kills have struck: some were handed over more than once, and asked for in between.
      expect(repeated).toBeGreaterThan(0);
      const figures = { notices: requests.length, visible: visible.length, kills: KILLS, calls, repeated };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
    },
    Math.max(5 * MINUTE, NOTICES * 600),
  );
});
