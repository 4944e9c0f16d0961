import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Injectable, Logger, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { appDataSource } from '../../src/data-source.js';
import {
  EventBus,
  EventsModule,
  ListensTo,
  ParkedJobs,
  prepareQueue,
  type BusListener,
  type EventsOptions,
} from './index.js';
import { removeOwnJob } from './queue.js';

class ParcelSent {
  static readonly type = 'specs.parcel-sent';
  constructor(
    readonly parcel: number,
    readonly mood: 'fine' | 'poison' = 'fine',
    readonly lines: { text: string; weight: number | null }[] = [],
  ) {}
  get isPoison(): boolean {
    return this.mood === 'poison';
  }
}

class ParcelLost {
  static readonly type = 'specs.parcel-lost';
  constructor(readonly parcel: number) {}
}

async function write(tx: EntityManager, listener: string, parcels: number[]): Promise<void> {
  await tx.query(
    'INSERT INTO heard (listener, parcel, in_set) SELECT $1, parcel, cardinality($2::int[]) FROM unnest($2::int[]) AS parcel',
    [listener, parcels],
  );
}

@Injectable()
@ListensTo(ParcelSent)
class CountParcels implements BusListener<ParcelSent> {
  async handle(tx: EntityManager, events: ParcelSent[]): Promise<void> {
    await write(
      tx,
      'CountParcels',
      events.map((event) => event.parcel),
    );
    if (events.some((event) => event.isPoison)) throw new Error('poison');
  }
}

@Injectable()
@ListensTo(ParcelSent, 'weigh-parcels')
class WeighParcels implements BusListener<ParcelSent> {
  async handle(tx: EntityManager, events: ParcelSent[]): Promise<void> {
    await write(
      tx,
      'weigh-parcels',
      events.map((event) => event.parcel),
    );
  }
}

