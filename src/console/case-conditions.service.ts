import { Injectable } from '@nestjs/common';
import { Reports } from '../reporting/index.js';
import { readCaseQuery } from './list-filters.js';

const MISSED = 'MISSED:';

/** The conditions of the list of cases, as its address has them. */
@Injectable()
export class CaseConditions {
  constructor(private readonly reports: Reports) {}

  /** As `readCaseQuery`; with those whose citizens lack a notice, which the figures know, not the cases. */
  async read(query: unknown): ReturnType<typeof readCaseQuery> {
    const read = await readCaseQuery(query);
    const { coverage, receivedFrom, receivedTo } = read.shown;
    const isMissed = coverage?.startsWith(MISSED) === true;
    if (read.problem !== undefined || (!isMissed && coverage !== 'TOLD')) return read;
    // Where a day was taken out of the address, the list has no bound there either.
    const months = { from: (receivedFrom ?? '0001-01').slice(0, 7), to: (receivedTo ?? '9999-12').slice(0, 7) };
    const ids = await this.reports.missedCases(months, isMissed ? coverage.slice(MISSED.length) : undefined);
    return { ...read, filters: { ...read.filters, ...(isMissed ? { ids } : { withoutIds: ids }) } };
  }
}
