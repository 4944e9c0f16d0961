import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Outages } from '../cases/index.js';
import { Actor, Roles, ROLES, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { afterwards } from './holiday-pages.controller.js';
import { mayAct } from './may-act.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { OutageEditPage, OutagesPage, type TypedOutage } from './views/outages-page.js';

const PATH = '/outages';
const DAY = /^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const NO_DAY = { message: '있는 날짜를 골라 주세요.' };
const NO_TIME = { message: '시각을 14:00 처럼 적어 주세요.' };

class OutageForm implements TypedOutage {
  @Matches(DAY, NO_DAY) fromDay!: string;
  @IsOptional() @Matches(TIME, NO_TIME) fromTime?: string;
  @IsOptional() @Matches(DAY, NO_DAY) toDay?: string;
  @IsOptional() @Matches(TIME, NO_TIME) toTime?: string;
  @IsOptional() @MaxLength(200, { message: '200자까지 적어 주세요.' }) note?: string;
}

type Edited = Awaited<ReturnType<Outages['enter']>>;

/** Outages are edited as holidays are: what moves is seen first. */
@ApiExcludeController()
@Controller('outages')
@Roles('operator', 'admin')
@WholeCounty()
export class OutagePages {
  constructor(
    private readonly outages: Outages,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  @Roles(...ROLES)
  @WholeCounty(false)
  async list(@Query('done') done: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.listPage(reply, actor, { done: typeof done === 'string' ? done : undefined });
  }

  @Get('enter')
  async previewEnter(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(OutageForm, query);
    if (faults !== null) return this.listPage(reply, actor, { faults, typed: form });
    await this.editPage(reply, actor, { action: `${PATH}/enter`, act: '장애 기간으로 적기', hidden: { ...form } }, () =>
      this.outages.enter(asked(form), actor, true),
    );
  }

  @Post('enter')
  @HttpCode(303)
  async enter(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(OutageForm, body);
    if (faults !== null) return this.listPage(reply, actor, { faults, typed: form });
    await this.editPage(reply, actor, null, () => this.outages.enter(asked(form), actor, false), 'entered');
  }

  @Get(':id/remove')
  async previewRemove(
    @Param('id', ParseUUIDPipe) id: string,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const confirm = { action: `${PATH}/${id}/remove`, act: '장애 기간 지우기', hidden: {} };
    await this.editPage(reply, actor, confirm, () => this.outages.remove(id, actor, true));
  }

  @Post(':id/remove')
  @HttpCode(303)
  async remove(
    @Param('id', ParseUUIDPipe) id: string,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.editPage(reply, actor, null, () => this.outages.remove(id, actor, false), 'removed');
  }

  private async listPage(
    reply: FastifyReply,
    actor: Actor,
    more: { done?: string; faults?: Faults; typed?: TypedOutage },
  ): Promise<void> {
    const outages = await this.outages.list();
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <OutagesPage frame={frame} outages={outages} edits={mayAct(actor)} {...more} />,
      more.faults === undefined ? 200 : 400,
    );
  }

  /** @param confirm what the page of a look sends; null: this is the edit itself */
  private async editPage(
    reply: FastifyReply,
    actor: Actor,
    confirm: Parameters<typeof OutageEditPage>[0]['confirm'] | null,
    edit: () => Promise<Edited>,
    done = '',
  ): Promise<void> {
    let answer: Edited | undefined;
    const refusal = await refusalOf(async () => {
      answer = await edit();
    });
    if (answer !== undefined && confirm === null)
      return void (await reply.redirect(afterwards(answer, `${PATH}?done=${done}`), 303));
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <OutageEditPage
          frame={frame}
          outage={answer?.outage ?? null}
          preview={answer?.preview ?? null}
          confirm={confirm ?? { action: PATH, act: '', hidden: {} }}
          refusal={refusal ?? undefined}
        />
      ),
      refusal?.status,
    );
  }
}

function asked({ fromDay, fromTime, toDay, toTime, note }: OutageForm): Parameters<Outages['enter']>[0] {
  return { from: bound(fromDay, fromTime), to: toDay === undefined ? null : bound(toDay, toTime), note: note ?? null };
}

function bound(day: string, time: string | undefined): string {
  return time === undefined ? day : `${day}T${time}:00+09:00`;
}