let database: TestDatabase;
let owner: pg.Client;
const programs: TestingModule[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await prepareQueue(database.url); // the migrated template has done it; the second time changes nothing
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE heard (listener text NOT NULL, parcel int NOT NULL, in_set int NOT NULL);
    GRANT SELECT, INSERT ON heard TO minwon_app`);
  Logger.overrideLogger(false);
});
beforeEach(() => owner.query('TRUNCATE heard; DELETE FROM graphile_worker._private_jobs'));
afterEach(async () => {
  for (const running of programs.splice(0)) await running.close();
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

/** A program of its own on the database, with a pool of its own. */
async function program(listeners: Type[], options: EventsOptions = { work: true }): Promise<TestingModule> {
  const dataSource = await appDataSource(database.url, 8).initialize();
  class Database {}
  const module = await Test.createTestingModule({
    imports: [
      {
        module: Database,
        global: true,
        providers: [{ provide: DataSource, useValue: dataSource }],
        exports: [DataSource],
      },
      EventsModule.forRoot(options),
    ],
    providers: [...listeners, { provide: 'end', useValue: { onApplicationShutdown: () => dataSource.destroy() } }],
  }).compile();
  await module.init();
  programs.push(module);
  return module;
}

async function publish(from: TestingModule, events: object[]): Promise<void> {
  await from.get(DataSource).transaction((tx) => from.get(EventBus).publish(tx, events));
}

async function heard(listener: string): Promise<{ parcel: number; in_set: number }[]> {
  return (await owner.query('SELECT parcel, in_set FROM heard WHERE listener = $1 ORDER BY parcel', [listener])).rows;
}

const manyParcels = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => new ParcelSent(from + index));
const idle = async (at: TestingModule) =>
  expect(await at.get(ParkedJobs).counts()).toMatchObject({ waiting: 0, running: 0 });
const wait = { timeout: 10_000, interval: 20 };

test('a listener hears all events of a transaction as one set of instances; each listener has a job of its own', async () => {
  const seen: ParcelSent[][] = [];
  @Injectable()
  @ListensTo(ParcelSent)
  class Watch implements BusListener<ParcelSent> {
    handle(_tx: EntityManager, events: ParcelSent[]): Promise<void> {
      seen.push(events);
      return Promise.resolve();
    }
  }
  const app = await program([Watch, WeighParcels]);
  const events = [
    new ParcelSent(1, 'fine', [{ text: '등기', weight: null }]),
    new ParcelSent(2, 'poison'),
    new ParcelLost(3),
  ];
  await publish(app, events);
  await vi.waitFor(() => idle(app), wait);
  expect(seen).toEqual([[events[0], events[1]]]);
  expect(seen[0]![0]).toBeInstanceOf(ParcelSent);
  expect(seen[0]![1]!.isPoison).toBe(true);
  expect(await heard('weigh-parcels')).toEqual([
    { parcel: 1, in_set: 2 },
    { parcel: 2, in_set: 2 },
  ]);
});

test('a rollback leaves nothing', async () => {
  const app = await program([CountParcels], { work: false });
  await expect(
    app.get(DataSource).transaction(async (tx) => {
      await app.get(EventBus).publish(tx, manyParcels(3));
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect((await owner.query('SELECT FROM graphile_worker._private_jobs')).rowCount).toBe(0);
});

test('publishing outside a transaction throws', async () => {
  const app = await program([CountParcels], { work: false });
  await expect(app.get(EventBus).publish(app.get(DataSource).manager, manyParcels(1))).rejects.toThrow(
    /inside a transaction/,
  );
  expect((await owner.query('SELECT FROM graphile_worker._private_jobs')).rowCount).toBe(0);
});

test('a program without work publishes only; sets over 256 events make several jobs', async () => {
  const app = await program([CountParcels], { work: false });
  await publish(app, manyParcels(600));
  const jobs = await owner.query<{ n: string; bytes: number }>(
    `SELECT payload ->> 'size' AS n, octet_length(payload::text) AS bytes FROM graphile_worker._private_jobs ORDER BY id`,
  );
  // Many events of one kind are much the same, and are packed; a few are not worth it.
  expect(jobs.rows.map(({ n }) => n)).toEqual(['256', '256', null]);
  expect(jobs.rows[0]!.bytes).toBeLessThan(JSON.stringify(manyParcels(256)).length / 5);
  expect(await app.get(ParkedJobs).counts()).toMatchObject({ waiting: 3, running: 0, parked: 0 });
  await program([CountParcels]);
  await vi.waitFor(async () => expect(await heard('CountParcels')).toHaveLength(600), wait);
});

test('events that come in mass are heard in their time, and give way to those of the moment', async () => {
  const app = await program([CountParcels], { work: false });
  await app.get(DataSource).transaction((tx) => app.get(EventBus).publish(tx, manyParcels(300), 3_600_000));
  expect(await app.get(ParkedJobs).counts()).toMatchObject({ waiting: 0, delayed: 2 });
  await program([CountParcels], { work: true, concurrency: 1 });
  await publish(app, [new ParcelSent(1_001)]);
  await vi.waitFor(async () => expect(await heard('CountParcels')).toHaveLength(1), wait);
  expect(await app.get(ParkedJobs).counts()).toMatchObject({ waiting: 0, delayed: 2 });
  await owner.query(`UPDATE graphile_worker._private_jobs SET run_at = run_at - interval '1 hour'`);
  await vi.waitFor(async () => expect(await heard('CountParcels')).toHaveLength(301), wait);
});

test('what is published while a mass is being heard does not wait for its end', async () => {
  const publisher = await program([CountParcels], { work: false });
  await publisher.get(DataSource).transaction(async (tx) => {
    for (let n = 0; n < 8; n++) await publisher.get(EventBus).publish(tx, manyParcels(256, n * 256), 0);
  });
  await publish(publisher, [new ParcelSent(9_999)]);
  const heardInOrder: number[] = [];
  @Injectable()
  @ListensTo(ParcelSent, 'CountParcels')
  class Watch implements BusListener<ParcelSent> {
    handle(_tx: EntityManager, events: ParcelSent[]): Promise<void> {
      heardInOrder.push(events[0]!.parcel);
      return Promise.resolve();
    }
  }
  const app = await program([Watch], { work: true, concurrency: 1 });
  await vi.waitFor(() => idle(app), wait);
  expect(heardInOrder[0]).toBe(9_999);
});

test('a listener is given what concerns it alone, and no job where nothing does; not even of a build that gave it all', async () => {
  const poison = 'hears-poison';
  @Injectable()
  @ListensTo(ParcelSent, poison, (event) => event.isPoison)
  class HearPoison implements BusListener<ParcelSent> {
    handle(tx: EntityManager, events: ParcelSent[]): Promise<void> {
      return write(
        tx,
        poison,
        events.map((event) => event.parcel),
      );
    }
  }
  const publisher = await program([WeighParcels, HearPoison], { work: false });
  await publish(publisher, [new ParcelSent(1), new ParcelSent(2, 'poison')]);
  await publish(publisher, [new ParcelSent(3)]);
  const jobs = await owner.query<{ listener: string; n: number }>(
    `SELECT t.identifier AS listener, json_array_length(j.payload) AS n
     FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY 1, 2`,
  );
  expect(jobs.rows).toEqual([
    { listener: poison, n: 1 },
    { listener: 'weigh-parcels', n: 1 },
    { listener: 'weigh-parcels', n: 2 },
  ]);
  const all = JSON.stringify([new ParcelSent(4), new ParcelSent(5, 'poison'), new ParcelSent(6)]);
  await owner.query('SELECT graphile_worker.add_job($1, $2::json)', [poison, all]);
  await owner.query(`SELECT graphile_worker.add_job($1, '[{"parcel":7,"mood":"fine","lines":[]}]'::json)`, [poison]);
  await program([WeighParcels, HearPoison]);
  await vi.waitFor(() => idle(publisher), wait);
  expect((await heard(poison)).map(({ parcel }) => parcel)).toEqual([2, 5]);
  expect((await heard('weigh-parcels')).map(({ parcel }) => parcel)).toEqual([1, 2, 3]);
});

test('refuses values that the queue would not bring back as they were', async () => {
  class WithDate {
    static readonly type = 'specs.with-date';
    constructor(readonly nested: { at: unknown }[]) {}
  }
  const app = await program([], { work: false });
  for (const value of [new Date(0), new Map(), 1n, Number.NaN, () => 1]) {
    await expect(publish(app, [new WithDate([{ at: value }])])).rejects.toThrow(
      /plain values only, but specs.with-date.nested.0.at is a/,
    );
  }
  await publish(app, [new WithDate([{ at: '2026-04-29T14:00:00+09:00' }, { at: null }, { at: undefined }])]);
});

test('four workers deliver each event once', async () => {
  const [first] = await Promise.all(Array.from({ length: 4 }, () => program([CountParcels, WeighParcels])));
  await Promise.all(
    Array.from({ length: 200 }, (_, index) => publish(first!, manyParcels(1 + (index % 7), index * 10))),
  );
  const expected = Array.from({ length: 200 }, (_, index) =>
    manyParcels(1 + (index % 7), index * 10).map((event) => event.parcel),
  ).flat();
  await vi.waitFor(() => idle(first!), wait);
  for (const listener of ['CountParcels', 'weigh-parcels']) {
    expect((await heard(listener)).map((row) => row.parcel)).toEqual(expected);
  }
});

test('a poisoned listener does not hold its sibling, a poisoned event not its neighbours; parked, replayed, done', async () => {
  const app = await program([CountParcels, WeighParcels]);
  await publish(app, [new ParcelSent(1), new ParcelSent(2, 'poison'), new ParcelSent(3)]);
  await vi.waitFor(async () => {
    expect(await heard('weigh-parcels')).toEqual([1, 2, 3].map((parcel) => ({ parcel, in_set: 3 })));
    expect(await heard('CountParcels')).toEqual([1, 3].map((parcel) => ({ parcel, in_set: 1 })));
  }, wait);

  // Retried with a growing pause: each time we let the pause be over.
  await vi.waitFor(async () => {
    await owner.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL AND attempts < max_attempts`,
    );
    await owner.query(`NOTIFY "jobs:insert"`);
    expect(await app.get(ParkedJobs).counts()).toMatchObject({ parked: 1, delayed: 0, waiting: 0 });
  }, wait);
  const parked = await app.get(ParkedJobs).list();
  expect(parked).toEqual([
    {
      id: expect.any(String),
      listener: 'CountParcels',
      eventType: 'specs.parcel-sent',
      events: [{ parcel: 2, mood: 'poison', lines: [] }],
      attempts: 8,
      lastError: expect.stringMatching(/^Error: poison at .*event-bus\.spec\.ts/),
      publishedAt: expect.any(Date),
    },
  ]);
  expect(await app.get(ParkedJobs).list({ after: parked[0]!.id })).toEqual([]);

  await owner.query(`UPDATE graphile_worker._private_jobs SET payload = '[{"parcel":2,"mood":"fine","lines":[]}]'`); // the cause is mended
  expect(await app.get(ParkedJobs).retry([parked[0]!.id])).toBe(1);
  await vi.waitFor(async () => expect((await heard('CountParcels')).map((row) => row.parcel)).toEqual([1, 2, 3]), wait);
  await vi.waitFor(() => idle(app), wait);
  expect(await app.get(ParkedJobs).retry([parked[0]!.id])).toBe(0);
});

