import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { connectionOf } from './connection.js';

/** A process or machine that vanished without a word is found out in about ten seconds, and its locks are free. */
const KEEPALIVE = '-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';

/**
 * One database connection of the process that holds its session advisory locks: nobody else has them while it lives, and PostgreSQL
 * frees them when the process dies. It runs no transaction, so that a lock may be held for as long as one likes.
 */
@Injectable()
export class LockSession implements OnApplicationShutdown {
  private connecting: Promise<pg.Client> | null = null;
  private current: pg.Client | null = null;
  private readonly held = new Set<string>();
  private lost = Promise.withResolvers<void>();
  private closed = false;

  constructor(private readonly dataSource: DataSource) {}

  holds(name: string): boolean {
    return this.held.has(name);
  }

  /** Resolves when the present connection is gone, and every lock with it. */
  whenLost(): Promise<void> {
    return this.lost.promise;
  }

  /**
   * Tries for locks that it does not hold yet, and connects where it must; returns those that it got now. One caller per name.
   * @throws Error while the database cannot be reached
   */
  async take(names: readonly string[]): Promise<string[]> {
    const client = await this.client();
    const wanted = names.filter((name) => !this.held.has(name));
    if (wanted.length === 0) return [];
    const { rows } = await client.query<{ name: string }>({
      name: 'take-locks',
      text: 'SELECT name FROM unnest($1::text[]) AS name WHERE pg_try_advisory_lock(hashtextextended(name, 0))',
      values: [wanted],
    });
    if (this.current !== client) return [];
    const taken = rows.map((row) => row.name);
    taken.forEach((name) => this.held.add(name));
    return taken;
  }

  async release(name: string): Promise<void> {
    if (this.held.delete(name)) {
      await this.current?.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    const client = await this.connecting?.catch(() => null);
    await client?.end();
  }

  private client(): Promise<pg.Client> {
    if (this.closed) return Promise.reject(new Error('The program is stopping.'));
    this.connecting ??= this.connect().catch((error: unknown) => {
      this.connecting = null;
      throw error;
    });
    return this.connecting;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...connectionOf(this.dataSource, KEEPALIVE),
      keepAlive: true,
      keepAliveInitialDelayMillis: 4000,
    });
    client.on('error', () => undefined); // `end` follows, and is what counts
    await client.connect();
    this.current = client;
    client.once('end', () => {
      this.current = null;
      this.connecting = null;
      this.held.clear();
      this.lost.resolve();
      this.lost = Promise.withResolvers<void>();
    });
    return client;
  }
}
