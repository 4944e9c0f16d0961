import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Logger as QueueLogger, runTaskList, type Job, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { connectionOf } from './connection.js';
import { describeError, sqlState } from './describe-error.js';
import { EVENTS_OPTIONS, type EventsOptions } from './events-options.js';
import { EveryTick } from './every-tick.js';
import { Listeners, type Listener } from './listeners.js';
import { LockSession } from './lock-session.js';
import { eventsHandled, jobLag, jobs, jobSeconds } from './metrics.js';
import { type PackedEvents, unpacked } from './packed-events.js';
import { addJobs, giveBackJobsOfTheDead, MAX_EVENTS_PER_JOB, removeOwnJob, takeMoreOf, workerLock } from './queue.js';

const DEFAULT_CONCURRENCY = 4;
/** New jobs wake a worker at once (LISTEN); this is how late a retry may be, or a job whose wake-up call was lost. */
const POLL_MS = 1000;
const RESTART_MS = 500;
const FINISH_MS = 8000;
const RETRIES_AT_ONCE = 3;
/** A job that waited longer than this has others behind it, which are then done with it. */
const BEHIND_MS = 5;

/**
 * Claims and bookkeeping of the queue need no flush of their own: a claim that a crash forgets is claimed again, and a job leaves the
 * queue in its listener's durable transaction. The planner must not choose a scan for a queue that was empty when it looked.
 */
const QUEUE_OPTIONS =
  '-c synchronous_commit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off';

/** Another worker was given this job: what was done for it here must not stand. */
class JobLost extends Error {
  override name = 'JobLost';
}

