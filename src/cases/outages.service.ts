import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { type Actor, AuditTrail } from '../staff/index.js';
import { boundOf } from './case-history.js';
import { wordsOfInterval } from './case-notices.js';
import { type AskedChange, DeadlineChanges } from './deadline-changes.service.js';
import { HolidayTable } from './holiday-table.js';
import type { EditAnswer } from './calendar-edits.js';
import { type AskedInterval, IntervalRows, type KeptInterval } from './interval-rows.js';
import { takenBack } from './taken-back.js';

/** Outages of information systems, left out of every period that runs meanwhile (Decree art. 20, from 2026-05-06). */
@Injectable()
export class Outages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rows: IntervalRows,
    private readonly table: HolidayTable,
    private readonly changes: DeadlineChanges,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  list(): Promise<KeptInterval[]> {
    return this.rows.list(this.dataSource.manager, null);
  }

  /** Enters an outage, or the end of one that is open. @throws IntervalEndsBeforeItBegins, IntervalExists */
  enter(
    asked: Omit<AskedInterval, 'reason'>,
    actor: Actor,
    preview: boolean,
  ): Promise<EditAnswer & { outage: KeptInterval }> {
    return this.edit(actor, preview, 'outages.enter', (tx, entry) =>
      this.rows.enter(tx, { ...asked, reason: 'OUTAGE' }, { ...entry, afterSequence: null }),
    );
  }

  /** Takes an outage back as if it had never been entered. @throws IntervalNotFound */
  remove(id: string, actor: Actor, preview: boolean): Promise<EditAnswer & { outage: KeptInterval }> {
    return this.edit(actor, preview, 'outages.remove', (tx, entry) => this.rows.remove(tx, id, entry));
  }

  /** A preview makes the edit in a transaction of its own, reads the rules that would follow, and takes it back. */
  private async edit(
    actor: Actor,
    preview: boolean,
    action: string,
    write: (tx: EntityManager, entry: { caseId: null; at: Date; by: string }) => Promise<KeptInterval>,
  ): Promise<EditAnswer & { outage: KeptInterval }> {
    const entry = { caseId: null, at: this.clock.now(), by: actor.id };
    if (preview) {
      const { outage, rules } = await takenBack(this.dataSource, async (tx) => {
        const written = await write(tx, entry);
        return { outage: written, rules: await this.table.asSeenIn(tx) };
      });
      const seen = await this.changes.preview(changeOf(outage), rules, actor.departmentScope);
      return { outage, preview: seen, change: null };
    }
    const { outage, change } = await this.dataSource.transaction(async (tx) => {
      await this.table.beginChange(tx);
      const written = await write(tx, entry);
      await this.audit.write(tx, [{ actor, action, subjectKind: 'outage', subjects: [written.id] }]);
      return { outage: written, change: await this.changes.ask(tx, changeOf(written), actor.id) };
    });
    await this.table.reload();
    return { outage, preview: null, change };
  }
}

function changeOf({ from, to }: KeptInterval): AskedChange {
  const [begins, ends] = [boundOf(from), to === null ? null : boundOf(to)];
  return {
    kind: 'OUTAGE',
    detail: wordsOfInterval('OUTAGE', begins, ends),
    // One that is open pauses what is overdue as well, on the day on which it begins.
    firstDay: null,
    // What was open before may have been left out of later receipts as well.
    lastDay: null,
  };
}
