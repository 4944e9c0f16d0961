import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { historyOf } from './case-history.js';
import { CaseRules } from './case-rules.js';
import { CaseStore } from './case-store.js';
import { explainDeadline, type DeadlineExplanation } from './statutory-clock.js';

/** The deadlines of a case and how they came about; instants ISO 8601 with +09:00. */
export interface DeadlineWorking extends DeadlineExplanation {
  receiptNo: string;
  dueAt: string | null;
  promisedDueAt: string | null;
  plannedAt: string | null;
  targetAt: string | null;
}

/** Shows the working behind a deadline, reckoned from the whole history as the deadline itself is. */
@Injectable()
export class DeadlineWorkings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: CaseStore,
    private readonly ruleBook: CaseRules,
  ) {}

  /** @param scope departments that the caller may see; null where there is no such case within it */
  async ofCase(receiptNo: string, scope: string[] | 'ALL'): Promise<DeadlineWorking | null> {
    return this.dataSource.transaction(async (tx) => {
      const [record] = await this.store.select(tx, 'WHERE receipt_no = $1', [receiptNo]);
      if (record === undefined || (scope !== 'ALL' && !scope.includes(record.departmentCode))) return null;
      const kept = (await this.store.histories(tx, [record.id])).get(record.id)!;
      const { calendar, clockSettings, outages, now } = await this.ruleBook.forCases(tx, [record]);
      const iso = (at: Date | null) => at && toKst(at);
      return {
        receiptNo,
        dueAt: iso(record.dueAt),
        promisedDueAt: iso(record.promisedDueAt),
        plannedAt: iso(record.plannedAt),
        targetAt: iso(record.targetAt),
        ...explainDeadline(historyOf(record, kept, outages), calendar, clockSettings, now),
      };
    });
  }
}
