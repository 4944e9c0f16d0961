import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { CaseDataWiped } from '../cases/index.js';

/** What the link still keeps of a case goes with the case: quarantined events wait for an operator, but not longer. */
@Injectable()
@ListensTo(CaseDataWiped, 'saeol.empty-when-case-is-wiped')
export class EmptyWhenCaseIsWiped implements BusListener<CaseDataWiped> {
  async handle(tx: EntityManager, events: CaseDataWiped[]): Promise<void> {
    const receiptNos = events.map(({ receiptNo }) => receiptNo);
    await tx.query(
      `UPDATE saeol.inbox SET payload = NULL WHERE state = 'QUARANTINED' AND receipt_no = ANY ($1) AND payload IS NOT NULL`,
      [receiptNos],
    );
    await tx.query(
      `UPDATE saeol.snapshot SET row_sealed = NULL, steps_sealed = NULL, waits_since = NULL
       WHERE receipt_no = ANY ($1) AND (row_sealed IS NOT NULL OR steps_sealed IS NOT NULL)`,
      [receiptNos],
    );
  }
}
