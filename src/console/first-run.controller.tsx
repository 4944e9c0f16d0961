import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VendorAnswer } from '../messaging/index.js';
import type { LinkSelfCheckResult } from '../saeol/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { FirstRunActs } from './first-run-acts.service.js';
import { FirstRunChecks } from './first-run-checks.service.js';
import { FirstRun, stepsDone } from './first-run.service.js';
import { mayAct } from './may-act.js';
import { readForm, refusalOf, type Faults } from './read-form.js';
import { FirstRunPage } from './views/first-run-page.js';

const CHANNELS = ['ALIMTALK', 'RCS', 'TEXT'] as const;

class OwnNumberForm {
  @Matches(/^[A-Za-z0-9._-]{1,40}$/, { message: '직원번호를 적어 주세요.' }) officerId!: string;
}

class TestForm {
  @IsIn(CHANNELS, { message: '수단을 골라 주세요.' }) channel!: (typeof CHANNELS)[number];
}

interface Answer {
  vendors?: VendorAnswer[];
  link?: LinkSelfCheckResult;
  refusal?: { detail: string; status: number };
  faults?: Faults;
  isTested?: boolean;
}

/** First run: from an empty database to a message on one's own phone, step by step. Secrets are tried here and never typed. */
@ApiExcludeController()
@Roles('operator', 'admin')
@WholeCounty()
@Controller('first-run')
export class FirstRunController {
  constructor(
    private readonly firstRun: FirstRun,
    private readonly checks: FirstRunChecks,
    private readonly acts: FirstRunActs,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query('done') done: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.page(actor, reply, { isTested: done === 'tested' });
  }

  @Post('vendors')
  @HttpCode(200)
  async askVendors(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.page(actor, reply, { vendors: await this.checks.askVendors(actor) });
  }

  @Post('link')
  @HttpCode(200)
  async tryLink(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.page(actor, reply, { link: await this.checks.tryLink(actor) });
  }

  @Post('own-number')
  @HttpCode(303)
  @Roles('admin')
  async ownNumber(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(OwnNumberForm, body);
    if (faults !== null) return this.page(actor, reply, { faults });
    const refusal = await refusalOf(() => this.acts.becomeOfficer(form.officerId, actor));
    if (refusal !== null) return this.page(actor, reply, { refusal });
    await reply.redirect('/first-run', 303);
  }

  @Post('test')
  @HttpCode(303)
  async test(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(TestForm, body);
    if (faults !== null) return this.page(actor, reply, { faults });
    let isSent = false;
    const refusal = await refusalOf(async () => (isSent = await this.acts.sendTest(form.channel, actor)));
    if (refusal !== null) return this.page(actor, reply, { refusal });
    if (!isSent) return this.page(actor, reply, { refusal: NO_WORDING });
    await reply.redirect('/first-run?done=tested#test', 303);
  }

  private async page(actor: Actor, reply: FastifyReply, answer: Answer): Promise<void> {
    const [standing, ownNumber] = await Promise.all([this.firstRun.standing(), this.acts.ownNumber(actor)]);
    await this.pages.send(
      reply,
      actor,
      '/first-run',
      (frame) => (
        <FirstRunPage
          frame={frame}
          standing={standing}
          done={stepsDone(standing)}
          ownNumber={ownNumber}
          isAdmin={mayAct(actor, ['admin'])}
          {...answer}
        />
      ),
      answer.refusal?.status ?? (answer.faults ? 400 : 200),
    );
  }
}

const NO_WORDING = { status: 409, detail: '아직 문구가 없습니다. 기관과 발신번호를 먼저 등록해 주세요.' };
