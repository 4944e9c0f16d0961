import { Controller, Get, type MessageEvent, Query, Sse } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, ForWallScreens, Roles, seesMasked } from '../staff/index.js';
import { Figures } from './figures.service.js';
import { LiveFiguresStream } from './live-figures.service.js';
import { maskedLoad } from './masked-for-county.js';
import { MonthlyCheck } from './monthly-check.service.js';
import { ReportPeriods } from './report-periods.service.js';
import {
  CoverageReportDto,
  DaysQuery,
  DeliveryReportDto,
  DepartmentReportDto,
  MonthlyQuery,
  MonthlyReportDto,
  MonthsQuery,
  OfficersReportDto,
  ReportQuery,
  SurveyReportDto,
  SurveyReportQuery,
} from './reports.dto.js';
import { Reports } from './reports.service.js';

@ApiTags('reports')
@Controller('api/v1/reports')
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
export class ReportsController {
  constructor(
    private readonly reports: Reports,
    private readonly monthlyCheck: MonthlyCheck,
    private readonly live: LiveFiguresStream,
    private readonly figures: Figures,
    private readonly periods: ReportPeriods,
  ) {}

  @Get('departments')
  @ApiOperation({ summary: 'How each department is doing now, and what it did in a period of days' })
  @ApiResponse({ status: 200, type: DepartmentReportDto })
  @ApiProblems(400)
  departments(@Query() { from, to, ...filter }: DaysQuery, @Actor() actor: Actor): Promise<DepartmentReportDto> {
    return this.reports.departments(actor.departmentScope, filter, this.periods.days(from, to));
  }

  @Get('deliveries')
  @ApiOperation({
    summary: 'How notices ended in a period of days: delivered by which channel, failed and dropped for which reason',
  })
  @ApiResponse({ status: 200, type: DeliveryReportDto })
  @ApiProblems(400)
  deliveries(@Query() { from, to, ...filter }: DaysQuery, @Actor() actor: Actor): Promise<DeliveryReportDto> {
    return this.reports.deliveries(actor.departmentScope, filter, this.periods.days(from, to));
  }

  @Get('coverage')
  @ApiOperation({
    summary:
      'Cases of 2 days or more whose citizens got every due notice, by month of receipt, and why the rest did not',
  })
  @ApiResponse({ status: 200, type: CoverageReportDto })
  @ApiProblems(400)
  coverage(@Query() { from, to, ...filter }: MonthsQuery, @Actor() actor: Actor): Promise<CoverageReportDto> {
    return this.reports.coverage(actor.departmentScope, filter, this.periods.months(from, to));
  }

  @Get('surveys')
  @ApiOperation({
    summary: 'Survey results by month of completion; answers count at once, scores are shown from five on',
  })
  @ApiResponse({ status: 200, type: SurveyReportDto })
  @ApiProblems(400)
  surveys(@Query() { by, from, to, ...filter }: SurveyReportQuery, @Actor() actor: Actor): Promise<SurveyReportDto> {
    return this.reports.surveys(by, actor.departmentScope, filter, this.periods.months(from, to));
  }

  @Get('monthly')
  @ApiOperation({ summary: 'The monthly check, due by the 5th for the month before (Rule art. 7)' })
  @ApiResponse({ status: 200, type: MonthlyReportDto })
  @ApiProblems(400)
  monthly(@Query() { month, ...filter }: MonthlyQuery, @Actor() actor: Actor): Promise<MonthlyReportDto> {
    return this.monthlyCheck.of(month ?? this.periods.lastMonth(), actor.departmentScope, filter);
  }

  @Get('officers')
  @Roles('leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
  @ApiOperation({ summary: 'What each officer in charge has open, near and past its date; the most first' })
  @ApiResponse({ status: 200, type: OfficersReportDto })
  @ApiProblems(400)
  async officers(@Query() filter: ReportQuery, @Actor() actor: Actor): Promise<OfficersReportDto> {
    const report = await this.figures.officersLoad(actor.departmentScope, filter);
    return seesMasked(actor) ? { ...report, rows: report.rows.map(maskedLoad) } : report;
  }

  @Sse('stream')
  @ForWallScreens()
  @ApiOperation({
    summary:
      'Server-Sent Events: `change` within a second of a change of any figure, with its product time; `beat` every 15 s',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'event: change, data: {"at":"2026-04-29T14:00:00+09:00"}' })
  stream(): Observable<MessageEvent> {
    return this.live.stream();
  }
}
