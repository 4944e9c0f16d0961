import { Injectable, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { appDataSource } from '../../src/data-source.js';
import { EventsModule, EveryTick } from './index.js';

let database: TestDatabase;
const programs = new Set<TestingModule>();
const wait = { timeout: 10_000, interval: 10 };

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const running of programs) await end(running);
});
afterAll(() => database.close());

async function program(provider: Type, work = true): Promise<TestingModule> {
  const dataSource = await appDataSource(database.url, 4).initialize();
  class Database {}
  const module = await Test.createTestingModule({
    imports: [
      {
        module: Database,
        global: true,
        providers: [{ provide: DataSource, useValue: dataSource }],
        exports: [DataSource],
      },
      EventsModule.forRoot({ work }),
    ],
    providers: [provider, { provide: 'alias', useExisting: provider }],
  }).compile();
  await module.init();
  programs.add(module);
  return module;
}

async function end(module: TestingModule): Promise<void> {
  programs.delete(module);
  await module.close();
  await module.get(DataSource).destroy();
}

@Injectable()
class Sweep {
  runs = 0;

  @EveryTick({ name: 'specs.sweep', everyMs: 20 })
  sweep(): void {
    this.runs++;
  }
}

test('one process ticks, another takes over when it ends or loses its session', async () => {
  const first = await program(Sweep);
  const second = await program(Sweep);
  await program(Sweep, false);
  await vi.waitFor(() => expect(first.get(Sweep).runs).toBeGreaterThan(10), wait);
  expect(second.get(Sweep).runs).toBe(0);

  await end(first);
  const atTheEnd = first.get(Sweep).runs;
  await vi.waitFor(() => expect(second.get(Sweep).runs).toBeGreaterThan(10), wait);
  expect(first.get(Sweep).runs).toBe(atTheEnd);

  await database.dataSource.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()`,
  );
  const before = second.get(Sweep).runs;
  await vi.waitFor(() => expect(second.get(Sweep).runs).toBeGreaterThan(before + 10), wait);
  for (const other of programs) {
    if (other !== second) expect(other.get(Sweep).runs).toBe(0);
  }
});

test('a slow call is not overtaken, a throw ends nothing, and the end waits for what runs', async () => {
  @Injectable()
  class Slow {
    running = 0;
    most = 0;
    calls = 0;
    release = Promise.withResolvers<void>();

    @EveryTick({ name: 'specs.slow', everyMs: 5 })
    async slow(): Promise<void> {
      this.most = Math.max(this.most, ++this.running);
      this.calls++;
      if (this.calls === 3) await this.release.promise;
      this.running--;
      throw new Error('every time');
    }

    beats = 0;
    @EveryTick({ name: 'specs.beat', everyMs: 5 })
    beat(): void {
      this.beats++;
    }
  }
  const module = await program(Slow);
  const slow = module.get(Slow);
  await vi.waitFor(() => expect(slow.calls).toBe(3), wait);
  const beats = slow.beats;
  await vi.waitFor(() => expect(slow.beats).toBeGreaterThan(beats + 5), wait);
  expect(slow.calls).toBe(3);
  const closing = end(module).then(() => slow.running);
  slow.release.resolve();
  expect(await closing).toBe(0);
  expect(slow.most).toBe(1);
});

test('two ticks of one name refuse to boot', async () => {
  @Injectable()
  class Doubled {
    @EveryTick({ name: 'specs.same', everyMs: 1000 })
    one(): void {}
    @EveryTick({ name: 'specs.same', everyMs: 1000 })
    other(): void {}
  }
  await expect(program(Doubled)).rejects.toThrow(/Two ticks are called specs.same/);
});
