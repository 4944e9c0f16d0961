import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { type Actor, AuditTrail, mayReadDepartment } from '../staff/index.js';
import { CaseClosed, CaseNotFound } from './case.errors.js';
import { boundOf } from './case-history.js';
import { wordsOfInterval } from './case-notices.js';
import { type CaseRecord, isOpen } from './case-record.js';
import { CaseRules } from './case-rules.js';
import { CaseStore } from './case-store.js';
import { DeadlineMover } from './deadline-mover.js';
import { type AskedInterval, type IntervalEntry, IntervalRows, type KeptInterval } from './interval-rows.js';
import { takenBack } from './taken-back.js';
import { type ShownInterval, timeLeftOut } from './time-left-out.js';

/** What an edit of one case's intervals does to its dates. */
export interface IntervalAnswer {
  interval: KeptInterval;
  from: { dueAt: string | null; targetAt: string | null };
  to: { dueAt: string | null; targetAt: string | null };
  provisional: boolean;
  paused: boolean;
  /** Citizens are told of it. */
  told: boolean;
}

/** Time left out of one case that no step of Saeol brought: hearings, tests, other bodies' certificates (Decree art. 20). */
@Injectable()
export class Intervals {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: CaseStore,
    private readonly rows: IntervalRows,
    private readonly mover: DeadlineMover,
    private readonly ruleBook: CaseRules,
    private readonly audit: AuditTrail,
  ) {}

  /** All time left out of a case, in the order of its beginning. @throws CaseNotFound */
  async list(receiptNo: string, actor: Actor): Promise<ShownInterval[]> {
    const tx = this.dataSource.manager;
    const [record] = await this.store.select(tx, 'WHERE receipt_no = $1', [receiptNo]);
    const found = seenBy(actor, record);
    const { steps } = (await this.store.histories(tx, [found.id])).get(found.id)!;
    const { outages } = await this.ruleBook.forCases(tx, []);
    return timeLeftOut(found.receivedAt, steps, await this.rows.list(tx, found.id), outages);
  }

  /** Enters an interval, or the end of one that is open. @throws CaseNotFound, CaseClosed, IntervalEndsBeforeItBegins, IntervalExists */
  enter(receiptNo: string, asked: AskedInterval, actor: Actor, preview: boolean): Promise<IntervalAnswer> {
    return this.edit(receiptNo, actor, preview, 'intervals.enter', (tx, entry) => this.rows.enter(tx, asked, entry));
  }

  /** Takes an interval back as if it had never been entered. @throws CaseNotFound, CaseClosed, IntervalNotFound */
  remove(receiptNo: string, id: string, actor: Actor, preview: boolean): Promise<IntervalAnswer> {
    return this.edit(receiptNo, actor, preview, 'intervals.remove', (tx, entry) => this.rows.remove(tx, id, entry));
  }

  /** A preview does all of it and takes it back. */
  private async edit(
    receiptNo: string,
    actor: Actor,
    preview: boolean,
    action: string,
    write: (tx: EntityManager, entry: IntervalEntry) => Promise<KeptInterval>,
  ): Promise<IntervalAnswer> {
    const work = async (tx: EntityManager) => {
      const before = seenBy(actor, (await this.store.lock(tx, [receiptNo])).get(receiptNo));
      if (!isOpen(before.stage)) throw new CaseClosed();
      const entry = { caseId: before.id, at: this.ruleBook.now(), by: actor.id, afterSequence: before.lastSequence };
      const interval = await write(tx, entry);
      const [from, to] = [boundOf(interval.from), interval.to === null ? null : boundOf(interval.to)];
      const detail = wordsOfInterval(interval.reason, from, to);
      const { moved, told } = await this.mover.move(tx, [receiptNo], { kind: 'INTERVAL', detail });
      if (moved.length === 0) await this.store.noteChange(tx, before.id);
      const { departmentCode } = before;
      await this.audit.write(tx, [{ actor, action, subjectKind: 'case', subjects: [receiptNo], departmentCode }]);
      return answerOf(interval, before, moved[0]?.after ?? before, told > 0);
    };
    return preview ? takenBack(this.dataSource, work) : this.dataSource.transaction(work);
  }
}

function seenBy(actor: Actor, record: CaseRecord | undefined): CaseRecord {
  if (record === undefined || !mayReadDepartment(actor, record.departmentCode)) throw new CaseNotFound();
  return record;
}

function answerOf(interval: KeptInterval, before: CaseRecord, after: CaseRecord, told: boolean): IntervalAnswer {
  const dates = ({ dueAt, targetAt }: CaseRecord) => ({
    dueAt: dueAt && toKst(dueAt),
    targetAt: targetAt && toKst(targetAt),
  });
  const { provisional, paused } = after;
  return { interval, from: dates(before), to: dates(after), provisional, paused, told };
}
