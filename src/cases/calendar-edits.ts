import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, AuditTrail } from '../staff/index.js';
import { type AskedChange, type ChangePreview, DeadlineChanges } from './deadline-changes.service.js';
import { type CountyRules, HolidayTable } from './holiday-table.js';

/** What an edit answers: `preview` where it was only looked at, `change` where deadlines are being moved, neither where none can move. */
export interface EditAnswer {
  preview: ChangePreview | null;
  change: Awaited<ReturnType<DeadlineChanges['ask']>> | null;
}

/** An edit of the county's rules, worked out on them as they stand. */
export interface CalendarEdit {
  after: CountyRules;
  /** Null: no deadline hangs on it. */
  change: AskedChange | null;
  write: (tx: EntityManager) => Promise<unknown>;
}

/** How the audit trail calls an edit. */
export interface Audited {
  action: string;
  subjectKind: string;
  subject: string;
}

/** Edits of what all deadlines hang on: looked at before, made under the rules' lock, audited, and worked off afterwards. */
@Injectable()
export class CalendarEdits {
  constructor(
    private readonly dataSource: DataSource,
    private readonly table: HolidayTable,
    private readonly changes: DeadlineChanges,
    private readonly audit: AuditTrail,
  ) {}

  /** @param workOut throws what refuses the edit */
  async edit(
    actor: Actor,
    preview: boolean,
    { action, subjectKind, subject }: Audited,
    workOut: (rules: CountyRules) => CalendarEdit,
  ): Promise<EditAnswer> {
    if (preview) {
      const { after, change } = workOut(await this.dataSource.transaction((tx) => this.table.current(tx)));
      if (change === null) return { preview: { examined: 0, moving: 0, told: 0, moves: [] }, change: null };
      return { preview: await this.changes.preview(change, after, actor.departmentScope), change: null };
    }
    const change = await this.dataSource.transaction(async (tx) => {
      const edit = workOut(await this.table.beginChange(tx));
      await edit.write(tx);
      await this.audit.write(tx, [{ actor, action, subjectKind, subjects: [subject] }]);
      return edit.change && this.changes.ask(tx, edit.change, actor.id);
    });
    await this.table.reload();
    return { preview: null, change };
  }
}
