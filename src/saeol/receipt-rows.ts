import type { EntityManager } from 'typeorm';
import type { Standing } from './placing.js';

/** As the columns' defaults have it. */
const NEW: Standing = { next: 1, last: 0, base: null, skipped: [], unnumbered: false };

/** Where receipt numbers stand; locks their rows, in sorted order, and makes those that are new. */
export async function lockReceipts(tx: EntityManager, receiptNos: readonly string[]): Promise<Map<string, Standing>> {
  const sorted = [...new Set(receiptNos)].toSorted();
  const made = await tx.query<{ receipt_no: string }[]>(
    'INSERT INTO saeol.receipt (receipt_no) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING receipt_no',
    [sorted],
  );
  const standings = new Map(made.map((row) => [row.receipt_no, NEW]));
  const known = sorted.filter((receiptNo) => !standings.has(receiptNo));
  if (known.length === 0) return standings;
  const rows = await tx.query<
    {
      receipt_no: string;
      next_sequence: number | null;
      last_sequence: number;
      base_sequence: number | null;
      skipped: number[];
      unnumbered: boolean;
    }[]
  >(
    `SELECT receipt_no, next_sequence, last_sequence, base_sequence, skipped, unnumbered FROM saeol.receipt
     WHERE receipt_no = ANY($1) ORDER BY receipt_no FOR UPDATE`,
    [known],
  );
  for (const row of rows) {
    const { next_sequence: next, last_sequence: last, base_sequence: base, skipped, unnumbered } = row;
    standings.set(row.receipt_no, { next, last, base, skipped, unnumbered });
  }
  return standings;
}

/** Writes where receipt numbers stand now; a gap keeps the instant (machine time) since which it is open. */
export async function saveStandings(
  tx: EntityManager,
  standings: readonly (Standing & { receiptNo: string; gap: boolean })[],
  now: Date,
): Promise<void> {
  await tx.query(
    `UPDATE saeol.receipt SET next_sequence = mark.next, last_sequence = mark.last, skipped = string_to_array(mark.skipped, ',')::int[],
       unnumbered = mark.unnumbered, base_sequence = mark.base, gap_since = CASE WHEN mark.gap THEN coalesce(gap_since, $7) END
     FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::boolean[], $6::boolean[], $8::int[])
       AS mark (receipt_no, next, last, skipped, unnumbered, gap, base)
     WHERE receipt.receipt_no = mark.receipt_no`,
    [
      standings.map(({ receiptNo }) => receiptNo),
      standings.map(({ next }) => next),
      standings.map(({ last }) => last),
      standings.map(({ skipped }) => skipped.join(',')),
      standings.map(({ unnumbered }) => unnumbered),
      standings.map(({ gap }) => gap),
      now,
      standings.map(({ base }) => base),
    ],
  );
}

/**
 * Nothing will come for these numbers: what waits behind them goes on, now or when it comes. Locks the rows, in sorted order, and makes
 * those that are new.
 */
export async function skipNumbers(
  tx: EntityManager,
  numbers: readonly { receiptNo: string; sequence: number }[],
): Promise<void> {
  if (numbers.length === 0) return;
  await lockReceipts(
    tx,
    numbers.map(({ receiptNo }) => receiptNo),
  );
  await tx.query(
    `WITH gone AS (
       SELECT receipt_no, array_agg(DISTINCT sequence) AS numbers FROM unnest($1::text[], $2::int[]) AS n (receipt_no, sequence) GROUP BY receipt_no
     )
     UPDATE saeol.receipt r SET skipped = ARRAY(
       SELECT DISTINCT number FROM unnest(r.skipped || gone.numbers) AS number WHERE r.next_sequence IS NULL OR number >= r.next_sequence ORDER BY number)
     FROM gone WHERE r.receipt_no = gone.receipt_no`,
    [numbers.map(({ receiptNo }) => receiptNo), numbers.map(({ sequence }) => sequence)],
  );
}

/** The opening stock: the first number seen is the base. Only where nothing of the receipt number was applied before. */
export async function openBase(tx: EntityManager, receiptNos: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE saeol.receipt SET next_sequence = NULL WHERE receipt_no = ANY($1) AND next_sequence = 1 AND last_sequence = 0`,
    [receiptNos],
  );
}
