import type { Feed } from './feed.js';

/** What the load generator can be told to do. */
export type Order =
  /** One-row durable INSERTs by prepared statement. */
  | { do: 'INSERT'; url: string; connections: number; seconds: number }
  /** `callers` push as soon as they were answered, `perRequest` new petitions each, from the `first` on. */
  | {
      do: 'PUSH';
      feed: Feed;
      callers: number;
      perRequest: number;
      first: number;
      /** Ends after so many seconds, or so many events. */
      seconds?: number;
      events?: number;
    }
  /** New petitions at a steady rate, one event a request, whether or not the ones before were answered. */
  | { do: 'PUSH_STEADILY'; feed: Feed; perSecond: number; first: number; seconds: number }
  /** GET of addresses in turn. */
  | { do: 'GET'; urls: string[]; headers: Record<string, string>; callers: number; seconds: number };

export interface Done {
  /** Requests, or inserted rows. */
  requests: number;
  events: number;
  seconds: number;
  /** Of the answers, ms. */
  p50: number;
  p99: number;
  /** How many answers had which status. */
  statuses: Record<string, number>;
  /** PUSH_STEADILY: instant (real, epoch ms) at which the request of each petition was due, by its number less `first`. */
  dueAt?: number[];
}
