import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { monthsBefore, Reports, type Period } from '../reporting/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { CoveragePage } from './views/coverage-page.js';
import { SurveyResultsPage } from './views/survey-results-page.js';

const MONTHS = 12;

/** What stands behind two tiles of the dashboard: whom we did not tell and why, and what citizens answered. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('reports')
export class ReportPagesController {
  constructor(
    private readonly reports: Reports,
    private readonly departments: Departments,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get('coverage')
  async coverage(
    @Query('departmentCode') chosen: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const departmentCode = codeOf(chosen);
    const report = await this.reports.coverage(narrowed(actor, departmentCode), {}, this.lastMonths());
    const departments = await this.departments.visibleTo(actor);
    await this.pages.send(reply, actor, '/reports/coverage', (frame) => (
      <CoveragePage frame={frame} report={report} departments={departments} departmentCode={departmentCode} />
    ));
  }

  @Get('surveys')
  async surveys(
    @Query('departmentCode') chosen: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const departmentCode = codeOf(chosen);
    const scope = narrowed(actor, departmentCode);
    const report = await this.reports.surveys('department', scope, {}, this.lastMonths());
    const departments = await this.departments.visibleTo(actor);
    await this.pages.send(reply, actor, '/reports/surveys', (frame) => (
      <SurveyResultsPage frame={frame} report={report} departments={departments} departmentCode={departmentCode} />
    ));
  }

  /** As the tiles have it: this month and the eleven before, `YYYY-MM`. */
  private lastMonths(): Period {
    const today = kstDate(this.clock.now());
    return { from: monthsBefore(today, MONTHS - 1).slice(0, 7), to: today.slice(0, 7) };
  }
}

function codeOf(chosen: unknown): string | undefined {
  return typeof chosen === 'string' && chosen !== '' ? chosen : undefined;
}
