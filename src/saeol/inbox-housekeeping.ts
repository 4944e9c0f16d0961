import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { readRetention } from '../cases/index.js';
import { DestructionRuns } from '../staff/index.js';
import { GiveUpWaitingRecords, MOST_GIVEN_UP } from './give-up-waiting-records.js';

const DAY_MS = 86_400_000;
/** Product saeol-link: payloads are emptied 7 days after they are applied. */
export const PAYLOAD_DAYS = 7;
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
    private readonly giveUp: GiveUpWaitingRecords,
    private readonly runs: DestructionRuns,
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
    await this.destroyUnsettled(before(await this.unsettledDays()));
  }

  /**
   * What nobody settled, in days: as long as the longest that the county keeps a case after its completion. Longer than the
   * data of any case that is over it may not be kept, since it may belong to one, or to no case at all; any shorter, and an
   * operator would lose what can still be applied.
   */
  private async unsettledDays(): Promise<number> {
    const { days, refusedDays } = await readRetention(this.dataSource.manager);
    return Math.max(days, refusedDays, PAYLOAD_DAYS);
  }

  /** Contents in quarantine, and of what waits for a record that never came: set by set, in one report of destruction. */
  private async destroyUnsettled(before: Date): Promise<void> {
    const quarantined = async (tx: EntityManager) => {
      const [, quarantinedRecords] = await tx.query<[unknown, number]>(
        `UPDATE saeol.inbox SET payload = NULL WHERE (id, stored_at) IN (
           SELECT id, stored_at FROM saeol.inbox WHERE payload IS NOT NULL AND state = 'QUARANTINED' AND stored_at < $1 LIMIT $2)`,
        [before, SET],
      );
      return { counts: { quarantinedRecords }, isFull: quarantinedRecords === SET };
    };
    const waiting = async (tx: EntityManager) => {
      const { receiptNos, records } = await this.giveUp.events(tx, before);
      return { counts: { waitingRecords: records }, isFull: receiptNos === MOST_GIVEN_UP };
    };
    const histories = async (tx: EntityManager) => {
      const waitingHistories = await this.giveUp.steps(tx, before);
      return { counts: { waitingHistories }, isFull: waitingHistories === MOST_GIVEN_UP };
    };
    for (const destroy of [quarantined, waiting, histories]) while (await this.noted(destroy));
    await this.runs.endOf(this.dataSource.manager, 'saeol', this.clock.now());
  }

  /** @returns whether there may be more */
  private noted(
    destroy: (tx: EntityManager) => Promise<{ counts: Record<string, number>; isFull: boolean }>,
  ): Promise<boolean> {
    return this.dataSource.transaction(async (tx) => {
      const { counts, isFull } = await destroy(tx);
      await this.runs.note(tx, 'saeol', this.clock.now(), counts);
      return isFull;
    });
  }

  /** A set per transaction, so that no lock is held for long. */
  private async inSets(statement: string, before: Date): Promise<void> {
    for (let done = SET; done === SET;)
      [, done] = await this.dataSource.query<[unknown, number]>(statement, [before, SET]);
  }
}