test('only parked jobs can be discarded', async () => {
  const app = await program([CountParcels], { work: false });
  await publish(app, manyParcels(1));
  await publish(app, manyParcels(1));
  const { rows } = await owner.query<{ id: string }>('SELECT id::text FROM graphile_worker._private_jobs ORDER BY id');
  await owner.query('UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE id = $1', [rows[0]!.id]);
  expect(await app.get(ParkedJobs).discard(rows.map((row) => row.id))).toBe(1);
  expect(await app.get(ParkedJobs).counts()).toMatchObject({ waiting: 1, parked: 0 });
});

test('errors are kept without the values that PostgreSQL quotes', async () => {
  @Injectable()
  @ListensTo(ParcelLost)
  class Careless implements BusListener<ParcelLost> {
    async handle(tx: EntityManager): Promise<void> {
      await tx.query(`SELECT '홍길동'::int`);
    }
  }
  const app = await program([Careless]);
  await publish(app, [new ParcelLost(1)]);
  await vi.waitFor(async () => {
    const { rows } = await owner.query<{ last_error: string }>('SELECT last_error FROM graphile_worker._private_jobs');
    expect(rows[0]!.last_error).toMatch(/^PostgreSQL error 22P02/);
    expect(rows[0]!.last_error).not.toContain('홍길동');
  }, wait);
});

