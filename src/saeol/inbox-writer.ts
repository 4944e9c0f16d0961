import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { eventKey } from './event-key.js';
import { LinkHealth } from './link-health.js';
import { countDropped, type EventStatus, type Way } from './link-traffic.js';
import { type ReadEvent, readLinkEvent } from './link-event.js';
import { maskResidentNumbers } from './saeol-columns.js';
import { LinkEventsStored } from './saeol.events.js';

/** What became of one event; `code` and `detail` where it was quarantined. */
export interface EventResult {
  eventId: string | null;
  status: EventStatus;
  code?: string;
  detail?: string;
}

/** What a way in knows of an event besides the event itself. */
export interface Origin {
  /** False where the way in has no sequence for it. */
  numbered: boolean;
  /** Derived from a row as it was when it was seen. */
  inferred: boolean;
  /** Of the opening stock. */
  opening: boolean;
  /** File and row, table and index. */
  place: string | null;
}

export const PUSHED: Origin = { numbered: true, inferred: false, opening: false, place: null };

/** One event on its way into the inbox. */
export interface Arrival {
  read: ReadEvent;
  origin: Origin;
  eventId: string | null;
  key: Buffer;
  content: Buffer;
  payload: string;
}

/** A row that gave no event: kept whole as the whitelist let it through. */
export interface FaultyRow {
  row: Record<string, unknown>;
  receiptNo: string | null;
  sequence: number | null;
  code: string;
  /** Says what is wrong, never the value. */
  detail: string;
  column: string | null;
  opening: boolean;
  place: string | null;
}

interface NewRow {
  receiptNo: string | null;
  sequence: number | null;
  key: Buffer;
  state: 'WAITING' | 'QUARANTINED';
  code: string | null;
  detail: string | null;
  payload: Buffer;
  form: 'EVENT' | 'ROW';
  origin: Pick<Origin, 'inferred' | 'opening' | 'place'>;
  column: string | null;
}

/** Other contents of one event id that are kept as evidence; more would only fill the quarantine. */
const MOST_CONFLICTS = 3;

/** The one inbound port: whatever the way in, an event is whitelisted, sealed, and stored once. */
@Injectable()
export class InboxWriter {
  constructor(
    private readonly bus: EventBus,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
    private readonly health: LinkHealth,
  ) {}

  /** Reads one event; nothing is written yet, and nothing that no rule names is kept. */
  read(raw: unknown, origin: Origin): Arrival {
    const read = readLinkEvent(raw, this.clock.now(), origin.numbered);
    if (read.dropped > 0) countDropped(read.dropped);
    // Codes and ids are no free text, but an agent may have put a resident number where one of them belongs.
    const payload = maskResidentNumbers(JSON.stringify(read.good ? read.event : read.kept));
    const eventId = read.good ? read.event.eventId : read.eventId;
    const content = this.privacy.blindIndex('link-event', payload);
    // Without an id only the same text again is the same event.
    const key =
      eventId === null
        ? this.privacy.blindIndex('link-event-text', textOf(raw) ?? `bottomless ${payload}`)
        : eventKey(this.privacy, eventId);
    return { read, origin, eventId, key, content, payload };
  }

  /** Stores events in the caller's transaction and answers one result each, in their order; whoever waits for them is woken. */
  async write(tx: EntityManager, arrivals: Arrival[], source: Way): Promise<EventResult[]> {
    const known = await this.claimKeys(tx, arrivals);
    const rows: NewRow[] = [];
    const conflicting: Arrival[] = [];
    const results = arrivals.map((arrival): EventResult => {
      const { eventId, read } = arrival;
      const key = textOfKey(arrival.key);
      const before = known.get(key);
      if (before?.equals(arrival.content)) return { eventId, status: 'DUPLICATE' };
      if (before !== undefined) {
        conflicting.push(arrival);
        return { eventId, status: 'QUARANTINED', ...CONFLICT };
      }
      known.set(key, arrival.content);
      const problem = read.good ? null : { code: read.code, detail: read.detail };
      rows.push(this.rowOf(arrival, problem));
      return problem === null ? { eventId, status: 'ACCEPTED' } : { eventId, status: 'QUARANTINED', ...problem };
    });
    if (conflicting.length > 0) rows.push(...(await this.evidence(tx, conflicting)));
    const waiting = new Set(rows.filter(({ state }) => state === 'WAITING').map(({ receiptNo }) => receiptNo!));
    // None needs to know what became of the others, so they share one trip to the database.
    await Promise.all([
      rows.length > 0 && this.insert(tx, rows, source),
      this.wake(tx, waiting),
      waiting.size > 0 && this.health.note(tx, source, newest(arrivals)),
    ]);
    return results;
  }

