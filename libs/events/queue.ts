import type { EntityManager } from 'typeorm';
import { EVENTS_IN_PAYLOAD, packed, type PackedEvents, unpacked } from './packed-events.js';

/** Attempts at 0, 3, 10, 30 s, 1.5, 4, 11 and 29 minutes (graphile-worker waits e^n seconds); then the job is parked. */
export const MAX_ATTEMPTS = 8;

/** Jobs of events that come in mass, in graphile-worker's order: 0, which all others have, comes first. */
const GIVES_WAY = 1;

/** More events than this make several jobs, so that a listener's transaction stays short. */
export const MAX_EVENTS_PER_JOB = 256;

export interface NewJobs {
  /** One job for each of them. */
  listeners: readonly string[];
  events: readonly object[];
  /** Never done together with other jobs. */
  alone?: boolean;
}

/**
 * Adds jobs in the caller's transaction, all in one statement; the workers wake at its commit.
 * @param afterMs how much later they are due, real milliseconds; null: at once. With it they also give way to all others.
 */
export async function addJobs(
  tx: EntityManager,
  jobs: readonly NewJobs[],
  afterMs: number | null = null,
): Promise<void> {
  await tx.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
       SELECT ROW(
         listener, job.events, NULL, now() + $3::float8 * interval '1 ms', $2::integer, NULL, $4::integer, CASE WHEN job.alone THEN ARRAY['alone'] END
       )::graphile_worker.job_spec
       FROM json_to_recordset($1::json) AS job (listeners json, events json, alone boolean),
         json_array_elements_text(job.listeners) AS listener
     ))`,
    [`[${jobs.map(jsonOf).join()}]`, MAX_ATTEMPTS, afterMs, afterMs === null ? null : GIVES_WAY],
  );
}

function jsonOf({ listeners, events, alone = false }: NewJobs): string {
  return `{"listeners":${JSON.stringify(listeners)},"events":${packed(events)},"alone":${alone}}`;
}

/**
 * Takes a job out of the queue as part of the transaction that does its work, so that it is done and gone, or neither.
 * False when the job was given to another worker meanwhile: this one must not go on.
 */
export async function removeOwnJob(tx: EntityManager, jobId: string, lockedBy: string): Promise<boolean> {
  const [, removed] = await tx.query<[unknown, number]>(
    'DELETE FROM graphile_worker._private_jobs WHERE id = $1 AND locked_by = $2',
    [jobId, lockedBy],
  );
  return removed === 1;
}

/**
 * Takes fresh jobs of the same listener that wait near the head of the queue, to be done in the same transaction: when work
 * piles up, sets grow and one commit serves many. Returns their events, at most `room`.
 */
export async function takeMoreOf(tx: EntityManager, taskId: number, room: number): Promise<object[]> {
  const rows = await tx.query<{ events: PackedEvents }[]>(
    `WITH head AS MATERIALIZED (
       SELECT id, task_id FROM graphile_worker._private_jobs WHERE is_available AND run_at <= now() ORDER BY priority, run_at LIMIT 64
     ),
     mine AS MATERIALIZED (
       SELECT id, ${EVENTS_IN_PAYLOAD} AS size FROM graphile_worker._private_jobs
       WHERE id IN (SELECT id FROM head WHERE task_id = $1) AND is_available AND attempts = 0 AND flags IS NULL
       ORDER BY id FOR UPDATE SKIP LOCKED
     ),
     taken AS (
       DELETE FROM graphile_worker._private_jobs
       WHERE id IN (SELECT id FROM (SELECT id, sum(size) OVER (ORDER BY id) AS events FROM mine) AS fitting WHERE events <= $2)
       RETURNING id, payload
     )
     SELECT payload AS events FROM taken ORDER BY id`,
    [taskId, room],
  );
  return rows.flatMap((row) => unpacked(row.events));
}

/**
 * Gives back the jobs of workers that died: those whose session lock (`workerLock`) nobody holds; they would stay locked for four hours
 * else. As `force_unlock_workers` does, but it passes over a job whose transaction still runs somewhere: that one ends by itself.
 * Returns how many workers had died.
 */
export async function giveBackJobsOfTheDead(tx: EntityManager): Promise<number> {
  const [row] = await tx.query<{ dead: number }[]>(
    `WITH holder AS MATERIALIZED (SELECT DISTINCT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL),
     dead AS MATERIALIZED (SELECT locked_by FROM holder WHERE pg_try_advisory_xact_lock(hashtextextended($1 || locked_by, 0))),
     left_behind AS MATERIALIZED (
       SELECT id, locked_by FROM graphile_worker._private_jobs
       WHERE locked_by IN (SELECT locked_by FROM dead) FOR UPDATE SKIP LOCKED
     ),
     given_back AS (
       UPDATE graphile_worker._private_jobs AS job SET locked_at = NULL, locked_by = NULL
       FROM left_behind WHERE job.id = left_behind.id RETURNING left_behind.locked_by
     )
     SELECT count(DISTINCT locked_by)::integer AS dead,
       CASE WHEN count(*) > 0 THEN pg_notify('jobs:insert', '{"count":' || count(*) || '}') END
     FROM given_back`,
    [workerLock('')],
  );
  return row!.dead;
}

/** The name of the session lock that a worker pool holds while it lives. */
export function workerLock(poolId: string): string {
  return `events.worker ${poolId}`;
}
