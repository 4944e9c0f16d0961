import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { MessageStore } from './message-store.js';
import { phoneOf, rangBetween, type Phone } from './phones.js';

const TICK_MS = 250;
/** More phones than the page draws are not sent in one go. */
const PHONES_PER_TICK = 24;
/** Keeps what lies between from closing a quiet line. */
const HEARTBEAT_TICKS = 60;

interface Watcher {
  response: ServerResponse;
  /** Only this number, or every one. */
  to: string | null;
}

/** Tells open pages which phones rang, as Server-Sent Events. Looks only while somebody watches. */
export class PhonesStream {
  private readonly watchers = new Set<Watcher>();
  private readonly run = randomUUID();
  private timer: NodeJS.Timeout | undefined;
  private toldUpTo = 0;
  private ticks = 0;

  constructor(
    private readonly store: MessageStore,
    private readonly render: (phone: Phone) => string,
    /** Longest time from acceptance to arrival, ms. */
    private readonly longestWay: number,
  ) {}

  watch(response: ServerResponse, to: string | null): void {
    const watcher = { response, to };
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    response.write(`event: hello\ndata: ${this.run}\n\n`);
    response.on('close', () => this.leave(watcher));
    this.watchers.add(watcher);
    if (this.timer === undefined) {
      this.toldUpTo = this.store.now();
      this.timer = setInterval(() => this.tick(), TICK_MS).unref();
    }
  }

  tellCleared(): void {
    for (const { response } of this.watchers) response.write('event: cleared\ndata:\n\n');
  }

  close(): void {
    clearInterval(this.timer);
    for (const { response } of this.watchers) response.end();
    this.watchers.clear();
  }

  private leave(watcher: Watcher): void {
    this.watchers.delete(watcher);
    if (this.watchers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const now = this.store.now();
    const rang = rangBetween(this.store, this.toldUpTo, now, this.longestWay);
    this.toldUpTo = now;
    if (rang.length > 0) {
      const html = new Map<string, string>();
      for (const watcher of this.watchers) this.tell(watcher, rang, now, html);
    }
    if (++this.ticks % HEARTBEAT_TICKS === 0)
      for (const { response } of this.watchers) response.write(': still here\n\n');
  }

  private tell({ response, to }: Watcher, rang: readonly string[], now: number, html: Map<string, string>): void {
    const wanted = to === null ? rang.slice(-PHONES_PER_TICK) : rang.filter((number) => number === to);
    if (wanted.length === 0) return;
    const phones = wanted.map((number) => {
      let drawn = html.get(number);
      if (drawn === undefined) html.set(number, (drawn = this.render(phoneOf(this.store, number, now))));
      return { to: number, html: drawn };
    });
    response.write(`event: phones\ndata: ${JSON.stringify(phones)}\n\n`);
  }
}
