import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Actor, Alarms, Roles, WholeCounty } from '../staff/index.js';
import { MENU } from './views/menu.js';

/** An alarm that was seen to. */
@ApiExcludeController()
@Roles('operator', 'admin')
@WholeCounty()
@Controller('alarms')
export class AlarmsController {
  constructor(private readonly alarms: Alarms) {}

  /** Back to the page that it was seen on. */
  @Post(':id/dismiss')
  @HttpCode(303)
  async dismiss(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { times, back } = (body ?? {}) as { times?: unknown; back?: unknown };
    const seen = typeof times === 'string' && /^\d{1,9}$/.test(times) ? Number(times) : 0;
    await this.alarms.dismiss({ id, times: seen }, actor);
    await reply.redirect(MENU.find(([, , path]) => path === back)?.[2] ?? '/', 303);
  }
}
