import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import pg from 'pg';
import { filter, finalize, interval, map, merge, type Observable, Subject, takeUntil } from 'rxjs';
import { DataSource } from 'typeorm';
import { FIGURES_CHANNEL } from './roll-up.service.js';

/** Real time: proxies and browsers give up on a silent stream. */
const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 500;

/** One line of the stream; `change` carries the product time of the change, `beat` nothing. */
export interface LiveFigures {
  type: 'change' | 'beat';
  data: { at: string | null };
}

/** Tells every open dashboard of this process that the figures have changed; one database connection listens for all. */
@Injectable()
export class LiveFiguresStream implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('LiveFigures');
  private readonly changes = new Subject<string | null>();
  private readonly closing = new Subject<void>();
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  private readers = 0;

  constructor(private readonly dataSource: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.listen();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    this.closing.next();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.client?.end();
  }

  /** Lives until the reader leaves or the program stops. */
  stream(): Observable<LiveFigures> {
    this.readers++;
    return merge(
      this.changes.pipe(map((at): LiveFigures => ({ type: 'change', data: { at } }))),
      interval(HEARTBEAT_MS).pipe(map((): LiveFigures => ({ type: 'beat', data: { at: null } }))),
    ).pipe(
      takeUntil(this.closing),
      filter(() => !this.closed),
      finalize(() => this.readers--),
    );
  }

  /** How many dashboards are open in this process. */
  get open(): number {
    return this.readers;
  }

  private async listen(): Promise<void> {
    if (this.closed) return;
    const { url, extra } = this.dataSource.options as { url?: string; extra?: pg.ClientConfig };
    const client = new pg.Client({ ...extra, connectionString: url });
    client.on('error', () => undefined); // `end` follows
    client.on('notification', ({ payload }) => this.changes.next(payload ?? null));
    client.once('end', () => this.listenAgain());
    try {
      await client.connect();
      await client.query(`LISTEN ${FIGURES_CHANNEL}`);
      this.client = client;
      // What changed while nobody listened is unknown: whoever looks is told to look again.
      this.changes.next(null);
    } catch {
      await client.end().catch(() => undefined);
      this.listenAgain();
    }
  }

  private listenAgain(): void {
    if (this.closed || this.timer !== null) return;
    this.logger.debug('The connection that listens for changed figures was lost, and is made anew');
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.listen();
    }, RECONNECT_MS);
  }
}
