import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { MonthlyCheck, ReportPeriods } from '../reporting/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { MonthQuery, readQuery } from './list-filters.js';
import { MonthlyPage } from './views/monthly-page.js';

/** The check of how petitions are dealt with, by the 5th for the month before (Rule art. 7), ready to be printed and signed. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('reports/monthly')
export class MonthlyPageController {
  constructor(
    private readonly monthlyCheck: MonthlyCheck,
    private readonly periods: ReportPeriods,
    private readonly departments: Departments,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, month = this.periods.lastMonth(), problem } = await readQuery(MonthQuery, query);
    const [report, departments] = await Promise.all([
      this.monthlyCheck.of(month, narrowed(actor, departmentCode), {}),
      this.departments.visibleTo(actor),
    ]);
    const today = kstDate(this.clock.now());
    await this.pages.send(
      reply,
      actor,
      '/reports/monthly',
      (frame) => <MonthlyPage {...{ frame, report, departments, departmentCode, today, problem }} />,
      problem === undefined ? 200 : 400,
    );
  }
}
