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
    // What a vendor still has to answer for may yet need its number on the next channel.
    await tx.query(
      'UPDATE messaging.notification SET destroy_when_settled = true WHERE label = ANY ($1) AND step IS NOT NULL',
      [receiptNos],
    );
    return emptied;
  }

  /** The same of what was on its way when its case was destroyed, and has arrived or failed since. */
  async destroyArrived(tx: EntityManager): Promise<number> {
    const [, emptied] = await tx.query<[unknown[], number]>(
      `UPDATE messaging.notification SET request_sealed = NULL, text_sealed = NULL, destroy_when_settled = false
       WHERE destroy_when_settled AND step IS NULL`,
    );
    return emptied;
  }

  /**
   * The same of notices about no receipt number (digests, tests) that were settled before an instant of product time, and what
   * operators typed before it.
   */
  async destroyUnlabelled(
    tx: EntityManager,
    settledBefore: Date,
  ): Promise<{ otherMessages: number; resendReasons: number }> {
    const [, otherMessages] = await tx.query<[unknown[], number]>(
      `UPDATE messaging.notification SET request_sealed = NULL, text_sealed = NULL
       WHERE label IS NULL AND step IS NULL AND settled_at < $1 AND (request_sealed IS NOT NULL OR text_sealed IS NOT NULL)`,
      [settledBefore],
    );
    const [, resendReasons] = await tx.query<[unknown[], number]>(
      'UPDATE messaging.bulk_resend SET reason_sealed = NULL, idempotency_key = id::text WHERE finished_at < $1 AND reason_sealed IS NOT NULL',
      [settledBefore],
    );
    // Keys are the callers' own words.
    await tx.query('DELETE FROM messaging.resend WHERE at < $1', [settledBefore]);
    return { otherMessages, resendReasons };
  }
}
