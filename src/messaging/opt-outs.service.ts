import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { factOf, wakeSuccessors, type DueRow } from './due-rows.js';
import { NotificationDropped } from './messaging.events.js';

/** Who said it. NOT_MINE: the holder of the number says that the case is not his. */
export type OptOutSource = 'LINK' | 'OPERATOR' | 'SAEOL' | 'NOT_MINE';

export interface OptOutWish {
  /** `Privacy.phoneIndex` of the number. */
  phoneIndex: Buffer;
  optedOut: boolean;
  source: OptOutSource;
  /** When it was said, product time. */
  at: Date;
}

/** What waits for the numbers is dropped at once; what is being sent is under way already. */
const DROP_WAITING = `
UPDATE messaging.notification n SET status = 'DROPPED', status_reason = 'OPTED_OUT', step = NULL, act_at = NULL, settled_at = $2
WHERE n.lane_id IN (SELECT id FROM messaging.lane WHERE phone_index = ANY ($1))
  AND n.status = 'WAITING' AND n.recipient_kind IN ('APPLICANT', 'AGENT')
RETURNING n.id, n.occasion, n.variant, n.recipient_kind, n.recipient_id, n.subject, n.label, n.department_code, n.lane_id, n.lane_position`;

/** A yes of Saeol's, which nearly every petition brings, is kept where it takes something back. In the order of the numbers, against deadlocks. */
const TAKE = `
INSERT INTO messaging.opt_out AS o (phone_index, opted_out, source, changed_at)
SELECT phone_index, opted_out, source, at
FROM unnest($1::bytea[], $2::boolean[], $3::text[], $4::timestamptz[]) AS w (phone_index, opted_out, source, at)
WHERE w.opted_out OR w.source <> 'SAEOL' OR EXISTS (SELECT FROM messaging.opt_out k WHERE k.phone_index = w.phone_index)
ORDER BY phone_index
ON CONFLICT (phone_index) DO UPDATE SET opted_out = EXCLUDED.opted_out, source = EXCLUDED.source, changed_at = EXCLUDED.changed_at
WHERE o.changed_at <= EXCLUDED.changed_at RETURNING phone_index, opted_out`;

/** Opting out belongs to a number, for all its cases; the newest word wins, whoever said it. It is for citizens only. */
@Injectable()
export class OptOuts {
  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Records a wish; where it is the newest and an opt-out, waiting notices are dropped (NotificationDropped, OPTED_OUT). */
  set(manager: EntityManager, wish: OptOutWish): Promise<void> {
    return manager.transaction((tx) => this.setAll(tx, [wish]));
  }

  /** Records wishes in the caller's transaction, as `set` does one; of two said of a number at once the refusal wins. */
  async setAll(tx: EntityManager, wishes: readonly OptOutWish[]): Promise<void> {
    if (wishes.length === 0) return;
    const newest = newestOfEach(wishes);
    const heardAt = this.clock.now();
    const taken = await tx.query<{ phone_index: Buffer; opted_out: boolean }[]>(TAKE, [
      newest.map(({ phoneIndex }) => phoneIndex),
      newest.map(({ optedOut }) => optedOut),
      newest.map(({ source }) => source),
      // Saeol's clock may be minutes ahead of ours; what is said after we heard it is newer all the same.
      newest.map(({ at }) => (at > heardAt ? heardAt : at)),
    ]);
    const out = taken.filter(({ opted_out: optedOut }) => optedOut).map(({ phone_index: phoneIndex }) => phoneIndex);
    if (out.length === 0) return;
    const [dropped] = await tx.query<[DueRow[], number]>(DROP_WAITING, [out, heardAt]);
    if (dropped.length === 0) return;
    await wakeSuccessors(tx, dropped, this.clock.realNow());
    await this.bus.publish(
      tx,
      dropped.map((row) => new NotificationDropped(factOf(row, toKst(heardAt)), 'OPTED_OUT')),
    );
  }

  /** Which of these numbers want no messages, in hexadecimal. */
  async optedOutOf(manager: EntityManager, phoneIndexes: readonly Buffer[]): Promise<Set<string>> {
    const rows = await manager.query<{ phone_index: Buffer }[]>(
      'SELECT phone_index FROM messaging.opt_out WHERE phone_index = ANY ($1) AND opted_out',
      [phoneIndexes],
    );
    return new Set(rows.map((row) => row.phone_index.toString('hex')));
  }

  async isOptedOut(manager: EntityManager, phoneIndex: Buffer): Promise<boolean> {
    const [row] = await manager.query<{ opted_out: boolean }[]>(
      'SELECT opted_out FROM messaging.opt_out WHERE phone_index = $1',
      [phoneIndex],
    );
    return row?.opted_out ?? false;
  }
}

function newestOfEach(wishes: readonly OptOutWish[]): OptOutWish[] {
  const newest = new Map<string, OptOutWish>();
  for (const wish of wishes) {
    const number = wish.phoneIndex.toString('hex');
    const known = newest.get(number);
    const newer = known === undefined || wish.at > known.at;
    if (newer || (wish.at.getTime() === known.at.getTime() && wish.optedOut)) newest.set(number, wish);
  }
  return [...newest.values()];
}
