import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock, toKst } from '../../libs/clock/index.js';
import { OpenToStrangers } from '../staff/index.js';
import { CitizenPages } from './citizen-pages.js';
import { StatusLinks, type StatusLink } from './status-links.service.js';
import { KIND_STATUS, KindPage, type KindReason } from './views/kind-page.js';
import { readingChoice, withReading } from './views/reading-choice.js';
import { StatusPage } from './views/status-page.js';

/** Screen 1: the status page of one case for one person, and what that person may decide about messages. */
@ApiExcludeController()
@OpenToStrangers()
@Controller('s/:token')
export class StatusController {
  constructor(
    private readonly links: StatusLinks,
    private readonly pages: CitizenPages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const link = await this.links.open(token, request.ip);
    if (link.state !== 'OPEN') return this.kind(token, link.state, request, reply);
    const { petition } = link;
    const now = toKst(this.clock.now());
    await this.pages.send(request, reply, { path: pathOf(token), language: petition.language }, (frame) => (
      <StatusPage frame={frame} petition={petition} now={now} />
    ));
  }

  @Post('opt-out')
  async optOut(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.setOptOut(token, true, request, reply);
  }

  @Post('opt-in')
  async optIn(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.setOptOut(token, false, request, reply);
  }

  @Post('not-mine')
  async notMine(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = await this.links.open(token, request.ip);
    if (link.state !== 'OPEN') return this.kind(token, link.state, request, reply);
    await this.links.disown(link);
    await this.kind(token, 'stopped', request, reply);
  }

  /** Back to the page, so that loading it again asks for nothing. */
  private async setOptOut(
    token: string,
    optedOut: boolean,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const link = await this.links.open(token, request.ip);
    if (link.state !== 'OPEN') return this.kind(token, link.state, request, reply);
    await this.links.setOptOut(link, optedOut);
    const reading = readingChoice(request.query as Record<string, unknown>);
    await reply.redirect(`${withReading(pathOf(token), reading)}#settings`, 303);
  }

  private kind(
    token: string,
    reason: KindReason & (Exclude<StatusLink['state'], 'OPEN'> | 'stopped'),
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    return this.pages.send(
      request,
      reply,
      { path: pathOf(token) },
      (frame) => <KindPage frame={frame} reason={reason} />,
      KIND_STATUS[reason],
    );
  }
}

function pathOf(token: string): string {
  return `/s/${encodeURIComponent(token)}`;
}
