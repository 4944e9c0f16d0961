import { setTimeout as wait } from 'node:timers/promises';
import { Clock, toKst } from '../../libs/clock/index.js';
import { calendarOfOfficials, CountyDays } from './county-days.js';
import { readCounty } from './county.js';
import type { PlannedEvent } from './course.js';
import { PushPutOff, pushToTheLink, type PushCounts } from './push-to-the-link.js';

export interface FeedSettings {
  /** Where the program answers, e.g. `http://127.0.0.1:3000`. */
  url: string;
  /** `whsec_` + base64. */
  secret: string;
}

/** How the feed is getting on, counted since it was started; nothing in it is about a person. */
export interface FeedProgress {
  type: 'progress';
  /** Product time, ISO 8601 with +09:00. */
  at: string;
  /** Petitions that came in, and all other steps. */
  petitions: number;
  steps: number;
  /** Sent before, by an earlier run of the feed. */
  duplicates: number;
  quarantined: number;
  /** Why nothing is sent at the moment, or null. */
  waitingFor: string | null;
}

const BATCH = 200;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 10_000;
/** The product's clock is read anew this often, so that a changed speed or start is followed. */
const CLOCK_READ_EVERY_MS = 5_000;
const SHORTEST_WAIT_MS = 100;
const REPORT_EVERY_MS = 2_000;

/**
 * Plays a county's Saeol through the public push endpoint until `signal` aborts: each event at its product time, in order,
 * kept and sent again while the link is down. Throws PushRefused where the link will never take it.
 */
export async function playCounty(
  settings: FeedSettings,
  signal: AbortSignal,
  report: (progress: FeedProgress) => void,
): Promise<void> {
  try {
    await new SimulatedSaeol(settings, signal, report).play();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

class SimulatedSaeol {
  private readonly clock = new Clock();
  private readonly counts = { petitions: 0, steps: 0, duplicates: 0, quarantined: 0 };
  private clockReadAt = -Infinity;
  private reportedAt = -Infinity;

  constructor(
    private readonly settings: FeedSettings,
    private readonly signal: AbortSignal,
    private readonly report: (progress: FeedProgress) => void,
  ) {}

  async play(): Promise<void> {
    const since = await this.insist(() => this.readClock());
    const days = new CountyDays(readCounty(), calendarOfOfficials(), since ?? this.clock.now(), this.clock.now());
    for (;;) {
      this.signal.throwIfAborted();
      const due = days.takeDue(this.clock.now());
      for (let i = 0; i < due.length; i += BATCH) await this.push(due.slice(i, i + BATCH));
      this.tell(null);
      const untilNext = this.clock.realMsUntil(days.nextAt());
      await wait(Math.min(Math.max(untilNext, SHORTEST_WAIT_MS), CLOCK_READ_EVERY_MS), undefined, {
        signal: this.signal,
      });
      await this.followClock();
    }
  }

  /** Reads the clock anew from time to time; while the program does not tell it, the last reading goes on. */
  private async followClock(): Promise<void> {
    if (this.clock.realNow().getTime() - this.clockReadAt < CLOCK_READ_EVERY_MS) return;
    try {
      await this.readClock();
    } catch (error) {
      if (!(error instanceof PushPutOff)) throw error;
    }
  }

  private async push(batch: PlannedEvent[]): Promise<void> {
    const events = batch.map(({ event }) => event);
    const counts: PushCounts = await this.insist(() => pushToTheLink(this.settings, events, this.clock, this.signal));
    const petitions = events.filter((event) => event.kind === 'RECEIVED').length;
    this.counts.petitions += petitions;
    this.counts.steps += events.length - petitions;
    this.counts.duplicates += counts.duplicate;
    this.counts.quarantined += counts.quarantined;
  }

  /**
   * Takes over the product's clock as `/health/ready` tells it; answers when the demo began, where the program says so.
   * The instant is taken as of the answer's arrival, so that the feed is never ahead of the product.
   */
  private async readClock(): Promise<Date | null> {
    this.clockReadAt = this.clock.realNow().getTime();
    let answer: { clock?: { now: string; speed: number; since?: string } };
    try {
      const response = await fetch(new URL('/health/ready', this.settings.url), {
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(5_000)]),
      });
      if (!response.ok) throw new PushPutOff('the program is not ready', null);
      answer = (await response.json()) as typeof answer;
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof PushPutOff) throw error;
      throw new PushPutOff('no connection', null);
    }
    if (answer.clock === undefined) throw new Error('/health/ready does not tell the product clock');
    const real = this.clock.realNow().getTime();
    this.clock.anchorAt({ productMs: Date.parse(answer.clock.now), realMs: real, speed: answer.clock.speed });
    return answer.clock.since === undefined ? null : new Date(answer.clock.since);
  }

  /** Tries until it works, waiting longer each time, or as long as the link asks for. */
  private async insist<T>(attempt: () => Promise<T>): Promise<T> {
    for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS)) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof PushPutOff)) throw error;
        this.tell(error.why);
        await wait(error.retryAfterMs ?? backoff, undefined, { signal: this.signal });
      }
    }
  }

  private tell(waitingFor: string | null): void {
    const real = this.clock.realNow().getTime();
    if (real - this.reportedAt < REPORT_EVERY_MS) return;
    this.reportedAt = real;
    this.report({ type: 'progress', at: toKst(this.clock.now()), ...this.counts, waitingFor });
  }
}
