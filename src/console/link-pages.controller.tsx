import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { InboxRate, LinkFiles, LinkHealth, WatchGaps } from '../saeol/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { LinkFilesPage, LinkPage } from './views/link-page.js';

const ROWS = 50;

/** Screen 16: how the link is doing. */
@ApiExcludeController()
@Controller('link')
@Roles('operator', 'admin')
@WholeCounty()
export class LinkPages {
  constructor(
    private readonly health: LinkHealth,
    private readonly rate: InboxRate,
    private readonly gaps: WatchGaps,
    private readonly linkFiles: LinkFiles,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const cursor = cursorOf(query);
    const [state, rates, gaps] = await Promise.all([
      this.health.state(),
      this.rate.byWay(),
      this.gaps.list(ROWS, cursor),
    ]);
    await this.pages.send(reply, actor, '/link', (frame) => (
      <LinkPage
        frame={frame}
        state={state}
        rates={rates}
        gaps={gaps.items}
        hasEarlier={cursor !== undefined}
        nextCursor={gaps.nextCursor}
        now={this.clock.realNow()}
      />
    ));
  }

  @Get('files')
  async files(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const cursor = cursorOf(query);
    const { items, nextCursor } = await this.linkFiles.list(ROWS, cursor);
    await this.pages.send(reply, actor, '/link', (frame) => (
      <LinkFilesPage
        frame={frame}
        files={items}
        dropDir={this.settings.saeol.dropDir}
        hasEarlier={cursor !== undefined}
        nextCursor={nextCursor}
      />
    ));
  }
}
