import type { Writable } from 'node:stream';
import pg from 'pg';

/** What is asked once is not worth a name, and texts that are put together at run time shall not fill the server's memory. */
const ASKED_BEFORE = 3;
const MOST_NAMES = 600;
const MOST_COUNTED = 5_000;

/** SQLSTATE of "cached plan must not change result type": a table got another column since the statement was prepared. */
const STALE_PLAN = '0A000';

const BEGIN = 'START TRANSACTION';

const counted = new Map<string, number>();
const names = new Map<string, string>();
let generation = 1;

/** The name under which this process prepares a statement; undefined while it is not worth one. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return `${known}_${generation}`;
  if (names.size >= MOST_NAMES) return undefined;
  const times = (counted.get(text) ?? 0) + 1;
  if (times <= ASKED_BEFORE) {
    if (counted.size >= MOST_COUNTED) counted.clear();
    counted.set(text, times);
    return undefined;
  }
  counted.delete(text);
  names.set(text, `p${names.size}`);
  return nameOf(text);
}

/**
 * A connection that prepares by name what it is asked again and again, so that the server parses and plans a statement once for each
 * connection and not at each call. Give it to a pool as `Client`. Texts without parameters stay as they are.
 *
 * A transaction's begin waits for its first statement and travels with it, and statements that do not wait for each other's answers
 * travel together: each trip spared is a turn of the event loop and two system calls.
 *
 * A migration may change a table while the program runs: statements that no longer fit fail once (SQLSTATE 0A000), and all are
 * prepared anew under other names; whoever asked tries again as after any fault of the database.
 */
export class PreparingClient extends pg.Client {
  private begins = false;
  private gathers = false;

  constructor(config?: pg.ClientConfig) {
    super({ ...config, pipeline: true } as pg.ClientConfig);
    // Who holds the connection hears of its end by what it asks. Between the pool, which listens until it hands the connection out, and
    // whoever takes it nobody listens, and a server that dies at that moment would end this process.
    this.on('error', () => undefined);
  }

  override query(...asked: unknown[]): never {
    if (asked[0] === BEGIN && asked.length <= 2 && asked[1] === undefined) {
      this.begins = true;
      return Promise.resolve({ command: 'START', rows: [], rowCount: null }) as never;
    }
    this.gather();
    if (this.begins) {
      this.begins = false;
      // What fails it, a lost connection, fails the statement behind it as well.
      (super.query(BEGIN) as Promise<unknown>).catch(() => undefined);
    }
    return this.send(asked);
  }

  /** What is asked until the code that runs has had its say travels in one packet. */
  private gather(): void {
    if (this.gathers) return;
    this.gathers = true;
    const { stream } = (this as unknown as { connection: { stream: Writable } }).connection;
    stream.cork();
    process.nextTick(() => {
      this.gathers = false;
      stream.uncork();
    });
  }

  private send(asked: unknown[]): never {
    const [text, values, callback] = asked;
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined;
    const query = super.query.bind(this) as (...args: unknown[]) => unknown;
    if (name === undefined) return query(...asked) as never;
    const answer = query({ name, text }, values, callback);
    if (answer instanceof Promise) {
      return answer.catch((error: unknown) => {
        if ((error as { code?: string }).code === STALE_PLAN) generation += 1;
        throw error;
      }) as never;
    }
    return answer as never;
  }
}
