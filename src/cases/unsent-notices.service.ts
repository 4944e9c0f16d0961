import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LateNews, type LateNotice, Resends } from '../messaging/index.js';
import type { Actor } from '../staff/index.js';
import { CaseStandings, type CaseStanding } from './case-standings.js';

/** A notice that came too late to be sent by itself, and still says how its case stands. */
export interface UnsentNotice {
  notificationId: string;
  receiptNo: string;
  occasion: string;
  recipientKind: string;
}

const PAGE = 500;

/** Due notices that were never sent: old news which is still true (product saeol-link: reconciliation). */
@Injectable()
export class UnsentNotices {
  constructor(
    private readonly dataSource: DataSource,
    private readonly late: LateNews,
    private readonly standings: CaseStandings,
    private readonly resends: Resends,
  ) {}

  /** Those worth sending, in the order of receipt numbers, a page at a time. */
  async *all(tx: EntityManager = this.dataSource.manager): AsyncGenerator<UnsentNotice[]> {
    for (let after = '', full = true; full;) {
      const page = await this.late.latest(tx, after, PAGE);
      full = page.length === PAGE;
      // The last receipt number of a full page may go on in the next one.
      const whole = full ? page.filter(({ label }) => label !== page.at(-1)!.label) : page;
      if (whole.length === 0) return;
      const cases = await this.standings.byReceiptNo(tx, [...new Set(whole.map(({ label }) => label))]);
      yield whole
        .filter((notice) => stillHolds(notice, cases.get(notice.label)))
        .map(({ notificationId, label, occasion, recipientKind }) => ({
          notificationId,
          receiptNo: label,
          occasion,
          recipientKind,
        }));
      after = whole.at(-1)!.label;
    }
  }

  /** An operator's act: sends one after all. The same key again changes nothing. @throws NotResendable, MessageNotFound */
  send(notificationId: string, idempotencyKey: string, actor: Actor): Promise<void> {
    return this.resends.resend(notificationId, idempotencyKey, actor);
  }
}

/** Of an open case the newest notice says how it stands; of a completed one the result alone is news. */
function stillHolds({ occasion }: LateNotice, standing: CaseStanding | undefined): boolean {
  if (standing === undefined || standing.stage === 'VOIDED') return false;
  return standing.open ? occasion.startsWith('case.') : occasion === 'case.completed';
}
