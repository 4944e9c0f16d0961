import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, kstDate } from '../../libs/clock/index.js';
import type { Problem } from '../../libs/http/index.js';
import { SenderProfiles } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { mayAct } from './may-act.js';
import { readForm, refusalOf, type Faults } from './read-form.js';
import { SenderProfileForm, senderProfileOf } from './sender-profile-form.js';
import { SenderProfilePage } from './views/sender-profile-page.js';

/** Screen 14: in whose name citizens are written to, and what vouches for it. */
@ApiExcludeController()
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
@Controller('sender-profile')
export class SenderProfileController {
  constructor(
    private readonly senders: SenderProfiles,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Query('done') done: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.page(actor, reply, { isDone: done === 'registered' });
  }

  @Post()
  @HttpCode(303)
  @Roles('operator', 'admin')
  async register(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(SenderProfileForm, body);
    const typed = { ...form } as Record<string, string>;
    if (faults !== null) return this.page(actor, reply, { faults, typed });
    const refusal = await refusalOf(() => this.senders.register(senderProfileOf(form), form.reason, actor));
    if (refusal !== null) return this.page(actor, reply, { refusal, typed });
    await reply.redirect('/sender-profile?done=registered', 303);
  }

  private async page(
    actor: Actor,
    reply: FastifyReply,
    answer: { isDone?: boolean; faults?: Faults; refusal?: Problem; typed?: Record<string, string> },
  ): Promise<void> {
    const { isDone = false, ...rest } = answer;
    const versions = await this.senders.versions();
    await this.pages.send(
      reply,
      actor,
      '/sender-profile',
      (frame) => (
        <SenderProfilePage
          frame={frame}
          versions={versions}
          today={kstDate(this.clock.now())}
          mayEdit={mayAct(actor)}
          isDone={isDone}
          {...rest}
        />
      ),
      answer.refusal?.status ?? (answer.faults ? 400 : 200),
    );
  }
}
