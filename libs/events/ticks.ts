import { setTimeout as pause } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { describeError } from './describe-error.js';
import { EVENTS_OPTIONS, type EventsOptions } from './events-options.js';
import { tickMark, type TickOptions } from './every-tick.js';
import { LockSession } from './lock-session.js';
import { ticks, tickSeconds } from './metrics.js';

/** How often a process tries for the ticks that another one has. */
const CONTEND_MS = 1000;
const FINISH_MS = 8000;

interface Tick extends TickOptions {
  call: () => unknown;
  running: Promise<void> | null;
  failures: number;
}

/** Runs what is marked with `@EveryTick`: whoever holds a tick's lock runs it, until the process ends or loses the database. */
@Injectable()
export class Ticks implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Ticks');
  private readonly ticks = new Map<string, Tick>();
  private contending = false;
  private stopping = false;

  constructor(
    @Inject(EVENTS_OPTIONS) private readonly options: EventsOptions,
    private readonly discovery: DiscoveryService,
    private readonly methods: MetadataScanner,
    private readonly scheduler: SchedulerRegistry,
    private readonly locks: LockSession,
  ) {}

  /** @throws Error when two methods share the name of a tick */
  onModuleInit(): void {
    const instances = new Set(this.discovery.getProviders().map((provider) => provider.instance as unknown));
    for (const instance of instances as Set<Record<string, () => unknown> | null>) {
      if (instance === null || typeof instance !== 'object') continue;
      for (const method of this.methods.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const mark = tickMark(instance[method]!);
        if (mark === undefined) continue;
        if (this.ticks.has(mark.name))
          throw new Error(`Two ticks are called ${mark.name}; each needs a name of its own.`);
        this.ticks.set(mark.name, { ...mark, call: () => instance[method]!(), running: null, failures: 0 });
      }
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.options.work || this.ticks.size === 0) return;
    for (const tick of this.ticks.values()) {
      this.scheduler.addInterval(
        lockOf(tick),
        setInterval(() => this.run(tick), tick.everyMs),
      );
    }
    this.scheduler.addInterval(
      'events.contend',
      setInterval(() => void this.contend(), CONTEND_MS),
    );
    await this.contend();
  }

  /** The scheduler has cleared the intervals; what runs may finish. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const running = [...this.ticks.values()].map((tick) => tick.running ?? Promise.resolve());
    await Promise.race([Promise.all(running), pause(FINISH_MS, undefined, { ref: false })]);
  }

  private async contend(): Promise<void> {
    if (this.contending || this.stopping) return;
    this.contending = true;
    try {
      const byLock = new Map([...this.ticks.values()].map((tick) => [lockOf(tick), tick]));
      for (const lock of await this.locks.take([...byLock.keys()])) this.run(byLock.get(lock)!);
    } catch (error) {
      this.logger.debug(`No ticks while the database cannot be reached: ${describeError(error)}`);
    } finally {
      this.contending = false;
    }
  }

  private run(tick: Tick): void {
    if (this.stopping || tick.running !== null || !this.locks.holds(lockOf(tick))) return;
    const measured = tickSeconds.startTimer({ name: tick.name });
    tick.running = (async () => tick.call())()
      .then(
        () => this.worked(tick),
        (error: unknown) => this.failed(tick, error),
      )
      .finally(() => {
        measured();
        tick.running = null;
      });
  }

  private worked(tick: Tick): void {
    ticks.inc({ name: tick.name, outcome: 'done' });
    if (tick.failures > 0) this.logger.log(`${tick.name} works again after ${tick.failures} failures`);
    tick.failures = 0;
  }

  /** Told once until it works again: a tick that comes twice a second would fill the log. */
  private failed(tick: Tick, error: unknown): void {
    ticks.inc({ name: tick.name, outcome: 'failed' });
    if (tick.failures++ === 0) this.logger.error(`${tick.name} failed, and is tried again: ${describeError(error)}`);
  }
}

function lockOf(tick: TickOptions): string {
  return `events.tick ${tick.name}`;
}
