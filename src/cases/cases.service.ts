import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kstDate, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { advance } from './case-advance.js';
import { CaseStepChanged } from './case.events.js';
import type { CaseFact } from './case-fact.js';
import { CaseNoticeDesk, type AppliedStep } from './case-notice-desk.js';
import { CaseRules } from './case-rules.js';
import { type CaseRecord, shapeOf } from './case-record.js';
import { CaseStore, type DeadlineMove, type KeptStep } from './case-store.js';
import { CitizenLinks } from './citizen-links.js';
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
    private readonly links: CitizenLinks,
    private readonly desk: CaseNoticeDesk,
    private readonly bus: EventBus,
  ) {}

  /**
   * Applies facts in the caller's transaction and answers one result each, in their order. The facts of a receipt number
   * must come in the order of their sequence. Notices are asked for and facts published in the same transaction.
   */
  async apply(tx: EntityManager, facts: CaseFact[]): Promise<ApplyResult[]> {
    const cases = await this.store.lock(tx, [...new Set(facts.map(({ receiptNo }) => receiptNo))]);
    const steps = await this.store.steps(
      tx,
      [...cases.values()].map(({ id }) => id),
    );
    const rules = await this.ruleBook.forCases(tx, [...cases.values()], facts);

    const refused = new Map<string, string>();
    const applied: AppliedStep[] = [];
    const keptSteps: { caseId: string; step: KeptStep }[] = [];
    const results = facts.map((fact): ApplyResult => {
      if (refused.has(fact.receiptNo)) return { status: 'HELD' };
      const before = cases.get(fact.receiptNo) ?? null;
      const history = before === null ? [] : (steps.get(before.id) ?? []);
      const next = advance(before, history, fact, rules);
      if (next.refused) {
        refused.set(fact.receiptNo, next.code);
        return { status: 'REFUSED', code: next.code, detail: next.detail };
      }
      const kept: KeptStep = {
        ...next.step,
        recordedAt: rules.now,
        shown: shownOf(fact, next.record),
        words: wordsOf(fact),
      };
      steps.set(next.record.id, [...history, kept]);
      cases.set(fact.receiptNo, next.record);
      applied.push({ before, after: next.record, fact });
      keptSteps.push({ caseId: next.record.id, step: kept });
      return { status: 'APPLIED' };
    });

    if (applied.length > 0) await this.record(tx, applied, cases, keptSteps, rules.now);
    await this.store.markRefused(
      tx,
      [...refused].map(([receiptNo, code]) => ({ receiptNo, code })),
    );
    return results;
  }

  /** Writes what applied facts changed, asks for their notices and publishes them. */
  private async record(
    tx: EntityManager,
    applied: AppliedStep[],
    cases: ReadonlyMap<string, CaseRecord>,
    keptSteps: { caseId: string; step: KeptStep }[],
    now: Date,
  ): Promise<void> {
    const changed = [...new Map(applied.map(({ after }) => [after.id, cases.get(after.receiptNo)!])).values()];
    await this.seen.keep(tx, applied);
    await this.store.saveCases(tx, changed);
    await this.store.saveSteps(tx, keptSteps);
    await this.store.saveMoves(tx, applied.flatMap(moveOf));
    await this.links.keep(
      tx,
      applied.filter(bringsLinks).map(({ after }) => after),
    );
    await this.desk.tell(tx, applied, (record) => cases.get(record.receiptNo)!, now);
    await this.bus.publish(
      tx,
      applied.map(
        ({ before, after, fact }) =>
          new CaseStepChanged(
            after.id,
            after.receiptNo,
            after.revision,
            fact.sequence,
            fact.kind,
            toKst(fact.occurredAt),
            before && shapeOf(before),
            shapeOf(after),
          ),
      ),
    );
  }
}

function bringsLinks({ before, after }: AppliedStep): boolean {
  return (
    before === null ||
    before.linkGeneration !== after.linkGeneration ||
    (before.agent === null) !== (after.agent === null)
  );
}

/** The statutory deadline as the step left it, where it was known before and is another now. */
function moveOf({ before, after, fact }: AppliedStep): DeadlineMove[] {
  if (before === null || before.dueAt?.getTime() === after.dueAt?.getTime()) return [];
  return [
    {
      caseId: after.id,
      revision: after.revision,
      at: fact.occurredAt,
      from: before.dueAt,
      to: after.dueAt,
      cause: fact.kind,
    },
  ];
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
