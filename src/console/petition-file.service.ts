import { Injectable } from '@nestjs/common';
import { Clock } from '../../libs/clock/index.js';
import { countsHours } from '../../libs/working-time/index.js';
import { CasePeople, CaseQueries, DeadlineWorkings, maskedDetail, type CaseDetail } from '../cases/index.js';
import { seesMasked, type Actor } from '../staff/index.js';
import { Departments } from './departments.service.js';
import type { CaseFileView } from './views/case-page.js';
import { stepInWords, type RecordedEntry } from './views/step-in-words.js';

/** A case as its page shows it: codes become names, steps become sentences, people are masked. */
@Injectable()
export class PetitionFile {
  constructor(
    private readonly cases: CaseQueries,
    private readonly people: CasePeople,
    private readonly workings: DeadlineWorkings,
    private readonly departments: Departments,
    private readonly clock: Clock,
  ) {}

  /** Null where there is no such case among those that this person may see. */
  async open(receiptNo: string, actor: Actor): Promise<CaseFileView | null> {
    const [detail, working] = await Promise.all([
      this.cases.detail(receiptNo, actor.departmentScope),
      this.workings.ofCase(receiptNo, actor.departmentScope),
    ]);
    if (detail === null || working === null) return null;
    const found = seesMasked(actor) ? maskedDetail(detail) : detail;
    const entries = found.timeline as RecordedEntry[];
    const [people, names] = await Promise.all([
      this.people.masked(receiptNo),
      this.departments.names(entries.flatMap(({ departmentCode }) => departmentCode ?? [])),
    ]);
    return {
      ...found,
      ...people,
      working,
      isTimed: countsHours(found.petition.promised ?? found.petition.period),
      isOverdue: isOverdue(found, this.clock.now()),
      timeline: entries.map((entry, index) => stepInWords(entry, entries.slice(0, index), names)),
    };
  }
}

function isOverdue({ stage, targetAt }: CaseDetail, now: Date): boolean {
  return stage !== 'COMPLETED' && stage !== 'VOIDED' && targetAt !== null && Date.parse(targetAt) < now.getTime();
}
