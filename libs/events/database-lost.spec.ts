import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource, type EntityManager } from 'typeorm';
import { expect, test, vi } from 'vitest';
import { onDatabase } from '../../test/harness/database.js';
import { appDataSource } from '../../src/data-source.js';
import { migrate } from '../../src/migrate.js';
import { startEmbeddedPostgres } from '../embedded-postgres/index.js';
import { EventBus, EventsModule, ListensTo, ParkedJobs, type BusListener } from './index.js';

class Numbered {
  static readonly type = 'specs.numbered';
  constructor(readonly number: number) {}
}

@Injectable()
@ListensTo(Numbered)
class Note implements BusListener<Numbered> {
  async handle(tx: EntityManager, events: Numbered[]): Promise<void> {
    await tx.query('INSERT INTO noted SELECT unnest($1::int[])', [events.map((event) => event.number)]);
  }
}

test('a kill -9 of PostgreSQL under load loses nothing, doubles nothing, and the program goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'minwon-lost-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'pg') }); // durable
  await migrate(postgres.url);
  await onDatabase(postgres.url, async (owner) => {
    await owner.query('CREATE TABLE noted (number int); GRANT SELECT, INSERT ON noted TO minwon_app');
  });
  const dataSource = await appDataSource(postgres.url, 8).initialize();
  class Database {}
  const app = await Test.createTestingModule({
    imports: [
      {
        module: Database,
        global: true,
        providers: [{ provide: DataSource, useValue: dataSource }],
        exports: [DataSource],
      },
      EventsModule.forRoot({ work: true }),
    ],
    providers: [Note],
  }).compile();
  await app.init();

  /** Numbers whose commit was confirmed, and those whose commit may or may not have been. */
  const sure: number[] = [];
  const unsure: number[] = [];
  let next = 0;
  let failures = 0;
  const until = async (enough: () => boolean) => {
    while (!enough()) {
      const number = next++;
      const told = dataSource.transaction((tx) => app.get(EventBus).publish(tx, [new Numbered(number)]));
      await told.then(() => sure.push(number)).catch(() => unsure.push(number) && failures++);
    }
  };
  await until(() => sure.length === 100);
  const server = Number.parseInt(await readFile(join(folder, 'pg', 'postmaster.pid'), 'utf8'), 10);
  process.kill(server, 'SIGKILL');
  await until(() => failures > 0);
  const before = sure.length;
  await until(() => sure.length === before + 100);

  await vi.waitFor(
    async () =>
      expect(await app.get(ParkedJobs).counts()).toMatchObject({ waiting: 0, running: 0, delayed: 0, parked: 0 }),
    {
      timeout: 15_000,
      interval: 50,
    },
  );
  const noted = (await dataSource.query<{ number: number }[]>('SELECT number FROM noted')).map((row) => row.number);
  expect(new Set(noted).size).toBe(noted.length);
  expect(sure.filter((number) => !noted.includes(number))).toEqual([]);
  expect(noted.filter((number) => !sure.includes(number) && !unsure.includes(number))).toEqual([]);

  await app.close();
  await dataSource.destroy();
  await postgres.stop();
  await rm(folder, { recursive: true });
}, 60_000);