test('what piles up is done in one set; a fault in what was taken along falls on its own job only', async () => {
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const sets: number[][] = [];
  @Injectable()
  @ListensTo(ParcelSent)
  class Busy implements BusListener<ParcelSent> {
    async handle(tx: EntityManager, events: ParcelSent[]): Promise<void> {
      const parcels = events.map((event) => event.parcel);
      sets.push(parcels);
      await write(tx, 'Busy', parcels);
      if (parcels[0] === 0) {
        started.resolve();
        await goOn.promise;
      }
      if (events.some((event) => event.isPoison)) throw new Error('poison');
    }
  }
  const app = await program([Busy], { work: true, concurrency: 1 });
  await publish(app, [new ParcelSent(0)]);
  await started.promise;
  for (let parcel = 1; parcel <= 20; parcel++) await publish(app, [new ParcelSent(parcel)]);
  for (const mood of ['fine', 'poison', 'fine'] as const)
    await publish(
      app,
      manyParcels(100, 1000).map(({ parcel }) => new ParcelSent(parcel, mood)),
    );
  goOn.resolve();
  // On a slow machine the first of the poisoned are tried again before the last of them had its turn.
  const alone = () => new Set(sets.filter((set) => set.length === 1 && set[0]! >= 1000).map(([parcel]) => parcel));
  await vi.waitFor(async () => {
    expect(alone().size).toBe(100);
    expect(await heard('Busy')).toHaveLength(1 + 20 + 200);
  }, wait);
  expect(sets[1]).toHaveLength(220); // 1 to 20, the fine hundred and the poisoned one; the next would be over 256
  expect(sets[2]).toEqual([1]);
  expect(sets[3]).toHaveLength(219);
}, 30_000);

