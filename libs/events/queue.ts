import type { EntityManager } from 'typeorm';

/** Attempts at 0, 3, 10, 30 s, 1.5, 4, 11 and 29 minutes (graphile-worker waits e^n seconds); then the job is parked. */
export const MAX_ATTEMPTS = 8;

export interface NewJobs {
  /** One job for each of them. */
  listeners: readonly string[];
  events: readonly object[];
}

/** Adds jobs in the caller's transaction, all in one statement; the workers wake at its commit. */
export async function addJobs(tx: EntityManager, jobs: readonly NewJobs[]): Promise<void> {
  await tx.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
       SELECT ROW(listener, job.events, NULL, NULL, $2::integer, NULL, NULL, NULL)::graphile_worker.job_spec
       FROM json_to_recordset($1::json) AS job (listeners json, events json), json_array_elements_text(job.listeners) AS listener
     ))`,
    [JSON.stringify(jobs), MAX_ATTEMPTS],
  );
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
 * Gives back the jobs of workers that died: those whose session lock (`workerLock`) nobody holds. Returns how many workers.
 * Their jobs would stay locked for four hours else.
 */
export async function giveBackJobsOfTheDead(tx: EntityManager): Promise<number> {
  const [row] = await tx.query<{ dead: number }[]>(
    `WITH holder AS MATERIALIZED (SELECT DISTINCT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL),
     dead AS MATERIALIZED (
       SELECT locked_by FROM holder WHERE pg_try_advisory_xact_lock(hashtextextended($1 || locked_by, 0))
     )
     SELECT count(*)::integer AS dead,
       CASE WHEN count(*) > 0 THEN graphile_worker.force_unlock_workers(array_agg(locked_by)) END,
       CASE WHEN count(*) > 0 THEN pg_notify('jobs:insert', '{"count":8}') END
     FROM dead`,
    [workerLock('')],
  );
  return row!.dead;
}

/** The name of the session lock that a worker pool holds while it lives. */
export function workerLock(poolId: string): string {
  return `events.worker ${poolId}`;
}
