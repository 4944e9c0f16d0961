import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { type Page, decodeCursor, pageOf } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { type LinkEvent, readLinkEvent } from './link-event.js';
import { LinkEventsStored } from './saeol.events.js';
import { NotReplayable, QuarantinedNotFound } from './saeol.errors.js';

interface QuarantinedRow {
  id: string;
  stored_at: Date;
  receipt_no: string | null;
  sequence: number | null;
  source: string;
  code: string;
  detail: string;
  payload: Buffer | null;
}

/** Link events that could not be taken or applied: seen, replayed, discarded by an operator. */
@Injectable()
export class Quarantine {
  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: EventBus,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
  ) {}

  async list(limit: number, cursor?: string): Promise<Page<ReturnType<typeof shown>>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<QuarantinedRow[]>(
      `SELECT id, stored_at, receipt_no, sequence, source, code, detail FROM saeol.inbox
       WHERE state = 'QUARANTINED' AND ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return { items: page.items.map(shown), nextCursor: page.nextCursor };
  }

  count(): Promise<number> {
    return this.dataSource
      .query<{ n: number }[]>(`SELECT count(*)::int AS n FROM saeol.inbox WHERE state = 'QUARANTINED'`)
      .then(([row]) => row!.n);
  }

  /** Puts an event back into its place in the line; it is applied again as if it had just arrived. @throws QuarantinedNotFound, NotReplayable */
  async replay(id: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const row = await this.locked(tx, id);
      const read =
        row.payload === null ? null : readLinkEvent(this.privacy.openJson<LinkEvent>(row.payload), this.clock.now());
      if (read === null || !read.good) throw new NotReplayable(read === null ? 'emptied' : read.detail);
      await tx.query(
        `UPDATE saeol.inbox SET state = 'WAITING', code = NULL, detail = NULL, settled_at = NULL WHERE id = $1`,
        [id],
      );
      await this.bus.publish(tx, [new LinkEventsStored(read.event.receiptNo)]);
    });
  }

  /** Gives an event up with a reason; what waits behind its place goes on. @throws QuarantinedNotFound */
  async discard(id: string, reason: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const row = await this.locked(tx, id);
      await tx.query(`UPDATE saeol.inbox SET state = 'DISCARDED', detail = $2, settled_at = $3 WHERE id = $1`, [
        id,
        reason,
        this.clock.realNow(),
      ]);
      if (row.receipt_no === null || row.sequence === null) return;
      await tx.query(
        'UPDATE saeol.receipt SET next_sequence = next_sequence + 1 WHERE receipt_no = $1 AND next_sequence = $2',
        [row.receipt_no, row.sequence],
      );
      await this.bus.publish(tx, [new LinkEventsStored(row.receipt_no)]);
    });
  }

  private async locked(tx: EntityManager, id: string): Promise<QuarantinedRow> {
    const [row] = await tx.query<QuarantinedRow[]>(
      `SELECT * FROM saeol.inbox WHERE id = $1 AND state = 'QUARANTINED' FOR UPDATE`,
      [id],
    );
    if (row === undefined) throw new QuarantinedNotFound();
    return row;
  }
}

function shown(row: QuarantinedRow) {
  return {
    id: row.id,
    storedAt: toKst(row.stored_at),
    receiptNo: row.receipt_no,
    sequence: row.sequence,
    source: row.source,
    code: row.code,
    detail: row.detail,
  };
}
