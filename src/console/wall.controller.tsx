import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Dashboard } from './dashboard.service.js';
import { WallPage } from './views/wall-page.js';

/** Screen 9: the dashboard for a screen on a wall. It names nobody: visitors see it too. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('wall')
export class WallController {
  constructor(
    private readonly dashboard: Dashboard,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(
    @Query('departmentCode') chosen: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const departmentCode = typeof chosen === 'string' && chosen !== '' ? chosen : undefined;
    const figures = await this.dashboard.of(actor, departmentCode);
    await this.pages.send(reply, actor, '/wall', (frame) => <WallPage frame={frame} figures={figures} />);
  }
}
