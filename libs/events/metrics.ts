import { Counter, Gauge, Histogram } from 'prom-client';

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
/** A tick that finds nothing to do is to end within a millisecond. */
const TICK_SECONDS = [0.0002, 0.0003, 0.0004, 0.0005, 0.0006, 0.0008, 0.001, 0.0012, 0.0015, ...SECONDS.slice(1)];

export const eventsPublished = new Counter({
  name: 'events_published_total',
  help: 'Events published, by type; those of a transaction that was rolled back included',
  labelNames: ['type'],
});

export const eventsHandled = new Counter({
  name: 'events_handled_total',
  help: 'Events that a listener has dealt with',
  labelNames: ['listener'],
});

/** Outcomes: done, retried (comes again later), parked (waits for an operator), split (each event comes again alone), lost (another worker has it). */
export const jobs = new Counter({
  name: 'events_jobs_total',
  help: 'Runs of jobs by listener and outcome',
  labelNames: ['listener', 'outcome'],
});

export const jobLag = new Histogram({
  name: 'events_job_lag_seconds',
  help: 'From the moment a job was due to the moment a worker took it',
  labelNames: ['listener'],
  buckets: SECONDS,
});

export const jobSeconds = new Histogram({
  name: 'events_job_seconds',
  help: 'How long a listener worked on a set',
  labelNames: ['listener'],
  buckets: SECONDS,
});

export const ticks = new Counter({
  name: 'events_ticks_total',
  help: 'Runs of periodic work by outcome (done, failed)',
  labelNames: ['name', 'outcome'],
});

export const tickSeconds = new Histogram({
  name: 'events_tick_seconds',
  help: 'How long periodic work took',
  labelNames: ['name'],
  buckets: TICK_SECONDS,
});

const readers = new Set<() => Promise<void>>();

export const queueJobs = new Gauge({
  name: 'events_queue_jobs',
  help: 'Jobs in the queue: waiting (due), delayed (retry later), running, parked; absent while the database cannot be read',
  labelNames: ['state'],
  async collect() {
    this.reset();
    queueOldest.reset();
    await Promise.all([...readers].map((read) => read()));
  },
});

export const queueOldest = new Gauge({
  name: 'events_queue_oldest_seconds',
  help: 'Age of the job that is due for longest',
});

/** Has the gauges of the queue filled whenever the metrics are read; returns how to end it. */
export function readQueueWith(read: () => Promise<void>): () => void {
  readers.add(read);
  return () => void readers.delete(read);
}
