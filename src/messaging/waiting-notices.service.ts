import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { factOf, wakeSuccessors, type DueRow } from './due-rows.js';
import { NotificationDropped, NotificationFailed } from './messaging.events.js';
import { laneKey } from './notice-keys.js';
import type { Occasion, RecipientKind } from './notice-request.js';

/** A person's number changed. */
export interface ChangeOfNumber {
  subject: string;
  recipientKind: RecipientKind;
  /** Digits. */
  from: string;
  /** Null: there is no mobile number any more. */
  to: string | null;
  /** Values that change with the number, such as the link's token. */
  variables: Record<string, string>;
}

const NO_NUMBER = '휴대전화번호가 지워져 보내지 않았습니다.';

const WAITING_IN_LANE = `
SELECT n.id, n.request_sealed FROM messaging.notification n JOIN messaging.lane l ON l.id = n.lane_id
WHERE l.key = $1 AND n.recipient_kind = $2 AND n.status = 'WAITING' ORDER BY n.lane_position NULLS LAST, n.id FOR UPDATE OF n`;

const TAKE_PLACES = `
INSERT INTO messaging.lane AS l (key, phone_index, last_position) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET last_position = l.last_position + EXCLUDED.last_position RETURNING id, last_position`;

const MOVE = `
UPDATE messaging.notification n SET lane_id = $3, request_sealed = f.sealed,
  lane_position = CASE WHEN n.lane_position IS NOT NULL THEN $4 + f.place END
FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS f (id, sealed, place) WHERE n.id = f.id`;

const DROPPED =
  'n.id, n.occasion, n.variant, n.recipient_kind, n.recipient_id, n.subject, n.label, n.department_code, n.lane_id, n.lane_position';

const DROP = `
UPDATE messaging.notification n SET status = 'DROPPED', status_reason = 'OVERTAKEN', step = NULL, act_at = NULL, settled_at = $2
WHERE n.lane_id IS NOT NULL AND n.subject = ANY ($1) AND n.status = 'WAITING'
RETURNING ${DROPPED}`;

const DROP_OF_OCCASIONS = `
UPDATE messaging.notification n SET status = 'DROPPED', status_reason = 'OVERTAKEN', step = NULL, act_at = NULL, settled_at = $2
WHERE n.lane_id IS NOT NULL AND n.label = ANY ($1) AND n.occasion = ANY ($3) AND n.status = 'WAITING'
RETURNING ${DROPPED}`;

const NO_NUMBER_ANY_MORE = `
UPDATE messaging.notification n SET status = 'FAILED', status_reason = 'NO_CHANNEL', step = NULL, act_at = NULL, settled_at = $3
WHERE n.lane_id = (SELECT id FROM messaging.lane WHERE key = $1) AND n.recipient_kind = $2 AND n.status = 'WAITING'
RETURNING ${DROPPED}`;

/** What may still be changed about notices that were asked for: those that nobody has begun to send. */
@Injectable()
export class WaitingNotices {
  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
  ) {}

  /**
   * Waiting notices go to the new number, in their order, and reach nobody where there is none (NotificationFailed, NO_CHANNEL); what is
   * being sent stays with the old one.
   */
  async readdress(tx: EntityManager, changes: readonly ChangeOfNumber[]): Promise<void> {
    for (const { subject, recipientKind, from, to, variables } of changes) {
      if (from === to) continue;
      if (to === null) {
        await this.giveUp(tx, laneKey(this.privacy, subject, from), recipientKind);
        continue;
      }
      const rows = await tx.query<{ id: string; request_sealed: Buffer }[]>(WAITING_IN_LANE, [
        laneKey(this.privacy, subject, from),
        recipientKind,
      ]);
      if (rows.length === 0) continue;
      const [lane] = await tx.query<{ id: number; last_position: number }[]>(TAKE_PLACES, [
        laneKey(this.privacy, subject, to),
        this.privacy.phoneIndex(to),
        rows.length,
      ]);
      const sealed = rows.map((row) => {
        const request = this.privacy.openJson<{ variables: Record<string, string> }>(row.request_sealed);
        return this.privacy.sealJson({ phone: to, variables: { ...request.variables, ...variables } });
      });
      await tx.query(MOVE, [rows.map((row) => row.id), sealed, lane!.id, lane!.last_position - rows.length]);
    }
  }

  private async giveUp(tx: EntityManager, lane: string, recipientKind: RecipientKind): Promise<void> {
    const now = this.clock.now();
    const [failed] = await tx.query<[DueRow[], number]>(NO_NUMBER_ANY_MORE, [lane, recipientKind, now]);
    if (failed.length === 0) return;
    await wakeSuccessors(tx, failed, this.clock.realNow());
    await this.bus.publish(
      tx,
      failed.map((row) => new NotificationFailed(factOf(row, toKst(now)), 'NO_CHANNEL', NO_NUMBER, [])),
    );
  }

  /** Drops what waits about subjects of which nothing is to be told any more (NotificationDropped, OVERTAKEN). */
  async withdraw(tx: EntityManager, subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return;
    const now = this.clock.now();
    const [dropped] = await tx.query<[DueRow[], number]>(DROP, [subjects, now]);
    await this.tellDropped(tx, dropped, now);
  }

  /** The same of some occasions alone, by the receipt numbers that the notices bear. */
  async withdrawOf(tx: EntityManager, labels: readonly string[], occasions: readonly Occasion[]): Promise<void> {
    if (labels.length === 0) return;
    const now = this.clock.now();
    const [dropped] = await tx.query<[DueRow[], number]>(DROP_OF_OCCASIONS, [labels, now, occasions]);
    await this.tellDropped(tx, dropped, now);
  }

  private async tellDropped(tx: EntityManager, dropped: DueRow[], now: Date): Promise<void> {
    if (dropped.length === 0) return;
    await wakeSuccessors(tx, dropped, this.clock.realNow());
    await this.bus.publish(
      tx,
      dropped.map((row) => new NotificationDropped(factOf(row, toKst(now)), 'OVERTAKEN')),
    );
  }
}
