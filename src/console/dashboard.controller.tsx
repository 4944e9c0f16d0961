import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PetitionTypes } from '../cases/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Dashboard } from './dashboard.service.js';
import { DeliveryHealths } from './delivery-health.service.js';
import { Departments } from './departments.service.js';
import { TypedQuery, readQuery } from './list-filters.js';
import { DashboardPage } from './views/dashboard-page.js';

/** Screens 4 to 8. The page refreshes itself when /api/v1/reports/stream says that a figure has changed. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller()
export class DashboardController {
  constructor(
    private readonly dashboard: Dashboard,
    private readonly health: DeliveryHealths,
    private readonly departments: Departments,
    private readonly types: PetitionTypes,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, typeCode, problem } = await readQuery(TypedQuery, query);
    const [figures, health, departments, types] = await Promise.all([
      this.dashboard.of(actor, { departmentCode, typeCode }),
      this.health.of(actor, departmentCode),
      this.departments.visibleTo(actor),
      this.types.list(),
    ]);
    await this.pages.send(
      reply,
      actor,
      '/',
      (frame) => <DashboardPage {...{ frame, figures, health, departments, types, problem }} />,
      problem === undefined ? 200 : 400,
    );
  }
}
