import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import type { PlacedRow } from './row-reader.js';
import { readSaeolRow, type SaeolRow } from './saeol-columns.js';
import { NOTHING_SEEN, type Seen } from './snapshot-diff.js';

/** What is kept of the rows of one receipt number between two readings. */
export interface KeptSnapshot {
  receiptNo: string;
  seen: Seen;
  /** The case's row as it was read last; null where none came yet, or it was emptied. */
  caseRow: PlacedRow | null;
  /** Rows of the history that wait for the case's row. */
  stepRows: PlacedRow[];
  /** The file whose end decides whether there is a history. */
  unsettledFile: string | null;
}

interface Row {
  receipt_no: string;
  seen: Partial<Seen>;
  row_sealed: Buffer | null;
  steps_sealed: Buffer | null;
  unsettled_file: string | null;
}

const COLUMNS = 'receipt_no, seen, row_sealed, steps_sealed, unsettled_file';

/** Snapshots in and out of the database, in sets. The rows of saeol.receipt are their locks. */
@Injectable()
export class SnapshotRows {
  constructor(
    private readonly privacy: Privacy,
    private readonly clock: Clock,
  ) {}

  /** A keyed hash by which equal values are known and nothing is read. */
  readonly print = (value: unknown): string =>
    this.privacy.blindIndex('saeol-print', JSON.stringify(value)).toString('base64url', 0, 12);

  async load(tx: EntityManager, receiptNos: readonly string[]): Promise<Map<string, KeptSnapshot>> {
    const rows = await tx.query<Row[]>(`SELECT ${COLUMNS} FROM saeol.snapshot WHERE receipt_no = ANY($1)`, [
      receiptNos,
    ]);
    const known = new Map(rows.map((row) => [row.receipt_no, this.opened(row)]));
    return new Map(
      receiptNos.map((receiptNo) => [
        receiptNo,
        known.get(receiptNo) ?? {
          receiptNo,
          seen: NOTHING_SEEN,
          caseRow: null,
          stepRows: [],
          unsettledFile: null,
        },
      ]),
    );
  }

  /** Receipt numbers of a file that named no step of theirs. */
  async unsettled(tx: EntityManager, file: string, limit: number): Promise<string[]> {
    const rows = await tx.query<{ receipt_no: string }[]>(
      'SELECT receipt_no FROM saeol.snapshot WHERE unsettled_file = $1 ORDER BY receipt_no LIMIT $2',
      [file, limit],
    );
    return rows.map((row) => row.receipt_no);
  }

  async save(tx: EntityManager, snapshots: readonly KeptSnapshot[]): Promise<void> {
    if (snapshots.length === 0) return;
    const sealed = (value: unknown) => this.privacy.sealJson(value);
    await tx.query(
      `INSERT INTO saeol.snapshot AS s (receipt_no, seen, row_sealed, steps_sealed, waits_since, unsettled_file, changed_at)
       SELECT receipt_no, seen, row_sealed, steps_sealed, CASE WHEN steps_sealed IS NOT NULL THEN $6::timestamptz END, unsettled_file, $6
       FROM unnest($1::text[], $2::jsonb[], $3::bytea[], $4::bytea[], $5::uuid[]) AS n (receipt_no, seen, row_sealed, steps_sealed, unsettled_file)
       ON CONFLICT (receipt_no) DO UPDATE SET seen = excluded.seen, row_sealed = excluded.row_sealed, steps_sealed = excluded.steps_sealed,
         waits_since = CASE WHEN excluded.waits_since IS NOT NULL THEN coalesce(s.waits_since, excluded.waits_since) END,
         unsettled_file = excluded.unsettled_file, changed_at = excluded.changed_at`,
      [
        snapshots.map(({ receiptNo }) => receiptNo),
        snapshots.map(({ seen }) => JSON.stringify(seen)),
        snapshots.map(({ caseRow }) => caseRow && sealed(packed(caseRow))),
        snapshots.map(({ stepRows }) => (stepRows.length === 0 ? null : sealed(stepRows.map(packed)))),
        snapshots.map(({ unsettledFile }) => unsettledFile),
        this.clock.realNow(),
      ],
    );
  }

  private opened(row: Row): KeptSnapshot {
    return {
      receiptNo: row.receipt_no,
      seen: { ...NOTHING_SEEN, ...row.seen },
      caseRow: row.row_sealed === null ? null : unpacked(this.privacy.openJson(row.row_sealed)),
      stepRows: row.steps_sealed === null ? [] : this.privacy.openJson<Packed[]>(row.steps_sealed).map(unpacked),
      unsettledFile: row.unsettled_file,
    };
  }
}

interface Packed {
  row: Partial<SaeolRow>;
  place: string | null;
}

function packed({ row, place }: PlacedRow): Packed {
  return { row: filled(row), place };
}

function unpacked({ row, place }: Packed): PlacedRow {
  return { row: readSaeolRow(row).row, place };
}

/** The columns of a row that say something. */
export function filled(row: SaeolRow): Partial<SaeolRow> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
