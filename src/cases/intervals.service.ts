import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { type Actor, AuditTrail, mayReadDepartment } from '../staff/index.js';
import { CaseClosed, CaseNotFound } from './case.errors.js';
import { boundOf, type Outage } from './case-history.js';
import { wordsOfInterval } from './case-notices.js';
import { type CaseRecord, isOpen } from './case-record.js';
import { CaseRules } from './case-rules.js';
import { CaseStore } from './case-store.js';
import { DeadlineMover } from './deadline-mover.js';
import {
  type AskedInterval,
  enterInterval,
  type IntervalEntry,
  type KeptInterval,
  listIntervals,
  removeInterval,
} from './interval-rows.js';
import type { ClockStep } from './statutory-clock.js';
import { takenBack } from './taken-back.js';

/** Time that does not count in one case, whoever brought it. Bounds as in AskedInterval; `to` null: it is open. */
export interface ShownInterval {
  /** Null where Saeol or an outage brought it: it is not edited here. */
  id: string | null;
  source: 'OPERATOR' | 'SAEOL' | 'OUTAGE';
  reason: string;
  from: string;
  to: string | null;
  note: string | null;
}

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
    const entered = (await listIntervals(tx, found.id)).map(({ id, reason, from, to, note }): ShownInterval => ({
      id,
      source: 'OPERATOR',
      reason,
      from,
      to,
      note,
    }));
    const { outages } = await this.ruleBook.forCases(tx, []);
    const meanwhile = outages.filter(({ to }) => to === null || endOf(to) >= found.receivedAt);
    return [...fromSaeol(steps), ...entered, ...meanwhile.map(shownOutage)].toSorted((a, b) =>
      a.from.slice(0, 10) < b.from.slice(0, 10) ? -1 : 1,
    );
  }

  /** Enters an interval, or the end of one that is open. @throws CaseNotFound, CaseClosed, IntervalEndsBeforeItBegins, IntervalExists */
  enter(receiptNo: string, asked: AskedInterval, actor: Actor, preview: boolean): Promise<IntervalAnswer> {
    return this.edit(receiptNo, actor, preview, 'intervals.enter', (tx, entry) => enterInterval(tx, asked, entry));
  }

  /** Takes an interval back as if it had never been entered. @throws CaseNotFound, CaseClosed, IntervalNotFound */
  remove(receiptNo: string, id: string, actor: Actor, preview: boolean): Promise<IntervalAnswer> {
    return this.edit(receiptNo, actor, preview, 'intervals.remove', (tx, entry) => removeInterval(tx, id, entry));
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

function endOf(bound: string | Date): Date {
  return typeof bound === 'string' ? new Date(`${bound}T24:00:00+09:00`) : bound;
}

function shownOutage({ from, to }: Outage): ShownInterval {
  const text = (bound: string | Date) => (typeof bound === 'string' ? bound : toKst(bound));
  return {
    id: null,
    source: 'OUTAGE',
    reason: 'OUTAGE',
    from: text(from),
    to: to === null ? null : text(to),
    note: null,
  };
}

/** What Saeol's steps leave out: supplements from demand to return, and EXCLUDED as far as its end is known. */
function fromSaeol(steps: readonly ClockStep[]): ShownInterval[] {
  const shown: ShownInterval[] = [];
  const openSupplement = () => shown.find(({ reason, to }) => reason === 'SUPPLEMENT' && to === null);
  let demanded = false;
  for (const { kind, at: occurredAt, excluded } of steps) {
    const at = toKst(new Date(occurredAt));
    if (kind === 'SUPPLEMENT_REQUESTED') demanded = true;
    if (kind === 'SUPPLEMENT_DONE') demanded = false;
    // A completion stops the pause, and one that is taken back lets it go on.
    if (['SUPPLEMENT_DONE', 'COMPLETED', 'VOIDED'].includes(kind)) {
      const open = openSupplement();
      if (open !== undefined) open.to = at;
    } else if (demanded && (kind === 'SUPPLEMENT_REQUESTED' || kind === 'REOPENED') && openSupplement() === undefined) {
      shown.push(saeol('SUPPLEMENT', at, null));
    }
    if (!excluded) continue;
    const known = shown.find(({ reason, from }) => reason === excluded.reason && from === excluded.from);
    if (known === undefined) shown.push(saeol(excluded.reason, excluded.from, excluded.to ?? null));
    else known.to = excluded.to ?? known.to;
  }
  return shown;
}

function saeol(reason: string, from: string, to: string | null): ShownInterval {
  return { id: null, source: 'SAEOL', reason, from, to, note: null };
}
