import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MessageLog, type MessageView, OptOuts } from '../messaging/index.js';
import { CaseFiles } from './case-files.js';
import { CasePeople, type OpenedPerson } from './case-people.js';
import { type CaseDetail, detailOf, summaryOf } from './case-view.js';
import { CitizenLinks } from './citizen-links.js';

export interface KeptOfPerson {
  optedOut: boolean;
  cases: (CaseDetail & { person: 'APPLICANT' | 'AGENT'; applicant: OpenedPerson | null; agent: OpenedPerson | null })[];
  messages: (MessageView & { text: string | null })[];
}

/** Cases and messages of a number. */
@Injectable()
export class PersonFile {
  constructor(
    private readonly files: CaseFiles,
    private readonly people: CasePeople,
    private readonly links: CitizenLinks,
    private readonly log: MessageLog,
    private readonly optOuts: OptOuts,
  ) {}

  async open(tx: EntityManager, phoneIndex: Buffer, phone: string): Promise<KeptOfPerson> {
    const found = await this.files.select(
      tx,
      'WHERE c.applicant_phone_index = $1 OR c.agent_phone_index = $1 ORDER BY c.receipt_no',
      [phoneIndex],
    );
    const cases: KeptOfPerson['cases'] = [];
    for (const { record, around } of found) {
      const person = record.applicant.phone === phone ? 'APPLICANT' : 'AGENT';
      const summary = summaryOf(record, around, this.links.urlOf(record, person));
      const people = await this.people.opened(tx, record.receiptNo, 'ALL');
      cases.push({
        ...detailOf(summary, await this.files.stepsOf(tx, record.id), await this.files.movesOf(tx, record.id)),
        person,
        // Each is given their own data, not the other's.
        applicant: person === 'APPLICANT' ? (people?.applicant ?? null) : null,
        agent: person === 'AGENT' || people?.agent?.phone === phone ? (people?.agent ?? null) : null,
      });
    }
    return {
      cases,
      messages: await this.log.toPhone(tx, phoneIndex),
      optedOut: await this.optOuts.isOptedOut(tx, phoneIndex),
    };
  }
}
