import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { type Actor, AuditTrail } from '../staff/index.js';
import { InboxWriter } from './inbox-writer.js';
import { readLinkEvent } from './link-event.js';
import type { Way } from './link-traffic.js';
import { lockQuarantined, Quarantine, type QuarantinedRow, type QuarantineFilters } from './quarantine.service.js';
import { readSaeolRow } from './saeol-columns.js';
import { NotReplayable, QuarantinedNotFound } from './saeol.errors.js';
import { SnapshotIntake } from './snapshot-intake.service.js';

/** What became of many records. */
export interface Replayed {
  /** Back in their place. */
  replayed: number;
  /** Looked at, and still at fault. */
  stillQuarantined: number;
  /** There are some that were not looked at. */
  more: boolean;
}

const PAGE = 500;
/** In one call. */
const MOST_LOOKED_AT = 10_000;

/** Puts quarantined records back into their place, by the code map as it is now. */
@Injectable()
export class QuarantineReplay {
  constructor(
    private readonly dataSource: DataSource,
    private readonly intake: SnapshotIntake,
    private readonly writer: InboxWriter,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly quarantine: Quarantine,
  ) {}

  /** It is taken again as if it had just arrived, and who had it taken is audited. @throws QuarantinedNotFound, NotReplayable */
  async replay(id: string, actor: Actor): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const row = await lockQuarantined(tx, id);
      if (row.payload === null) throw new NotReplayable('emptied');
      if (row.form === 'EVENT') await this.replayEvent(tx, row, row.payload);
      else await this.replayRow(tx, row, row.payload);
      await this.audit.write(tx, [
        {
          actor,
          action: 'saeol.replay-quarantined',
          subjectKind: 'link-record',
          subjects: row.receipt_no === null ? [id] : [id, row.receipt_no],
          detail: { code: row.code },
        },
      ]);
    });
  }

  /**
   * Replays the records that the filters name, in their order, each on its own, until so many are back in their place. What is still
   * at fault, or was dealt with meanwhile, is passed over, so that it holds up none behind it.
   */
  async replayAll(filters: QuarantineFilters, most: number, actor: Actor): Promise<Replayed> {
    let replayed = 0;
    let stillQuarantined = 0;
    let after: string | null = null;
    for (let seen = 0; seen < MOST_LOOKED_AT; seen += PAGE) {
      const ids = await this.quarantine.ids(filters, PAGE, after);
      for (const id of ids) {
        if (replayed === most) return { replayed, stillQuarantined, more: true };
        try {
          await this.replay(id, actor);
          replayed += 1;
        } catch (error) {
          if (error instanceof NotReplayable) stillQuarantined += 1;
          else if (!(error instanceof QuarantinedNotFound)) throw error;
        }
      }
      if (ids.length < PAGE) return { replayed, stillQuarantined, more: false };
      after = ids.at(-1)!;
    }
    return { replayed, stillQuarantined, more: true };
  }

  private async replayEvent(tx: EntityManager, row: QuarantinedRow, payload: Buffer): Promise<void> {
    const read = readLinkEvent(this.privacy.openJson(payload), this.clock.now(), row.source === 'PUSH');
    if (!read.good) throw new NotReplayable(read.detail);
    await tx.query(
      `UPDATE saeol.inbox SET state = 'WAITING', code = NULL, detail = NULL, settled_at = NULL, receipt_no = $2, sequence = $3 WHERE id = $1`,
      [row.id, read.event.receiptNo, read.event.sequence],
    );
    await this.writer.wake(tx, new Set([read.event.receiptNo]));
  }

  private async replayRow(tx: EntityManager, row: QuarantinedRow, payload: Buffer): Promise<void> {
    const placed = { row: readSaeolRow(this.privacy.openJson(payload)).row, place: row.place };
    const result = await this.intake.takeAgain(tx, placed, row.source as Way, row.opening);
    if (result.faulty[0] !== undefined) throw new NotReplayable(result.faulty[0].detail);
    await tx.query(`UPDATE saeol.inbox SET state = 'REPLAYED', settled_at = $2 WHERE id = $1`, [
      row.id,
      this.clock.realNow(),
    ]);
  }
}
