import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notice, sendingHouse, settingsFor, TYPESCRIPT, type SendingHouse } from './messaging.harness.js';
import type { Occasion } from './notice-request.js';

const VENDORS = ['SOLAPI', 'NHN'] as const;
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

  it('sends each notice once, and in order, through kills, resets after acceptance, 503s and doubled reports', async () => {
    const cases = 60;
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
    ).flat();
    for (const kind of ['RESET', 'OUTAGE', 'RATE_LIMIT', 'DUPLICATE_REPORT']) {
      for (const vendor of VENDORS) await house.fault({ vendor, kind, rate: 0.15, seconds: 600 });
    }
    await house.notify(requests);
    const accepted = async () => (await house.phone()).length;
    // Each is killed in the thick of it: the next one asks before it sends.
    for (let done = 0; done < 3; done++) {
      const before = await accepted();
      const worker = await startWorker();
      await expect.poll(accepted, { timeout: 20_000, interval: 5 }).toBeGreaterThan(before + 15);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
    }
    await Promise.all([startWorker(), startWorker()]);
    await house.settled(90_000);

    const messages = await house.phone();
    const visible = messages.filter((message) => message.visible);
    expect(visible).toHaveLength(requests.length);
    expect(new Set(visible.map((message) => message.reference)).size).toBe(requests.length);
    for (let i = 0; i < cases; i++) {
      const own = messages.filter((message) => message.to === `0100000${3000 + i}`);
      expect(own.map((message) => message.text.split('\n')[0])).toEqual(FIRST_LINES);
    }
  }, 180_000);
});
