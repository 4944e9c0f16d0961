import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_PRIVACY_KEYS } from '../../test/harness/database.js';
import { Petition } from '../../test/harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../../test/harness/program.js';

const DEPARTMENT = '47700000011';

let program: TestProgram;
beforeAll(async () => {
  program = await testProgram({ DEMO_CLOCK: '2026-05-06T10:00:00+09:00' });
});
afterAll(() => program?.stop());

/** Reads the live stream of figures from the outside. */
async function openStream(): Promise<{
  lines: string[];
  contentType: string | null;
  ended: Promise<void>;
  close(): Promise<void>;
}> {
  const abort = new AbortController();
  const answer = await fetch(`${program.url}/api/v1/reports/stream`, {
    headers: { authorization: program.bearer, accept: 'text/event-stream' },
    signal: abort.signal,
  });
  const lines: string[] = [];
  const read = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body!)
      lines.push(...decoder.decode(chunk as Uint8Array, { stream: true }).split('\n'));
  })().catch(() => undefined);
  return {
    lines,
    contentType: answer.headers.get('content-type'),
    ended: read,
    async close() {
      abort.abort();
      await read;
    },
  };
}

const row = async (path: string, code: string) => {
  const { body } = await program.get(path);
  return (body as { rows: { departmentCode?: string; key?: string }[] }).rows.find(
    ({ departmentCode, key }) => (departmentCode ?? key) === code,
  );
};

