import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';

const DAY_MS = 86_400_000;
/** Product saeol-link: payloads are emptied 7 days after they are applied. */
const PAYLOAD_DAYS = 7;
/** As long as the longest that a case is kept after its completion: what nobody settled by then may belong to no case at all. */
const QUARANTINE_DAYS = 180;
/** Architecture: key tables are kept 400 days; the stage table guards beyond. */
const KEY_DAYS = 400;
const REPORT_DAYS = 90;
const SET = 2_000;

/** Lets go of what is needed no longer. Times are machine times: they are about records, not about cases. */
@Injectable()
export class InboxHousekeeping {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  @EveryTick({ name: 'saeol.inbox-housekeeping', everyMs: 10 * 60_000 })
  async run(): Promise<void> {
    const before = (days: number) => new Date(this.clock.realNow().getTime() - days * DAY_MS);
    await this.inSets(
      `UPDATE saeol.inbox SET payload = NULL WHERE (id, stored_at) IN (
         SELECT id, stored_at FROM saeol.inbox
         WHERE payload IS NOT NULL AND state IN ('APPLIED', 'REPEATED', 'DISCARDED', 'REPLAYED') AND settled_at < $1 LIMIT $2)`,
      before(PAYLOAD_DAYS),
    );
    await this.inSets(
      `UPDATE saeol.inbox SET payload = NULL WHERE (id, stored_at) IN (
         SELECT id, stored_at FROM saeol.inbox WHERE payload IS NOT NULL AND state = 'QUARANTINED' AND stored_at < $1 LIMIT $2)`,
      before(QUARANTINE_DAYS),
    );
    await this.inSets(
      `UPDATE saeol.snapshot SET row_sealed = NULL WHERE receipt_no IN (
         SELECT receipt_no FROM saeol.snapshot WHERE row_sealed IS NOT NULL AND waits_since IS NULL AND changed_at < $1 LIMIT $2)`,
      before(PAYLOAD_DAYS),
    );
    await this.inSets(
      `DELETE FROM saeol.inbox_key WHERE event_key IN (SELECT event_key FROM saeol.inbox_key WHERE stored_at < $1 LIMIT $2)`,
      before(KEY_DAYS),
    );
    await this.dataSource.query('DELETE FROM saeol.reconciliation WHERE began_at < $1', [before(REPORT_DAYS)]);
    await this.dataSource.query('DELETE FROM saeol.probe WHERE sent_at < $1', [before(REPORT_DAYS)]);
  }

  /** A set per transaction, so that no lock is held for long. */
  private async inSets(statement: string, before: Date): Promise<void> {
    for (let done = SET; done === SET;)
      [, done] = await this.dataSource.query<[unknown, number]>(statement, [before, SET]);
  }
}
