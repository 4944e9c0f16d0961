import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { type Page, decodeCursor, pageOf } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { Cases } from '../cases/index.js';
import { type Actor, AuditTrail } from '../staff/index.js';
import { InboxWriter } from './inbox-writer.js';
import { maskedPayload } from './masked-payload.js';
import { skipNumbers } from './receipt-rows.js';
import { QuarantinedNotFound } from './saeol.errors.js';

/** A record of the link that could not be taken or applied. */
export interface Quarantined {
  id: string;
  /** Machine time, `+09:00`. */
  storedAt: string;
  receiptNo: string | null;
  sequence: number | null;
  /** PUSH, TABLE or FILE. */
  source: string;
  /** EVENT of ours, or ROW in Saeol's own columns. */
  form: string;
  code: string;
  /** What is wrong, never a value. */
  detail: string;
  /** File and row, or table and index; the column at fault. */
  place: string | null;
  column: string | null;
  opening: boolean;
}

export interface QuarantineFilters {
  code?: string;
  source?: string;
  column?: string;
  receiptNo?: string;
  /** Name of the file whose rows they are. */
  file?: string;
}

/** Records in quarantine for the same reason. */
export interface QuarantineGroup {
  code: string;
  source: string;
  column: string | null;
  records: number;
}

export interface QuarantinedRow {
  id: string;
  stored_at: Date;
  receipt_no: string | null;
  sequence: number | null;
  source: string;
  form: 'EVENT' | 'ROW';
  code: string;
  detail: string;
  place: string | null;
  fault_column: string | null;
  opening: boolean;
  payload: Buffer | null;
}

/** Facts that lost against another one: their number is taken, so giving them up skips nothing. */
const LOST = ['SAEOL.CONFLICTING_CONTENT', 'SAEOL.CONFLICTING_FACT', 'SAEOL.CHANGED_STEP'];

const FILTERED = `state = 'QUARANTINED' AND ($1::text IS NULL OR code = $1) AND ($2::text IS NULL OR source = $2)
  AND ($3::text IS NULL OR fault_column = $3) AND ($4::text IS NULL OR receipt_no = $4)
  AND ($5::text IS NULL OR starts_with(place, $5 || ':'))`;

/** Records that could not be taken or applied: listed, seen, given up by an operator. */
@Injectable()
export class Quarantine {
  constructor(
    private readonly dataSource: DataSource,
    private readonly writer: InboxWriter,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly cases: Cases,
  ) {}

