import { Controller, type MessageEvent, Sse } from '@nestjs/common';
import { interval, map, type Observable } from 'rxjs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { eventually } from '../../test/harness/program.js';
import { Roles } from './access.decorators.js';
import { Sessions } from './sessions.service.js';
import { ADMIN_KEY, seedTestStaff, staffApp, type StaffApp } from './staff-app.fixture.js';

@Controller('api/v1/stream')
@Roles('officer', 'leader', 'head', 'admin')
class StreamController {
  @Sse()
  stream(): Observable<MessageEvent> {
    return interval(20).pipe(map((n) => ({ data: { n } })));
  }
}

let database: TestDatabase;
let staff: StaffApp;
let url: string;
const abort = new AbortController();
beforeAll(async () => {
  database = await testDatabase();
  await seedTestStaff(database);
  staff = await staffApp(database, { controllers: [StreamController] });
  await staff.app.listen(0, '127.0.0.1');
  url = await staff.app.getUrl();
});
afterAll(async () => {
  abort.abort();
  await staff?.close();
  await database?.close();
});

async function session(id: string): Promise<string> {
  const answer = await staff
    .http()
    .post('/auth/login')
    .send({ id, password: `minwon-${id}` });
  return answer.headers['set-cookie']![0]!.split(';')[0]!;
}

interface Stream {
  lines: number;
  isOver: boolean;
}

async function stream(headers: Record<string, string>): Promise<Stream> {
  const answer = await fetch(`${url}/api/v1/stream`, { headers, signal: abort.signal });
  expect(answer.status).toBe(200);
  const found: Stream = { lines: 0, isOver: false };
  void (async () => {
    for await (const chunk of answer.body!) found.lines += (chunk as Uint8Array).length > 0 ? 1 : 0;
  })()
    .catch(() => undefined)
    .finally(() => (found.isOver = true));
  return found;
}

it('a stream goes on with its session or key, and ends with it', async () => {
  const admin = { authorization: `Bearer ${ADMIN_KEY}` };
  const made = await staff.http().post('/api/v1/api-keys').set(admin).send({ name: 'wall', role: 'officer' });
  const { id, key } = made.body as { id: string; key: string };
  const leaving = await session('officer');
  const streams = {
    leaving: await stream({ cookie: leaving }),
    closed: await stream({ cookie: await session('leader') }),
    revoked: await stream({ authorization: `bearer  ${key}` }),
    staying: await stream({ cookie: await session('admin') }),
    program: await stream(admin),
  };
  const over = () =>
    Object.entries(streams)
      .filter(([, { isOver }]) => isOver)
      .map(([name]) => name);

  await staff.http().post('/auth/logout').set({ cookie: leaving, 'sec-fetch-site': 'same-origin' });
  await staff.http().delete(`/api/v1/api-keys/${id}`).set(admin).expect(204);
  await database.dataSource.query(`UPDATE staff.account SET active = false WHERE login_id = 'leader'`);
  await eventually('three ends', () => Promise.resolve(over().length >= 3));
  const before = streams.staying.lines;
  await eventually('the others go on', () => Promise.resolve(streams.staying.lines > before + 3));
  expect(over()).toEqual(['leaving', 'closed', 'revoked']);

  staff.clock.setReal(new Date(staff.clock.realNow().getTime() + 31 * 60_000));
  await eventually('the end of the idle session', () => Promise.resolve(streams.staying.isOver));
  expect(streams.program.isOver).toBe(false);
});

it('a stream that begins while it is asked who is still there goes on', async () => {
  const sessions = staff.app.get(Sessions);
  const stillOpen = sessions.stillOpen.bind(sessions);
  let late: Stream | undefined;
  const early = await stream({ cookie: await session('head') });
  vi.spyOn(sessions, 'stillOpen').mockImplementationOnce(async (tokens) => {
    const open = await stillOpen(tokens);
    late = await stream({ cookie: await session('admin') });
    return open;
  });
  await eventually('the late one goes on', () => Promise.resolve((late?.lines ?? 0) > 5));
  expect([early.isOver, late!.isOver]).toEqual([false, false]);
});
