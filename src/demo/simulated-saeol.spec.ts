import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toKst } from '../../libs/clock/index.js';
import type { LinkEvent } from './saeol-event.js';
import { playCounty, type FeedProgress } from './simulated-saeol.js';

const SECRET = `whsec_${Buffer.from('a secret of the simulated Saeol').toString('base64')}`;
const START = Date.parse('2026-04-29T09:00:00+09:00');

/** A program with a link that verifies what it gets, as a county's would. */
class Program {
  readonly server: Server;
  readonly received: LinkEvent[] = [];
  readonly ids = new Set<string>();
  requests = 0;
  speed = 20_000;
  tellSince = true;
  /** Statuses to answer before the next request is taken; null resets the connection. */
  troubles: (number | null)[] = [];
  private readonly begun = performance.now();

  constructor() {
    this.server = createServer((request, response) => {
      // A connection that the test closes under the handler leaves nothing to answer.
      this.answer(request, response).catch(() => request.socket.destroy());
    });
  }

  now(): Date {
    return new Date(START + (performance.now() - this.begun) * this.speed);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/health/ready') {
      const since = this.tellSince ? { since: toKst(new Date(START)) } : {};
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'ok', clock: { now: toKst(this.now()), speed: this.speed, ...since } }));
      return;
    }
    this.requests += 1;
    const trouble = this.troubles.shift();
    if (trouble === null) {
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (trouble !== undefined) {
      response.writeHead(trouble, { 'retry-after': '0' }).end();
      return;
    }
    const body = Buffer.concat(chunks).toString('utf8');
    try {
      new Webhook(SECRET).verify(body, request.headers as Record<string, string>);
    } catch {
      response.writeHead(401).end();
      return;
    }
    const { events } = JSON.parse(body) as { events: LinkEvent[] };
    const results = events.map(({ eventId, occurredAt }) => {
      const early = Date.parse(occurredAt) > this.now().getTime();
      const known = this.ids.has(eventId);
      this.ids.add(eventId);
      return { eventId, status: early ? 'QUARANTINED' : known ? 'DUPLICATE' : 'ACCEPTED' };
    });
    this.received.push(...events);
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  }
}

describe('the simulated Saeol', () => {
  let program: Program;
  let url: string;
  let stop: AbortController;
  let progress: FeedProgress[];
  let playing: Promise<void>[];

  beforeEach(async () => {
    program = new Program();
    await new Promise<void>((resolve) => program.server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(program.server.address() as AddressInfo).port}`;
    stop = new AbortController();
    progress = [];
    playing = [];
  });

  afterEach(async () => {
    stop.abort();
    await Promise.allSettled(playing);
    program.server.closeAllConnections();
    await new Promise((resolve) => program.server.close(resolve));
  });

  const play = (secret = SECRET): Promise<void> => {
    const promise = playCounty({ url, secret }, stop.signal, (each) => progress.push(each));
    playing.push(promise);
    return promise;
  };

  const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000 });

  /** Each case's events came in the order of its sequence, none of them twice. */
  const expectOrder = () => {
    const bySequence = Map.groupBy(program.received, (event) => event.receiptNo);
    for (const events of bySequence.values()) {
      expect(events.map((event) => event.sequence)).toEqual(events.map((_, i) => i + 1));
    }
  };

  it('sends signed events in order, none before its time', async () => {
    play().catch(() => undefined);
    await until(() => program.received.length > 150);
    expectOrder();
    await until(() => progress.length > 0);
    expect(progress.at(-1)).toMatchObject({ type: 'progress', quarantined: 0, duplicates: 0, waitingFor: null });
  });

  it('sends the first event at once when the clock is slow', async () => {
    program.speed = 60;
    play().catch(() => undefined);
    await until(() => program.received.length > 0);
    expect(program.received[0]).toMatchObject({ kind: 'RECEIVED', sequence: 1 });
    expect(program.now().getTime() - START).toBeLessThan(5 * 60_000);
  });

  it('goes on in order after refusals, back-pressure and lost connections', async () => {
    program.troubles = [503, null, 429, 500, null];
    play().catch(() => undefined);
    await until(() => program.received.length > 150);
    expect(program.troubles).toEqual([]);
    expectOrder();
    expect(progress.some((each) => each.waitingFor !== null)).toBe(true);
  });

  it('sends after a restart what it sent before, and the program knows all of it', async () => {
    play().catch(() => undefined);
    await until(() => program.received.length > 150);
    stop.abort();
    await Promise.allSettled(playing);
    program.server.closeAllConnections();
    const before = new Map(program.received.map((event) => [event.eventId, event]));
    program.received.length = 0;

    stop = new AbortController();
    play().catch(() => undefined);
    await until(() => program.received.length > before.size);
    const again = program.received.filter((event) => before.has(event.eventId));
    expect(again).toHaveLength(before.size);
    for (const event of again) expect(event).toEqual(before.get(event.eventId));
    expectOrder();
  });

  it('begins at the present where the program does not tell since when the demo runs', async () => {
    program.tellSince = false;
    program.speed = 60;
    play().catch(() => undefined);
    await until(() => program.received.length > 0);
    expect(program.received[0]!.kind).toBe('RECEIVED');
  });

  it('gives up on a secret that the link does not know', async () => {
    await expect(play(`whsec_${Buffer.from('another secret altogether').toString('base64')}`)).rejects.toMatchObject({
      name: 'PushRefused',
      status: 401,
    });
  });

  it('tells nothing about a person', async () => {
    play().catch(() => undefined);
    await until(() => progress.length > 0);
    expect(Object.keys(progress[0]!).sort()).toEqual([
      'at',
      'duplicates',
      'petitions',
      'quarantined',
      'steps',
      'type',
      'waitingFor',
    ]);
    expect(JSON.stringify(progress)).not.toMatch(/010\d{8}|[가-힣]/);
  });

  it('stops when it is told to', async () => {
    const done = play();
    await until(() => program.received.length > 0);
    stop.abort();
    await expect(done).resolves.toBeUndefined();
  });
});
