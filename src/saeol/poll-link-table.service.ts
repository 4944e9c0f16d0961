import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { LinkAlarms } from './link-alarms.js';
import type { LinkDatabase, LinkRows, PlanRow } from './link-database.js';
import { LinkSource } from './link-source.js';
import type { FaultyRow } from './inbox-writer.js';
import { countArrived, type Tally } from './link-traffic.js';
import type { PlacedRow } from './row-reader.js';
import { SnapshotIntake } from './snapshot-intake.service.js';

/** Plan rows in one look. */
const PLAN_ROWS = 500;
/** How far below the cursor a plan row may still turn up, committed after greater ones; less where no marks say which were taken. */
const WINDOW = { marked: 10_000, unmarked: 1_000 };
/** Failures in a row before an operator is told. */
const FAILURES_UNTIL_ALARM = 3;
const ALARM = 'saeol.link-table';

const behind = new Gauge({
  name: 'saeol_link_table_behind',
  help: 'Plan rows of the link table that were not read yet, as of the last look',
});

interface Cursor {
  index: number;
  /** Taken ones of the window; empty where marks say as much. */
  recent: number[];
}

/** One look at the plan table. */
interface Look {
  /** From where on it looked: the cursor, or the beginning where the numbers begin anew. */
  from: number;
  plan: PlanRow[];
  rows: LinkRows;
  more: number;
}

/**
 * The link-table way in: reads the plan table from a cursor on, looks at the rows that it names as they are now, stores what they
 * tell, moves the cursor in the same transaction, and marks the plan rows after its commit. Whatever is cut off in between is done
 * again and changes nothing.
 */
@Injectable()
export class PollLinkTable implements BeforeApplicationShutdown {
  private readonly logger = new Logger('SaeolLinkTable');
  private polledAt = -Infinity;
  private failures = 0;
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly source: LinkSource,
    private readonly intake: SnapshotIntake,
    private readonly clock: Clock,
    private readonly alarms: LinkAlarms,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'saeol.poll-link-table', everyMs: 100 })
  async poll(): Promise<void> {
    const { database, settings } = this.source;
    const now = this.clock.realNow().getTime();
    if (database === null || now - this.polledAt < settings!.pollMs) return;
    this.polledAt = now;
    try {
      let more = true;
      while (more && !this.stopping) more = await this.takeSome(database);
      await this.worked();
    } catch (error) {
      if (this.stopping) return;
      await this.failed(error);
    }
  }

  private get hasMarks(): boolean {
    return this.source.settings!.doneMark !== null;
  }

  private get window(): number {
    return this.hasMarks ? WINDOW.marked : WINDOW.unmarked;
  }

  /** True while there is more to read. */
  private async takeSome(database: LinkDatabase): Promise<boolean> {
    const cursor = await this.cursor(this.dataSource.manager);
    const look = await database.look((tx) => lookAt(database, tx, cursor, this.window));
    if (look.from < cursor.index) this.logger.warn('The numbers of the plan table have begun anew');
    behind.set(look.more);
    const taken = look.plan.map(({ index }) => index);
    const tally = await this.dataSource.transaction((tx) => this.store(tx, look));
    countArrived('TABLE', tally);
    await database.mark(taken);
    return look.more > 0;
  }

  private async store(tx: EntityManager, { from, plan, rows }: Look): Promise<Tally> {
    const { index: before, recent: known } = await this.cursor(tx);
    const newest = new Map<string, number>();
    for (const row of plan) {
      const receiptNo = receiptNoIn(row);
      if (receiptNo !== null) newest.set(receiptNo, row.index);
    }
    const place = (receiptNo: string | null) => `link_plan:${newest.get(receiptNo ?? '') ?? '?'}`;
    const placed = [...rows.cases, ...rows.steps].map((row): PlacedRow => ({ row, place: place(row.mw_take_no) }));
    const { caseTable, stepTable } = this.source.settings!;
    const tally: Tally = await this.intake.take(tx, placed, {
      source: 'TABLE',
      opening: false,
      complete: true,
      history: stepTable === null ? 'NONE' : 'HERE',
    });
    const found = new Set(rows.cases.map((row) => row.mw_take_no));
    const gone = plan.filter(
      (row) => row.flag === 'D' && sameTable(row.table, caseTable) && !found.has(receiptNoIn(row)),
    );
    for (const row of gone.filter((one) => receiptNoIn(one) !== null)) {
      const { accepted, duplicate } = await this.intake.void(
        tx,
        [receiptNoIn(row)!],
        `link_plan:${row.index}`,
        'TABLE',
      );
      tally.accepted += accepted;
      tally.duplicate += duplicate;
    }
    tally.quarantined += await this.intake.quarantine(tx, faultyPlanRows(plan, found, gone, stepTable), 'TABLE');
    const index = Math.max(from, ...plan.map((row) => row.index));
    const still = from < before ? [] : known;
    const taken = this.hasMarks ? [] : [...new Set([...still, ...plan.map((row) => row.index)])];
    const recent = taken.filter((one) => one > index - this.window).toSorted((a, b) => a - b);
    await tx.query('UPDATE saeol.link_cursor SET link_idx = $1, recent = $2, read_at = $3', [
      index,
      recent,
      this.clock.realNow(),
    ]);
    return tally;
  }

  private async cursor(tx: EntityManager): Promise<Cursor> {
    await tx.query('INSERT INTO saeol.link_cursor (link_idx) VALUES (0) ON CONFLICT DO NOTHING');
    const [row] = await tx.query<{ link_idx: number; recent: (string | number)[] }[]>(
      'SELECT link_idx, recent FROM saeol.link_cursor FOR UPDATE',
    );
    return { index: row!.link_idx, recent: row!.recent.map(Number) };
  }

  private async worked(): Promise<void> {
    if (this.failures > 0) this.logger.log(`The link table is read again after ${this.failures} failures`);
    this.failures = 0;
    // Also where it was another process that failed.
    await this.alarms.clear(ALARM);
  }

  private async failed(error: unknown): Promise<void> {
    this.failures += 1;
    const { code, name } = error as { code?: string; name?: string };
    if (this.failures === 1) this.logger.error(`The link table cannot be read: ${code ?? name}`);
    if (this.failures !== FAILURES_UNTIL_ALARM) return;
    await this.alarms.raise(
      ALARM,
      'SAEOL.LINK_TABLE',
      `연계 테이블을 읽지 못하고 있습니다(${code ?? name}). 연계 데이터베이스와 접속 설정을 확인해 주세요.`,
    );
  }
}

