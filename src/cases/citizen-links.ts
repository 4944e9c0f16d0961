import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import type { CaseRecord } from './case-record.js';

export type LinkHolder = 'APPLICANT' | 'AGENT';

/** What a token opens: one case, for one person. */
export interface OpenedLink {
  caseId: string;
  holder: LinkHolder;
  phoneIndex: Buffer;
  revoked: boolean;
}

/**
 * Status-page links. A token is a keyed hash of receipt number, holder, number and generation: the next message finds the same
 * one again, the database holds only its hash, and raising the generation kills it (quality security: links).
 */
@Injectable()
export class CitizenLinks {
  constructor(
    private readonly privacy: Privacy,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  tokenOf(record: CaseRecord, holder: LinkHolder): string {
    return this.privacy.token('status', record.receiptNo, holder, this.phoneOf(record, holder), record.linkGeneration);
  }

  urlOf(record: CaseRecord, holder: LinkHolder = 'APPLICANT'): string {
    return `${this.settings.publicUrl}/s/${this.tokenOf(record, holder)}`;
  }

  /**
   * Stores the links of these cases, the applicant's and the agent's.
   * @param renumbered those of them that had links before: what went to a number that is no longer theirs dies
   */
  async keep(tx: EntityManager, records: CaseRecord[], renumbered: CaseRecord[]): Promise<void> {
    if (records.length === 0) return;
    const links = records.flatMap((record) =>
      (['APPLICANT', 'AGENT'] as const)
        .filter((holder) => holder === 'APPLICANT' || record.agent !== null)
        .map((holder) => ({ record, holder, hash: hashOf(this.tokenOf(record, holder)) })),
    );
    const now = this.clock.now();
    if (renumbered.length > 0) {
      await tx.query(
        'UPDATE cases.status_link SET revoked_at = $2 WHERE case_id = ANY($1) AND revoked_at IS NULL AND NOT token_hash = ANY($3)',
        [renumbered.map(({ id }) => id), now, links.map(({ hash }) => hash)],
      );
    }
    // A number that comes back finds its link alive again.
    await tx.query(
      `INSERT INTO cases.status_link AS l (token_hash, case_id, recipient_kind, phone_index, made_at)
       SELECT hash, case_id, kind, phone_index, $5 FROM unnest($1::bytea[], $2::uuid[], $3::text[], $4::bytea[]) AS l (hash, case_id, kind, phone_index)
       ON CONFLICT (token_hash) DO UPDATE SET revoked_at = NULL WHERE l.revoked_at IS NOT NULL`,
      [
        links.map(({ hash }) => hash),
        links.map(({ record }) => record.id),
        links.map(({ holder }) => holder),
        links.map(({ record, holder }) => this.privacy.phoneIndex(this.phoneOf(record, holder))),
        now,
      ],
    );
  }

  /** What these tokens open, by token; one that was never given out is missing. */
  async opened(tx: EntityManager, tokens: readonly string[]): Promise<Map<string, OpenedLink>> {
    const byHash = new Map(tokens.map((token) => [hashOf(token).toString('hex'), token]));
    const rows = await tx.query<
      {
        token_hash: Buffer;
        case_id: string;
        recipient_kind: LinkHolder;
        phone_index: Buffer;
        revoked_at: Date | null;
      }[]
    >(
      'SELECT token_hash, case_id, recipient_kind, phone_index, revoked_at FROM cases.status_link WHERE token_hash = ANY ($1)',
      [[...byHash.keys()].map((hash) => Buffer.from(hash, 'hex'))],
    );
    return new Map(
      rows.map((row) => [
        byHash.get(row.token_hash.toString('hex'))!,
        {
          caseId: row.case_id,
          holder: row.recipient_kind,
          phoneIndex: row.phone_index,
          revoked: row.revoked_at !== null,
        },
      ]),
    );
  }

  /** Kills the links of a case that went to the number of an opened one: it is not that person's case. */
  async revoke(tx: EntityManager, { caseId, phoneIndex }: OpenedLink): Promise<void> {
    await tx.query(
      'UPDATE cases.status_link SET revoked_at = $3 WHERE case_id = $1 AND phone_index = $2 AND revoked_at IS NULL',
      [caseId, phoneIndex, this.clock.now()],
    );
  }

  private phoneOf(record: CaseRecord, holder: LinkHolder): string {
    return (holder === 'APPLICANT' ? record.applicant.phone : record.agent?.phone) ?? '';
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
