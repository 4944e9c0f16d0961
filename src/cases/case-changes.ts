import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { allTogether } from '../../libs/prepared-statements/index.js';
import { maskName, Privacy } from '../../libs/privacy/index.js';
import { type ChangeOfNumber, OptOuts, WaitingNotices } from '../messaging/index.js';
import { Alarms } from '../staff/index.js';
import type { AppliedStep, Telling } from './case-notice-desk.js';
import { type CaseRecord, shapeOf } from './case-record.js';
import { CaseStore, type DeadlineMove, type KeptStep } from './case-store.js';
import { CaseDeadlineMoved, CaseStepChanged } from './case.events.js';
import { CitizenLinks } from './citizen-links.js';
import type { MovedCase } from './deadline-move.js';
import { isMobile } from './eligibility.js';
import { wishesOf } from './saeol-wishes.js';
import { touchesTimers } from './timed-notices.js';
import { armTimers } from './timer-rows.js';

/** Writes what changed of cases and publishes it: rows, steps, moves, links, timers, all in the caller's transaction. */
@Injectable()
export class CaseChanges {
  constructor(
    private readonly store: CaseStore,
    private readonly links: CitizenLinks,
    private readonly waiting: WaitingNotices,
    private readonly optOuts: OptOuts,
    private readonly privacy: Privacy,
    private readonly alarms: Alarms,
    private readonly bus: EventBus,
  ) {}

  /** @param latest each changed case once, as it stands after all steps */
  async keepSteps(
    tx: EntityManager,
    applied: AppliedStep[],
    latest: CaseRecord[],
    steps: { caseId: string; step: KeptStep }[],
    telling: Telling,
    now: Date,
  ): Promise<void> {
    const records = latest.map((record) => ({ ...record, told: telling.told.get(record.id) ?? record.told }));
    const linked = new Set(applied.filter(bringsLinks).map(({ after }) => after.id));
    const withLinks = latest.filter(({ id }) => linked.has(id));
    const hadLinks = new Set(applied.flatMap(({ before }) => (before === null ? [] : [before.id])));
    const first = firstOfEach(applied);
    // None needs to know what became of the others, so they share one trip to the database.
    await Promise.all([
      this.store.saveCases(tx, records, ({ id }) => first.get(id)!.before === null),
      this.store.saveSteps(tx, steps),
      this.store.saveMoves(tx, applied.flatMap(moveOfStep)),
      this.links.keep(
        tx,
        withLinks,
        withLinks.filter(({ id }) => hadLinks.has(id)),
      ),
      armTimers(
        tx,
        records.filter((record) => touchesTimers(first.get(record.id)!.before, record, now)),
        now,
      ),
      this.publishSteps(tx, applied),
    ]);
    await this.letWaitingFollow(tx, applied);
    await this.optOuts.setAll(
      tx,
      applied.flatMap((step) => wishesOf(step, (phone) => this.privacy.phoneIndex(phone))),
    );
    await this.alarmMissingYears(
      tx,
      records.map((after) => ({ before: first.get(after.id)!.before, after })),
    );
  }

