import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { EveryTick } from '../../libs/events/index.js';
import { CaseFiles } from './case-files.js';
import { CaseNoticeDesk } from './case-notice-desk.js';
import { CaseRules } from './case-rules.js';
import { CaseStore } from './case-store.js';
import type { CaseRecord } from './case-record.js';
import { armTimers } from './timer-rows.js';
import {
  causeOfTimer,
  draftOfProgress,
  draftOfReminder,
  lastDemandOf,
  type Timer,
  type TimerKind,
} from './timed-notices.js';

const SET = 200;

interface DueTimer extends Pick<Timer, 'kind' | 'aimAt'> {
  record: CaseRecord;
}

/** Twice a second: what is told of a case when its time has come and no step came first. */
@Injectable()
export class CaseTimers implements OnModuleDestroy {
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: CaseStore,
    private readonly ruleBook: CaseRules,
    private readonly files: CaseFiles,
    private readonly desk: CaseNoticeDesk,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'cases.timers', everyMs: 500 })
  async tellDue(): Promise<void> {
    while (!this.stopping && (await this.dataSource.transaction((tx) => this.tellSome(tx))));
  }

  /** True while there may be more. Cases are locked before their timers, as steps do. */
  private async tellSome(tx: EntityManager): Promise<boolean> {
    const now = this.ruleBook.now();
    const waiting = await tx.query<{ receipt_no: string }[]>(
      `SELECT DISTINCT c.receipt_no FROM (SELECT case_id FROM cases.timer WHERE due_at <= $1 ORDER BY due_at LIMIT $2) t
       JOIN cases.civil_case c ON c.id = t.case_id`,
      [now, SET],
    );
    if (waiting.length === 0) return false;
    const locked = await this.store.lock(
      tx,
      waiting.map(({ receipt_no }) => receipt_no),
    );
    const records = new Map([...locked.values()].map((record) => [record.id, record]));
    const [taken] = await tx.query<[{ case_id: string; kind: TimerKind; aim_at: Date }[], number]>(
      'DELETE FROM cases.timer WHERE due_at <= $1 AND case_id = ANY($2) RETURNING case_id, kind, aim_at',
      [now, [...records.keys()]],
    );
    const due = taken.map(({ case_id, kind, aim_at }) => ({ record: records.get(case_id)!, kind, aimAt: aim_at }));
    await this.tell(tx, due, now);
    await armTimers(tx, [...records.values()], now);
    return true;
  }

  private async tell(tx: EntityManager, due: DueTimer[], now: Date): Promise<void> {
    const told = due
      .map((timer) => ({ ...timer, cause: causeOfTimer(timer.record, timer, now) }))
      .filter((timer): timer is DueTimer & { cause: string } => timer.cause !== null);
    if (told.length === 0) return;
    const files = await this.files.around(
      tx,
      told.map(({ record }) => record),
    );
    const steps = await this.store.steps(
      tx,
      told.filter(({ kind }) => kind === 'SUPPLEMENT_REMINDER').map(({ record }) => record.id),
    );
    await this.desk.tell(
      tx,
      told.map(({ record, kind, cause }, index) => {
        const { around } = files[index]!;
        const draft =
          kind === 'PROGRESS'
            ? draftOfProgress(record, around)
            : draftOfReminder(record, lastDemandOf(steps.get(record.id) ?? []), around);
        return { record, draft, cause, toldElsewhere: around.toldElsewhere };
      }),
      this.ruleBook.noticePolicy(),
    );
    await this.store.noteToldDates(
      tx,
      told.filter(({ kind }) => kind === 'PROGRESS').map(({ record }) => record),
    );
  }
}
