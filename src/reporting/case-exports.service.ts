import { Injectable } from '@nestjs/common';
import type { Page } from '../../libs/http/index.js';
import { CaseQueries, maskedSummary, type CaseFilters } from '../cases/index.js';
import { seesMasked, type Actor } from '../staff/index.js';
import { Downloads, type ExportWish } from './downloads.service.js';
import type { ExportedFile } from './export-file.js';
import { maskedForCounty } from './masked-for-county.js';
import { ReminderOrders } from './reminder-orders.service.js';
import { CASE_COLUMNS, REMINDER_ORDER_COLUMNS, tableOf } from './report-tables.js';
import { TooManyRows } from './reporting.errors.js';

const PAGE = 1000;
/** Of one file; fewer than a spreadsheet holds. */
export const MOST_ROWS = 300_000;

const FILTER_WORDS: Record<Exclude<keyof CaseFilters, 'phoneIndex' | 'ids' | 'withoutIds'>, string> = {
  stage: '단계',
  departmentCode: '부서코드',
  officerId: '담당자 번호',
  typeCode: '민원 유형 코드',
  outcome: '처리 결과',
  due: '처리예정일',
  supplementLapsed: '보완기한 경과',
  open: '처리 중',
  voided: '취소됨',
  receivedFrom: '접수일 부터',
  receivedTo: '접수일 까지',
  completedFrom: '완료일 부터',
  completedTo: '완료일 까지',
  extended: '연장',
  onTime: '기한 내',
  receiptNo: '접수번호',
  told: '안내 대상',
};

/** Lists of cases as files, page by page: what is in memory does not grow with them. */
@Injectable()
export class CaseExports {
  constructor(
    private readonly cases: CaseQueries,
    private readonly reminderOrders: ReminderOrders,
    private readonly downloads: Downloads,
  ) {}

  /**
   * The list of cases with exactly these filters.
   * @param scope departments that the list is of; never more than the actor may see
   * @throws TooManyRows 422
   */
  async list(actor: Actor, filters: CaseFilters, scope: string[] | 'ALL', wish: ExportWish): Promise<ExportedFile> {
    const rows = await this.cases.count(filters, scope, MOST_ROWS);
    if (rows > MOST_ROWS) throw new TooManyRows(MOST_ROWS);
    const masked = seesMasked(actor);
    const pages = allPages(async (cursor) => {
      const page = await this.cases.list(filters, scope, PAGE, cursor);
      return masked ? { ...page, items: page.items.map(maskedSummary) } : page;
    });
    const { phoneIndex, ids, withoutIds, ...shown } = filters;
    const detail = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
    return this.downloads.give(
      actor,
      {
        name: 'cases',
        action: 'cases.export',
        conditions: [
          ...Object.entries(detail).map(
            ([name, value]) => [FILTER_WORDS[name as keyof typeof shown], String(value)] as const,
          ),
          ...(ids === undefined ? [] : [['안내가 닿지 않음', '예'] as const]),
          ...(withoutIds === undefined ? [] : [['안내가 닿지 않음', '아니요'] as const]),
          ['전화번호로 찾음', phoneIndex === undefined ? '아니요' : '예'],
          ['행 수', String(rows)],
        ],
        detail: { ...detail, rows, byPhone: phoneIndex !== undefined },
      },
      wish,
      [tableOf('민원 목록', CASE_COLUMNS, this.downloads.written(actor, 'cases.export-rows', pages))],
    );
  }

  /** What reminder orders may be issued about. */
  reminders(
    actor: Actor,
    filter: { departmentCode?: string },
    scope: string[] | 'ALL',
    wish: ExportWish,
  ): Promise<ExportedFile> {
    const masked = seesMasked(actor);
    const pages = allPages(async (cursor) => {
      const page = await this.reminderOrders.list(scope, filter, PAGE, cursor);
      return masked ? { ...page, items: page.items.map(maskedForCounty) } : page;
    });
    return this.downloads.give(
      actor,
      {
        name: 'reminder-orders',
        action: 'reminder-orders.export',
        conditions: [['부서코드', filter.departmentCode ?? '전체']],
        detail: { ...filter },
      },
      wish,
      [
        tableOf(
          '독촉장 대상',
          REMINDER_ORDER_COLUMNS,
          this.downloads.written(actor, 'reminder-orders.export-rows', pages),
        ),
      ],
    );
  }
}

async function* allPages<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>): AsyncGenerator<Row[]> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    if (page.items.length > 0) yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
