import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, toKst } from '../../libs/clock/index.js';
import { TASK_CLOSINGS } from '../cases/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { MyDesks } from './my-desk.service.js';
import { MyDeskPage } from './views/my-desk-page.js';

/** Screen 10. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head')
@Controller('mine')
export class MyDeskController {
  constructor(
    private readonly desks: MyDesks,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Query('done') closing: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const done = TASK_CLOSINGS.find((one) => one === closing);
    const desk = actor.officerId === null ? null : await this.desks.of(actor.officerId, actor);
    const asOf = toKst(this.clock.now());
    await this.pages.send(reply, actor, '/mine', (frame) => (
      <MyDeskPage frame={frame} desk={desk} asOf={asOf} done={done} />
    ));
  }
}
