import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { type BusListener, ListensTo } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { Cases } from '../cases/index.js';
import type { LinkEvent } from './link-event.js';
import { LinkEventsStored } from './saeol.events.js';
import { toCaseFact } from './saeol-translator.js';

interface WaitingRow {
  id: string;
  receipt_no: string;
  sequence: number;
  payload: Buffer;
}

interface Settled {
  id: string;
  state: 'APPLIED' | 'REPEATED' | 'QUARANTINED';
  code: string | null;
  detail: string | null;
}

/**
 * Takes what waits in the inbox of the named receipt numbers, in the order of their sequence, as far as it goes without a
 * gap, and has `cases` apply it. One transaction for the set; the row of a receipt number is its lock.
 */
@Injectable()
@ListensTo(LinkEventsStored, 'saeol.apply-stored-events')
export class ApplyStoredEvents implements BusListener<LinkEventsStored> {
  constructor(
    private readonly cases: Cases,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
  ) {}

  async handle(tx: EntityManager, events: LinkEventsStored[]): Promise<void> {
    const receiptNos = [...new Set(events.map(({ receiptNo }) => receiptNo))].toSorted();
    const next = await this.lockReceipts(tx, receiptNos);
    const waiting = await tx.query<WaitingRow[]>(
      `SELECT id, receipt_no, sequence, payload FROM saeol.inbox
       WHERE state = 'WAITING' AND receipt_no = ANY($1) ORDER BY receipt_no, sequence, id`,
      [receiptNos],
    );
    const settled: Settled[] = [];
    const ready: WaitingRow[] = [];
    const reached = new Map(next);
    const gaps = new Set<string>();
    for (const row of waiting) {
      const expected = reached.get(row.receipt_no)!;
      if (row.sequence < expected) {
        settled.push({ id: row.id, state: 'REPEATED', code: null, detail: null });
      } else if (row.sequence === expected) {
        ready.push(row);
        reached.set(row.receipt_no, expected + 1);
      } else {
        gaps.add(row.receipt_no);
      }
    }
    if (ready.length > 0) {
      const facts = ready.map((row) => toCaseFact(this.privacy.openJson<LinkEvent>(row.payload)));
      const results = await this.cases.apply(tx, facts);
      for (const [index, row] of ready.entries()) {
        const result = results[index]!;
        if (result.status === 'APPLIED') {
          settled.push({ id: row.id, state: 'APPLIED', code: null, detail: null });
          continue;
        }
        // The refused step keeps its place until an operator replays or discards it; what follows it waits.
        if (row.sequence < reached.get(row.receipt_no)!) reached.set(row.receipt_no, row.sequence);
        if (result.status === 'REFUSED')
          settled.push({ id: row.id, state: 'QUARANTINED', code: result.code, detail: result.detail });
        else gaps.add(row.receipt_no);
      }
    }
    await this.record(tx, settled, reached, gaps);
  }

  /** The next sequence of each receipt number; locks its row, in sorted order. */
  private async lockReceipts(tx: EntityManager, receiptNos: string[]): Promise<Map<string, number>> {
    await tx.query('INSERT INTO saeol.receipt (receipt_no) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
      receiptNos,
    ]);
    const rows = await tx.query<{ receipt_no: string; next_sequence: number }[]>(
      'SELECT receipt_no, next_sequence FROM saeol.receipt WHERE receipt_no = ANY($1) ORDER BY receipt_no FOR UPDATE',
      [receiptNos],
    );
    return new Map(rows.map((row) => [row.receipt_no, row.next_sequence]));
  }

  private async record(
    tx: EntityManager,
    settled: Settled[],
    reached: Map<string, number>,
    gaps: Set<string>,
  ): Promise<void> {
    const now = this.clock.realNow();
    if (settled.length > 0) {
      await tx.query(
        `UPDATE saeol.inbox SET state = done.state, code = done.code, detail = done.detail, settled_at = $5
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS done (id, state, code, detail)
         WHERE inbox.id = done.id AND inbox.state = 'WAITING'`,
        [
          settled.map(({ id }) => id),
          settled.map(({ state }) => state),
          settled.map(({ code }) => code),
          settled.map(({ detail }) => detail),
          now,
        ],
      );
    }
    await tx.query(
      `UPDATE saeol.receipt SET next_sequence = mark.next,
         gap_since = CASE WHEN mark.gap THEN coalesce(gap_since, $4) END
       FROM unnest($1::text[], $2::int[], $3::boolean[]) AS mark (receipt_no, next, gap)
       WHERE receipt.receipt_no = mark.receipt_no`,
      [[...reached.keys()], [...reached.values()], [...reached.keys()].map((receiptNo) => gaps.has(receiptNo)), now],
    );
  }
}
