import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ListensTo, type BusListener } from '../../libs/events/index.js';
import { CaseDataWiped } from '../cases/index.js';

/**
 * A follow-up that named its case forgets which one it was, and what was noted; that somebody was called stays. An invitation
 * forgets the number, and nobody is reminded any more.
 */
@Injectable()
@ListensTo(CaseDataWiped, 'surveys.wipe-when-case-is-wiped')
export class WipeWhenCaseIsWiped implements BusListener<CaseDataWiped> {
  async handle(tx: EntityManager, events: CaseDataWiped[]): Promise<void> {
    const caseIds = events.map(({ caseId }) => caseId);
    await tx.query(
      'UPDATE surveys.follow_up SET case_id = NULL, receipt_no = NULL, note_sealed = NULL WHERE case_id = ANY ($1)',
      [caseIds],
    );
    await tx.query(`UPDATE surveys.invitation SET phone_index = '', remind_at = NULL WHERE case_id = ANY ($1)`, [
      caseIds,
    ]);
  }
}
