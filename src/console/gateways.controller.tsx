import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsInt, IsNumber, IsOptional, Length, Matches, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';
import type { FastifyReply } from 'fastify';
import { Costs, GatewayStanding, SendingOverview, SendingSwitches, type Channel } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { GatewayNotThere } from './console.errors.js';
import { mayAct } from './may-act.js';
import { readForm, type Faults } from './read-form.js';
import { GatewayPage, type GatewayDone } from './views/gateway-page.js';
import { GatewaysPage, type SwitchDone } from './views/gateways-page.js';

const REASON = { message: '사유를 2자에서 200자까지 적어 주세요.' };
const PER_SECOND = { message: '1에서 10000 사이의 정수로 적거나 비워 주세요.' };
const SWITCHES = {
  stop: { stopped: true },
  resume: { stopped: false },
  trial: { trial: true },
  live: { trial: false },
} as const;
const DONE: readonly SwitchDone[] = ['stop', 'resume', 'trial', 'live', 'numbers'];
const MOST_NUMBERS = 100;

class SwitchForm {
  @IsIn(Object.keys(SWITCHES), { message: '무엇을 할지 다시 골라 주세요.' }) act!: keyof typeof SWITCHES;
  @Length(2, 200, REASON) reason!: string;
}

class NumbersForm {
  /** As people write numbers: hyphens, commas, lines. */
  @IsOptional()
  @Matches(/^[\d\s,;-]*$/, { message: '휴대전화번호만 한 줄에 하나씩 적어 주세요.' })
  numbers?: string;
}

class GatewayForm {
  @Type(() => Number)
  @IsInt({ message: '비중은 0에서 100 사이의 정수로 적어 주세요.' })
  @Min(0, { message: '비중은 0에서 100 사이로 적어 주세요.' })
  @Max(100, { message: '비중은 0에서 100 사이로 적어 주세요.' })
  restingWeight!: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt(PER_SECOND)
  @Min(1, PER_SECOND)
  @Max(10_000, PER_SECOND)
  messagesPerSecond?: number;

  @IsIn(['on', 'off'], { message: '쓸지 끌지 골라 주세요.' }) use!: 'on' | 'off';
  @Length(2, 200, REASON) reason!: string;
}

const PRICE = { message: '0원에서 10,000원 사이로, 소수 둘째 자리까지 적어 주세요.' };

class PriceForm {
  @Matches(/^20\d\d-(0[1-9]|1[0-2])$/, { message: '2026-05처럼 해와 달을 적어 주세요.' }) since!: string;

  @Type(() => Number)
  @IsNumber({ maxDecimalPlaces: 2 }, PRICE)
  @Min(0, PRICE)
  @Max(10_000, PRICE)
  won!: number;
}

interface Answer {
  faults?: Faults;
}

