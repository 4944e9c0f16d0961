import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { Notifications, type NoticeRequest, type Withheld } from '../messaging/index.js';
import { stillHolds } from './case-advance.js';
import type { CaseFact } from './case-fact.js';
import { CaseFiles } from './case-files.js';
import { addressed, draftOfStep, recipientsOf } from './case-notices.js';
import type { CaseRecord } from './case-record.js';
import { CitizenLinks } from './citizen-links.js';
import { HolidayTable } from './holiday-table.js';

export interface AppliedStep {
  before: CaseRecord | null;
  after: CaseRecord;
  fact: CaseFact;
}

/** A step that arrives more than 24 working hours after it occurred is old news (product saeol-link). */
const OLD_NEWS_MINUTES = 24 * 60;

/** Says to whom the steps of a case are told, and with what words; `messaging` does the rest. */
@Injectable()
export class CaseNoticeDesk {
  constructor(
    private readonly notifications: Notifications,
    private readonly files: CaseFiles,
    private readonly links: CitizenLinks,
    private readonly holidays: HolidayTable,
    private readonly settings: Settings,
  ) {}

  /** Asks for the notices of applied steps; `latest` gives a case as it stands after all of them. */
  async tell(
    tx: EntityManager,
    steps: AppliedStep[],
    latest: (record: CaseRecord) => CaseRecord,
    now: Date,
  ): Promise<void> {
    const told = steps.filter(({ after }) => after.notified);
    if (told.length === 0) return;
    const files = await this.files.around(
      tx,
      told.map(({ after }) => after),
    );
    const requests = told.flatMap(({ before, after, fact }, index): NoticeRequest[] => {
      const { around } = files[index]!;
      const draft = draftOfStep(before, after, fact, around);
      if (draft === null) return [];
      const recipients = recipientsOf(after, around.toldElsewhere, (kind) => this.links.tokenOf(after, kind));
      const cause = `${after.receiptNo}:${fact.sequence}:${draft.occasion}`;
      return addressed(draft, after, recipients, cause, now, this.withheld(fact, latest(after), now));
    });
    await this.notifications.notify(tx, requests);
  }

  private withheld(fact: CaseFact, latest: CaseRecord, now: Date): Withheld | null {
    if (this.settings.liveSince !== null && fact.occurredAt < this.settings.liveSince) return 'NOT_LIVE';
    const old = workingMinutes(this.holidays.calendar(), fact.occurredAt, now) > OLD_NEWS_MINUTES;
    return old && !stillHolds(fact, latest) ? 'LATE_NEWS' : null;
  }
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
