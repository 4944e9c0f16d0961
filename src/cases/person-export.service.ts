import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { type Actor, AuditTrail } from '../staff/index.js';
import { PersonFile, type KeptOfPerson } from './person-file.js';

/** Everything that is kept of one telephone number (개인정보 보호법 art. 35). Instants `+09:00`. */
export interface PersonExport extends KeptOfPerson {
  /** Digits, as they were asked for. */
  phone: string;
  madeAt: string;
  /** Wishes to be contacted after a survey, and what was done. */
  followUps: object[];
  /** When somebody looked at these cases and messages, and what they did. */
  accesses: { at: string; action: string; actorKind: string }[];
}

/** Reads what a module above keeps of the person of these cases. */
export type KeptOfCases = (tx: EntityManager, receiptNos: readonly string[]) => Promise<object[]>;

/** What one person may be given of the data that are kept of them. */
@Injectable()
export class PersonExports {
  private followUpsOf: KeptOfCases | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly person: PersonFile,
    private readonly audit: AuditTrail,
  ) {}

  /** Surveys hand in, when they start, how their part is read: they lie above, and calls fall. */
  alsoGive(followUpsOf: KeptOfCases): void {
    this.followUpsOf = followUpsOf;
  }

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
      // The applicant is the one who is asked; an agent is not given what the applicant wished.
      const asked = file.cases.filter(({ person }) => person === 'APPLICANT').map(({ receiptNo }) => receiptNo);
      const followUps = (await this.followUpsOf?.(tx, asked)) ?? [];
      return { phone, madeAt: toKst(this.clock.now()), ...file, followUps, accesses };
    });
  }
}