test('a deadlock is tried again whole, not taken apart', async () => {
  let deadlocks = 2;
  @Injectable()
  @ListensTo(ParcelLost)
  class Unlucky implements BusListener<ParcelLost> {
    async handle(tx: EntityManager, events: ParcelLost[]): Promise<void> {
      await write(
        tx,
        'Unlucky',
        events.map((event) => event.parcel),
      );
      if (deadlocks-- > 0) await tx.query(`DO $$ BEGIN RAISE deadlock_detected; END $$`);
    }
  }
  const app = await program([Unlucky]);
  await publish(app, [new ParcelLost(1), new ParcelLost(2)]);
  await vi.waitFor(() => idle(app), wait);
  expect(await heard('Unlucky')).toEqual([1, 2].map((parcel) => ({ parcel, in_set: 2 })));
});

test('a worker that fails late does not touch a job that was given away meanwhile', async () => {
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let first = true;
  @Injectable()
  @ListensTo(ParcelLost)
  class Slow implements BusListener<ParcelLost> {
    async handle(tx: EntityManager, events: ParcelLost[]): Promise<void> {
      if (first) {
        first = false;
        started.resolve();
        await goOn.promise;
        throw new Error('the slow one fails late');
      }
      await write(
        tx,
        'Slow',
        events.map((event) => event.parcel),
      );
    }
  }
  const app = await program([Slow]);
  await publish(app, [new ParcelLost(1)]);
  await started.promise;
  // Waits for the row that the slow transaction holds, then gives the job away.
  const given = owner.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'another-pool'`);
  goOn.resolve();
  expect((await given).rowCount).toBe(1);
  // Nobody holds the lock of another-pool, so its job comes back and is done, once.
  await vi.waitFor(async () => expect(await heard('Slow')).toEqual([{ parcel: 1, in_set: 1 }]), wait);
  await vi.waitFor(() => idle(app), wait);
});

test('a worker whose job was given away before it began does not begin', async () => {
  const app = await program([CountParcels], { work: false });
  await publish(app, manyParcels(1));
  const { rows } = await owner.query<{ id: string }>(
    `UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'another-pool' RETURNING id`,
  );
  await app.get(DataSource).transaction(async (tx) => {
    expect(await removeOwnJob(tx, rows[0]!.id, 'this-pool')).toBe(false);
    expect(await removeOwnJob(tx, rows[0]!.id, 'another-pool')).toBe(true);
  });
});

test('the jobs of a killed worker are given back within a second or two', async () => {
  const child = spawn(
    process.execPath,
    ['--import', TYPESCRIPT, join(import.meta.dirname, 'hanging-worker.child.ts'), database.url],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data'); // it works
  const app = await program([], { work: false });
  const jobs = await owner.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY[('HangForever', '[{"parcel":7}]', NULL, NULL, 8, NULL, NULL, NULL)::graphile_worker.job_spec])`,
  );
  expect(jobs.rowCount).toBe(1);
  await vi.waitFor(
    async () => expect(await app.get(ParkedJobs).counts()).toMatchObject({ waiting: 0, running: 1 }),
    wait,
  );

  @Injectable()
  @ListensTo(ParcelLost, 'HangForever')
  class Rescue implements BusListener<ParcelLost> {
    async handle(tx: EntityManager, events: ParcelLost[]): Promise<void> {
      await write(
        tx,
        'Rescue',
        events.map((event) => event.parcel),
      );
    }
  }
  await program([Rescue]);
  expect(await app.get(ParkedJobs).counts()).toMatchObject({ running: 1 });
  const killed = performance.now();
  child.kill('SIGKILL');
  await vi.waitFor(async () => expect(await heard('Rescue')).toEqual([{ parcel: 7, in_set: 1 }]), wait);
  expect(performance.now() - killed).toBeLessThan(4000);
}, 60_000);

