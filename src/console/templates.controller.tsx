import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import { TemplateDesk, Templates, TestSends, type TemplateStage } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { readQuery } from './list-filters.js';
import { mayAct } from './may-act.js';
import { PhoneSenders } from './phone-senders.service.js';
import { readForm, refusalOf } from './read-form.js';
import { withQuery } from './views/case-links.js';
import { TemplateDiffPage } from './views/template-diff-page.js';
import { TemplatePage, type TemplateDone } from './views/template-page.js';
import { LANGUAGE_NAMES, TEMPLATE_STAGES } from './views/template-words.js';
import { TemplatesPage, type TemplateFilters } from './views/templates-page.js';
import { OCCASION_NAMES } from './views/words.js';

const DONE: readonly TemplateDone[] = ['drafted', 'saved', 'submitted', 'activated'];
const CHANNELS = ['ALIMTALK', 'RCS', 'TEXT'] as const;

/** The step of the first run that asks for it. */
const GUIDE = '/first-run#templates';

class TemplateListQuery implements TemplateFilters {
  @IsOptional() @IsIn(Object.keys(LANGUAGE_NAMES)) language?: string;
  @IsOptional() @IsIn(Object.keys(TEMPLATE_STAGES)) stage?: TemplateStage;
  @IsOptional() @IsIn(Object.keys(OCCASION_NAMES)) occasion?: string;
  @IsOptional() @IsIn(['synchronised', 'discarded']) done?: 'synchronised' | 'discarded';
  @IsOptional() @Matches(/^\d{1,4}$/) submitted?: string;
}

class TemplateQuery {
  @IsOptional() @IsIn(['TYPICAL', 'LONGEST']) samples?: 'TYPICAL' | 'LONGEST';
  @IsOptional() @IsIn(DONE) done?: TemplateDone;
}

class DiffQuery {
  @IsUUID() from!: string;
  @IsUUID() to!: string;
}

class TestForm {
  @IsIn(CHANNELS, { message: '시험 발송할 수단을 골라 주세요.' }) channel!: (typeof CHANNELS)[number];
}

/** Screen 13: wordings by occasion, one version with its phones, versions compared, and what may be done with each. */
@ApiExcludeController()
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
@Controller('templates')
export class TemplatePagesController {
  constructor(
    private readonly desk: TemplateDesk,
    private readonly vendors: Templates,
    private readonly tests: TestSends,
    private readonly senders: PhoneSenders,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { problem, done, submitted, ...filters } = await readQuery(TemplateListQuery, query);
    const all = await this.desk.newest();
    const templates = all.filter(
      (one) =>
        (filters.language ?? one.language) === one.language &&
        (filters.stage ?? one.stage) === one.stage &&
        (filters.occasion ?? one.occasion) === one.occasion,
    );
    const waiting = all.filter(({ submittedAt, madeBy }) => submittedAt === null && madeBy === null).length;
    await this.pages.send(
      reply,
      actor,
      '/templates',
      (frame) => (
        <TemplatesPage
          frame={frame}
          templates={problem === undefined ? templates : []}
          filters={filters}
          waiting={waiting}
          mayEdit={mayAct(actor)}
          done={submitted === undefined ? done : { submitted: Number(submitted) }}
          problem={problem}
        />
      ),
      problem === undefined ? 200 : 400,
    );
  }

  @Post('submit')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async submitAll(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const submitted = await this.desk.submitAll(actor);
    await reply.redirect(isFromGuide(body) ? GUIDE : `/templates?submitted=${submitted}`, 303);
  }

  @Post('synchronise')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async synchronise(@Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await this.vendors.synchroniseNow();
    await reply.redirect(isFromGuide(body) ? GUIDE : '/templates?done=synchronised', 303);
  }

  @Get('diff')
  async diff(@Query() query: DiffQuery, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const [older, newer, diff] = await Promise.all([
      this.desk.one(query.from),
      this.desk.one(query.to),
      this.desk.diff(query.from, query.to),
    ]);
    await this.pages.send(reply, actor, '/templates', (frame) => (
      <TemplateDiffPage frame={frame} older={older} newer={newer} diff={diff} />
    ));
  }

  @Get(':id')
  async show(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { samples = 'TYPICAL', done } = await readQuery(TemplateQuery, query);
    await this.page(id, actor, reply, { samples, done });
  }

  @Post(':id/submit')
  @HttpCode(303)
  @Roles('operator', 'admin')
  submit(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    return this.act(id, actor, reply, 'submitted', () => this.desk.submit(id, actor));
  }

  @Post(':id/activate')
  @HttpCode(303)
  @Roles('operator', 'admin')
  activate(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    return this.act(id, actor, reply, 'activated', () => this.desk.activate(id, actor));
  }

  @Post(':id/discard')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async discard(
    @Param('id', ParseUUIDPipe) id: string,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const refusal = await refusalOf(() => this.desk.discard(id, actor));
    if (refusal !== null) return this.page(id, actor, reply, { refusal });
    await reply.redirect('/templates?done=discarded', 303);
  }

  /** Each test is a message of its own, so the answer is shown at once: a reload asks before it sends another. */
  @Post(':id/test')
  @HttpCode(200)
  @Roles('operator', 'admin')
  async test(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(TestForm, body);
    const channel = faults === null ? form.channel : 'TEXT';
    let tested: { messageId: string; to: string } | undefined;
    const refusal = await refusalOf(async () => (tested = await this.tests.send(id, channel, actor)));
    await this.page(id, actor, reply, { tested, refusal: refusal ?? undefined });
  }

  private async act(
    id: string,
    actor: Actor,
    reply: FastifyReply,
    done: TemplateDone,
    act: () => Promise<unknown>,
  ): Promise<void> {
    const refusal = await refusalOf(act);
    if (refusal !== null) return this.page(id, actor, reply, { refusal });
    await reply.redirect(withQuery(`/templates/${id}`, { done }), 303);
  }

  private async page(
    id: string,
    actor: Actor,
    reply: FastifyReply,
    answer: {
      samples?: 'TYPICAL' | 'LONGEST';
      done?: TemplateDone;
      refusal?: Problem;
      tested?: { messageId: string; to: string };
    },
  ): Promise<void> {
    const { samples = 'TYPICAL', ...rest } = answer;
    const template = await this.desk.one(id);
    const [preview, versions, sender, newest] = await Promise.all([
      this.desk.preview(id, { samples }),
      this.desk.versions(template.code, template.language),
      this.senders.now(),
      this.desk.newest(),
    ]);
    await this.pages.send(
      reply,
      actor,
      '/templates',
      (frame) => (
        <TemplatePage
          frame={frame}
          template={template}
          preview={preview}
          samples={samples}
          sender={sender}
          versions={versions}
          others={newest.filter(({ code, language }) => code === template.code && language !== template.language)}
          mayEdit={mayAct(actor)}
          {...rest}
        />
      ),
      answer.refusal?.status ?? 200,
    );
  }
}

function isFromGuide(body: unknown): boolean {
  return (body as { from?: unknown } | null)?.from === 'first-run';
}