  private publishSteps(tx: EntityManager, applied: AppliedStep[]): Promise<void> {
    return this.bus.publish(
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

  /** @param heardAfterMs real milliseconds until others hear of it; null: at once */
  async keepMoves(tx: EntityManager, moved: MovedCase[], now: Date, heardAfterMs: number | null): Promise<void> {
    if (moved.length === 0) return;
    const at = toKst(now);
    // As in `keepSteps`, one trip to the database for all.
    await allTogether([
      this.store.saveDeadlines(
        tx,
        moved.map(({ after }) => after),
      ),
      this.store.saveMoves(
        tx,
        moved.flatMap((one) => moveWithoutStep(one, now)),
      ),
      armTimers(
        tx,
        moved.filter(({ before, after }) => touchesTimers(before, after, now)).map(({ after }) => after),
        now,
      ),
      this.bus.publish(
        tx,
        moved.map(
          ({ before, after, cause: { kind, detail } }) =>
            new CaseDeadlineMoved(after.id, after.receiptNo, after.revision, at, shapeOf(before), shapeOf(after), {
              kind,
              detail,
            }),
        ),
        heardAfterMs,
      ),
    ]);
    await this.alarmMissingYears(tx, moved);
  }

  /** What waits to be told follows the case: to a new number, with its new link, and nowhere once the case is void. */
  private async letWaitingFollow(tx: EntityManager, applied: AppliedStep[]): Promise<void> {
    await this.waiting.withdraw(
      tx,
      applied.filter(({ fact }) => fact.kind === 'VOIDED').map(({ after }) => after.id),
    );
    await this.waiting.readdress(
      tx,
      applied.flatMap(({ before, after }) =>
        (['APPLICANT', 'AGENT'] as const).flatMap((holder): ChangeOfNumber[] => {
          const [from, to] = [before && phoneOf(before, holder), phoneOf(after, holder)];
          if (from === null || from === to) return [];
          const variables = { 민원인: maskName(after.applicant.name), 열람키: this.links.tokenOf(after, holder) };
          return [{ subject: after.id, recipientKind: holder, from, to: isMobile(to) ? to : null, variables }];
        }),
      ),
    );
  }

  /** A year that the table lacks is never guessed: somebody has to enter its holidays (product petitions §3). */
  private async alarmMissingYears(
    tx: EntityManager,
    changed: { before: CaseRecord | null; after: CaseRecord }[],
  ): Promise<void> {
    const years = changed
      .filter(({ before, after }) => after.missingYear !== null && before?.missingYear !== after.missingYear)
      .map(({ after }) => after.missingYear!);
    if (years.length === 0) return;
    await this.alarms.raise(tx, {
      code: 'CASES.CALENDAR_MISSING',
      key: CALENDAR_MISSING_KEY,
      detail: `${Math.min(...years)}년 공휴일이 등록되지 않아 처리기한을 계산하지 못한 민원이 있습니다. 공휴일을 등록해 주세요.`,
    });
  }
}

export const CALENDAR_MISSING_KEY = 'cases.calendar-missing';

function phoneOf(record: CaseRecord, holder: 'APPLICANT' | 'AGENT'): string | null {
  return (holder === 'APPLICANT' ? record.applicant : record.agent)?.phone ?? null;
}

function firstOfEach(applied: AppliedStep[]): Map<string, AppliedStep> {
  const first = new Map<string, AppliedStep>();
  for (const step of applied) if (!first.has(step.after.id)) first.set(step.after.id, step);
  return first;
}

/** A new case, a new number, an agent that came in. */
function bringsLinks({ before, after }: AppliedStep): boolean {
  return (
    before === null ||
    before.applicant.phone !== after.applicant.phone ||
    before.agent?.phone !== after.agent?.phone ||
    (before.agent === null) !== (after.agent === null)
  );
}

/** The statutory deadline as the step left it, where it was known before and is another now. */
function moveOfStep({ before, after, fact }: AppliedStep): DeadlineMove[] {
  if (before === null || before.recordedDueAt?.getTime() === after.recordedDueAt?.getTime()) return [];
  return [
    {
      caseId: after.id,
      revision: after.revision,
      at: fact.occurredAt,
      from: before.recordedDueAt,
      to: after.recordedDueAt,
      cause: fact.kind,
      detail: null,
    },
  ];
}

/**
 * A deadline that only goes on from day to day has not moved; where its interval ends, the move is recorded from where the last one
 * left it. An edit of the calendar is recorded with what it did itself.
 */
function moveWithoutStep({ before, after, cause }: MovedCase, now: Date): DeadlineMove[] {
  const byInterval = cause.kind === 'INTERVAL' || cause.kind === 'OUTAGE';
  const from = byInterval ? before.recordedDueAt : before.dueAt;
  if (cause.kind === 'DAY' || from?.getTime() === after.dueAt?.getTime()) return [];
  return [
    {
      caseId: after.id,
      revision: after.revision,
      at: now,
      from,
      to: after.dueAt,
      cause: cause.kind,
      detail: cause.detail,
    },
  ];
}
