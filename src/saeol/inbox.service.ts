import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Clock } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { type LinkEvent, type ReadEvent, readLinkEvent } from './link-event.js';
import { LinkEventsStored } from './saeol.events.js';
import { InboxFull, InboxUnavailable } from './saeol.errors.js';

export type EventStatus = 'ACCEPTED' | 'DUPLICATE' | 'QUARANTINED';

/** What became of one event of a push; `code` and `detail` where it was quarantined. */
export interface EventResult {
  eventId: string | null;
  status: EventStatus;
  code?: string;
  detail?: string;
}

/** One event on its way into the inbox. */
interface Arrival {
  read: ReadEvent;
  eventId: string | null;
  key: Buffer;
  content: Buffer;
  payload: string;
}

interface Waiting {
  arrivals: Arrival[];
  settle: (results: EventResult[]) => void;
  fail: (error: unknown) => void;
}

const EVENTS_PER_FLUSH = 256;
const FLUSHES_IN_FLIGHT = 2;
/** Beyond this many events in memory a caller is told to come back. */
const MOST_WAITING = 20_000;
const DEADLOCK = '40P01';

/** The database cannot be reached, is starting, stopping, full or out of connections: nobody's event is to blame. */
function isOutage(code: string | undefined): boolean {
  return code === undefined || /^(08|53|57)/.test(code) || /^E[A-Z]+$/.test(code);
}

const arrived = new Counter({
  name: 'saeol_events_total',
  help: 'Link events by what became of them',
  labelNames: ['status'],
});
const droppedFields = new Counter({
  name: 'saeol_dropped_fields_total',
  help: 'Fields outside the whitelist, dropped unread',
});

/**
 * The durable inbox. Concurrent requests share one transaction: a flush starts as soon as one of the two in flight is
 * through, with whatever has gathered, so that no request waits for a timer and one commit serves many.
 */
@Injectable()
export class Inbox {
  private readonly queue: Waiting[] = [];
  private waitingEvents = 0;
  private inFlight = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: EventBus,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the events of one request and answers, in their order, when they are durable.
   * @throws InboxFull (503) when too much waits already.
   */
  store(raw: unknown[], source: 'PUSH'): Promise<EventResult[]> {
    if (this.waitingEvents + raw.length > MOST_WAITING) throw new InboxFull();
    const arrivals = raw.map((each) => this.arrival(each));
    this.waitingEvents += arrivals.length;
    return new Promise<EventResult[]>((settle, fail) => {
      this.queue.push({ arrivals, settle, fail });
      this.flushWhileIdle(source);
    }).finally(() => {
      this.waitingEvents -= arrivals.length;
    });
  }

  private arrival(raw: unknown): Arrival {
    const read = readLinkEvent(raw, this.clock.now());
    droppedFields.inc(read.dropped);
    const payload = JSON.stringify(read.good ? read.event : read.kept);
    const eventId = read.good ? read.event.eventId : read.eventId;
    const content = this.privacy.blindIndex('link-event', payload);
    // Without an id only the same text again is the same event.
    const key =
      eventId === null
        ? this.privacy.blindIndex('link-event-text', JSON.stringify(raw))
        : this.privacy.blindIndex('link-event-id', eventId);
    return { read, eventId, key, content, payload };
  }

  private flushWhileIdle(source: 'PUSH'): void {
    while (this.inFlight < FLUSHES_IN_FLIGHT && this.queue.length > 0) {
      const batch: Waiting[] = [];
      let size = 0;
      while (
        this.queue.length > 0 &&
        (batch.length === 0 || size + this.queue[0]!.arrivals.length <= EVENTS_PER_FLUSH)
      ) {
        const next = this.queue.shift()!;
        batch.push(next);
        size += next.arrivals.length;
      }
      this.inFlight += 1;
      void this.flush(batch, source).finally(() => {
        this.inFlight -= 1;
        this.flushWhileIdle(source);
      });
    }
  }

