import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { type CaseSettings, CountySettings, type EditAnswer } from '../cases/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { afterwards } from './holiday-pages.controller.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import {
  CountySettingsEditPage,
  type CountySettingsForm,
  CountySettingsPage,
  KIND_NAMES,
} from './views/county-settings-page.js';

const PATH = '/county-settings';

class SettingsForm {
  @Matches(/^(1[12]:[0-5]\d|13:00)$/, { message: '11:00부터 13:00 사이의 시각을 적어 주세요.' }) lunchStartsAt!: string;
  @IsOptional() @IsIn(['on']) exactInstants?: 'on';
  @IsOptional() @IsIn(['on']) receiptAfterHoursIsDayOne?: 'on';
  @IsOptional() @IsIn(['on']) notifiesByDefault?: 'on';
  @IsOptional() @IsIn(['on']) tellsOldNews?: 'on';
  /** Of the check boxes: one or several. */
  @IsOptional() @IsIn(Object.keys(KIND_NAMES), { each: true }) notifiedKinds?: string | string[];
  /** Of the confirmation: with commas. */
  @IsOptional() @MaxLength(200) kinds?: string;
}

/** Working hours and whom the county tells; what deadlines hang on is seen before it is changed. */
@ApiExcludeController()
@Controller('county-settings')
@Roles('operator', 'admin')
@WholeCounty()
export class CountySettingsPages {
  constructor(
    private readonly settings: CountySettings,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query('done') done: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.formPage(reply, actor, shown(this.settings.current()), { done: done === 'set' });
  }

  @Get('change')
  async preview(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.change(query, actor, reply, true);
  }

  @Post('change')
  @HttpCode(303)
  async set(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.change(body, actor, reply, false);
  }

  private async change(sent: unknown, actor: Actor, reply: FastifyReply, preview: boolean): Promise<void> {
    const { form, faults } = await readForm(SettingsForm, sent);
    const settings = asShown(form);
    if (faults !== null) return this.formPage(reply, actor, settings, { faults });
    let answer: EditAnswer | undefined;
    const refusal = await refusalOf(async () => {
      answer = await this.settings.set(asKept(settings), actor, preview);
    });
    if (answer !== undefined && !preview)
      return void (await reply.redirect(afterwards(answer, `${PATH}?done=set`), 303));
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <CountySettingsEditPage
          frame={frame}
          settings={settings}
          preview={answer?.preview ?? null}
          refusal={refusal ?? undefined}
        />
      ),
      refusal?.status,
    );
  }

  private async formPage(
    reply: FastifyReply,
    actor: Actor,
    settings: CountySettingsForm,
    more: { done?: boolean; faults?: Faults },
  ): Promise<void> {
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <CountySettingsPage frame={frame} settings={settings} {...more} />,
      more.faults === undefined ? 200 : 400,
    );
  }
}

function shown({ lunchStartsAt, clock, notices }: CaseSettings): CountySettingsForm {
  return { lunchStartsAt, ...clock, ...notices, notifiedKinds: [...notices.notifiedKinds] };
}

function asShown(form: SettingsForm): CountySettingsForm {
  const { notifiedKinds, kinds } = form;
  const boxes = [notifiedKinds ?? []].flat();
  return {
    lunchStartsAt: form.lunchStartsAt,
    exactInstants: form.exactInstants === 'on',
    receiptAfterHoursIsDayOne: form.receiptAfterHoursIsDayOne === 'on',
    notifiesByDefault: form.notifiesByDefault === 'on',
    tellsOldNews: form.tellsOldNews === 'on',
    notifiedKinds: boxes.length > 0 ? boxes : (kinds ?? '').split(',').filter((kind) => kind in KIND_NAMES),
  };
}

function asKept(form: CountySettingsForm): CaseSettings {
  const { lunchStartsAt, exactInstants, receiptAfterHoursIsDayOne, ...notices } = form;
  return { lunchStartsAt, clock: { exactInstants, receiptAfterHoursIsDayOne }, notices };
}