/** Runs the listeners' jobs for as long as the program works, through every loss of the database. */
@Injectable()
export class EventWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Events');
  private readonly stopping = new AbortController();
  private working: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(
    @Inject(EVENTS_OPTIONS) private readonly options: EventsOptions,
    private readonly dataSource: DataSource,
    private readonly listeners: Listeners,
    private readonly locks: LockSession,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.work && this.listeners.all().length > 0) this.working = this.keepWorking();
  }

  /** Finishes what runs; what takes longer than 8 s is rolled back at exit, and another worker is given it within a second or two. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  @EveryTick({ name: 'events.give-back-jobs-of-the-dead', everyMs: 1000 })
  async giveBackJobsOfTheDead(): Promise<void> {
    const dead = await giveBackJobsOfTheDead(this.dataSource.manager);
    if (dead > 0) this.logger.warn(`Gave back the jobs of ${dead} worker(s) that died`);
  }

  private async keepWorking(): Promise<void> {
    const { signal } = this.stopping;
    const pool = new pg.Pool({
      ...connectionOf(this.dataSource, QUEUE_OPTIONS),
      // One listens, the others claim and acknowledge.
      max: (this.options.concurrency ?? DEFAULT_CONCURRENCY) + 2,
    });
    // A lost connection is noticed where it is used.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    while (!signal.aborted) {
      try {
        await this.workUntilBroken(pool);
        if (!signal.aborted) this.tellOnce('the connection was lost');
      } catch (error) {
        this.tellOnce(describeError(error));
      }
      await pause(RESTART_MS, undefined, { signal }).catch(() => undefined);
    }
    await pool.end();
  }

  private tellOnce(reason: string): void {
    if (!this.failing) this.logger.error(`Events wait, since the queue cannot be worked on: ${reason}`);
    this.failing = true;
  }

  /**
   * graphile-worker ends its pool when it cannot acknowledge a job, caches a failed look-up for good, and takes up to a minute to
   * listen again after an outage. So at the first sign of trouble the pool is left for a new one.
   */
  private async workUntilBroken(pgPool: pg.Pool): Promise<void> {
    // Fails while the database cannot be reached.
    await this.locks.take([]);
    const lost = this.locks.whenLost();
    const broken = Promise.withResolvers<void>();
    const events = new EventEmitter();
    for (const trouble of ['worker:getJob:error', 'pool:listen:error', 'pool:fatalError']) {
      events.once(trouble, () => broken.resolve());
    }
    const pool = runTaskList(
      {
        preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
        concurrency: this.options.concurrency ?? DEFAULT_CONCURRENCY,
        pollInterval: POLL_MS,
        noHandleSignals: true,
        logger: this.queueLogger(),
        events,
      },
      this.tasks(),
      pgPool,
    );
    const ended = pool.promise.catch((error: unknown) => this.logger.warn(describeError(error)));
    try {
      await this.locks.take([workerLock(pool.id)]);
      if (this.failing) this.logger.log('Events are worked on again');
      this.failing = false;
      const stop = new Promise<void>((resolve) =>
        this.stopping.signal.addEventListener('abort', () => resolve(), { once: true }),
      );
      if (!this.stopping.signal.aborted) await Promise.race([lost, broken.promise, ended, stop]);
    } finally {
      Promise.resolve(pool.gracefulShutdown()).catch((error: unknown) => this.logger.warn(describeError(error)));
      await Promise.race([ended, pause(FINISH_MS, undefined, { ref: false })]);
      await this.locks.release(workerLock(pool.id));
    }
  }

  private tasks(): TaskList {
    return Object.fromEntries(
      this.listeners
        .all()
        .map((listener) => [
          listener.name,
          async (payload: unknown, { job }: { job: Job }) =>
            this.deliver(listener, unpacked(payload as PackedEvents), job),
        ]),
    );
  }

  private async deliver(listener: Listener, payload: object[], job: Job): Promise<void> {
    const labels = { listener: listener.name };
    const lagMs = Math.max(0, job.locked_at!.getTime() - job.run_at.getTime());
    jobLag.observe(labels, lagMs / 1000);
    const behind = lagMs > BEHIND_MS && job.attempts === 1 && job.flags === null;
    let takenAlong: object[] = [];
    const handle = (room: number) =>
      this.inOneTransaction(job, async (tx) => {
        takenAlong = room > 0 ? await takeMoreOf(tx, job.task_id, room) : [];
        const revive = (data: object) =>
          Object.assign(Object.create(listener.event.prototype as object), data) as object;
        // A job of an older build may hold what is no concern of this one.
        const heard = [...payload, ...takenAlong].map(revive).filter(listener.concerns);
        if (heard.length > 0) await listener.handler.handle(tx, heard);
      });
    const measured = jobSeconds.startTimer(labels);
    try {
      await handle(behind ? MAX_EVENTS_PER_JOB - payload.length : 0).catch((error: unknown) => {
        if (takenAlong.length === 0) throw error;
        return handle(0); // the fault may lie in what was taken along, and that is back in the queue
      });
      eventsHandled.inc(labels, payload.length + takenAlong.length);
      jobs.inc({ ...labels, outcome: 'done' });
    } catch (error) {
      if (payload.length > 1 && !isOfTheSystem(error)) return await this.split(listener, payload, job, error);
      throw this.failed(listener, job, error);
    } finally {
      measured();
    }
  }

  /** Work and the end of its job stand together or not at all. A deadlock or a serialisation failure is tried again at once. */
  private async inOneTransaction(job: Job, work: (tx: EntityManager) => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.dataSource.transaction(async (tx) => {
          if (!(await removeOwnJob(tx, job.id, job.locked_by!))) throw new JobLost('Another worker was given this job');
          return work(tx);
        });
      } catch (error) {
        if (tries === RETRIES_AT_ONCE || !['40001', '40P01'].includes(sqlState(error) ?? '')) throw error;
      }
    }
  }

  /** A set that fails becomes one job per event, so that each has a transaction, retries and a parking place of its own. */
  private async split(listener: Listener, payload: object[], job: Job, error: unknown): Promise<void> {
    await this.inOneTransaction(job, (tx) =>
      addJobs(
        tx,
        payload.map((data) => ({ listeners: [listener.name], events: [data], alone: true })),
      ),
    ).catch((inner: unknown) => {
      throw this.failed(listener, job, inner);
    });
    jobs.inc({ listener: listener.name, outcome: 'split' });
    this.logger.warn(`${listener.name} failed on ${payload.length} events, now one by one: ${describeError(error)}`);
  }

  /** What graphile-worker writes into the job; it never writes over the job of another worker. */
  private failed(listener: Listener, job: Job, error: unknown): Error {
    const outcome = error instanceof JobLost ? 'lost' : job.attempts >= job.max_attempts ? 'parked' : 'retried';
    jobs.inc({ listener: listener.name, outcome });
    const why = describeError(error);
    if (outcome === 'parked')
      this.logger.error(`${listener.name} parks job ${job.id} after ${job.attempts} attempts: ${why}`);
    else this.logger.warn(`${listener.name}, job ${job.id}, attempt ${job.attempts} (${outcome}): ${why}`);
    return new Error(why);
  }

  /** Its errors only: those of jobs are told above, without what they carry. */
  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message, meta) => {
      if (meta?.['failure'] === true) return;
      if (level === 'error' || level === 'warning') this.logger.debug(message);
    });
  }
}

/** Not the fault of an event: connection, resources, server (SQLSTATE classes 08, 53, 57P, 58) or another transaction (40). */
function isOfTheSystem(error: unknown): boolean {
  return error instanceof JobLost || /^(08|40|53|57P|58)/.test(sqlState(error) ?? '');
}