  /** The newest first. */
  async list(limit: number, cursor?: string, filters: QuarantineFilters = {}): Promise<Page<Quarantined>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<QuarantinedRow[]>(
      `SELECT id, stored_at, receipt_no, sequence, source, form, code, detail, place, fault_column, opening FROM saeol.inbox
       WHERE ${FILTERED} AND ($6::uuid IS NULL OR id < $6) ORDER BY id DESC LIMIT $7`,
      [...valuesOf(filters), after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return { items: page.items.map(shown), nextCursor: page.nextCursor };
  }

  count(): Promise<number> {
    return this.dataSource
      .query<{ n: number }[]>(`SELECT count(*)::int AS n FROM saeol.inbox WHERE state = 'QUARANTINED'`)
      .then(([row]) => row!.n);
  }

  /** What is in quarantine, by what is wrong; the most first. */
  groups(): Promise<QuarantineGroup[]> {
    return this.dataSource.query(
      `SELECT code, source, fault_column AS "column", count(*)::int AS records FROM saeol.inbox WHERE state = 'QUARANTINED'
       GROUP BY code, source, fault_column ORDER BY records DESC, code, source`,
    );
  }

  /** Ids in the order in which they came, those after one. */
  async ids(filters: QuarantineFilters, limit: number, after: string | null = null): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM saeol.inbox WHERE ${FILTERED} AND ($7::uuid IS NULL OR id > $7) ORDER BY id LIMIT $6`,
      [...valuesOf(filters), limit, after],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * One record with its content. Names and numbers are masked unless the reader gives a reason; either reading is audited.
   * @throws QuarantinedNotFound
   */
  see(id: string, actor: Actor, reason: string | null): Promise<Quarantined & { content: unknown }> {
    return this.dataSource.transaction(async (tx) => {
      const row = await lockQuarantined(tx, id);
      await this.audit.write(tx, [
        {
          actor,
          action: reason === null ? 'saeol.read-quarantined' : 'saeol.open-quarantined',
          subjectKind: 'link-record',
          subjects: row.receipt_no === null ? [id] : [id, row.receipt_no],
          reason,
        },
      ]);
      const content = row.payload === null ? null : this.privacy.openJson<unknown>(row.payload);
      return { ...shown(row), content: reason === null ? maskedPayload(content) : content };
    });
  }

  /** Gives a record up with a reason; what waits behind its place goes on. @throws QuarantinedNotFound */
  async discard(id: string, reason: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const row = await lockQuarantined(tx, id);
      await tx.query(`UPDATE saeol.inbox SET state = 'DISCARDED', settled_at = $2 WHERE id = $1`, [
        id,
        this.clock.realNow(),
      ]);
      await this.audit.write(tx, [
        {
          actor,
          action: 'saeol.discard-quarantined',
          subjectKind: 'link-record',
          subjects: row.receipt_no === null ? [id] : [id, row.receipt_no],
          reason,
          detail: { code: row.code },
        },
      ]);
      if (row.receipt_no === null) return;
      await this.giveUpPlace(tx, row.receipt_no, row);
      await this.clearFromCase(tx, row.receipt_no);
    });
  }

  private async giveUpPlace(tx: EntityManager, receiptNo: string, { sequence, code }: QuarantinedRow): Promise<void> {
    if (sequence === null || LOST.includes(code)) return;
    const [other] = await tx.query<unknown[]>(
      `SELECT 1 FROM saeol.inbox WHERE state = 'WAITING' AND receipt_no = $1 AND sequence = $2 LIMIT 1`,
      [receiptNo, sequence],
    );
    if (other !== undefined) return;
    await skipNumbers(tx, [{ receiptNo, sequence }]);
    await this.writer.wake(tx, new Set([receiptNo]));
  }

  /** A case shows that a step of its is in quarantine as long as one is. Locks the case, after its receipt number. */
  private async clearFromCase(tx: EntityManager, receiptNo: string): Promise<void> {
    const [other] = await tx.query<unknown[]>(
      `SELECT 1 FROM saeol.inbox WHERE state = 'QUARANTINED' AND receipt_no = $1 AND starts_with(code, 'CASES.') LIMIT 1`,
      [receiptNo],
    );
    if (other === undefined) await this.cases.clearRefused(tx, receiptNo);
  }
}

/** @throws QuarantinedNotFound */
export async function lockQuarantined(tx: EntityManager, id: string): Promise<QuarantinedRow> {
  const [row] = await tx.query<QuarantinedRow[]>(
    `SELECT * FROM saeol.inbox WHERE id = $1 AND state = 'QUARANTINED' FOR UPDATE`,
    [id],
  );
  if (row === undefined) throw new QuarantinedNotFound();
  return row;
}

function valuesOf({ code, source, column, receiptNo, file }: QuarantineFilters): (string | null)[] {
  return [code ?? null, source ?? null, column ?? null, receiptNo ?? null, file ?? null];
}

function shown(row: QuarantinedRow): Quarantined {
  return {
    id: row.id,
    storedAt: toKst(row.stored_at),
    receiptNo: row.receipt_no,
    sequence: row.sequence,
    source: row.source,
    form: row.form,
    code: row.code,
    detail: row.detail,
    place: row.place,
    column: row.fault_column,
    opening: row.opening,
  };
}
