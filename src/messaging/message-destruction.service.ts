import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/**
 * Destroys what is personal in notices when their time has come: the owner of the cases says which. Template version, channel,
 * instants, results and the keyed hash stay as the proof.
 */
@Injectable()
export class MessageDestruction {
  /** Numbers, values and texts of everything told about these receipt numbers. Returns how many notices were emptied. */
  async destroy(tx: EntityManager, receiptNos: readonly string[]): Promise<number> {
    const [, emptied] = await tx.query<[unknown[], number]>(
      `UPDATE messaging.notification SET request_sealed = NULL, text_sealed = NULL
       WHERE label = ANY ($1) AND step IS NULL AND (request_sealed IS NOT NULL OR text_sealed IS NOT NULL)`,
      [receiptNos],
    );
    return emptied;
  }

  /** The same of notices about no receipt number (digests, tests) that were settled before an instant of product time. */
  async destroyUnlabelled(tx: EntityManager, settledBefore: Date): Promise<number> {
    const [, emptied] = await tx.query<[unknown[], number]>(
      `UPDATE messaging.notification SET request_sealed = NULL, text_sealed = NULL
       WHERE label IS NULL AND step IS NULL AND settled_at < $1 AND (request_sealed IS NOT NULL OR text_sealed IS NOT NULL)`,
      [settledBefore],
    );
    return emptied;
  }
}
