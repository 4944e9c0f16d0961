import { Injectable } from '@nestjs/common';
import { seesMasked, type Actor } from '../staff/index.js';
import type { ResultGroup } from '../surveys/index.js';
import type { OfficerLoad } from './dashboard-counts.js';
import { Downloads, type Download, type ExportWish } from './downloads.service.js';
import { stamp, type ExportedFile } from './export-file.js';
import { ExportNames } from './export-names.service.js';
import { Figures } from './figures.service.js';
import { maskedLoad } from './masked-for-county.js';
import { MonthlyCheck } from './monthly-check.service.js';
import {
  CAUSE_COLUMNS,
  CHANNEL_COLUMNS,
  COVERAGE_COLUMNS,
  DELIVERY_COLUMNS,
  DEPARTMENT_COLUMNS,
  MONTHLY_COLUMNS,
  OFFICER_COLUMNS,
  STAGE_COLUMNS,
  surveyColumns,
  tableOf,
  TILE_COLUMNS,
  tileRows,
  TREND_COLUMNS,
} from './report-tables.js';
import { Reports, type Period, type ReportFilter } from './reports.service.js';

const SURVEY_TITLES: Record<ResultGroup, string> = {
  department: '부서',
  type: '민원 유형',
  officerDepartment: '담당자 부서',
  month: '처리월',
  channel: '안내 수단',
  outcome: '처리 결과',
};

/** Reports as files. `scope` is the departments that a report is of; never more than the actor may see. */
@Injectable()
export class ReportExports {
  constructor(
    private readonly reports: Reports,
    private readonly monthlyCheck: MonthlyCheck,
    private readonly figures: Figures,
    private readonly names: ExportNames,
    private readonly downloads: Downloads,
  ) {}

  async departments(
    actor: Actor,
    scope: Scope,
    filter: ReportFilter,
    period: Period,
    wish: ExportWish,
  ): Promise<ExportedFile> {
    const { asOf, rows } = await this.reports.departments(scope, filter, period);
    return this.downloads.give(actor, asked('departments', asOf, filter, period), wish, [
      tableOf('부서별 처리 현황', DEPARTMENT_COLUMNS, rows),
    ]);
  }

  async deliveries(
    actor: Actor,
    scope: Scope,
    filter: ReportFilter,
    period: Period,
    wish: ExportWish,
  ): Promise<ExportedFile> {
    const { asOf, rows, causes } = await this.reports.deliveries(scope, filter, period);
    return this.downloads.give(actor, asked('deliveries', asOf, filter, period), wish, [
      tableOf('안내별 전달 현황', DELIVERY_COLUMNS, rows),
      tableOf('전달 실패 원인', CAUSE_COLUMNS, causes),
    ]);
  }

  async coverage(
    actor: Actor,
    scope: Scope,
    filter: ReportFilter,
    period: Period,
    wish: ExportWish,
  ): Promise<ExportedFile> {
    const { asOf, rows } = await this.reports.coverage(scope, filter, period);
    return this.downloads.give(actor, asked('coverage', asOf, filter, period), wish, [
      tableOf('부서별 알림률', COVERAGE_COLUMNS, rows),
    ]);
  }

  async surveys(
    actor: Actor,
    scope: Scope,
    by: ResultGroup,
    filter: ReportFilter,
    period: Period,
    wish: ExportWish,
  ): Promise<ExportedFile> {
    const { asOf, rows } = await this.reports.surveys(by, scope, filter, period);
    const named = await this.names.of(by);
    return this.downloads.give(actor, asked('surveys', asOf, { ...filter, by }, period), wish, [
      tableOf('만족도 조사 결과', surveyColumns(SURVEY_TITLES[by], named), rows),
    ]);
  }

  /** @param month `YYYY-MM` */
  async monthly(
    actor: Actor,
    scope: Scope,
    filter: ReportFilter,
    month: string,
    wish: ExportWish,
  ): Promise<ExportedFile> {
    const { asOf, rows } = await this.monthlyCheck.of(month, scope, filter);
    return this.downloads.give(actor, asked('monthly', asOf, filter, { from: month, to: month }), wish, [
      tableOf(`${month} 민원처리 점검`, MONTHLY_COLUMNS, rows),
    ]);
  }

  /** All figures of the dashboard; the departments come first, since CSV holds one table. @param officers their load is part of it */
  async dashboard(
    actor: Actor,
    scope: Scope,
    filter: ReportFilter,
    officers: boolean,
    wish: ExportWish,
  ): Promise<ExportedFile> {
    const { asOf, tiles, departments, trend, channels } = await this.figures.dashboard(scope, filter);
    return this.downloads.give(actor, asked('dashboard', asOf, filter), wish, [
      tableOf('부서별 진행 단계', STAGE_COLUMNS, departments),
      tableOf('요약', TILE_COLUMNS, tileRows(tiles)),
      tableOf('최근 30일', TREND_COLUMNS, trend),
      tableOf('수단별 전달', CHANNEL_COLUMNS, channels),
      ...(officers ? [tableOf('담당자별 업무량', OFFICER_COLUMNS, await this.load(actor, scope, filter))] : []),
    ]);
  }

  async officers(actor: Actor, scope: Scope, filter: ReportFilter, wish: ExportWish): Promise<ExportedFile> {
    const { asOf } = await this.figures.officersLoad(scope, filter);
    return this.downloads.give(actor, asked('officers', asOf, filter), wish, [
      tableOf('담당자별 처리 현황', OFFICER_COLUMNS, await this.load(actor, scope, filter)),
    ]);
  }

  private async load(actor: Actor, scope: Scope, filter: ReportFilter): Promise<OfficerLoad[]> {
    const { rows } = await this.figures.officersLoad(scope, filter);
    return seesMasked(actor) ? rows.map(maskedLoad) : rows;
  }
}

type Scope = string[] | 'ALL';

function asked(name: string, asOf: string, filter: object, period?: Period): Download {
  const { departmentCode, typeCode } = filter as ReportFilter;
  return {
    name,
    action: 'reports.export',
    conditions: [
      ['부서코드', departmentCode ?? '전체'],
      ['민원 유형 코드', typeCode ?? '전체'],
      ...(period === undefined ? [] : [['기간', `${period.from} ~ ${period.to}`] as const]),
      ['기준 일시', stamp(new Date(asOf))],
    ],
    detail: { ...filter, ...period },
  };
}
