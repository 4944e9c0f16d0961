import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kstDate, toKst } from '../../libs/clock/index.js';
import { advance } from './case-advance.js';
import { CaseChanges } from './case-changes.js';
import type { CaseFact } from './case-fact.js';
import { NO_HISTORY } from './case-history.js';
import { CaseNoticeDesk, type AppliedStep } from './case-notice-desk.js';
import { CaseRules } from './case-rules.js';
import type { CaseRecord } from './case-record.js';
import { CaseStore, type KeptStep } from './case-store.js';
import { SeenInSaeol } from './seen-in-saeol.js';

/** HELD: an earlier fact of the same case was refused, so this one waits for it. */
export type ApplyResult =
  { status: 'APPLIED' } | { status: 'REFUSED'; code: string; detail: string } | { status: 'HELD' };

/** Cases as Saeol tells them: applies facts, keeps history and deadlines, says who is to be told. */
@Injectable()
export class Cases {
  constructor(
    private readonly store: CaseStore,
    private readonly ruleBook: CaseRules,
    private readonly seen: SeenInSaeol,
    private readonly desk: CaseNoticeDesk,
    private readonly changes: CaseChanges,
  ) {}

  /**
   * Applies facts in the caller's transaction and answers one result each, in their order. The facts of a receipt number
   * must come in the order of their sequence. Notices are asked for and facts published in the same transaction.
   */
  async apply(tx: EntityManager, facts: CaseFact[]): Promise<ApplyResult[]> {
    const cases = await this.store.lock(tx, [...new Set(facts.map(({ receiptNo }) => receiptNo))]);
    const [histories, rules] = await Promise.all([
      this.store.histories(
        tx,
        [...cases.values()].map(({ id }) => id),
      ),
      this.ruleBook.forCases(tx, [...cases.values()], facts),
    ]);

    const refused = new Map<string, string>();
    const applied: AppliedStep[] = [];
    const keptSteps: { caseId: string; step: KeptStep }[] = [];
    const results = facts.map((fact): ApplyResult => {
      if (refused.has(fact.receiptNo)) return { status: 'HELD' };
      const before = cases.get(fact.receiptNo) ?? null;
      const history = (before && histories.get(before.id)) ?? NO_HISTORY;
      const next = advance(before, history, fact, rules);
      if (next.refused) {
        refused.set(fact.receiptNo, next.code);
        return { status: 'REFUSED', code: next.code, detail: next.detail };
      }
      const { record, step } = next;
      histories.set(record.id, { ...history, steps: [...history.steps, step] });
      cases.set(fact.receiptNo, record);
      applied.push({ before, after: record, fact });
      keptSteps.push({ caseId: record.id, step: { ...step, shown: shownOf(fact, record), words: wordsOf(fact) } });
      return { status: 'APPLIED' };
    });

    if (applied.length > 0) {
      const latest = (record: CaseRecord) => cases.get(record.receiptNo)!;
      await this.seen.keep(tx, applied);
      const telling = await this.desk.tellingOfSteps(tx, applied, latest, rules);
      const changed = [...new Set(applied.map(({ after }) => latest(after)))];
      await this.changes.keepSteps(tx, applied, changed, keptSteps, telling, rules.now);
      await this.desk.ask(tx, telling.requests);
    }
    await this.store.markRefused(
      tx,
      [...refused].map(([receiptNo, code]) => ({ receiptNo, code })),
    );
    return results;
  }

  /** No step of this case waits in quarantine any more. */
  async clearRefused(tx: EntityManager, receiptNo: string): Promise<void> {
    await this.store.clearRefused(tx, receiptNo);
  }
}

/** What a timeline may show of a step without opening anything; the dates are those that the step led to. */
function shownOf(fact: CaseFact, after: CaseRecord): Record<string, string> {
  const shown: Record<string, string> = after.targetAt === null ? {} : { targetAt: toKst(after.targetAt) };
  switch (fact.kind) {
    case 'ASSIGNED':
      return { ...shown, officerId: fact.officer.id, departmentCode: fact.officer.departmentCode };
    case 'SUPPLEMENT_REQUESTED':
      return {
        ...shown,
        supplementKind: fact.supplement.kind,
        ...(after.supplementDueAt && { supplementDueDate: kstDate(after.supplementDueAt) }),
      };
    case 'COMPLETED':
      return { ...shown, outcome: fact.outcome };
    default:
      return shown;
  }
}

/** Names and free text of a step; null where it has none. */
function wordsOf(fact: CaseFact): Record<string, string> | null {
  const said = Object.entries(saidIn(fact)).filter((entry): entry is [string, string] => entry[1] !== null);
  return said.length === 0 ? null : Object.fromEntries(said);
}

function saidIn(fact: CaseFact): Record<string, string | null> {
  switch (fact.kind) {
    case 'ASSIGNED':
      return { officerName: fact.officer.name };
    case 'SUPPLEMENT_REQUESTED':
      return { reason: fact.supplement.reason };
    case 'EXTENDED':
      return { reason: fact.extension.reason };
    case 'COMPLETED': {
      const { reason, delivery, place, transferredTo } = fact.result;
      return {
        reason,
        delivery,
        place,
        transferredTo: transferredTo?.name ?? null,
        transferredPhone: transferredTo?.phone ?? null,
        note: fact.note,
      };
    }
    case 'REOPENED':
    case 'VOIDED':
      return { reason: fact.reason };
    default:
      return {};
  }
}
