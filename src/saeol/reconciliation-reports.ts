import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Clock, toKst } from '../../libs/clock/index.js';
import { decodeCursor, type Page, pageOf } from '../../libs/http/index.js';

/** What the comparison of one listing found. */
export interface Reconciliation {
  id: string;
  /** Name of the file, TABLE for the link database, NONE where there was no listing. */
  source: string;
  /** Product time, `+09:00`. */
  beganAt: string;
  endedAt: string | null;
  /** Rows of the listing. */
  listed: number;
  /** Cases of Saeol that we do not have. */
  missing: number;
  /** Cases that stand otherwise in Saeol. */
  stale: number;
  /** Cases that are open here and not in the listing. */
  unlisted: number;
  /** Due notices that were never sent and still hold. */
  unsent: number;
  badRows: number;
}

export interface Finding {
  receiptNo: string;
  kind: 'MISSING' | 'STALE' | 'UNLISTED' | 'UNSENT';
  /** Korean, nothing personal. */
  detail: string;
}

const COLUMNS = `id, source, began_at AS "beganAt", ended_at AS "endedAt", listed, missing, stale, unlisted, unsent, bad_rows AS "badRows"`;

/** Reports of comparisons with Saeol, as they are kept. */
@Injectable()
export class ReconciliationReports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async begin(source: string): Promise<string> {
    const id = v7();
    await this.dataSource.query('INSERT INTO saeol.reconciliation (id, source, began_at) VALUES ($1, $2, $3)', [
      id,
      source,
      this.clock.now(),
    ]);
    return id;
  }

  /** Keeps which receipt numbers the listing named, and what was found. */
  async note(tx: EntityManager, id: string, listed: string[], findings: Finding[]): Promise<void> {
    if (listed.length > 0)
      await tx.query('INSERT INTO saeol.listed SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [id, listed]);
    if (findings.length === 0) return;
    await tx.query(
      `INSERT INTO saeol.finding (reconciliation_id, receipt_no, kind, detail)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING`,
      [
        id,
        findings.map(({ receiptNo }) => receiptNo),
        findings.map(({ kind }) => kind),
        findings.map(({ detail }) => detail),
      ],
    );
  }

  /** Those that the listing did not name; the synthetic case is none of Saeol's. */
  async notListed(id: string, receiptNos: string[]): Promise<string[]> {
    const rows = await this.dataSource.query<{ receipt_no: string }[]>(
      `SELECT receipt_no FROM unnest($2::text[]) AS open (receipt_no)
       WHERE NOT EXISTS (SELECT FROM saeol.listed l WHERE l.reconciliation_id = $1 AND l.receipt_no = open.receipt_no)
         AND NOT EXISTS (SELECT FROM saeol.probe p WHERE p.receipt_no = open.receipt_no)`,
      [id, receiptNos],
    );
    return rows.map((row) => row.receipt_no);
  }

  /** Counts what was found, and ends the comparison unless it was a rehearsal, which never is the last one. */
  async count(id: string, listed: number, badRows: number, isRehearsal: boolean): Promise<Reconciliation> {
    await this.dataSource.query('DELETE FROM saeol.listed WHERE reconciliation_id = $1', [id]);
    await this.dataSource.query(
      `UPDATE saeol.reconciliation SET ended_at = $2, listed = $3, bad_rows = $4, missing = f.missing, stale = f.stale,
         unlisted = f.unlisted, unsent = f.unsent
       FROM (SELECT count(*) FILTER (WHERE kind = 'MISSING') AS missing, count(*) FILTER (WHERE kind = 'STALE') AS stale,
           count(*) FILTER (WHERE kind = 'UNLISTED') AS unlisted, count(*) FILTER (WHERE kind = 'UNSENT') AS unsent
         FROM saeol.finding WHERE reconciliation_id = $1) AS f WHERE id = $1`,
      [id, isRehearsal ? null : this.clock.now(), listed, badRows],
    );
    return (await this.one(id))!;
  }

  async drop(id: string): Promise<void> {
    await this.dataSource.query('DELETE FROM saeol.reconciliation WHERE id = $1', [id]);
  }

  async isCompared(key: string): Promise<boolean> {
    const found = await this.dataSource.query<unknown[]>(
      `SELECT 1 FROM saeol.file WHERE sha256 = $1 AND purpose = 'RECONCILE'`,
      [key],
    );
    return found.length > 0;
  }

  async markCompared(key: string, name: string, bytes: number): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO saeol.file (id, sha256, purpose, name, bytes, modified_at, state, began_at, ended_at)
       VALUES ($1, $2, 'RECONCILE', $3, $4, $5, 'DONE', $5, $5) ON CONFLICT DO NOTHING`,
      [v7(), key, name.slice(0, 100), bytes, this.clock.realNow()],
    );
  }

  async list(limit: number, cursor?: string): Promise<Page<Reconciliation>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<Row[]>(
      `SELECT ${COLUMNS} FROM saeol.reconciliation WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return { ...page, items: page.items.map(shown) };
  }

  async one(id: string): Promise<Reconciliation | null> {
    const [row] = await this.dataSource.query<Row[]>(`SELECT ${COLUMNS} FROM saeol.reconciliation WHERE id = $1`, [id]);
    return row === undefined ? null : shown(row);
  }

  async findings(id: string, limit: number, cursor?: string, kind?: string): Promise<Page<Finding>> {
    const after = decodeCursor(cursor, ['string', 'string']);
    const rows = await this.dataSource.query<Finding[]>(
      `SELECT receipt_no AS "receiptNo", kind, detail FROM saeol.finding
       WHERE reconciliation_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR (kind, receipt_no) > ($3, $4))
       ORDER BY kind, receipt_no LIMIT $5`,
      [id, kind ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
    return pageOf(rows, limit, (row) => [row.kind, row.receiptNo]);
  }
}

interface Row extends Omit<Reconciliation, 'beganAt' | 'endedAt'> {
  beganAt: Date;
  endedAt: Date | null;
}

function shown(row: Row): Reconciliation {
  return { ...row, beganAt: toKst(row.beganAt), endedAt: row.endedAt && toKst(row.endedAt) };
}
