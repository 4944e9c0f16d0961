import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Costs } from '../messaging/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { MonthsQuery, readQuery } from './list-filters.js';
import { CostsPage } from './views/costs-page.js';

/** What the vendors will bill. */
@ApiExcludeController()
@Roles('inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('reports/costs')
export class CostsPageController {
  constructor(
    private readonly costs: Costs,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { from, to, problem } = await readQuery(MonthsQuery, query);
    const year = this.costs.lastYear();
    const chosen = { from: from ?? year.from, to: to ?? year.to };
    const rows = await this.costs.rows(chosen.from, chosen.to);
    const status = problem === undefined ? 200 : 400;
    await this.pages.send(
      reply,
      actor,
      '/reports/costs',
      (frame) => <CostsPage {...{ frame, rows, chosen, problem }} />,
      status,
    );
  }
}
