export interface EventsOptions {
  /** Whether this process runs listeners and ticks; without, it publishes only. */
  work: boolean;
  /** Jobs at the same time, 4 by default; each takes a connection of the data source's pool while it runs. */
  concurrency?: number;
}

export const EVENTS_OPTIONS = Symbol('EventsOptions');
