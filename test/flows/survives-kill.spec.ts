import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedPush } from '../harness/link.js';
import { Petition } from '../harness/petition.js';
import { eventually, freePort, type SandboxMessage } from '../harness/program.js';

const STEPS = 6;
const PETITIONS = 12;

describe('kill -9 of the demo, again and again in the middle of a story', () => {
  let dataDir: string;
  let environment: NodeJS.ProcessEnv;
  let url: string;
  let sandboxUrl: string;
  let demo: ChildProcess;

  async function start(): Promise<void> {
    demo = spawn(process.execPath, ['dist/program/start-demo.js'], { env: environment, stdio: 'ignore' });
    await eventually('the demo is ready', async () => (await fetch(`${url}/health/ready`)).ok, 60_000);
  }

  async function ended(signal: NodeJS.Signals): Promise<number | null> {
    const exit = new Promise<number | null>((resolve) => demo.once('exit', resolve));
    demo.kill(signal);
    return exit;
  }

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'minwon-kill-'));
    const [port, sandboxPort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
    environment = {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DEMO_FEED: 'off',
      DEMO_CLOCK: '2026-04-29T14:00:00+09:00',
    };
    await start();
  }, 90_000);

  afterAll(async () => {
    if (demo.exitCode === null) await ended('SIGINT');
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);

  it('loses no message and doubles none', { timeout: 240_000 }, async () => {
    const secret = (JSON.parse(readFileSync(join(dataDir, 'demo-keys.json'), 'utf8')) as { SAEOL_LINK_SECRET: string })
      .SAEOL_LINK_SECRET;
    const stories = Array.from({ length: PETITIONS }, (_, index) => {
      const petition = new Petition(
        `2026477000000003${String(index).padStart(2, '0')}`,
        `010000032${String(index).padStart(2, '0')}`,
      );
      return [
        petition.received('2026-04-29T13:00:00'),
        petition.assigned('2026-04-29T13:05:00'),
        petition.supplementRequested('2026-04-29T13:10:00'),
        petition.supplementDone('2026-04-29T13:20:00'),
        petition.extended('2026-04-29T13:30:00'),
        petition.completed('2026-04-29T13:40:00', 'WITHDRAWN'),
      ];
    });

    // The caller does what a county's agent does: it sends a batch again until it hears 202.
    const push = async (events: object[]) => {
      const body = JSON.stringify({ events });
      await eventually(
        'the batch is taken',
        async () =>
          (await fetch(`${url}/api/v1/saeol/events`, { method: 'POST', headers: signedPush(secret, body), body }))
            .status === 202,
        60_000,
      );
    };
    for (let step = 0; step < STEPS; step += 1) {
      const pushed = push(stories.map((story) => story[step]!));
      if (step % 2 === 0) {
        await ended('SIGKILL');
        await start();
      }
      await pushed;
    }

    const visible = async () =>
      ((await (await fetch(`${sandboxUrl}/sandbox/messages`)).json()) as { items: SandboxMessage[] }).items.filter(
        (m) => m.visible,
      );
    await eventually('every notice is on its phone', async () => (await visible()).length >= PETITIONS * STEPS, 90_000);
    // Whatever would be sent twice is sent by now: the vendor was asked about every attempt in doubt.
    await eventually('nothing is under way', async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return /events_queue_jobs\{state="waiting"\} 0/.test(metrics) || !metrics.includes('events_queue_jobs');
    });
    const byPhone = Map.groupBy(await visible(), ({ to }) => to);
    expect(byPhone.size).toBe(PETITIONS);
    for (const messages of byPhone.values()) {
      const inOrder = messages
        .toSorted((a, b) => (a.visibleAt! < b.visibleAt! ? -1 : 1))
        .map(({ text }) => text.split('\n')[0]);
      expect(inOrder).toEqual([
        '[순창군] 민원 접수 안내',
        '[순창군] 담당자 지정 안내',
        '[순창군] 서류 보완 요청',
        '[순창군] 보완 완료 안내',
        '[순창군] 처리기간 연장 안내',
        '[순창군] 민원 취하 처리 안내',
      ]);
    }
  });

  it('ends cleanly on Ctrl-C', async () => {
    expect(await ended('SIGINT')).toBe(0);
  }, 30_000);
});
