import { Controller, Get, type MessageEvent, Query, Sse } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles } from '../staff/index.js';
import { monthsBefore } from './figures.service.js';
import { LiveFiguresStream } from './live-figures.service.js';
import { MonthlyCheck } from './monthly-check.service.js';
import {
  CoverageReportDto,
  DaysQuery,
  DeliveryReportDto,
  DepartmentReportDto,
  MonthlyQuery,
  MonthlyReportDto,
  MonthsQuery,
  SurveyReportDto,
  SurveyReportQuery,
} from './reports.dto.js';
import { Reports, type Period } from './reports.service.js';

const DAYS_BACK_MS = 29 * 86_400_000;

@ApiTags('reports')
@Controller('api/v1/reports')
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
export class ReportsController {
  constructor(
    private readonly reports: Reports,
    private readonly monthlyCheck: MonthlyCheck,
    private readonly live: LiveFiguresStream,
    private readonly clock: Clock,
  ) {}

  @Get('departments')
  @ApiOperation({ summary: 'How each department is doing now, and what it did in a period of days' })
  @ApiResponse({ status: 200, type: DepartmentReportDto })
  @ApiProblems(400)
  departments(@Query() { from, to, ...filter }: DaysQuery, @Actor() actor: Actor): Promise<DepartmentReportDto> {
    return this.reports.departments(actor.departmentScope, filter, this.days(from, to));
  }

  @Get('deliveries')
  @ApiOperation({
    summary: 'How notices ended in a period of days: delivered by which channel, failed and dropped for which reason',
  })
  @ApiResponse({ status: 200, type: DeliveryReportDto })
  @ApiProblems(400)
  deliveries(@Query() { from, to, ...filter }: DaysQuery, @Actor() actor: Actor): Promise<DeliveryReportDto> {
    return this.reports.deliveries(actor.departmentScope, filter, this.days(from, to));
  }

  @Get('coverage')
  @ApiOperation({
    summary:
      'Cases of 2 days or more whose citizens got every due notice, by month of receipt, and why the rest did not',
  })
  @ApiResponse({ status: 200, type: CoverageReportDto })
  @ApiProblems(400)
  coverage(@Query() { from, to, ...filter }: MonthsQuery, @Actor() actor: Actor): Promise<CoverageReportDto> {
    return this.reports.coverage(actor.departmentScope, filter, this.months(from, to));
  }

  @Get('surveys')
  @ApiOperation({
    summary: 'Survey results by month of completion; answers count at once, scores are shown from five on',
  })
  @ApiResponse({ status: 200, type: SurveyReportDto })
  @ApiProblems(400)
  surveys(@Query() { by, from, to, ...filter }: SurveyReportQuery, @Actor() actor: Actor): Promise<SurveyReportDto> {
    return this.reports.surveys(by, actor.departmentScope, filter, this.months(from, to));
  }

  @Get('monthly')
  @ApiOperation({ summary: 'The monthly check, due by the 5th for the month before (Rule art. 7)' })
  @ApiResponse({ status: 200, type: MonthlyReportDto })
  @ApiProblems(400)
  monthly(@Query() { month, ...filter }: MonthlyQuery, @Actor() actor: Actor): Promise<MonthlyReportDto> {
    const lastMonth = monthsBefore(kstDate(this.clock.now()), 1).slice(0, 7);
    return this.monthlyCheck.of(month ?? lastMonth, actor.departmentScope, filter);
  }

  @Sse('stream')
  @ApiOperation({
    summary:
      'Server-Sent Events: `change` within a second of a change of any figure, with its product time; `beat` every 15 s',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'event: change, data: {"at":"2026-04-29T14:00:00+09:00"}' })
  stream(): Observable<MessageEvent> {
    return this.live.stream();
  }

  private days(from: string | undefined, to: string | undefined): Period {
    const now = this.clock.now();
    return { from: from ?? kstDate(new Date(now.getTime() - DAYS_BACK_MS)), to: to ?? kstDate(now) };
  }

  private months(from: string | undefined, to: string | undefined): Period {
    const today = kstDate(this.clock.now());
    return { from: from ?? monthsBefore(today, 11).slice(0, 7), to: to ?? today.slice(0, 7) };
  }
}
