import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../libs/clock/index.js';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { InboxHousekeeping } from './inbox-housekeeping.js';

const DAY_MS = 86_400_000;

describe('what the inbox lets go of', () => {
  let database: TestDatabase;
  const clock = new Clock();
  const daysAgo = (days: number) => new Date(clock.realNow().getTime() - days * DAY_MS);

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database?.close());

  const query = <T>(sql: string, values: unknown[] = []) => database.dataSource.query<T[]>(sql, values);

  it('empties a payload 7 days after it was settled, one that is in quarantine after 180, never one that still waits', async () => {
    const rows = ['APPLIED', 'REPEATED', 'DISCARDED', 'REPLAYED', 'WAITING', 'QUARANTINED'].flatMap((state) =>
      [6.9, 7.1, 181].map((days) => ({ state, days })),
    );
    for (const { state, days } of rows) {
      const settled = state === 'WAITING' || state === 'QUARANTINED' ? null : daysAgo(days);
      await query(
        `INSERT INTO saeol.inbox (id, stored_at, source, state, payload, settled_at, place) VALUES ($1, $2, 'PUSH', $3, 'sealed', $4, $5)`,
        [v7(), daysAgo(days), state, settled, `${state} ${days}`],
      );
    }
    await query(
      `INSERT INTO saeol.snapshot (receipt_no, seen, row_sealed, steps_sealed, waits_since, changed_at)
       VALUES ('1', '{}', 'sealed', NULL, NULL, $1), ('2', '{}', 'sealed', NULL, NULL, $2), ('3', '{}', 'sealed', 'sealed', $2, $2)`,
      [daysAgo(6.9), daysAgo(7.1)],
    );
    for (const days of [399, 401])
      await query('INSERT INTO saeol.inbox_key (event_key, content_hash, stored_at) VALUES ($1, $1, $2)', [
        Buffer.from(`key of ${days}`),
        daysAgo(days),
      ]);

    await new InboxHousekeeping(database.dataSource, clock).run();

    const emptied = await query<{ place: string }>(
      'SELECT place FROM saeol.inbox WHERE payload IS NULL ORDER BY place',
    );
    expect(emptied.map(({ place }) => place)).toEqual(
      ['APPLIED', 'DISCARDED', 'QUARANTINED', 'REPEATED', 'REPLAYED'].flatMap((state) =>
        state === 'QUARANTINED' ? [`${state} 181`] : [`${state} 181`, `${state} 7.1`],
      ),
    );
    expect(await query('SELECT receipt_no FROM saeol.snapshot WHERE row_sealed IS NOT NULL ORDER BY 1')).toEqual([
      { receipt_no: '1' },
      { receipt_no: '3' },
    ]);
    const keys = await query<{ event_key: Buffer }>('SELECT event_key FROM saeol.inbox_key');
    expect(keys.map((row) => row.event_key.toString())).toEqual(['key of 399']);
  });
});