describe('reports over HTTP', () => {
  it('a pushed step changes the figures, and the stream says so within a second', async () => {
    const stream = await openStream();
    expect(stream.contentType).toContain('text/event-stream');
    const petition = new Petition('202647700000000301', '01000003201');
    const pushedAt = performance.now();
    await program.push([
      petition.received('2026-05-06T09:30:00', { period: { unit: 'DAY', length: 10 } }),
      petition.assigned('2026-05-06T09:40:00'),
    ]);
    await eventually('the stream tells of the change', () => Promise.resolve(stream.lines.includes('event: change')));
    await eventually('the case is counted', async () => {
      const found = await row('/api/v1/reports/departments', DEPARTMENT);
      return (found as unknown as { inProgress: number }).inProgress === 1;
    });
    // Generous for a machine that is shared; the bar of one second is the benchmark's.
    expect(performance.now() - pushedAt).toBeLessThan(5_000);
    expect(stream.lines.find((line) => line.startsWith('data: {"at":"2026-05-06T'))).toBeDefined();
    await stream.close();

    expect(await row('/api/v1/reports/departments', DEPARTMENT)).toMatchObject({
      departmentName: '건축과',
      stages: { ASSIGNED: 1, RECEIVED: 0, COMPLETED: 0 },
      received: 1,
      completed: 0,
      overdue: 0,
    });
    expect(await row('/api/v1/reports/coverage', DEPARTMENT)).toMatchObject({ num: 1, den: 1 });
  });

  it('the completion, its message and the answer are counted', async () => {
    const phone = '01000003202';
    const petition = new Petition('202647700000000302', phone);
    await program.push([
      petition.received('2026-05-06T09:00:00'),
      petition.assigned('2026-05-06T09:05:00'),
      petition.completed('2026-05-06T09:45:00'),
    ]);
    const invitation = await eventually('the survey is on the phone', async () =>
      (await program.messages(phone)).find(({ text }) => text.includes('만족도 조사')),
    );
    const url = invitation.buttons[0]!.url!;
    const posted = await fetch(`${program.url}${new URL(url).pathname}`, {
      method: 'POST',
      body: new URLSearchParams({ score: '5' }),
    });
    expect(posted.status).toBe(200);
    // Invitation and answer are heard each by itself, in either order.
    await eventually('the invitation and its answer are counted', async () => {
      const { body } = await program.get('/api/v1/reports/surveys');
      const [first] = (body as { rows: { invited: number; answered: number }[] }).rows;
      return first?.invited === 1 && first.answered === 1;
    });
    expect(await row('/api/v1/reports/surveys', DEPARTMENT)).toEqual({
      key: DEPARTMENT,
      invited: 1,
      answered: 1,
      suppressed: true,
    });
    expect(await row('/api/v1/reports/monthly?month=2026-05', DEPARTMENT)).toMatchObject({
      received: 2,
      completed: 1,
      outcomes: { GRANTED: 1 },
      inTime: { num: 1, den: 1 },
      satisfaction: { invited: 1, answered: 1, mean: null },
    });
    const delivered = await eventually('the delivery is counted', async () => {
      const { body } = await program.get('/api/v1/reports/deliveries');
      return (body as { rows: { occasion: string }[] }).rows.find(({ occasion }) => occasion === 'case.completed');
    });
    expect(delivered).toMatchObject({
      delivered: 1,
      failed: 0,
      byChannel: { ALIMTALK: { delivered: 1, fallback: 0, failed: 0 } },
    });
  });

  it('an officer is told of a deadline that is near, on the phone', async () => {
    const petition = new Petition('202647700000000303', '01000003203');
    // 8 working hours from today 10:00: tomorrow 10:00, so D-3 (8 hours left) is now.
    await program.push([
      petition.received('2026-05-06T10:00:00', { period: { unit: 'DAY', length: 1 } }),
      petition.assigned('2026-05-06T10:00:00', { id: 's998', name: '새담당', mobile: '01000003998' }),
    ]);
    const [message] = await eventually('the pre-notice is on the phone', async () => {
      const messages = await program.messages('01000003998');
      return messages.length > 0 && messages;
    });
    expect(message!.text).toContain('민원 사전예고: 근무시간 8시간 전');
    const { body } = await program.get('/api/v1/deadlines/pre-notices/202647700000000303');
    expect(body).toMatchObject([
      { rung: 'D3', state: 'SENT', recipient: { id: 's998', kind: 'OFFICER', standIn: false }, inDigest: false },
    ]);
  });

  it('a department sets its ladder, with those who are told or without; nobody, or a stranger, is refused', async () => {
    const put = async (more: object) => {
      const times = { dayD3: 5, dayD1: 2, hourD3: 8, hourD1: 4, hourDday: 2, lapsedEvery: 3 };
      const answer = await fetch(`${program.url}/api/v1/deadlines/ladders/47700000013`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', authorization: program.bearer },
        body: JSON.stringify({ ...times, ...more }),
      });
      return { status: answer.status, body: (await answer.json()) as { told?: Record<string, string[]> } };
    };
    const usual = await put({});
    expect(usual).toMatchObject({ status: 200, body: { dayD3: 5, told: { DDAY: ['OFFICER', 'LEADER'] } } });
    const told = { ...usual.body.told, D1: ['LEADER', 'OFFICER'] };
    expect(await put({ told })).toMatchObject({ status: 200, body: { told: { D1: ['OFFICER', 'LEADER'] } } });
    for (const wrong of [{ ...told, D1: [] }, { ...told, D1: ['MAYOR'] }, { D1: ['OFFICER'] }, 'OFFICER'])
      expect(await put({ told: wrong })).toMatchObject({ status: 400 });
    const removed = await fetch(`${program.url}/api/v1/deadlines/ladders/47700000013`, {
      method: 'DELETE',
      headers: { authorization: program.bearer },
    });
    expect(removed.status).toBe(204);
  });

  it('refuses strangers, unknown fields and impossible days', async () => {
    for (const path of ['departments', 'deliveries', 'coverage', 'surveys', 'monthly', 'stream']) {
      expect((await fetch(`${program.url}/api/v1/reports/${path}`)).status).toBe(401);
    }
    expect((await program.get('/api/v1/reports/departments?from=2026-02-30')).status).toBe(400);
    expect((await program.get('/api/v1/reports/surveys?by=name')).status).toBe(400);
    expect((await program.get('/api/v1/reports/monthly?month=2026-13')).status).toBe(400);
    expect((await program.get('/api/v1/deadlines/pre-notices/202647700000099999')).status).toBe(404);
  });

  it('an open stream does not hold the program back from stopping', async () => {
    const stream = await openStream();
    await program.restart();
    await expect(stream.ended).resolves.toBeUndefined();
  });
});

describe('npm run figures:rebuild', () => {
  const command = async (...args: string[]): Promise<{ code: number; out: string }> => {
    const child = execFile(process.execPath, [resolve('dist/src/rebuild-figures.js'), ...args], {
      env: { ...process.env, PROFILE: 'demo', DATABASE_URL: program.database.url, PRIVACY_KEYS: TEST_PRIVACY_KEYS },
    });
    let out = '';
    child.stdout!.on('data', (piece: string) => (out += piece));
    child.stderr!.on('data', (piece: string) => (out += piece));
    return new Promise((ended) => child.once('close', (code) => ended({ code: code ?? -1, out })));
  };

  it('finds a figure that does not equal the history, puts it right and proves it', async () => {
    await program.dataSource.query(
      `UPDATE reporting.figure SET n = n + 1 WHERE metric = 'RECEIVED' AND type_code = '*'`,
    );
    const found = await command('--check');
    expect(found.code, found.out).toBe(1);
    expect(found.out).toMatch(/RECEIVED department 47700000011 type \* - 2026-05-06: \d+, by the history \d+/);
    const rebuilt = await command();
    expect(rebuilt.code, rebuilt.out).toBe(0);
    expect(rebuilt.out).toMatch(/figures were put right\.[\s\S]*The figures equal the history\./);
  }, 120_000);
});
