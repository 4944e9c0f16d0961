import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { summed, type CellDelta } from './figure-cells.js';

/** Adds deltas to those that wait to be rolled up, in the caller's transaction and in one statement; nothing is updated, so nobody waits. */
export async function addDeltas(tx: EntityManager, deltas: CellDelta[], countedAt: Date): Promise<void> {
  const cells = summed(deltas);
  if (cells.length === 0) return;
  await tx.query(
    `WITH batch AS (INSERT INTO reporting.delta_batch (id, counted_at) VALUES ($1, $2))
     INSERT INTO reporting.figure_delta (batch_id, counted_at, metric, department_code, type_code, facet, day, at, n)
     SELECT $1, $2, metric, "departmentCode", "typeCode", facet, day, at, n
     FROM json_to_recordset($3) AS d (metric text, "departmentCode" text, "typeCode" text, facet text, day date, at timestamptz, n int)`,
    [uuidv7(), countedAt, JSON.stringify(cells)],
  );
}
