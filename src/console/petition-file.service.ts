import { Injectable } from '@nestjs/common';
import { Clock } from '../../libs/clock/index.js';
import { countsHours } from '../../libs/working-time/index.js';
import { CasePeople, CaseQueries, type CaseDetail } from '../cases/index.js';
import { Departments } from './departments.service.js';
import type { CaseFileView } from './views/case-page.js';
import { stepInWords, type RecordedEntry } from './views/step-in-words.js';

/** A case as its page shows it: codes become names, steps become sentences, people are masked. */
@Injectable()
export class PetitionFile {
  constructor(
    private readonly cases: CaseQueries,
    private readonly people: CasePeople,
    private readonly departments: Departments,
    private readonly clock: Clock,
  ) {}

  /** Null where there is no such case within the scope. */
  async open(receiptNo: string, scope: string[] | 'ALL'): Promise<CaseFileView | null> {
    const found = await this.cases.detail(receiptNo, scope);
    if (found === null) return null;
    const entries = found.timeline as RecordedEntry[];
    const [people, names] = await Promise.all([
      this.people.masked(receiptNo),
      this.departments.names(entries.flatMap(({ departmentCode }) => departmentCode ?? [])),
    ]);
    return {
      ...found,
      ...people,
      isTimed: countsHours(found.petition.promised ?? found.petition.period),
      isOverdue: isOverdue(found, this.clock.now()),
      timeline: entries.map((entry, index) => stepInWords(entry, entries.slice(0, index), names)),
    };
  }
}

function isOverdue({ stage, targetAt }: CaseDetail, now: Date): boolean {
  return stage !== 'COMPLETED' && stage !== 'VOIDED' && targetAt !== null && Date.parse(targetAt) < now.getTime();
}
