import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { decodeCursor, pageOf, type Page } from '../../libs/http/index.js';

/** The report of one run of destruction (개인정보 보호법 시행령 art. 16). Product time, `+09:00`. */
export interface DestructionRun {
  id: string;
  /** Whose data: the module that destroyed. */
  area: string;
  beganAt: string;
  /** null: under way, or broken off and still to go on. */
  endedAt: string | null;
  /** What was wiped, and how much of it. */
  counts: Record<string, number>;
}

/** Reports of what was destroyed, and when; they hold numbers alone. The audit trail says of which cases. */
@Injectable()
export class DestructionRuns {
  constructor(private readonly dataSource: DataSource) {}

  /** Begins a run, or takes up the one of this area that was broken off. @returns its id */
  async begin(tx: EntityManager, area: string, at: Date): Promise<string> {
    const [run] = await tx.query<{ id: string }[]>(
      `INSERT INTO staff.destruction_run (area, began_at, counts) VALUES ($1, $2, '{}')
       ON CONFLICT (area) WHERE ended_at IS NULL DO UPDATE SET area = excluded.area RETURNING id`,
      [area, at],
    );
    return run!.id;
  }

  /** Adds to what the run has wiped, in the transaction that wipes. */
  async add(tx: EntityManager, id: string, counts: Record<string, number>): Promise<void> {
    await tx.query(
      `UPDATE staff.destruction_run r SET counts = r.counts || (
         SELECT jsonb_object_agg(key, coalesce((r.counts ->> key)::bigint, 0) + value::bigint) FROM jsonb_each_text($2::jsonb))
       WHERE id = $1`,
      [id, JSON.stringify(counts)],
    );
  }

  async end(tx: EntityManager, id: string, at: Date): Promise<void> {
    await tx.query('UPDATE staff.destruction_run SET ended_at = $2 WHERE id = $1', [id, at]);
  }

  /** Adds to the run of this area that is under way, or begins one; where nothing was destroyed there is no run. */
  async note(tx: EntityManager, area: string, at: Date, counts: Record<string, number>): Promise<void> {
    if (Object.values(counts).some((count) => count > 0)) await this.add(tx, await this.begin(tx, area, at), counts);
  }

  /** Ends whichever run of this area is under way. */
  async endOf(tx: EntityManager, area: string, at: Date): Promise<void> {
    await tx.query('UPDATE staff.destruction_run SET ended_at = $2 WHERE area = $1 AND ended_at IS NULL', [area, at]);
  }

  /** Newest first. */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<DestructionRun>> {
    const after = decodeCursor(cursor, ['string']);
    const rows = await this.dataSource.query<
      (Omit<DestructionRun, 'beganAt' | 'endedAt'> & { beganAt: Date; endedAt: Date | null })[]
    >(
      `SELECT id, area, began_at AS "beganAt", ended_at AS "endedAt", counts FROM staff.destruction_run
       WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [after?.[0] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, (row) => [row.id]);
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
