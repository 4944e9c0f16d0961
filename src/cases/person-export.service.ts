import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { MessageLog, type MessageView, OptOuts } from '../messaging/index.js';
import { type Actor, AuditTrail } from '../staff/index.js';
import { CaseFiles } from './case-files.js';
import { CasePeople, type OpenedPerson } from './case-people.js';
import { type CaseDetail, detailOf, summaryOf } from './case-view.js';
import { CitizenLinks } from './citizen-links.js';

/** Everything that is kept of one telephone number (개인정보 보호법 art. 35). Instants `+09:00`. */
export interface PersonExport {
  /** Digits, as they were asked for. */
  phone: string;
  madeAt: string;
  optedOut: boolean;
  cases: (CaseDetail & { person: 'APPLICANT' | 'AGENT'; applicant: OpenedPerson | null; agent: OpenedPerson | null })[];
  messages: (MessageView & { text: string | null })[];
  /** When somebody looked at these cases and messages, and what they did. */
  accesses: { at: string; action: string; actorKind: string }[];
}

/** What one person may be given of the data that are kept of them. */
@Injectable()
export class PersonExports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly person: PersonFile,
    private readonly audit: AuditTrail,
  ) {}

  /** @param phone digits; whether it is theirs was found out before */
  async of(actor: Actor, phone: string, reason: string): Promise<PersonExport> {
    return this.dataSource.transaction(async (tx) => {
      const file = await this.person.open(tx, this.privacy.phoneIndex(phone), phone);
      const receiptNos = file.cases.map(({ receiptNo }) => receiptNo);
      const subjects = [...receiptNos, ...file.messages.map(({ id }) => id)];
      const accesses = subjects.length === 0 ? [] : await this.audit.accessesTo(tx, subjects);
      await this.audit.write(tx, [
        {
          actor,
          action: 'persons.export',
          subjectKind: 'case',
          subjects,
          reason,
          detail: { cases: receiptNos.length },
        },
      ]);
      return { phone, madeAt: toKst(this.clock.now()), ...file, accesses };
    });
  }
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

  async open(
    tx: EntityManager,
    phoneIndex: Buffer,
    phone: string,
  ): Promise<Pick<PersonExport, 'cases' | 'messages' | 'optedOut'>> {
    const found = await this.files.select(
      tx,
      'WHERE c.applicant_phone_index = $1 OR c.agent_phone_index = $1 ORDER BY c.receipt_no',
      [phoneIndex],
    );
    const cases: PersonExport['cases'] = [];
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
