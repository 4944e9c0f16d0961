import type { EntityManager } from 'typeorm';

/** How long after its completion what is personal in a case is kept, in days. */
export interface Retention {
  days: number;
  /** Of refused and returned petitions: an appeal may follow. */
  refusedDays: number;
}

export const DEFAULT_RETENTION: Retention = { days: 90, refusedDays: 180 };

const NAMES = { days: 'wipe-after-days', refusedDays: 'wipe-refused-after-days' } as const;

export async function readRetention(tx: Pick<EntityManager, 'query'>): Promise<Retention> {
  const rows = await tx.query<{ name: string; value: number }[]>(
    'SELECT name, value FROM cases.setting WHERE name = ANY ($1)',
    [Object.values(NAMES)],
  );
  const set = new Map(rows.map(({ name, value }) => [name, value]));
  return {
    days: set.get(NAMES.days) ?? DEFAULT_RETENTION.days,
    refusedDays: set.get(NAMES.refusedDays) ?? DEFAULT_RETENTION.refusedDays,
  };
}

export async function writeRetention(tx: EntityManager, { days, refusedDays }: Retention): Promise<void> {
  await tx.query(
    `INSERT INTO cases.setting (name, value) SELECT name, to_jsonb(days) FROM unnest($1::text[], $2::int[]) AS s (name, days)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [
      [NAMES.days, NAMES.refusedDays],
      [days, refusedDays],
    ],
  );
}
