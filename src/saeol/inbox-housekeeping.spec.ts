import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../libs/clock/index.js';
import { testDatabase, type TestDatabase } from '../../test/harness/database.js';
import { AuditTrail, DestructionRuns } from '../staff/index.js';
import { GiveUpWaitingRecords } from './give-up-waiting-records.js';
import { InboxHousekeeping } from './inbox-housekeeping.js';
import { SnapshotRows } from './snapshot-rows.js';

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

  const STEPS = () => database.privacy.sealJson([{ row: { mw_take_no: '202647700000000032' }, place: '0429.csv:7' }]);
  const retention = (days: number, refusedDays: number) =>
    query(
      `INSERT INTO cases.setting (name, value) VALUES ('wipe-after-days', to_jsonb($1::int)), ('wipe-refused-after-days', to_jsonb($2::int))
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [days, refusedDays],
    );
  /** Counts of the reports, in the order in which they were written. */
  const reports = async () =>
    (await query<{ counts: object }>(`SELECT counts FROM staff.destruction_run WHERE area = 'saeol' ORDER BY id`)).map(
      ({ counts }) => counts,
    );

  const housekeeping = () => {
    const { dataSource, privacy } = database;
    const giveUp = new GiveUpWaitingRecords(new SnapshotRows(privacy, clock), clock, new AuditTrail(clock, privacy));
    return new InboxHousekeeping(dataSource, clock, giveUp, new DestructionRuns(dataSource));
  };

  it('empties a payload 7 days after it was settled, one that is in quarantine or waits in vain after 180', async () => {
    const rows = ['APPLIED', 'REPEATED', 'DISCARDED', 'REPLAYED', 'WAITING', 'QUARANTINED'].flatMap((state) =>
      [6.9, 7.1, 181].map((days) => ({ state, days })),
    );
    for (const [index, { state, days }] of rows.entries()) {
      const receiptNo = String(100 + index);
      const settled = state === 'WAITING' || state === 'QUARANTINED' ? null : daysAgo(days);
      await query(
        `INSERT INTO saeol.inbox (id, stored_at, source, state, payload, settled_at, place, receipt_no) VALUES ($1, $2, 'PUSH', $3, 'sealed', $4, $5, $6)`,
        [v7(), daysAgo(days), state, settled, `${state} ${days}`, receiptNo],
      );
    }
    await query(
      `INSERT INTO saeol.snapshot (receipt_no, seen, row_sealed, steps_sealed, waits_since, changed_at)
       VALUES ('1', '{}', $3, NULL, NULL, $1), ('2', '{}', $3, NULL, NULL, $2), ('3', '{}', $3, $4, $2, $2)`,
      [daysAgo(6.9), daysAgo(7.1), database.privacy.sealJson({ row: {}, place: null }), STEPS()],
    );
    for (const days of [399, 401])
      await query('INSERT INTO saeol.inbox_key (event_key, content_hash, stored_at) VALUES ($1, $1, $2)', [
        Buffer.from(`key of ${days}`),
        daysAgo(days),
      ]);

    await housekeeping().run();

    const emptied = await query<{ place: string }>(
      'SELECT place FROM saeol.inbox WHERE payload IS NULL ORDER BY place',
    );
    expect(emptied.map(({ place }) => place)).toEqual(
      ['APPLIED', 'DISCARDED', 'QUARANTINED', 'REPEATED', 'REPLAYED', 'WAITING'].flatMap((state) =>
        state === 'QUARANTINED' || state === 'WAITING' ? [`${state} 181`] : [`${state} 181`, `${state} 7.1`],
      ),
    );
    expect(await query('SELECT receipt_no FROM saeol.snapshot WHERE row_sealed IS NOT NULL ORDER BY 1')).toEqual([
      { receipt_no: '1' },
      { receipt_no: '3' },
    ]);
    const keys = await query<{ event_key: Buffer }>('SELECT event_key FROM saeol.inbox_key');
    expect(keys.map((row) => row.event_key.toString())).toEqual(['key of 399']);
    expect(await reports()).toEqual([{ quarantinedRecords: 1, waitingRecords: 1 }]);
  });

  it('gives up what waits for a record that never came: an operator reads it in quarantine, and may have it sent again', async () => {
    const [event, row] = ['202647700000000031', '202647700000000032'];
    await query(`INSERT INTO saeol.receipt (receipt_no, next_sequence, gap_since) VALUES ($1, 2, $2)`, [
      event,
      daysAgo(181),
    ]);
    await query(
      `INSERT INTO saeol.inbox_key (event_key, content_hash, stored_at) VALUES ('its id', 'its content', $1)`,
      [daysAgo(181)],
    );
    await query(
      `INSERT INTO saeol.inbox (id, stored_at, receipt_no, sequence, event_key, source, state, payload)
       VALUES ($1, $2, $3, 3, 'its id', 'PUSH', 'WAITING', 'sealed')`,
      [v7(), daysAgo(181), event],
    );
    await query(
      `INSERT INTO saeol.snapshot (receipt_no, seen, steps_sealed, waits_since, changed_at) VALUES ($1, '{}', $2, $3, $4)`,
      [row, STEPS(), daysAgo(181), daysAgo(3)],
    );
    const before = (await reports()).length;

    await retention(90, 200);
    await housekeeping().run();
    expect(await reports()).toHaveLength(before);
    await retention(180, 90);
    await housekeeping().run();

    const given = await query(
      `SELECT receipt_no, sequence, form, source, place, detail FROM saeol.inbox
       WHERE state = 'QUARANTINED' AND code = 'SAEOL.WAITED_TOO_LONG' AND receipt_no IN ($1, $2) ORDER BY receipt_no`,
      [event, row],
    );
    expect(given).toEqual([
      {
        receipt_no: event,
        sequence: 3,
        form: 'EVENT',
        source: 'PUSH',
        place: null,
        detail: expect.stringMatching(
          /^waited since \d{4}-\d\d-\d\d for an earlier record that did not come; emptied$/,
        ),
      },
      { receipt_no: row, sequence: null, form: 'ROW', source: 'FILE', place: '0429.csv:7', detail: expect.any(String) },
    ]);
    expect(
      await query(
        `SELECT payload FROM saeol.inbox WHERE receipt_no IN ('${event}', '${row}') AND payload IS NOT NULL
         UNION ALL SELECT steps_sealed FROM saeol.snapshot WHERE receipt_no = '${row}' AND (steps_sealed IS NOT NULL OR waits_since IS NOT NULL)
         UNION ALL SELECT event_key FROM saeol.inbox_key WHERE event_key = 'its id'`,
      ),
    ).toEqual([]);
    expect((await reports()).slice(before)).toEqual([{ waitingRecords: 1, waitingHistories: 1 }]);
    const [entry] = await query<{ subjects: string[] }>(
      `SELECT subjects FROM staff.audit WHERE action = 'saeol.give-up' AND actor_kind = 'system' AND $1 = ANY (subjects)`,
      [event],
    );
    expect(entry).toEqual({ subjects: [event] });
    // The gap stands until the operator gives the record up.
    const gapOf = () => query('SELECT gap_since IS NOT NULL AS open FROM saeol.receipt WHERE receipt_no = $1', [event]);
    expect(await gapOf()).toEqual([{ open: true }]);
  });

  it('counts everything that it destroys, set by set', async () => {
    const before = (await reports()).length;
    await query(
      `INSERT INTO saeol.inbox (id, stored_at, receipt_no, sequence, source, state, payload)
       SELECT uuidv7(), $1, lpad(n::text, 18, '0'), 2, 'PUSH', 'WAITING', 'sealed' FROM generate_series(1, 450) AS n`,
      [daysAgo(181)],
    );
    await housekeeping().run();
    expect((await reports()).slice(before)).toEqual([{ waitingRecords: 450 }]);
  });
});
