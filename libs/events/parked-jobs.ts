import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Listeners } from './listeners.js';
import { type PackedEvents, unpacked } from './packed-events.js';
import { queueJobs, queueOldest, readQueueWith } from './metrics.js';

/** A job that failed too often; it waits for a person. */
export interface ParkedJob {
  id: string;
  listener: string;
  /** Null where this build has no such listener any more. */
  eventType: string | null;
  /** As published: ids and plain values. */
  events: object[];
  attempts: number;
  /** Without personal data; null when its workers died over it. */
  lastError: string | null;
  /** Real time. */
  publishedAt: Date;
}

export interface QueueCounts {
  /** Due, and not taken yet. */
  waiting: number;
  /** Due later: failed, or in mass behind work that is still going on. */
  delayed: number;
  running: number;
  parked: number;
  /** How long the oldest of the waiting has been due, in real seconds; 0 when none is. */
  oldestSeconds: number;
}

const PARKED =
  'SELECT id FROM graphile_worker._private_jobs WHERE id = ANY ($1::bigint[]) AND attempts >= max_attempts AND locked_at IS NULL';

/** What an operator sees of the queue, and may do about it. Who may, and the audit, is the caller's. */
@Injectable()
export class ParkedJobs implements OnModuleInit, OnApplicationShutdown {
  private stopReading: () => void = () => undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly listeners: Listeners,
  ) {}

  onModuleInit(): void {
    this.stopReading = readQueueWith(() => this.report());
  }

  onApplicationShutdown(): void {
    this.stopReading();
  }

  /** Oldest first, after the job with the id `after`. */
  async list({ limit = 50, after = '0' }: { limit?: number; after?: string } = {}): Promise<ParkedJob[]> {
    const rows = await this.dataSource.query<(Omit<ParkedJob, 'eventType' | 'events'> & { events: PackedEvents })[]>(
      `SELECT job.id::text AS id, task.identifier AS listener, job.payload AS events, job.attempts, job.last_error AS "lastError",
         job.created_at AS "publishedAt"
       FROM graphile_worker._private_jobs AS job JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
       WHERE job.attempts >= job.max_attempts AND job.locked_at IS NULL AND job.id > $2::bigint
       ORDER BY job.id LIMIT $1`,
      [limit, after],
    );
    const types = new Map(this.listeners.all().map((listener) => [listener.name, listener.event.type]));
    return rows.map((row) => ({ ...row, events: unpacked(row.events), eventType: types.get(row.listener) ?? null }));
  }

  /** Replays parked jobs now, with all attempts anew; returns how many of the ids were parked. */
  async retry(ids: readonly string[]): Promise<number> {
    const [row] = await this.dataSource.query<{ jobs: number }[]>(
      `SELECT count(*)::integer AS jobs, pg_notify('jobs:insert', '{"count":8}')
       FROM graphile_worker.reschedule_jobs(ARRAY(${PARKED}), run_at => now(), attempts => 0)`,
      [ids],
    );
    return row!.jobs;
  }

  /** Gives parked jobs up for good; returns how many of the ids were parked. */
  async discard(ids: readonly string[]): Promise<number> {
    const [row] = await this.dataSource.query<{ jobs: number }[]>(
      `SELECT count(*)::integer AS jobs FROM graphile_worker.complete_jobs(ARRAY(${PARKED}))`,
      [ids],
    );
    return row!.jobs;
  }

  async counts(): Promise<QueueCounts> {
    const [row] = await this.dataSource.query<QueueCounts[]>(
      `SELECT count(*) FILTER (WHERE is_available AND run_at <= now())::integer AS waiting,
         count(*) FILTER (WHERE is_available AND run_at > now())::integer AS delayed,
         count(*) FILTER (WHERE locked_at IS NOT NULL)::integer AS running,
         count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts)::integer AS parked,
         coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE is_available AND run_at <= now())), 0)::float8 AS "oldestSeconds"
       FROM graphile_worker._private_jobs`,
    );
    return row!;
  }

  private async report(): Promise<void> {
    const counts = await this.counts().catch(() => null); // the gauges are absent then, and health tells of the database
    if (counts === null) return;
    for (const state of ['waiting', 'delayed', 'running', 'parked'] as const) queueJobs.set({ state }, counts[state]);
    queueOldest.set(counts.oldestSeconds);
  }
}
