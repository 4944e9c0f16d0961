import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { CalendarMissing, type HolidayCalendar } from '../../libs/working-time/index.js';
import { Notifications, type NoticeRequest, type Withheld } from '../messaging/index.js';
import { type Department, type Officer, StaffDirectory } from '../staff/index.js';
import { stillHolds } from './case-advance.js';
import type { CaseFact } from './case-fact.js';
import { addressed, draftOfStep, type NoticeSurroundings, recipientsOf } from './case-notices.js';
import type { CaseRecord } from './case-record.js';
import { CitizenLinks } from './citizen-links.js';
import { HolidayTable } from './holiday-table.js';
import type { PetitionType } from './petition-types.js';

export interface AppliedStep {
  before: CaseRecord | null;
  after: CaseRecord;
  fact: CaseFact;
}

/** A step that arrives more than 24 working hours after it occurred is old news (product saeol-link). */
const OLD_NEWS_MINUTES = 24 * 60;
const DISCREET_NAME = '민원';

/** Says to whom the steps of a case are told, and with what words; `messaging` does the rest. */
@Injectable()
export class CaseNoticeDesk {
  constructor(
    private readonly notifications: Notifications,
    private readonly directory: StaffDirectory,
    private readonly links: CitizenLinks,
    private readonly holidays: HolidayTable,
    private readonly settings: Settings,
  ) {}

  /** Asks for the notices of applied steps; `latest` gives a case as it stands after all of them. */
  async tell(
    tx: EntityManager,
    steps: AppliedStep[],
    latest: (record: CaseRecord) => CaseRecord,
    types: Map<string, PetitionType>,
    now: Date,
  ): Promise<void> {
    const told = steps.filter(({ after }) => after.notified);
    if (told.length === 0) return;
    const around = await this.surroundings(tx, told.map(({ after }) => after), types);
    const requests = told.flatMap(({ before, after, fact }): NoticeRequest[] => {
      const surroundings = around(after);
      const draft = draftOfStep(before, after, fact, surroundings);
      if (draft === null) return [];
      const recipients = recipientsOf(after, surroundings.toldElsewhere, (kind) => this.links.tokenOf(after, kind));
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

  /** Reads departments and officers once for a set of cases and gives what surrounds each. */
  async surroundings(
    tx: EntityManager,
    records: CaseRecord[],
    types: Map<string, PetitionType>,
  ): Promise<(record: CaseRecord) => NoticeSurroundings> {
    const departments = await this.directory.departments(tx, [...new Set(records.map(({ departmentCode }) => departmentCode))]);
    const officers = await this.directory.officers(tx, [...new Set(records.flatMap(({ officer }) => (officer === null ? [] : [officer.id])))]);
    return (record) => {
      const type = types.get(record.petition.typeCode);
      const department = departments.get(record.departmentCode);
      return {
        typeName: type?.discreet ? DISCREET_NAME : record.petition.typeName,
        typeDelivery: type?.delivery ?? null,
        toldElsewhere: type?.toldElsewhere != null,
        departmentName: department?.name ?? '',
        departmentPhone: department?.phone ?? '',
        officerName: record.officer?.name ?? null,
        officerPhone: toldPhone(record, record.officer === null ? undefined : officers.get(record.officer.id), department),
      };
    };
  }
}

/** The number that citizens are told: never a mobile; the directory's office number or the department's stands in. */
function toldPhone(record: CaseRecord, known: Officer | undefined, department: Department | undefined): string | null {
  if (record.officer === null) return null;
  const given = record.officer.phone.trim();
  const isMobile = /^(\+?82[-\s]?)?0?1[016789]/.test(given);
  return (given !== '' && !isMobile ? given : null) ?? known?.officePhone ?? department?.phone ?? null;
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
