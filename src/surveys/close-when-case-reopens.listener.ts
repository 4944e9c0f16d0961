import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { CaseStepChanged } from '../cases/index.js';

/** A result that was taken back is not asked about. */
@Injectable()
@ListensTo(CaseStepChanged, 'surveys.close-when-case-reopens', ({ kind }) => kind === 'REOPENED' || kind === 'VOIDED')
export class CloseWhenCaseReopens implements BusListener<CaseStepChanged> {
  async handle(tx: EntityManager, events: CaseStepChanged[]): Promise<void> {
    for (const kind of ['REOPENED', 'VOIDED'] as const) {
      const caseIds = events.filter((event) => event.kind === kind).map(({ caseId }) => caseId);
      if (caseIds.length === 0) continue;
      await tx.query(
        `UPDATE surveys.invitation SET state = 'CLOSED', close_reason = $2, remind_at = NULL WHERE case_id = ANY($1) AND state = 'OPEN'`,
        [caseIds, kind],
      );
    }
  }
}
