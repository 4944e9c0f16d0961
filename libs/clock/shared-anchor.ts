import type { DataSource } from 'typeorm';
import type { Clock } from './clock.js';

interface AnchorRow {
  product_at: Date;
  real_at: Date;
  speed: number;
  asked_start: string | null;
  began_at: Date;
}

const READ = 'SELECT product_at, real_at, speed, asked_start, began_at FROM clock.anchor';

/** Takes over the anchor that another process or an earlier run left in the database; false where there is none. */
export async function followAnchor(dataSource: DataSource, clock: Clock): Promise<boolean> {
  const [row] = await dataSource.query<AnchorRow[]>(READ);
  if (row === undefined) return false;
  follow(clock, row);
  return true;
}

function follow(clock: Clock, row: AnchorRow): void {
  clock.anchorAt({ productMs: row.product_at.getTime(), realMs: row.real_at.getTime(), speed: row.speed });
}

/**
 * Starts the shared product clock, or goes on with the one that runs. The first caller starts it at the instant at which
 * its own clock stands; the same request again changes nothing; another start begins anew there; another speed goes on
 * from the present product time.
 * @param start ISO 8601, or null where the caller asks for no particular one
 * @returns the product instant at which this clock began
 */
export async function startSharedClock(
  dataSource: DataSource,
  clock: Clock,
  start: string | null,
  speed: number,
): Promise<Date> {
  return dataSource.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['clock.anchor']);
    const [row] = await tx.query<AnchorRow[]>(READ);
    if (row !== undefined) follow(clock, row);
    const startsAnew = row === undefined || (start !== null && start !== row.asked_start);
    if (!startsAnew && row.speed === speed) return row.began_at;
    const product = startsAnew && start !== null ? new Date(start) : clock.now();
    const realNow = clock.realNow();
    const beganAt = startsAnew ? product : row.began_at;
    await tx.query(
      `INSERT INTO clock.anchor (product_at, real_at, speed, asked_start, began_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (one) DO UPDATE SET product_at = $1, real_at = $2, speed = $3, asked_start = coalesce($4, clock.anchor.asked_start), began_at = $5`,
      [product, realNow, speed, start, beganAt],
    );
    clock.anchorAt({ productMs: product.getTime(), realMs: realNow.getTime(), speed });
    return beganAt;
  });
}
