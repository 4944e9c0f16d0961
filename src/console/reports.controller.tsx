import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ReactElement } from 'react';
import { PetitionTypes } from '../cases/index.js';
import { ExportNames, ReportPeriods, Reports } from '../reporting/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed, type NamedDepartment } from './departments.service.js';
import { DaysQuery, MonthsQuery, readQuery } from './list-filters.js';
import { CoveragePage } from './views/coverage-page.js';
import { DeliveriesPage } from './views/deliveries-page.js';
import { DepartmentsReportPage } from './views/departments-report-page.js';
import type { StaffFrame } from './views/staff-page.js';
import { SurveyResultsPage } from './views/survey-results-page.js';

/** What stands behind the figures of the dashboard, for a period that one chooses. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('reports')
export class ReportPagesController {
  constructor(
    private readonly reports: Reports,
    private readonly periods: ReportPeriods,
    private readonly departments: Departments,
    private readonly names: ExportNames,
    private readonly types: PetitionTypes,
    private readonly pages: ConsolePages,
  ) {}

  @Get('departments')
  async byDepartment(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, typeCode, from, to, problem } = await readQuery(DaysQuery, query);
    const period = this.periods.days(from, to);
    const [report, types] = await Promise.all([
      this.reports.departments(narrowed(actor, departmentCode), { typeCode }, period),
      this.types.list(),
    ]);
    const chosen = { departmentCode, typeCode, ...period };
    await this.send(reply, actor, '/reports/departments', problem, (frame, departments) => (
      <DepartmentsReportPage frame={frame} report={report} {...{ departments, types, chosen, problem }} />
    ));
  }

  @Get('deliveries')
  async deliveries(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, from, to, problem } = await readQuery(DaysQuery, query);
    const period = this.periods.days(from, to);
    const report = await this.reports.deliveries(narrowed(actor, departmentCode), {}, period);
    const chosen = { departmentCode, ...period };
    await this.send(reply, actor, '/reports/deliveries', problem, (frame, departments) => (
      <DeliveriesPage frame={frame} report={report} {...{ departments, chosen, problem }} />
    ));
  }

  @Get('coverage')
  async coverage(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, typeCode, from, to, problem } = await readQuery(MonthsQuery, query);
    const period = this.periods.months(from, to);
    const [report, types] = await Promise.all([
      this.reports.coverage(narrowed(actor, departmentCode), { typeCode }, period),
      this.types.list(),
    ]);
    const chosen = { departmentCode, typeCode, ...period };
    await this.send(reply, actor, '/reports/coverage', problem, (frame, departments) => (
      <CoveragePage frame={frame} report={report} {...{ departments, types, chosen, problem }} />
    ));
  }

  @Get('surveys')
  async surveys(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, typeCode, from, to, by = 'department', problem } = await readQuery(MonthsQuery, query);
    const period = this.periods.months(from, to);
    const [report, nameOf, types] = await Promise.all([
      this.reports.surveys(by, narrowed(actor, departmentCode), { typeCode }, period),
      this.names.of(by),
      this.types.list(),
    ]);
    const chosen = { departmentCode, typeCode, ...period, by };
    await this.send(reply, actor, '/reports/surveys', problem, (frame, departments) => (
      <SurveyResultsPage frame={frame} report={report} nameOf={nameOf} {...{ departments, types, chosen, problem }} />
    ));
  }

  private async send(
    reply: FastifyReply,
    actor: Actor,
    path: string,
    problem: string | undefined,
    page: (frame: StaffFrame, departments: NamedDepartment[]) => ReactElement,
  ): Promise<void> {
    const departments = await this.departments.visibleTo(actor);
    const status = problem === undefined ? 200 : 400;
    await this.pages.send(reply, actor, path, (frame) => page(frame, departments), status);
  }
}