/** Where nothing is as great as the cursor, Saeol's side has emptied the plan table and begun its numbers anew. */
async function lookAt(database: LinkDatabase, tx: EntityManager, cursor: Cursor, window: number): Promise<Look> {
  const next = await database.planAfter(tx, cursor.index, PLAN_ROWS);
  const greatest = next.length > 0 ? null : await database.greatestIndex(tx);
  if (greatest !== null && cursor.index > 0 && greatest < cursor.index)
    return lookAt(database, tx, { index: 0, recent: [] }, window);
  const recent = new Set(cursor.recent);
  const leftBehind = await database.planLeftBehind(tx, cursor.index - window, cursor.index, window);
  const late = leftBehind.filter(({ index }) => !recent.has(index)).slice(0, PLAN_ROWS);
  const plan = [...late, ...next];
  const receiptNos = [...new Set(plan.map(receiptNoIn).filter((receiptNo) => receiptNo !== null))];
  const rows = receiptNos.length === 0 ? { cases: [], steps: [] } : await database.rowsOfReceipts(tx, receiptNos);
  const last = next.at(-1)?.index ?? cursor.index;
  const more = next.length === PLAN_ROWS ? await database.countPlanAfter(tx, last) : 0;
  return { from: cursor.index, plan, rows, more };
}

/** Whatever form the keys have: the receipt number is the one of 18 digits. */
function receiptNoIn({ keys }: PlanRow): string | null {
  return /(?<!\d)\d{18}(?!\d)/.exec(keys)?.[0] ?? null;
}

function sameTable(named: string, table: string): boolean {
  const last = (name: string) => name.toLowerCase().split('.').at(-1);
  return last(named) === last(table);
}

/** Plan rows that lead nowhere: an operator has to know of them. */
function faultyPlanRows(
  plan: PlanRow[],
  found: Set<string | null>,
  gone: PlanRow[],
  stepTable: string | null,
): FaultyRow[] {
  return plan.flatMap((row) => {
    const receiptNo = receiptNoIn(row);
    const fault =
      receiptNo === null
        ? { code: 'SAEOL.BAD_KEYS', detail: 'keys: no receipt number of 18 digits' }
        : row.flag === 'D' && stepTable !== null && sameTable(row.table, stepTable)
          ? { code: 'SAEOL.STEP_DELETED', detail: 'a step of the history was deleted; what was told stays told' }
          : !found.has(receiptNo) && !gone.includes(row)
            ? { code: 'SAEOL.NO_ROW', detail: 'the table of cases has no row of this receipt number' }
            : null;
    if (fault === null) return [];
    return [
      {
        ...fault,
        row: { mw_take_no: receiptNo, link_idx: row.index },
        receiptNo,
        sequence: null,
        column: 'mw_take_no',
        opening: false,
        place: `link_plan:${row.index}`,
      },
    ];
  });
}
