import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import type { Actor } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { AlarmRaisedAgain } from './staff.errors.js';

/** Something that an operator must see: raised once per key however often it happens, until it is cleared. */
export interface Alarm {
  id: string;
  key: string;
  /** `AREA.WHAT`. */
  code: string;
  /** Korean, for operators; nothing personal. */
  detail: string;
  /** How often it was raised. */
  times: number;
  /** Product time, `+09:00`. */
  raisedAt: string;
  lastRaisedAt: string;
}

@Injectable()
export class Alarms {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Raises the alarm of a key, or counts it again and renews its words where it stands already. */
  async raise(tx: EntityManager, alarm: { code: string; detail: string; key: string }): Promise<void> {
    await tx.query(
      `INSERT INTO staff.alarm (key, code, detail, raised_at, last_raised_at) VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT (key) WHERE cleared_at IS NULL
       DO UPDATE SET times = staff.alarm.times + 1, code = excluded.code, detail = excluded.detail, last_raised_at = excluded.last_raised_at`,
      [alarm.key, alarm.code, alarm.detail, this.clock.now()],
    );
  }

  /** Whether it stands in these words. */
  async stands(tx: EntityManager, key: string, detail: string): Promise<boolean> {
    const found = await tx.query<unknown[]>(
      'SELECT 1 FROM staff.alarm WHERE key = $1 AND detail = $2 AND cleared_at IS NULL',
      [key, detail],
    );
    return found.length > 0;
  }

  /** Clears it; nothing happens where it does not stand. */
  async clear(tx: EntityManager, key: string): Promise<void> {
    await tx.query('UPDATE staff.alarm SET cleared_at = $2 WHERE key = $1 AND cleared_at IS NULL', [
      key,
      this.clock.now(),
    ]);
  }

  /** Clears it as it was seen; where it was raised again since, it stands. False then. */
  async clearAsSeen(tx: EntityManager, { id, times }: Pick<Alarm, 'id' | 'times'>): Promise<boolean> {
    const [, cleared] = await tx.query<[unknown[], number]>(
      'UPDATE staff.alarm SET cleared_at = $3 WHERE id = $1 AND times = $2 AND cleared_at IS NULL',
      [id, times, this.clock.now()],
    );
    return cleared > 0;
  }

  /**
   * An operator has seen to it. What is still wrong is raised again by whoever watches it; what only happened once is gone by this alone.
   * @throws AlarmRaisedAgain where it happened again since the operator looked
   */
  dismiss({ id, times }: Pick<Alarm, 'id' | 'times'>, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      const [alarm] = await tx.query<{ code: string }[]>(
        'SELECT code FROM staff.alarm WHERE id = $1 AND cleared_at IS NULL',
        [id],
      );
      // Somebody else was quicker, or it cleared by itself.
      if (alarm === undefined) return;
      if (!(await this.clearAsSeen(tx, { id, times }))) throw new AlarmRaisedAgain();
      await this.audit.write(tx, [
        { actor, action: 'alarms.dismiss', subjectKind: 'alarm', subjects: [id], detail: { code: alarm.code } },
      ]);
    });
  }

  /** Those that stand, the newest first. */
  async open(): Promise<Alarm[]> {
    const rows = await this.dataSource.query<
      (Omit<Alarm, 'raisedAt' | 'lastRaisedAt'> & { raisedAt: Date; lastRaisedAt: Date })[]
    >(
      `SELECT id, key, code, detail, times, raised_at AS "raisedAt", last_raised_at AS "lastRaisedAt"
       FROM staff.alarm WHERE cleared_at IS NULL ORDER BY last_raised_at DESC, id DESC`,
    );
    return rows.map((row) => ({ ...row, raisedAt: toKst(row.raisedAt), lastRaisedAt: toKst(row.lastRaisedAt) }));
  }
}
