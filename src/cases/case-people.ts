import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { maskName, maskPhone, Privacy } from '../../libs/privacy/index.js';
import type { PersonFact } from './case-fact.js';

/** A person as Saeol named them: for those who gave a reason. */
export interface OpenedPerson {
  name: string;
  /** Digits; null where there is none that could be read. */
  phone: string | null;
}

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

  /** The people of a case within the scope, with its department; null where there is no such case, or their data were destroyed. */
  async opened(
    tx: EntityManager,
    receiptNo: string,
    scope: readonly string[] | 'ALL',
  ): Promise<{ departmentCode: string; applicant: OpenedPerson; agent: OpenedPerson | null } | null> {
    const [row] = await tx.query<{ departmentCode: string; applicant: Buffer | null; agent: Buffer | null }[]>(
      `SELECT department_code AS "departmentCode", applicant_sealed AS applicant, agent_sealed AS agent FROM cases.civil_case
       WHERE receipt_no = $1 AND ($2::text[] IS NULL OR department_code = ANY ($2))`,
      [receiptNo, scope === 'ALL' ? null : scope],
    );
    if (!row?.applicant) return null;
    return {
      departmentCode: row.departmentCode,
      applicant: this.open(row.applicant),
      agent: row.agent && this.open(row.agent),
    };
  }

  private open(sealed: Buffer): OpenedPerson {
    const { name, phone } = this.privacy.openJson<PersonFact>(sealed);
    return { name, phone };
  }

  private mask(sealed: Buffer | null): MaskedPerson | null {
    if (sealed === null) return null;
    const { name, phone } = this.privacy.openJson<PersonFact>(sealed);
    return { name: maskName(name), phone: phone && maskPhone(phone) };
  }
}
