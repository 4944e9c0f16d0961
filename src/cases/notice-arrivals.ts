import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MessageLog, type MessageStatus, type Occasion } from '../messaging/index.js';

/** What became of the notices of a case, for those who may not ask `messaging`. */
@Injectable()
export class NoticeArrivals {
  constructor(private readonly log: MessageLog) {}

  /** Of the newest notice of an occasion; null where there is none. */
  async statusOf(tx: EntityManager, receiptNo: string, occasion: Occasion): Promise<MessageStatus | null> {
    const notices = await this.log.ofReceipt(tx, receiptNo);
    return notices.findLast((notice) => notice.occasion === occasion)?.status ?? null;
  }
}
