import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, Length, Matches, ValidateIf } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import { OccasionRules, type OccasionRule } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { OccasionNotThere } from './console.errors.js';
import { mayAct } from './may-act.js';
import { readForm, refusalOf, type Faults } from './read-form.js';
import { OccasionRulePage, OccasionRulesPage, type OccasionRuleFields } from './views/occasion-rules-page.js';

const PATH = '/occasion-rules';

/** Neither time: as usual. Both or none. */
const SAYS_HOURS = ({ from, to }: RuleForm) => from !== undefined || to !== undefined;

class RuleForm implements OccasionRuleFields {
  @ValidateIf(SAYS_HOURS)
  @Matches(/^(0[6-9]|1[0-2]):[0-5]\d$/, { message: '06:00부터 12:59 사이로 적어 주세요.' })
  from?: string;

  @ValidateIf(SAYS_HOURS)
  @Matches(/^(1[3-9]|2[0-2]):[0-5]\d$/, { message: '13:00부터 22:59 사이로 적어 주세요.' })
  to?: string;

  @IsOptional() @IsIn(['on', 'off'], { message: '넣을지 골라 주세요.' }) link?: 'on' | 'off';
  @Length(2, 200, { message: '사유를 2자에서 200자까지 적어 주세요.' }) reason!: string;
}

/** When each occasion is sent, and whether its texts carry a link. */
@ApiExcludeController()
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
@Controller('occasion-rules')
export class OccasionRulePages {
  constructor(
    private readonly rules: OccasionRules,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query('done') done: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const rules = await this.rules.list();
    await this.pages.send(reply, actor, PATH, (frame) => (
      <OccasionRulesPage
        frame={frame}
        rules={rules}
        mayChange={mayAct(actor)}
        done={rules.find(({ occasion }) => occasion === done)?.occasion}
      />
    ));
  }

  @Get(':occasion')
  @Roles('operator', 'admin')
  async open(@Param('occasion') occasion: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.formPage(await this.ruleOf(occasion), actor, reply, {});
  }

  @Post(':occasion')
  @HttpCode(303)
  @Roles('operator', 'admin')
  async set(
    @Param('occasion') name: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const rule = await this.ruleOf(name);
    const { form, faults } = await readForm(RuleForm, body);
    if (faults !== null) return this.formPage(rule, actor, reply, { typed: form, faults });
    const { from, to, link, reason } = form;
    const refusal = await refusalOf(() =>
      this.rules.set(
        {
          occasion: rule.occasion,
          hours: from === undefined || to === undefined ? null : { from, to },
          linkInText: link === undefined ? null : link === 'on',
          reason,
        },
        actor,
      ),
    );
    if (refusal !== null) return this.formPage(rule, actor, reply, { typed: form, refusal });
    await reply.redirect(`${PATH}?done=${rule.occasion}`, 303);
  }

  private async ruleOf(occasion: string): Promise<OccasionRule> {
    const rule = (await this.rules.list()).find((one) => one.occasion === occasion);
    if (rule === undefined) throw new OccasionNotThere();
    return rule;
  }

  private async formPage(
    rule: OccasionRule,
    actor: Actor,
    reply: FastifyReply,
    answer: { typed?: OccasionRuleFields; faults?: Faults; refusal?: Problem },
  ): Promise<void> {
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <OccasionRulePage frame={frame} rule={rule} {...answer} />,
      answer.refusal?.status ?? (answer.faults === undefined ? 200 : 400),
    );
  }
}
