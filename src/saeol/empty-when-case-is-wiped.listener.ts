import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { CaseDataWiped } from '../cases/index.js';
import { DestructionRuns } from '../staff/index.js';
import { GiveUpWaitingRecords } from './give-up-waiting-records.js';
import { PAYLOAD_DAYS } from './inbox-housekeeping.js';

const DAY_MS = 86_400_000;

/** What the link still keeps of a case goes with the case: events in quarantine, and those that wait for one which never came. */
@Injectable()
@ListensTo(CaseDataWiped, 'saeol.empty-when-case-is-wiped')
export class EmptyWhenCaseIsWiped implements BusListener<CaseDataWiped> {
  constructor(
    private readonly giveUp: GiveUpWaitingRecords,
    private readonly runs: DestructionRuns,
    private readonly clock: Clock,
  ) {}

  async handle(tx: EntityManager, events: CaseDataWiped[]): Promise<void> {
    const receiptNos = events.map(({ receiptNo }) => receiptNo);
    const [, quarantinedRecords] = await tx.query<[unknown, number]>(
      `UPDATE saeol.inbox SET payload = NULL WHERE state = 'QUARANTINED' AND receipt_no = ANY ($1) AND payload IS NOT NULL`,
      [receiptNos],
    );
    // What came in these days may take the completion back, and is given its time.
    const lately = new Date(this.clock.realNow().getTime() - PAYLOAD_DAYS * DAY_MS);
    const waitingRecords = await this.giveUp.eventsOf(tx, receiptNos, lately);
    await this.runs.note(tx, 'saeol', this.clock.now(), { quarantinedRecords, waitingRecords });
    await this.runs.endOf(tx, 'saeol', this.clock.now());
    await tx.query(
      `UPDATE saeol.snapshot SET row_sealed = NULL, steps_sealed = NULL, waits_since = NULL
       WHERE receipt_no = ANY ($1) AND (row_sealed IS NOT NULL OR steps_sealed IS NOT NULL)`,
      [receiptNos],
    );
  }
}
