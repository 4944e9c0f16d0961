import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { Notifications, type NoticeRequest, type Withheld } from '../messaging/index.js';
import { type AdvanceRules, stillHolds } from './case-advance.js';
import type { CaseFact } from './case-fact.js';
import type { MoveCause, StepKind } from './case.events.js';
import { CaseFiles } from './case-files.js';
import { addressed, type Draft, draftOfMove, draftOfStep, namesTheDate, recipientsOf } from './case-notices.js';
import type { CaseRecord, ToldDate } from './case-record.js';
import { CitizenLinks } from './citizen-links.js';
import type { NoticePolicy } from './eligibility.js';
import { ReassignmentBrake } from './reassignment-brake.js';

export interface AppliedStep {
  before: CaseRecord | null;
  after: CaseRecord;
  fact: CaseFact;
}

/** Notices to be asked for, and what citizens know of their date once they are: by case id, changed ones only. */
export interface Telling {
  requests: NoticeRequest[];
  told: Map<string, ToldDate>;
}

/** A draft on its way to its case's recipients. */
interface Outgoing {
  record: CaseRecord;
  draft: Draft;
  cause: string;
  withheld: Withheld | null;
  toldElsewhere: boolean;
}

/** A step that arrives more than 24 working hours after it occurred is old news (product saeol-link). */
const OLD_NEWS_MINUTES = 24 * 60;

/** Says to whom the news of a case are told, and with what words; `messaging` does the rest. */
@Injectable()
export class CaseNoticeDesk {
  constructor(
    private readonly notifications: Notifications,
    private readonly files: CaseFiles,
    private readonly links: CitizenLinks,
    private readonly brake: ReassignmentBrake,
    private readonly settings: Settings,
  ) {}

  /** What applied steps lead to; `latest` gives a case as it stands after all of them. */
  async tellingOfSteps(
    tx: EntityManager,
    steps: AppliedStep[],
    latest: (record: CaseRecord) => CaseRecord,
    rules: AdvanceRules,
  ): Promise<Telling> {
    const heard = steps.filter(
      ({ after, fact }) => after.notified && fact.opening !== true && latest(after).stage !== 'VOIDED',
    );
    const files = await this.files.around(
      tx,
      heard.map(({ after }) => after),
    );
    const told = new Map<string, ToldDate>();
    const reassigned: { outgoing: Outgoing; step: AppliedStep }[] = [];
    const all: Outgoing[] = [];
    for (const [index, step] of heard.entries()) {
      const { before, after, fact } = step;
      const { around } = files[index]!;
      const draft = draftOfStep(before, after, fact, around, told.get(after.id) ?? after.told);
      if (draft === null) continue;
      const outgoing: Outgoing = {
        // News from before an amendment that came with it goes to the new number, as what waits does.
        record: { ...after, applicant: latest(after).applicant, agent: latest(after).agent },
        draft,
        cause: `${after.receiptNo}:${fact.sequence}:${draft.occasion}`,
        withheld: this.withheld(step, heard.slice(index + 1), latest(after), rules),
        toldElsewhere: around.toldElsewhere,
      };
      all.push(outgoing);
      if (outgoing.withheld !== null) continue;
      if (namesTheDate(draft)) told.set(after.id, { targetAt: after.targetAt });
      if (draft.variant === 'REASSIGNED') reassigned.push({ outgoing, step });
    }
    const held = await this.brake.hold(
      tx,
      reassigned.map(({ step: { before, fact } }) => ({
        officerId: before!.officer!.id,
        departmentCode: before!.departmentCode,
        at: fact.occurredAt,
      })),
    );
    for (const [index, { outgoing }] of reassigned.entries()) if (held[index]) outgoing.withheld = 'HELD';
    return { requests: this.addressed(all, rules.noticePolicy), told };
  }

  /** case.deadline-moved of each of these cases, for those to whom it is news. */
  async requestsOfMoves(
    tx: EntityManager,
    moved: { after: CaseRecord; cause: MoveCause }[],
    policy: NoticePolicy,
  ): Promise<NoticeRequest[]> {
    const files = await this.files.around(
      tx,
      moved.map(({ after }) => after),
    );
    const all = moved.flatMap(({ after, cause }, index): Outgoing[] => {
      const { around } = files[index]!;
      const draft = draftOfMove(after.told, after, around, cause.kind, cause.detail);
      if (draft === null) return [];
      const id = `${after.receiptNo}:r${after.revision}:${draft.occasion}`;
      return [{ record: after, draft, cause: id, withheld: null, toldElsewhere: around.toldElsewhere }];
    });
    return this.addressed(all, policy);
  }

  /** Notices whose time has come. */
  async tell(
    tx: EntityManager,
    due: { record: CaseRecord; draft: Draft; cause: string; toldElsewhere: boolean }[],
    policy: NoticePolicy,
  ): Promise<void> {
    await this.ask(
      tx,
      this.addressed(
        due.map((one) => ({ ...one, withheld: null })),
        policy,
      ),
    );
  }

  /** Asks `messaging` for notices, in the caller's transaction. */
  async ask(tx: EntityManager, requests: NoticeRequest[]): Promise<void> {
    await this.notifications.notify(tx, requests);
  }

  private addressed(all: Outgoing[], policy: NoticePolicy): NoticeRequest[] {
    return all.flatMap(({ record, draft, cause, withheld, toldElsewhere }) => {
      const recipients = recipientsOf(record, toldElsewhere, policy, (kind) => this.links.tokenOf(record, kind));
      return addressed(draft, record, recipients, cause, withheld);
    });
  }

  private withheld(
    { fact, after }: AppliedStep,
    later: AppliedStep[],
    latest: CaseRecord,
    { calendar, noticePolicy, now }: AdvanceRules,
  ): Withheld | null {
    if (this.settings.liveSince !== null && fact.occurredAt < this.settings.liveSince) return 'NOT_LIVE';
    if (workingMinutes(calendar, fact.occurredAt, now) <= OLD_NEWS_MINUTES) return null;
    const outdated = later.some((step) => step.after.id === after.id && outdates(step.fact.kind, fact.kind));
    return noticePolicy.tellsOldNews && !outdated && stillHolds(fact, latest) ? null : 'LATE_NEWS';
  }
}

/** Whether a later step that arrived with an old one makes that one's news untrue, e.g. a second extension the first one's date. */
function outdates(later: StepKind, earlier: StepKind): boolean {
  return later === earlier || (earlier === 'SUPPLEMENT_REQUESTED' && later === 'SUPPLEMENT_DONE');
}

function workingMinutes(calendar: HolidayCalendar, from: Date, to: Date): number {
  try {
    return calendar.workingMinutesBetween(from, to);
  } catch (error) {
    // Without a calendar nothing can be called old: a missed notice costs more than a late one.
    if (error instanceof CalendarMissing) return 0;
    throw error;
  }
}
