import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PetitionTypes } from '../cases/index.js';
import { Actor, ForWallScreens, Roles, WallScreens } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Dashboard } from './dashboard.service.js';
import { narrowed } from './departments.service.js';
import { TypedQuery, readQuery } from './list-filters.js';
import { refuseUnread } from './view-exports.service.js';
import { withQuery } from './views/case-links.js';
import { WallPage } from './views/wall-page.js';

/** Screen 9: the dashboard for a screen on a wall. It names nobody: visitors see it too. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('wall')
export class WallController {
  constructor(
    private readonly dashboard: Dashboard,
    private readonly screens: WallScreens,
    private readonly types: PetitionTypes,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  @ForWallScreens()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, typeCode, problem } = await readQuery(TypedQuery, query);
    refuseUnread(problem);
    const [figures, types] = await Promise.all([
      this.dashboard.of(actor, { departmentCode, typeCode }),
      typeCode === undefined ? [] : this.types.list(),
    ]);
    const typeName = types.find(({ code }) => code === typeCode)?.name ?? typeCode;
    await this.pages.send(reply, actor, '/wall', (frame) => (
      <WallPage frame={frame} figures={figures} typeName={typeName} isScreen={actor.onWall === true} />
    ));
  }

  /** The screen stays on, and the person is logged out of it. */
  @Post()
  async setUp(
    @Query() query: unknown,
    @Actor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { departmentCode, typeCode, problem } = await readQuery(TypedQuery, query);
    refuseUnread(problem);
    narrowed(actor, departmentCode);
    await this.screens.setUp(actor, request, reply);
    await reply.redirect(withQuery('/wall', { departmentCode, typeCode }), 303);
  }
}
