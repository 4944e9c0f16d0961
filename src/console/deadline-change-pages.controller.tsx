import { Controller, Get, Param, ParseUUIDPipe, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DeadlineChanges } from '../cases/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { DeadlineChangePage, DeadlineChangesPage } from './views/deadline-changes-page.js';

const ROWS = 50;

/** What an edit of the calendar does to open deadlines, while it works and after. */
@ApiExcludeController()
@Controller('deadline-changes')
@Roles('operator', 'admin')
@WholeCounty()
export class DeadlineChangePages {
  constructor(
    private readonly changes: DeadlineChanges,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const cursor = cursorOf(query);
    const { items, nextCursor } = await this.changes.list(ROWS, cursor);
    await this.pages.send(reply, actor, '/holidays', (frame) => (
      <DeadlineChangesPage frame={frame} changes={items} hasEarlier={cursor !== undefined} nextCursor={nextCursor} />
    ));
  }

  @Get(':id')
  async one(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const change = await this.changes.one(id);
    await this.pages.send(reply, actor, '/holidays', (frame) => <DeadlineChangePage frame={frame} change={change} />);
  }
}
