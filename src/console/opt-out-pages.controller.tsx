import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { maskPhone, Privacy } from '../../libs/privacy/index.js';
import { OptOutDesk, type OptOutStanding } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { readForm, type Faults } from './read-form.js';
import { OptOutPage, type OptOutDone, type ShownNumber } from './views/opt-out-page.js';

const PATH = '/opt-outs';

class NumberForm {
  /** As people write it: with hyphens. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replaceAll(/[-\s]/g, '') : value))
  @Matches(/^0\d{7,11}$/, { message: '전화번호를 숫자로 적어 주세요. 예: 010-0000-1234' })
  phone!: string;
}

class WishForm {
  /** The number's blind index, and the number as it may be shown: the number itself is not in the page. */
  @Matches(/^[\w-]{43}$/, { message: '화면이 오래되었습니다. 번호를 다시 적어 주세요.' }) number!: string;
  @Matches(/^[\d*-]{4,20}$/, { message: '화면이 오래되었습니다. 번호를 다시 적어 주세요.' }) masked!: string;
  @IsIn(['stop', 'resume'], { message: '무엇을 할지 골라 주세요.' }) act!: 'stop' | 'resume';
  @Length(2, 200, { message: '사유를 2자에서 200자까지 적어 주세요.' }) reason!: string;
}

/** Who calls and wants no more messages, or wants them again: what their status page does by itself. The number stands in no address. */
@ApiExcludeController()
@Controller('opt-outs')
@Roles('operator', 'admin')
@WholeCounty()
export class OptOutPages {
  constructor(
    private readonly desk: OptOutDesk,
    private readonly privacy: Privacy,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async ask(@Query('done') done: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.page(actor, reply, { done: done === 'stopped' || done === 'resumed' ? done : undefined });
  }

  @Post()
  @HttpCode(200)
  async look(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(NumberForm, body);
    if (faults !== null) return this.page(actor, reply, { faults });
    const index = this.privacy.phoneIndex(form.phone);
    await this.found(actor, reply, { index: index.toString('base64url'), masked: maskPhone(form.phone) });
  }

  @Post('wish')
  @HttpCode(303)
  async wish(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(WishForm, body);
    if (faults?.number !== undefined || faults?.masked !== undefined)
      return this.page(actor, reply, { faults: { phone: (faults.number ?? faults.masked)! } });
    if (faults !== null) return this.found(actor, reply, { index: form.number, masked: form.masked }, faults);
    const isStop = form.act === 'stop';
    await this.desk.set(Buffer.from(form.number, 'base64url'), isStop, form.reason, actor);
    await reply.redirect(`${PATH}?done=${isStop ? 'stopped' : 'resumed'}`, 303);
  }

  private async found(actor: Actor, reply: FastifyReply, number: ShownNumber, faults?: Faults): Promise<void> {
    const standing = await this.desk.look(Buffer.from(number.index, 'base64url'), actor);
    await this.page(actor, reply, { number, standing, faults });
  }

  private async page(
    actor: Actor,
    reply: FastifyReply,
    answer: { number?: ShownNumber; standing?: OptOutStanding; done?: OptOutDone; faults?: Faults },
  ): Promise<void> {
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <OptOutPage frame={frame} {...answer} />,
      answer.faults === undefined ? 200 : 400,
    );
  }
}
