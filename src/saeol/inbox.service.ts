import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Arrival, type EventResult, InboxWriter, PUSHED } from './inbox-writer.js';
import { countArrived, tallyOf } from './link-traffic.js';
import { InboxFull, InboxUnavailable } from './saeol.errors.js';

interface Waiting {
  arrivals: Arrival[];
  settle: (results: EventResult[]) => void;
  fail: (error: unknown) => void;
}

const EVENTS_PER_FLUSH = 256;
/** Beyond this many events in memory a caller is told to come back. */
const MOST_WAITING = 20_000;
const DEADLOCK = '40P01';

/** The database cannot be reached, is starting, stopping, full or out of connections: nobody's event is to blame. */
function isOutage(code: string | undefined): boolean {
  return code === undefined || /^(08|53|57)/.test(code) || /^E[A-Z]+$/.test(code);
}

/**
 * The push way in. Concurrent requests share one transaction: a flush starts as soon as the last one is through, with whatever has
 * gathered, so that no request waits for a timer and one commit serves many. While the database stores one set, this process
 * reads the next: a second flush beside it would only make both smaller.
 */
@Injectable()
export class Inbox {
  private readonly queue: Waiting[] = [];
  private waitingEvents = 0;
  private flushing = false;
  private gathering = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly writer: InboxWriter,
  ) {}

  /**
   * Stores the events of one request and answers, in their order, when they are durable.
   * @throws InboxFull (503) when too much waits already, InboxUnavailable (503) when the database does not answer
   */
  async store(raw: unknown[]): Promise<EventResult[]> {
    if (this.waitingEvents + raw.length > MOST_WAITING) throw new InboxFull();
    const arrivals = raw.map((each) => this.writer.read(each, PUSHED));
    this.waitingEvents += arrivals.length;
    try {
      return await new Promise<EventResult[]>((settle, fail) => {
        this.queue.push({ arrivals, settle, fail });
        this.flushSoon();
      });
    } finally {
      this.waitingEvents -= arrivals.length;
    }
  }

  /** After what has reached this process already is read: those requests go along. No timer: an idle process begins at once. */
  private flushSoon(): void {
    if (this.gathering || this.flushing) return;
    this.gathering = true;
    setImmediate(() => {
      this.gathering = false;
      void this.flushAll();
    });
  }

  private async flushAll(): Promise<void> {
    this.flushing = true;
    try {
      while (this.queue.length > 0) await this.flush(this.nextBatch());
    } finally {
      this.flushing = false;
    }
  }

  private nextBatch(): Waiting[] {
    let size = 0;
    const end = this.queue.findIndex(({ arrivals }, index) => {
      size += arrivals.length;
      return index > 0 && size > EVENTS_PER_FLUSH;
    });
    return this.queue.splice(0, end === -1 ? this.queue.length : end);
  }

  /** Answers every caller of the batch; an error that one of them causes is found by halving, so that it fails alone. */
  private async flush(batch: Waiting[]): Promise<void> {
    try {
      const results = await this.write(batch.flatMap((waiting) => waiting.arrivals));
      let at = 0;
      for (const { arrivals, settle } of batch) settle(results.slice(at, (at += arrivals.length)));
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === DEADLOCK) return this.flush(batch);
      if (batch.length === 1 || isOutage(code))
        return batch.forEach(({ fail }) => fail(isOutage(code) ? new InboxUnavailable() : error));
      const half = batch.length >> 1;
      await this.flush(batch.slice(0, half));
      await this.flush(batch.slice(half));
    }
  }

  private async write(arrivals: Arrival[]): Promise<EventResult[]> {
    const results = await this.dataSource.transaction((tx) => this.writer.write(tx, arrivals, 'PUSH'));
    countArrived('PUSH', tallyOf(results));
    return results;
  }
}
