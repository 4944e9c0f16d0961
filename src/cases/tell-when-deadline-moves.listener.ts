import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type BusListener, ListensTo } from '../../libs/events/index.js';
import { CaseNoticeDesk } from './case-notice-desk.js';
import { isOpen } from './case-record.js';
import { CaseRules } from './case-rules.js';
import { CaseStore, ChangedMeanwhile } from './case-store.js';
import { CaseDeadlineMoved, type MoveCause } from './case.events.js';
import { isNewDateToCitizens } from './deadline-move.js';

/**
 * Tells citizens whose date moved without a step (case.deadline-moved). A change of the calendar moves many thousands at once, so the
 * deadlines are right first and the notices follow. It goes by the case as it stands: what moved twice is told once, and a step that
 * told the new date in between leaves nothing to tell.
 */
@Injectable()
@ListensTo(CaseDeadlineMoved, 'cases.tell-when-deadline-moves')
export class TellWhenDeadlineMoves implements BusListener<CaseDeadlineMoved> {
  constructor(
    private readonly store: CaseStore,
    private readonly ruleBook: CaseRules,
    private readonly desk: CaseNoticeDesk,
  ) {}

  async handle(tx: EntityManager, events: CaseDeadlineMoved[]): Promise<void> {
    const newest = new Map<string, CaseDeadlineMoved>();
    for (const event of events) {
      if (event.cause.kind !== 'DAY' && event.revision > (newest.get(event.caseId)?.revision ?? 0)) {
        newest.set(event.caseId, event);
      }
    }
    const causes = new Map([...newest].map(([id, { cause }]) => [id, cause]));
    if (causes.size === 0) return;
    try {
      await tx.transaction((attempt) => this.tell(attempt, causes, false));
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      await this.tell(tx, causes, true);
    }
  }

  /**
   * Cases are locked only to note what was told, and last, so that none waits while notices are written. Where a step works on one just
   * then, all are locked first.
   * @throws ChangedMeanwhile where they were not locked first and one is no longer what was told
   */
  private async tell(tx: EntityManager, causes: ReadonlyMap<string, MoveCause>, locked: boolean): Promise<void> {
    const rest = `WHERE id = ANY($1) ORDER BY receipt_no${locked ? ' FOR UPDATE' : ''}`;
    const records = await this.store.select(tx, rest, [[...causes.keys()]]);
    const news = records
      .map((after) => ({ after, cause: causes.get(after.id)! }))
      .filter(({ after, cause }) => isOpen(after.stage) && isNewDateToCitizens(after, cause.kind));
    const requests = await this.desk.requestsOfMoves(tx, news, this.ruleBook.noticePolicy());
    await this.desk.ask(tx, requests);
    await this.store.noteToldDates(
      tx,
      news.map(({ after }) => after),
    );
  }
}