/** Screen 14: over which vendor each channel goes, who may be written to, and the county-wide stop. */
@ApiExcludeController()
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
@Controller('gateways')
export class GatewaysController {
  constructor(
    private readonly overview: SendingOverview,
    private readonly switches: SendingSwitches,
    private readonly standing: GatewayStanding,
    private readonly costs: Costs,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(
    @Query() { done, check }: { done?: unknown; check?: unknown },
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shown = DONE.find((one) => one === done);
    await this.list(actor, reply, { done: shown, isChecked: check === '1' && mayAct(actor) });
  }

  @Post('switches')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async change(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(SwitchForm, body);
    if (faults !== null) return this.list(actor, reply, { faults, act: form.act });
    await this.switches.change({ ...SWITCHES[form.act], reason: form.reason }, actor);
    await reply.redirect(`/gateways?done=${form.act}`, 303);
  }

  @Post('trial-numbers')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async setNumbers(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(NumbersForm, body);
    if (faults !== null) return this.list(actor, reply, { faults });
    const numbers = (form.numbers ?? '')
      .split(/[\n,;]+|\s{2,}/)
      .map((line) => line.replaceAll(/\D/g, ''))
      .filter((digits) => digits !== '');
    const fault = faultOf(numbers);
    if (fault !== null) return this.list(actor, reply, { faults: { numbers: fault } });
    await this.switches.setTrialNumbers(numbers, actor);
    await reply.redirect('/gateways?done=numbers', 303);
  }

  @Get(':vendor/:channel')
  async one(
    @Param() { vendor, channel }: { vendor: string; channel: string },
    @Query('done') done: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.line(vendor, channel, actor, reply, {}, done === 'changed' || done === 'priced' ? done : undefined);
  }

  @Post(':vendor/:channel')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async changeOne(
    @Param() { vendor, channel }: { vendor: string; channel: string },
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(GatewayForm, body);
    if (faults !== null) return this.line(vendor, channel, actor, reply, { faults });
    const { restingWeight, messagesPerSecond = null, use, reason } = form;
    const wish = {
      vendor,
      channel: channel as Channel,
      restingWeight,
      messagesPerSecond,
      switchedOff: use === 'off',
      reason,
    };
    await this.switches.changeGateway(wish, actor);
    await reply.redirect(`/gateways/${vendor}/${channel}?done=changed`, 303);
  }

  @Post(':vendor/:channel/price')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async setPrice(
    @Param() { vendor, channel }: { vendor: string; channel: string },
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(PriceForm, body);
    if (faults !== null) return this.line(vendor, channel, actor, reply, { faults });
    await this.costs.set({ vendor, channel: channel as Channel, ...form }, actor);
    await reply.redirect(`/gateways/${vendor}/${channel}?done=priced`, 303);
  }

  private async list(
    actor: Actor,
    reply: FastifyReply,
    answer: Answer & { done?: SwitchDone; isChecked?: boolean; act?: keyof typeof SWITCHES },
  ): Promise<void> {
    const { isChecked = false, ...rest } = answer;
    const [gateways, lines, switches, trialNumbers, accounts] = await Promise.all([
      this.overview.gateways(),
      this.standing.lines(),
      this.switches.read(),
      this.switches.trialNumbers(),
      isChecked ? this.standing.ask() : null,
    ]);
    await this.pages.send(
      reply,
      actor,
      '/gateways',
      (frame) => (
        <GatewaysPage
          frame={frame}
          gateways={gateways}
          lines={lines}
          switches={switches}
          trialNumbers={trialNumbers}
          accounts={accounts}
          mayChange={mayAct(actor)}
          {...rest}
        />
      ),
      answer.faults ? 400 : 200,
    );
  }

  private async line(
    vendor: string,
    channel: string,
    actor: Actor,
    reply: FastifyReply,
    { faults }: Answer,
    done?: GatewayDone,
  ): Promise<void> {
    const isThis = (row: { vendor: string; channel: string }) => row.vendor === vendor && row.channel === channel;
    const gateway = (await this.overview.gateways()).find(isThis);
    const standing = (await this.standing.lines()).find(isThis);
    if (gateway === undefined || standing === undefined) throw new GatewayNotThere();
    const prices = (await this.costs.prices()).filter(isThis);
    await this.pages.send(
      reply,
      actor,
      '/gateways',
      (frame) => (
        <GatewayPage
          frame={frame}
          gateway={gateway}
          standing={standing}
          mayChange={mayAct(actor)}
          faults={faults}
          prices={prices}
          done={done}
        />
      ),
      faults ? 400 : 200,
    );
  }
}

function faultOf(numbers: readonly string[]): string | null {
  const bad = numbers.findIndex((digits) => !/^01[016789]\d{7,8}$/.test(digits));
  if (bad >= 0) return `${bad + 1}번째 번호를 읽을 수 없습니다. 010-0000-0000처럼 한 줄에 하나씩 적어 주세요.`;
  return numbers.length > MOST_NUMBERS ? `시험 번호는 ${MOST_NUMBERS}개까지 둘 수 있습니다.` : null;
}