  /** Answers every caller of the batch; an error that one of them causes is found by halving, so that it fails alone. */
  private async flush(batch: Waiting[], source: string): Promise<void> {
    try {
      const results = await this.write(
        batch.flatMap((waiting) => waiting.arrivals),
        source,
      );
      let at = 0;
      for (const { arrivals, settle } of batch) settle(results.slice(at, (at += arrivals.length)));
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === DEADLOCK) return this.flush(batch, source);
      if (batch.length === 1 || isOutage(code))
        return batch.forEach(({ fail }) => fail(isOutage(code) ? new InboxUnavailable() : error));
      const half = batch.length >> 1;
      await this.flush(batch.slice(0, half), source);
      await this.flush(batch.slice(half), source);
    }
  }

  private async write(arrivals: Arrival[], source: string): Promise<EventResult[]> {
    const results = await this.dataSource.transaction(async (tx) => {
      const known = await this.claimKeys(tx, arrivals);
      const written: {
        arrival: Arrival;
        state: 'WAITING' | 'QUARANTINED';
        code: string | null;
        detail: string | null;
      }[] = [];
      const outcome = arrivals.map((arrival): EventResult => {
        const { eventId, read } = arrival;
        const key = arrival.key.toString('base64');
        const before = known.get(key);
        if (before?.equals(arrival.content)) return { eventId, status: 'DUPLICATE' };
        if (before === undefined) known.set(key, arrival.content);
        const problem =
          before !== undefined
            ? { code: 'SAEOL.CONFLICTING_CONTENT', detail: 'this event id came before with other content' }
            : read.good
              ? null
              : { code: read.code, detail: read.detail };
        written.push({
          arrival,
          state: problem === null ? 'WAITING' : 'QUARANTINED',
          code: problem?.code ?? null,
          detail: problem?.detail ?? null,
        });
        return problem === null ? { eventId, status: 'ACCEPTED' } : { eventId, status: 'QUARANTINED', ...problem };
      });
      if (written.length > 0) {
        await this.insert(tx, written, source);
        const receipts = new Set(
          written
            .filter(({ state }) => state === 'WAITING')
            .map(({ arrival }) => (arrival.read as { event: LinkEvent }).event.receiptNo),
        );
        await this.bus.publish(
          tx,
          [...receipts].map((receiptNo) => new LinkEventsStored(receiptNo)),
        );
      }
      return outcome;
    });
    for (const { status } of results) arrived.inc({ status });
    return results;
  }

  /** Claims every key not seen before, in sorted order, and gives the content hash of those that were. */
  private async claimKeys(tx: EntityManager, arrivals: Arrival[]): Promise<Map<string, Buffer>> {
    const first = new Map<string, Arrival>();
    for (const arrival of arrivals) {
      const key = arrival.key.toString('base64');
      if (!first.has(key)) first.set(key, arrival);
    }
    const sorted = [...first.values()].toSorted((a, b) => Buffer.compare(a.key, b.key));
    const keys = sorted.map(({ key }) => key);
    const inserted = await tx.query<{ event_key: Buffer }[]>(
      `INSERT INTO saeol.inbox_key (event_key, content_hash, stored_at)
       SELECT key, content, $3 FROM unnest($1::bytea[], $2::bytea[]) AS arrival (key, content)
       ON CONFLICT DO NOTHING RETURNING event_key`,
      [keys, sorted.map(({ content }) => content), this.clock.realNow()],
    );
    const known = new Map<string, Buffer>();
    if (inserted.length === keys.length) return known;
    const isNew = new Set(inserted.map((row) => row.event_key.toString('base64')));
    const rows = await tx.query<{ event_key: Buffer; content_hash: Buffer }[]>(
      'SELECT event_key, content_hash FROM saeol.inbox_key WHERE event_key = ANY($1)',
      [keys.filter((key) => !isNew.has(key.toString('base64')))],
    );
    for (const row of rows) known.set(row.event_key.toString('base64'), row.content_hash);
    return known;
  }

  private async insert(
    tx: EntityManager,
    written: { arrival: Arrival; state: string; code: string | null; detail: string | null }[],
    source: string,
  ): Promise<void> {
    const at = this.clock.realNow();
    const position = ({ read }: Arrival) => (read.good ? read.event : read);
    await tx.query(
      `INSERT INTO saeol.inbox (id, stored_at, receipt_no, sequence, event_key, source, state, code, detail, payload)
       SELECT id, $1, receipt_no, sequence, event_key, $2, state, code, detail, payload
       FROM unnest($3::uuid[], $4::text[], $5::int[], $6::bytea[], $7::text[], $8::text[], $9::text[], $10::bytea[])
         AS event (id, receipt_no, sequence, event_key, state, code, detail, payload)`,
      [
        at,
        source,
        written.map(() => v7()),
        written.map(({ arrival }) => position(arrival).receiptNo),
        written.map(({ arrival }) => position(arrival).sequence),
        written.map(({ arrival }) => arrival.key),
        written.map(({ state }) => state),
        written.map(({ code }) => code),
        written.map(({ detail }) => detail),
        written.map(({ arrival }) => this.privacy.seal(arrival.payload)),
      ],
    );
  }
}
