import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { maskName, maskPhone, Privacy } from '../../libs/privacy/index.js';
import type { PersonFact } from './case-fact.js';

export interface MaskedPerson {
  /** `홍*동`. */
  name: string;
  /** `010-****-1234`; null where there is none that could be read. */
  phone: string | null;
}

/** Whose case it is, as staff see it: masked. Whoever shows it writes to the audit trail. */
@Injectable()
export class CasePeople {
  constructor(
    private readonly dataSource: DataSource,
    private readonly privacy: Privacy,
  ) {}

  /** Null where there is no such person, or their data were destroyed. */
  async masked(receiptNo: string): Promise<{ applicant: MaskedPerson | null; agent: MaskedPerson | null }> {
    const [row] = await this.dataSource.query<{ applicant: Buffer | null; agent: Buffer | null }[]>(
      'SELECT applicant_sealed AS applicant, agent_sealed AS agent FROM cases.civil_case WHERE receipt_no = $1',
      [receiptNo],
    );
    return { applicant: this.mask(row?.applicant ?? null), agent: this.mask(row?.agent ?? null) };
  }

  private mask(sealed: Buffer | null): MaskedPerson | null {
    if (sealed === null) return null;
    const { name, phone } = this.privacy.openJson<PersonFact>(sealed);
    return { name: maskName(name), phone: phone && maskPhone(phone) };
  }
}
