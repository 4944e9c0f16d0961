import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Dispatcher, Pool } from 'undici';
import { keyOf, pushHeaders, receiptEvent, type Feed } from './feed.js';
import type { Done, Order } from './load-orders.js';

/** The load generator, a process of its own: it takes orders over its channel, one after the other. */
process.on('message', (order: Order) => {
  void carryOut(order).then(
    (done) => process.send!({ done }),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});

function carryOut(order: Order): Promise<Done> {
  switch (order.do) {
    case 'INSERT':
      return insert(order);
    case 'PUSH':
      return push(order);
    case 'PUSH_STEADILY':
      return pushSteadily(order);
    case 'GET':
      return get(order);
  }
}

const PAYLOAD = Buffer.alloc(400, 'x');

async function insert({ url, connections, seconds }: Extract<Order, { do: 'INSERT' }>): Promise<Done> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const measured = stopwatch();
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < end) {
        const began = performance.now();
        await client.query({ name: 'floor', text: 'INSERT INTO bench.floor (payload) VALUES ($1)', values: [PAYLOAD] });
        measured.answered(began, 'ok', 1);
      }
    }),
  );
  const done = measured.done();
  await Promise.all(clients.map((client) => client.end()));
  return done;
}

async function push(order: Extract<Order, { do: 'PUSH' }>): Promise<Done> {
  const { feed, callers, perRequest, first } = order;
  const pool = new Pool(feed.url, { connections: callers, pipelining: 1 });
  const key = keyOf(feed.secret);
  const measured = stopwatch();
  const end = performance.now() + (order.seconds ?? Infinity) * 1000;
  const last = first + (order.events ?? Infinity);
  let next = first;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end && next < last) {
        const from = next;
        const to = Math.min(from + perRequest, last);
        next = to;
        const began = performance.now();
        measured.answered(began, await post(pool, feed, key, from, to), to - from);
      }
    }),
  );
  const done = measured.done();
  await pool.close();
  return done;
}

async function pushSteadily(order: Extract<Order, { do: 'PUSH_STEADILY' }>): Promise<Done> {
  const { feed, perSecond, first, seconds } = order;
  const pool = new Pool(feed.url, { connections: 64, pipelining: 1 });
  const key = keyOf(feed.secret);
  const measured = stopwatch();
  const dueAt: number[] = [];
  const underWay = new Set<Promise<void>>();
  const start = performance.now();
  for (let n = 0; n < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - start) / 1000) * perSecond) + 1);
    for (; n < due; n += 1) {
      const began = start + (n * 1000) / perSecond;
      dueAt.push(performance.timeOrigin + began);
      const answered = post(pool, feed, key, first + n, first + n + 1).then((status) =>
        measured.answered(began, status, 1),
      );
      underWay.add(answered);
      void answered.finally(() => underWay.delete(answered));
    }
    await (perSecond > 2000 ? turn() : pause(1));
  }
  await Promise.all(underWay);
  const done = measured.done();
  await pool.close();
  return { ...done, dueAt };
}

async function post(pool: Pool, feed: Feed, key: Buffer, from: number, to: number): Promise<string> {
  const events = [];
  for (let n = from; n < to; n += 1) events.push(receiptEvent(n, feed.occurredAt));
  const body = JSON.stringify({ events });
  return answerOf(pool, { method: 'POST', path: '/api/v1/saeol/events', headers: pushHeaders(key, body), body });
}

/** The status of the answer, once it is here whole. By undici's own interface: a stream for each answer would cost as much again. */
function answerOf(pool: Pool, request: Dispatcher.DispatchOptions): Promise<string> {
  return new Promise((settle, fail) => {
    let status = 0;
    pool.dispatch(request, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData() {},
      onResponseEnd() {
        settle(String(status));
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    });
  });
}

async function get({ urls, headers, callers, seconds }: Extract<Order, { do: 'GET' }>): Promise<Done> {
  const pool = new Pool(new URL(urls[0]!).origin, { connections: callers, pipelining: 1 });
  const paths = urls.map((url) => url.slice(new URL(url).origin.length));
  const measured = stopwatch();
  const end = performance.now() + seconds * 1000;
  let turns = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        const path = paths[turns++ % paths.length]!;
        const began = performance.now();
        measured.answered(began, await answerOf(pool, { method: 'GET', path, headers }), 1);
      }
    }),
  );
  const done = measured.done();
  await pool.close();
  return done;
}

function stopwatch() {
  const began = performance.now();
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  let events = 0;
  return {
    answered(since: number, status: string, itsEvents: number) {
      times.push(performance.now() - since);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 'ok' || status === '202') events += itsEvents;
    },
    done(): Done {
      const seconds = (performance.now() - began) / 1000;
      const sorted = Float64Array.from(times).sort();
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return { requests: times.length, events, seconds, p50: at(0.5), p99: at(0.99), statuses };
    },
  };
}
