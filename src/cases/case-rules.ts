import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Clock } from '../../libs/clock/index.js';
import type { AdvanceRules } from './case-advance.js';
import type { CaseFact } from './case-fact.js';
import type { CaseRecord } from './case-record.js';
import type { NoticePolicy } from './eligibility.js';
import { HolidayTable } from './holiday-table.js';
import { PetitionTypes } from './petition-types.js';

/** With the revision of the county's rules, by which `standing` knows them again. */
export interface RulesOfCases extends AdvanceRules {
  revision: number;
}

/** Gathers what the pure rules of a set of cases go by: the time, the county's calendar and settings, the petition types. */
@Injectable()
export class CaseRules {
  constructor(
    private readonly clock: Clock,
    private readonly holidays: HolidayTable,
    private readonly types: PetitionTypes,
  ) {}

  /** Product time. */
  now(): Date {
    return this.clock.now();
  }

  /** Whom the county tells, as it was read last. */
  noticePolicy(): NoticePolicy {
    return this.holidays.rules().settings.notices;
  }

  /** The county's rules stand until the end of the transaction; the cases themselves are to be locked before. */
  async forCases(tx: EntityManager, records: CaseRecord[], facts: CaseFact[] = []): Promise<RulesOfCases> {
    const told = facts.flatMap((fact) =>
      'petition' in fact && fact.petition !== null ? [fact.petition.typeCode] : [],
    );
    const [types, { revision, calendar, outages, settings }] = await Promise.all([
      this.types.byCode(tx, [...new Set([...told, ...records.map(({ petition }) => petition.typeCode)])]),
      this.holidays.current(tx),
    ]);
    return {
      revision,
      calendar,
      outages,
      clockSettings: settings.clock,
      noticePolicy: settings.notices,
      now: this.clock.now(),
      toldElsewhere: (typeCode) => types.get(typeCode)?.toldElsewhere != null,
      newId: v7,
    };
  }

  /** Whether the county's rules of this revision are in force, and so until the end of the transaction. */
  async standing(tx: EntityManager, revision: number): Promise<boolean> {
    return (await this.holidays.current(tx)).revision === revision;
  }
}
