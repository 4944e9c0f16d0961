import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, DestructionRuns, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { DestructionPage } from './views/destruction-page.js';

const ROWS = 50;

/** What was destroyed, and when. */
@ApiExcludeController()
@Controller('destruction-runs')
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
export class DestructionPages {
  constructor(
    private readonly runs: DestructionRuns,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const cursor = cursorOf(query);
    const { items, nextCursor } = await this.runs.list({ limit: ROWS, cursor });
    await this.pages.send(reply, actor, '/destruction-runs', (frame) => (
      <DestructionPage frame={frame} runs={items} hasEarlier={cursor !== undefined} nextCursor={nextCursor} />
    ));
  }
}
