import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { type Page, decodeCursor, pageOf } from '../../libs/http/index.js';
import { type CaseFilters, whereOf } from './case-filters.js';
import { CaseFiles, type CaseFile } from './case-files.js';
import { type CaseDetail, type CaseSummary, detailOf, summaryOf } from './case-view.js';
import { CitizenLinks } from './citizen-links.js';
import { HolidayTable } from './holiday-table.js';
import { type CaseNoticeContext, noticeContextOf } from './notice-context.js';

/** How many open cases are near or past their date; each counts what the list with the same filter shows. */
export interface DueCounts {
  inProgress: number;
  within3days: number;
  today: number;
  overdue: number;
  supplementLapsed: number;
}

/** Cases as staff look at them. `scope` is the departments that the caller may see. */
@Injectable()
export class CaseQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly files: CaseFiles,
    private readonly links: CitizenLinks,
    private readonly holidays: HolidayTable,
    private readonly clock: Clock,
  ) {}

  /** One case with its timeline; null where there is none within the scope. */
  async detail(receiptNo: string, scope: string[] | 'ALL'): Promise<CaseDetail | null> {
    const tx = this.dataSource.manager;
    const [file] = await this.files.select(tx, 'WHERE receipt_no = $1', [receiptNo]);
    if (file === undefined || (scope !== 'ALL' && !scope.includes(file.record.departmentCode))) return null;
    const { id } = file.record;
    return detailOf(this.summary(file), await this.files.stepsOf(tx, id), await this.files.movesOf(tx, id));
  }

  /** A page of cases, the newest first. @throws Problem 400 for a cursor that is not of this list */
  async list(
    filters: CaseFilters,
    scope: string[] | 'ALL',
    limit: number,
    cursor?: string,
  ): Promise<Page<CaseSummary>> {
    const where = whereOf(filters, scope, this.holidays.calendar(), this.clock.now());
    const after = decodeCursor(cursor, ['string']);
    const values = [...where.values, limit + 1];
    if (after !== null) values.push(after[0]);
    const files = await this.files.select(
      this.dataSource.manager,
      `WHERE ${where.sql} ${after === null ? '' : `AND c.receipt_no < $${values.length}`}
       ORDER BY c.receipt_no DESC LIMIT $${where.values.length + 1}`,
      values,
    );
    const page = pageOf(files, limit, ({ record }) => [record.receiptNo]);
    return { items: page.items.map((file) => this.summary(file)), nextCursor: page.nextCursor };
  }

  /** How many there are, counted no further than just past `atMost`. */
  async count(filters: CaseFilters, scope: string[] | 'ALL', atMost: number): Promise<number> {
    const where = whereOf(filters, scope, this.holidays.calendar(), this.clock.now());
    const [row] = await this.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM (SELECT FROM cases.civil_case c WHERE ${where.sql} LIMIT $${where.values.length + 1}) AS found`,
      [...where.values, atMost + 1],
    );
    return row!.n;
  }

  /** Open cases by the date told, the most urgent first; for the near-deadline and overdue lists and an officer's page. */
  async mostUrgent(filters: CaseFilters, scope: string[] | 'ALL', limit: number): Promise<CaseSummary[]> {
    const where = whereOf({ ...filters, open: true }, scope, this.holidays.calendar(), this.clock.now());
    const files = await this.files.select(
      this.dataSource.manager,
      // Sorted by what is needed for it alone: a case has 45 columns.
      `WHERE c.id IN (SELECT c.id FROM cases.civil_case c WHERE ${where.sql} AND c.open ORDER BY c.target_at, c.id LIMIT $${where.values.length + 1})
       ORDER BY c.target_at, c.id`,
      [...where.values, limit],
    );
    return files.map((file) => this.summary(file));
  }

  /**
   * Open cases past their statutory deadline, the longest past first: what a reminder order (독촉장, Decree art. 28) is about.
   * @throws Problem 400 for a cursor that is not of this list
   */
  async pastStatute(
    filters: Pick<CaseFilters, 'departmentCode' | 'receiptNo'>,
    scope: string[] | 'ALL',
    limit: number,
    cursor?: string,
  ): Promise<Page<CaseSummary>> {
    const now = this.clock.now();
    const where = whereOf({ ...filters, open: true }, scope, this.holidays.calendar(), now);
    const after = decodeCursor(cursor, ['number', 'string']);
    const values = [...where.values, now, limit + 1, ...(after ?? [])];
    const at = (place: number) => `$${where.values.length + place}`;
    const files = await this.files.select(
      this.dataSource.manager,
      `WHERE c.open AND ${where.sql} AND c.due_at < ${at(1)} ${after === null ? '' : `AND (c.due_at, c.receipt_no) > (to_timestamp(${at(3)} / 1000.0), ${at(4)})`}
       ORDER BY c.due_at, c.receipt_no LIMIT ${at(2)}`,
      values,
    );
    const page = pageOf(files, limit, ({ record }) => [record.dueAt!.getTime(), record.receiptNo]);
    return { items: page.items.map((file) => this.summary(file)), nextCursor: page.nextCursor };
  }

  async dueCounts(scope: string[] | 'ALL', departmentCode?: string): Promise<DueCounts> {
    const count = async (filters: CaseFilters) => {
      const where = whereOf({ ...filters, departmentCode }, scope, this.holidays.calendar(), this.clock.now());
      const [row] = await this.dataSource.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM cases.civil_case c WHERE c.open AND ${where.sql}`,
        where.values,
      );
      return row!.n;
    };
    const [inProgress, within3days, today, overdue, supplementLapsed] = await Promise.all([
      count({}),
      count({ due: 'within3days' }),
      count({ due: 'today' }),
      count({ due: 'overdue' }),
      count({ supplementLapsed: true }),
    ]);
    return { inProgress, within3days, today, overdue, supplementLapsed };
  }

  /** What askers of notices need of these cases, by case id. */
  async noticeContext(tx: EntityManager, caseIds: string[]): Promise<Map<string, CaseNoticeContext>> {
    const files = await this.files.byIds(tx, caseIds);
    return new Map(files.map((file) => [file.record.id, noticeContextOf(file)]));
  }

  private summary({ record, around }: CaseFile): CaseSummary {
    return summaryOf(record, around, this.links.urlOf(record));
  }
}
