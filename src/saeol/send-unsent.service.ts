import { Injectable } from '@nestjs/common';
import { Problem } from '../../libs/http/index.js';
import { UnsentNotices, type UnsentNotice } from '../cases/index.js';
import type { Actor } from '../staff/index.js';
import { CountChanged } from './saeol.errors.js';

const MOST_SHOWN = 200;

/** Sends what came too late to be sent by itself and is still worth sending: an operator's act, with a count first. */
@Injectable()
export class SendUnsent {
  constructor(private readonly notices: UnsentNotices) {}

  async list(): Promise<{ count: number; items: Omit<UnsentNotice, 'notificationId'>[] }> {
    let count = 0;
    const items: Omit<UnsentNotice, 'notificationId'>[] = [];
    for await (const page of this.notices.all()) {
      count += page.length;
      for (const { receiptNo, occasion, recipientKind } of page.slice(0, MOST_SHOWN - items.length))
        items.push({ receiptNo, occasion, recipientKind });
    }
    return { count, items };
  }

  /** The same key again sends nothing twice. @throws CountChanged where it is not as many as the operator saw */
  async send(count: number, idempotencyKey: string, actor: Actor): Promise<{ sent: number }> {
    const ids: string[] = [];
    for await (const page of this.notices.all()) ids.push(...page.map(({ notificationId }) => notificationId));
    if (ids.length !== count) throw new CountChanged(ids.length);
    let sent = 0;
    for (const id of ids) {
      try {
        await this.notices.send(id, idempotencyKey, actor);
        sent += 1;
      } catch (error) {
        // It was sent, opted out or destroyed since it was counted.
        if (!(error instanceof Problem)) throw error;
      }
    }
    return { sent };
  }
}
