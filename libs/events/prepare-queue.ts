import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import pg from 'pg';

/**
 * graphile-worker's tables have row-level security without a policy, so that only their owner sees a row; the program works as
 * `minwon_app`. The index finds who holds jobs, each second. A queue lives on dead rows: vacuum soon, without naps.
 * `add_jobs` plans its five statements anew at each call, and then reads the whole queue: with these two settings it takes a third
 * of the time, however long the queue.
 */
const FOR_THE_PROGRAM = `
  DO $$
  DECLARE queue_table text;
  BEGIN
    FOREACH queue_table IN ARRAY ARRAY['_private_jobs', '_private_tasks', '_private_job_queues'] LOOP
      IF NOT EXISTS (
        SELECT FROM pg_policies WHERE schemaname = 'graphile_worker' AND tablename = queue_table AND policyname = 'program'
      ) THEN
        EXECUTE format('CREATE POLICY program ON graphile_worker.%I TO minwon_app USING (true) WITH CHECK (true)', queue_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON graphile_worker.%I TO minwon_app', queue_table);
      END IF;
    END LOOP;
    GRANT USAGE ON SCHEMA graphile_worker TO minwon_app;
    CREATE INDEX IF NOT EXISTS jobs_holder ON graphile_worker._private_jobs (locked_by) WHERE locked_by IS NOT NULL;
    IF (SELECT reloptions FROM pg_class WHERE oid = 'graphile_worker._private_jobs'::regclass) IS NULL THEN
      ALTER TABLE graphile_worker._private_jobs SET (
        autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0,
        autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.5
      );
    END IF;
    IF (SELECT proconfig FROM pg_proc WHERE oid = 'graphile_worker.add_jobs'::regproc) IS NULL THEN
      ALTER FUNCTION graphile_worker.add_jobs SET plan_cache_mode = force_generic_plan;
      ALTER FUNCTION graphile_worker.add_jobs SET enable_seqscan = off;
    END IF;
  END $$`;

/**
 * Makes or updates the queue's tables and opens them to the role `minwon_app`, which must exist. Run it as the owner after the
 * migrations, one process at a time; it changes nothing the second time.
 * @param owner the owner's address of the database, or a pool of its connections
 */
export async function prepareQueue(owner: string | pg.Pool): Promise<void> {
  const pool = typeof owner === 'string' ? new pg.Pool({ connectionString: owner, max: 1 }) : owner;
  const ignore = () => undefined; // a lost connection fails the query that uses it
  const onConnect = (client: pg.PoolClient) => client.on('error', ignore);
  pool.on('error', ignore);
  pool.on('connect', onConnect);
  try {
    await runMigrations({ pgPool: pool, logger: new QueueLogger(() => ignore) });
    await pool.query(FOR_THE_PROGRAM);
  } finally {
    pool.off('error', ignore);
    pool.off('connect', onConnect);
    if (typeof owner === 'string') await pool.end();
  }
}