  /** Has what waits for these receipt numbers looked at. */
  async wake(tx: EntityManager, receiptNos: ReadonlySet<string>): Promise<void> {
    if (receiptNos.size === 0) return;
    await this.bus.publish(
      tx,
      [...receiptNos].map((receiptNo) => new LinkEventsStored(receiptNo)),
    );
  }

  /** Puts rows into quarantine, each faulty row once however often it is read; answers how many are new. */
  async quarantine(tx: EntityManager, faulty: FaultyRow[], source: Way): Promise<number> {
    if (faulty.length === 0) return 0;
    const rows = faulty.map((one): NewRow & { content: Buffer } => {
      const payload = JSON.stringify(one.row);
      const content = this.privacy.blindIndex('link-row', payload);
      return {
        ...one,
        key: this.privacy.blindIndex('link-row-key', `${payload} ${one.code}`),
        content,
        state: 'QUARANTINED',
        payload: this.privacy.seal(payload),
        form: 'ROW',
        origin: { inferred: false, opening: one.opening, place: one.place },
      };
    });
    const { claimed } = await this.claim(tx, rows);
    const fresh = rows.filter(({ key }) => claimed.delete(textOfKey(key)));
    if (fresh.length > 0) await this.insert(tx, fresh, source);
    return fresh.length;
  }

  private rowOf(arrival: Arrival, problem: { code: string; detail: string } | null): NewRow {
    const { read, origin } = arrival;
    const { receiptNo, sequence } = read.good ? read.event : read;
    return {
      receiptNo,
      sequence,
      key: arrival.key,
      state: problem === null ? 'WAITING' : 'QUARANTINED',
      code: problem?.code ?? null,
      detail: problem?.detail ?? null,
      payload: this.privacy.seal(arrival.payload),
      form: 'EVENT',
      origin,
      column: null,
    };
  }

  /** Rows for those other contents of an id that were not seen before, at most a few for each id. */
  private async evidence(tx: EntityManager, conflicting: Arrival[]): Promise<NewRow[]> {
    const others = new Map<string, { arrival: Arrival; key: Buffer; content: Buffer }>();
    for (const arrival of conflicting) {
      const key = this.privacy.blindIndex('link-event-conflict', `${arrival.key.toString('hex')} ${arrival.payload}`);
      others.set(textOfKey(key), { arrival, key, content: arrival.content });
    }
    const seen = await tx.query<{ event_key: Buffer }[]>(
      'SELECT event_key FROM saeol.inbox_key WHERE event_key = ANY($1)',
      [[...others.values()].map(({ key }) => key)],
    );
    for (const row of seen) others.delete(textOfKey(row.event_key));
    if (others.size === 0) return [];
    const byId = Map.groupBy(others.values(), ({ arrival }) => arrival.key.toString('hex'));
    const [allowed] = await tx.query<[{ event_key: Buffer }[], number]>(
      `UPDATE saeol.inbox_key SET conflicts = conflicts + 1
       WHERE event_key IN (SELECT event_key FROM saeol.inbox_key WHERE event_key = ANY($1) AND conflicts < $2 ORDER BY event_key FOR UPDATE)
       RETURNING event_key`,
      [[...byId.keys()].toSorted().map((hex) => Buffer.from(hex, 'hex')), MOST_CONFLICTS],
    );
    const kept = allowed.map((row) => byId.get(row.event_key.toString('hex'))![0]!);
    const { claimed } = await this.claim(tx, kept);
    return kept
      .filter(({ key }) => claimed.has(textOfKey(key)))
      .map(({ arrival, key }) => ({ ...this.rowOf(arrival, CONFLICT), key }));
  }

  /** Claims every key not seen before and gives the content hash of those that were. */
  private async claimKeys(tx: EntityManager, arrivals: Arrival[]): Promise<Map<string, Buffer>> {
    const { claimed, known } = await this.claim(tx, arrivals);
    const raced = arrivals
      .map(({ key }) => key)
      .filter((key) => !claimed.has(textOfKey(key)) && !known.has(textOfKey(key)));
    // Another transaction claimed them while this one's statement ran, which therefore does not see them.
    const rows =
      raced.length === 0
        ? []
        : await tx.query<{ event_key: Buffer; content_hash: Buffer }[]>(
            'SELECT event_key, content_hash FROM saeol.inbox_key WHERE event_key = ANY($1)',
            [raced],
          );
    for (const row of rows) known.set(textOfKey(row.event_key), row.content_hash);
    return known;
  }

