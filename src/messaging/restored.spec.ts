import pg from 'pg';
import { DataSource } from 'typeorm';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../libs/clock/index.js';
import { Notifications } from './notifications.service.js';
import {
  notice,
  sendingHouse,
  settingsFor,
  startProgram,
  testSettings,
  type PhoneMessage,
  type SendingHouse,
} from './messaging.harness.js';

const VENDORS = ['SOLAPI', 'NHN'] as const;
const NOW = '2026-04-29T14:00:00+09:00';
const LATER = '2026-04-29T15:00:00+09:00';
/** By the digit before the last four and the magic endings: KakaoTalk, RCS after KakaoTalk failed, text after it failed. */
const PHONES = ['01000001234', '01000109001', '01000081234'];

/** Notices about as many cases as there are kinds of phones, by four each, so that both vendors carry some of each. */
function notices(name: string, dueAt = NOW) {
  return Array.from({ length: 4 * PHONES.length }, (_, n) =>
    notice({
      cause: `${name}-${n}`,
      subject: `${name}-${n}`,
      label: `${name}-${n}`,
      phone: PHONES[n % PHONES.length]!,
      dueAt: new Date(dueAt),
      variables: { ...notice().variables, 접수번호: `${name}-${n}` },
    }),
  );
}

describe('a backup that is restored', () => {
  let house: SendingHouse;
  let program: NestFastifyApplication;
  const copies: string[] = [];
  beforeAll(async () => {
    house = await sendingHouse({ at: NOW, vendors: VENDORS });
    program = house.program;
  });
  afterAll(async () => {
    await program.close();
    await house.close();
    for (const name of copies) await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  });

  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: house.database.url.replace(/[^/]*$/, 'postgres') });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  /** The database as it stands, under another name; nobody may be connected meanwhile. */
  const backUp = async (): Promise<string> => {
    const name = new URL(house.database.url).pathname.slice(1);
    copies.push(`${name}_backup`);
    await onServer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
    );
    await onServer(`CREATE DATABASE ${name}_backup TEMPLATE ${name}`);
    return house.database.url.replace(name, `${name}_backup`);
  };
  const start = async (url: string, at: string) => {
    const settings = testSettings(settingsFor(house.sandbox, VENDORS));
    program = await startProgram(url, Clock.fixed(at), settings, true, []);
  };
  const tell = (requests: ReturnType<typeof notices>) =>
    program.get(DataSource).transaction((tx) => program.get(Notifications).notify(tx, requests));
  const settled = () =>
    expect
      .poll(
        () =>
          program
            .get(DataSource)
            .query('SELECT label, status, channel, step FROM messaging.notification WHERE step IS NOT NULL'),
        { timeout: 60_000, interval: 50 },
      )
      .toEqual([]);
  const visible = async () => (await house.phone()).filter((message) => message.visible);
  const labelsOf = (messages: PhoneMessage[]) =>
    messages.map(({ text }) => /(?:before|lost|after|due)-\d+/.exec(text)![0]).toSorted();
  const labels = (...sets: ReturnType<typeof notices>[]) =>
    sets.flatMap((set) => set.map((one) => one.label!)).toSorted();

  it('goes on without sending anything again, whatever way it went; nothing is lost, and each is told as delivered', async () => {
    const [before, lost, due, after] = [notices('before'), notices('lost'), notices('due', LATER), notices('after')];
    await tell(before);
    await tell(due);
    await expect.poll(async () => (await visible()).length, { timeout: 60_000 }).toBe(before.length);
    await expect
      .poll(() => house.dataSource.query(`SELECT FROM messaging.notification WHERE status = 'SENDING'`), {
        timeout: 60_000,
      })
      .toEqual([]);
    await program.close();
    const backup = await backUp();

    // What the backup knows nothing of: new notices, and those that waited in it.
    await start(house.database.url, LATER);
    await tell(lost);
    await settled();
    const sent = await visible();
    expect(labelsOf(sent)).toEqual(labels(before, due, lost));
    expect(new Set(sent.map(({ vendor, channel }) => `${vendor} ${channel}`)).size).toBeGreaterThan(3);
    await program.close();

    // NHN cannot be asked at first: nothing goes out before it has told what it took.
    await house.fault({ vendor: 'NHN', kind: 'OUTAGE', rate: 1, seconds: 3_600 });
    await start(backup, LATER);
    await tell([...lost, ...before, ...after]);
    await expect
      .poll(() => program.get(DataSource).query('SELECT code FROM staff.alarm WHERE cleared_at IS NULL'), {
        timeout: 30_000,
      })
      .toEqual([{ code: 'MESSAGING.CANNOT_SEND' }]);
    expect(await visible()).toHaveLength(sent.length);
    await house.noFaults();
    await settled();

    expect(labelsOf(await visible())).toEqual(labels(before, due, lost, after));
    const rows = await program
      .get(DataSource)
      .query('SELECT status, count(*)::int AS n FROM messaging.notification GROUP BY status');
    expect(rows).toEqual([{ status: 'DELIVERED', n: 4 * before.length }]);
    expect(await program.get(DataSource).query('SELECT FROM staff.alarm WHERE cleared_at IS NULL')).toEqual([]);
  }, 180_000);
});
