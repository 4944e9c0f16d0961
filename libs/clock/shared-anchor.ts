import type { DataSource } from 'typeorm';
import type { Clock } from './clock.js';

interface AnchorRow {
  product_at: Date;
  real_at: Date;
  speed: number;
  asked_start: string | null;
}

/** How a demo asks for its time: `start` null means the caller's `fallbackStart`. */
export interface AskedTime {
  start: string | null;
  speed: number;
  fallbackStart: () => Date;
}

/** Takes over the anchor that another process or an earlier run left in the database; false where there is none. */
export async function followAnchor(dataSource: DataSource, clock: Clock): Promise<boolean> {
  const [row] = await dataSource.query<AnchorRow[]>('SELECT product_at, real_at, speed, asked_start FROM clock.anchor');
  if (row === undefined) return false;
  clock.anchorAt({ productMs: row.product_at.getTime(), realMs: row.real_at.getTime(), speed: row.speed });
  return true;
}

/**
 * Starts the shared product clock, or goes on with the one that runs. The first caller sets it; the same request again
 * changes nothing; another start begins anew there; another speed goes on from the present product time.
 */
export async function startSharedClock(dataSource: DataSource, clock: Clock, asked: AskedTime): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['clock.anchor']);
    const [row] = await tx.query<AnchorRow[]>('SELECT product_at, real_at, speed, asked_start FROM clock.anchor');
    const realNow = clock.realNow();
    if (row !== undefined) {
      clock.anchorAt({ productMs: row.product_at.getTime(), realMs: row.real_at.getTime(), speed: row.speed });
    }
    const startsAnew = row === undefined || (asked.start !== null && asked.start !== row.asked_start);
    if (!startsAnew && row.speed === asked.speed) return;
    const product = !startsAnew ? clock.now() : asked.start === null ? asked.fallbackStart() : new Date(asked.start);
    await tx.query(
      `INSERT INTO clock.anchor (product_at, real_at, speed, asked_start) VALUES ($1, $2, $3, $4)
       ON CONFLICT (one) DO UPDATE SET product_at = $1, real_at = $2, speed = $3, asked_start = coalesce($4, clock.anchor.asked_start)`,
      [product, realNow, asked.speed, asked.start],
    );
    clock.anchorAt({ productMs: product.getTime(), realMs: realNow.getTime(), speed: asked.speed });
  });
}