  /**
   * Claims keys in sorted order, so that two batches never wait for each other in a ring; answers in base64 those that are new, and with
   * their content hash those that were claimed before this statement began.
   */
  private async claim(
    tx: EntityManager,
    rows: readonly { key: Buffer; content: Buffer }[],
  ): Promise<{ claimed: Set<string>; known: Map<string, Buffer> }> {
    const first = new Map<string, { key: Buffer; content: Buffer }>();
    for (const row of rows) {
      const text = textOfKey(row.key);
      if (!first.has(text)) first.set(text, row);
    }
    const sorted = [...first.values()].toSorted((a, b) => Buffer.compare(a.key, b.key));
    // Nearly always all are new, and then none is named.
    const [answer] = await tx.query<
      [{ new_keys: Buffer[] | null; old_keys: Buffer[] | null; old_contents: Buffer[] | null }]
    >(
      `WITH claimed AS (
         INSERT INTO saeol.inbox_key (event_key, content_hash, stored_at)
         SELECT key, content, $3 FROM unnest($1::bytea[], $2::bytea[]) AS arrival (key, content)
         ON CONFLICT DO NOTHING RETURNING event_key
       ), counted AS (
         SELECT count(*) < cardinality($1::bytea[]) AS some_old, coalesce(array_agg(event_key), '{}') AS keys FROM claimed
       )
       SELECT CASE WHEN some_old THEN keys END AS new_keys,
         CASE WHEN some_old THEN ARRAY(SELECT event_key FROM saeol.inbox_key WHERE event_key = ANY($1) ORDER BY event_key) END AS old_keys,
         CASE WHEN some_old THEN ARRAY(SELECT content_hash FROM saeol.inbox_key WHERE event_key = ANY($1) ORDER BY event_key) END AS old_contents
       FROM counted`,
      [sorted.map(({ key }) => key), sorted.map(({ content }) => content), this.clock.realNow()],
    );
    return {
      claimed: new Set(answer.new_keys?.map(textOfKey) ?? first.keys()),
      known: new Map(answer.old_keys?.map((key, at) => [textOfKey(key), answer.old_contents![at]!])),
    };
  }

  private async insert(tx: EntityManager, rows: NewRow[], source: Way): Promise<void> {
    await tx.query(
      `INSERT INTO saeol.inbox (id, stored_at, receipt_no, sequence, event_key, source, state, code, detail, payload, form, opening, inferred, place, fault_column)
       SELECT uuidv7(), $1, receipt_no, sequence, event_key, $2, state, code, detail, payload, form, opening, inferred, place, fault_column
       FROM unnest($3::text[], $4::int[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[],
         $11::boolean[], $12::boolean[], $13::text[], $14::text[])
         AS event (receipt_no, sequence, event_key, state, code, detail, payload, form, opening, inferred, place, fault_column)`,
      [
        this.clock.realNow(),
        source,
        rows.map(({ receiptNo }) => receiptNo),
        rows.map(({ sequence }) => sequence),
        rows.map(({ key }) => key),
        rows.map(({ state }) => state),
        rows.map(({ code }) => code),
        rows.map(({ detail }) => detail),
        rows.map(({ payload }) => payload),
        rows.map(({ form }) => form),
        rows.map(({ origin }) => origin.opening),
        rows.map(({ origin }) => origin.inferred),
        rows.map(({ origin }) => origin.place),
        rows.map(({ column }) => column),
      ],
    );
  }
}

function textOfKey(key: Buffer): string {
  return key.toString('base64');
}

const CONFLICT = { code: 'SAEOL.CONFLICTING_CONTENT', detail: 'this event id came before with other content' };

/** Undefined for what is nested deeper than the stack; that is known by what is kept of it. */
function textOf(raw: unknown): string | undefined {
  try {
    return JSON.stringify(raw);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function newest(arrivals: Arrival[]): Date {
  const times = arrivals.map(({ read }) => (read.good ? Date.parse(read.event.occurredAt) : 0));
  return new Date(Math.max(...times));
}