test('a program that stops finishes what runs and leaves the rest', async () => {
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  @Injectable()
  @ListensTo(ParcelLost)
  class Thorough implements BusListener<ParcelLost> {
    async handle(tx: EntityManager, events: ParcelLost[]): Promise<void> {
      started.resolve();
      await goOn.promise;
      await write(
        tx,
        'Thorough',
        events.map((event) => event.parcel),
      );
    }
  }
  const app = await program([Thorough], { work: true, concurrency: 1 });
  const watcher = await program([], { work: false });
  await publish(app, [new ParcelLost(1)]);
  await started.promise;
  await publish(watcher, [new ParcelLost(2)]); // nobody listens there, so nothing is added
  await publish(app, [new ParcelLost(3)]);
  const closing = programs.splice(programs.indexOf(app), 1)[0]!.close();
  goOn.resolve();
  await closing;
  expect(await heard('Thorough')).toEqual([{ parcel: 1, in_set: 1 }]);
  expect(await watcher.get(ParkedJobs).counts()).toMatchObject({ waiting: 1, running: 0 });
});

test('goes on by itself after the database dropped every connection', async () => {
  const app = await program([CountParcels]);
  await publish(app, manyParcels(1));
  await vi.waitFor(async () => expect(await heard('CountParcels')).toHaveLength(1), wait);
  await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await vi.waitFor(() => publish(app, manyParcels(1, 2)), wait);
  await vi.waitFor(async () => expect(await heard('CountParcels')).toHaveLength(2), wait);
});

test('boot refuses a missing or doubled event type, and two listeners of one name', async () => {
  class Untyped {}
  class Twin {
    static readonly type = 'specs.parcel-sent';
  }
  const listener = (event: unknown, name: string) => {
    class Some implements BusListener {
      handle(): Promise<void> {
        return Promise.resolve();
      }
    }
    ListensTo(event as typeof ParcelSent, name)(Some);
    return Some;
  };
  await expect(program([listener(Untyped, 'a')])).rejects.toThrow(/Event Untyped has no static type/);
  await expect(program([listener(undefined, 'a')])).rejects.toThrow(/An event class is undefined/);
  await expect(program([CountParcels, listener(Twin, 'a')])).rejects.toThrow(
    /Two events have the type specs.parcel-sent: Twin and ParcelSent/,
  );
  await expect(program([listener(ParcelSent, 'a'), listener(ParcelLost, 'a')])).rejects.toThrow(
    /Two listeners are called a/,
  );

  const app = await program([CountParcels], { work: false });
  await expect(publish(app, [new Twin()])).rejects.toThrow(/Two events have the type/);
  await expect(publish(app, [new Untyped()])).rejects.toThrow(/has no static type/);
});

test('the metrics tell of the queue', async () => {
  const { register } = await import('prom-client');
  const app = await program([CountParcels], { work: false });
  await publish(app, manyParcels(2));
  const text = await register.metrics();
  expect(text).toContain('events_queue_jobs{state="waiting"} 1');
  expect(text).toMatch(/events_jobs_total\{listener="CountParcels",outcome="done"\} \d+/);
  expect(text).toMatch(/events_job_lag_seconds_count\{listener="CountParcels"\} \d+/);
});

/** Lets a real process run TypeScript with decorators: transpiled file by file, `.js` in an import found as `.ts`. */
const TYPESCRIPT = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  import { readFileSync } from 'node:fs';
  import { fileURLToPath } from 'node:url';
  import ts from '${import.meta.resolve('typescript')}';
  registerHooks({
    resolve: (name, context, next) =>
      name.startsWith('.') && context.parentURL?.endsWith('.ts') ? next(name.replace(/\\.js$/, '.ts'), context) : next(name, context),
    load: (url, context, next) => url.endsWith('.ts')
      ? { format: 'module', shortCircuit: true, source: ts.transpile(readFileSync(fileURLToPath(url), 'utf8'), {
          module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2024, experimentalDecorators: true, emitDecoratorMetadata: true,
          useDefineForClassFields: false }) }
      : next(url, context),
  });`)}`;
