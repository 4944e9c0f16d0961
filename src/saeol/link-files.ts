import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { decodeCursor, type Page, pageOf } from '../../libs/http/index.js';

/** A file that came, by drop or by hand. Instants are machine time, `+09:00`. */
export interface LinkFile {
  id: string;
  name: string;
  purpose: 'TAKE' | 'OPENING' | 'RECONCILE';
  state: 'READING' | 'DONE';
  bytes: number;
  /** Last line that was dealt with. */
  lines: number;
  accepted: number;
  duplicate: number;
  quarantined: number;
  beganAt: string;
  endedAt: string | null;
}

@Injectable()
export class LinkFiles {
  constructor(private readonly dataSource: DataSource) {}

  /** Whether a file of this name was taken whole, whatever was in it. */
  async isTaken(name: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `SELECT 1 FROM saeol.file WHERE name = $1 AND state = 'DONE' LIMIT 1`,
      [name],
    );
    return rows.length > 0;
  }

  /** The newest first. */
  async list(limit: number, cursor?: string): Promise<Page<LinkFile>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<
      (Omit<LinkFile, 'beganAt' | 'endedAt'> & { beganAt: Date; endedAt: Date | null })[]
    >(
      `SELECT id, name, purpose, state, bytes, rows_done AS lines, accepted, duplicate, quarantined, began_at AS "beganAt", ended_at AS "endedAt"
       FROM saeol.file WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, ({ id }) => [id]);
    return {
      ...page,
      items: page.items.map((row) => ({
        ...row,
        beganAt: toKst(row.beganAt),
        endedAt: row.endedAt && toKst(row.endedAt),
      })),
    };
  }
}
