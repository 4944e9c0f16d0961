import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Dashboard } from './dashboard.service.js';
import { DeliveryHealths } from './delivery-health.service.js';
import { Departments } from './departments.service.js';
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
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(
    @Query('departmentCode') chosen: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const departmentCode = typeof chosen === 'string' && chosen !== '' ? chosen : undefined;
    const [figures, health, departments] = await Promise.all([
      this.dashboard.of(actor, departmentCode),
      this.health.of(actor, departmentCode),
      this.departments.visibleTo(actor),
    ]);
    await this.pages.send(reply, actor, '/', (frame) => (
      <DashboardPage frame={frame} figures={figures} health={health} departments={departments} />
    ));
  }
}
