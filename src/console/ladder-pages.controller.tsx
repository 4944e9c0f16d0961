import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import { type DepartmentLadder, LadderDesk, POSTS, type RungName } from '../deadlines/index.js';
import { Actor, Roles, ROLES, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments } from './departments.service.js';
import { mayAct } from './may-act.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import {
  COUNTY_LADDER,
  type LadderField,
  LADDER_FIELD_NAMES,
  LADDER_FIELDS,
  LaddersPage,
} from './views/ladders-page.js';

const PATH = '/ladders';

class DepartmentForm {
  @Matches(/^(\*|[0-9A-Za-z]{1,20})$/, { message: '부서를 골라 주세요.' }) departmentCode!: string;
}

/** How far ahead each department is told of its deadlines. */
@ApiExcludeController()
@Controller('ladders')
@Roles('operator', 'admin')
@WholeCounty()
export class LadderPages {
  constructor(
    private readonly desk: LadderDesk,
    private readonly departments: Departments,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  @Roles(...ROLES)
  @WholeCounty(false)
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, done } = (query ?? {}) as { departmentCode?: unknown; done?: unknown };
    await this.page(reply, actor, {
      chosenCode: typeof departmentCode === 'string' ? departmentCode : COUNTY_LADDER,
      done: typeof done === 'string' ? done : undefined,
    });
  }

  @Post()
  @HttpCode(303)
  async set(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(DepartmentForm, body);
    const { ladder, wrong } = readLadder(form.departmentCode, body);
    if (faults !== null || wrong !== null)
      return this.page(reply, actor, { chosen: ladder, faults: { ...faults, ...wrong } });
    const refusal = await refusalOf(() => this.desk.set(form.departmentCode, ladder, actor));
    if (refusal !== null) return this.page(reply, actor, { chosen: ladder, refusal });
    await reply.redirect(`${PATH}?done=set`, 303);
  }

  @Post('remove')
  @HttpCode(303)
  async remove(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(DepartmentForm, body);
    if (faults === null) await this.desk.remove(form.departmentCode, actor);
    await reply.redirect(`${PATH}?done=removed`, 303);
  }

  private async page(
    reply: FastifyReply,
    actor: Actor,
    asked: { chosenCode?: string; chosen?: DepartmentLadder; done?: string; faults?: Faults; refusal?: Problem },
  ): Promise<void> {
    const { chosenCode = COUNTY_LADDER, chosen, ...more } = asked;
    const [ladders, departments] = await Promise.all([this.desk.list(), this.departments.visibleTo(actor)]);
    const county = ladders.find(({ departmentCode }) => departmentCode === COUNTY_LADDER)!;
    const own = ladders.find(({ departmentCode }) => departmentCode === chosenCode);
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <LaddersPage
          frame={frame}
          ladders={ladders}
          departments={departments}
          edits={mayAct(actor)}
          chosen={chosen ?? own ?? { ...county, departmentCode: chosenCode }}
          {...more}
        />
      ),
      more.refusal?.status ?? (more.faults === undefined ? 200 : 400),
    );
  }
}

/** Whole numbers within their bounds, whose order is the desk's to judge, and somebody who is told of each rung. */
function readLadder(departmentCode: string, body: unknown): { ladder: DepartmentLadder; wrong: Faults | null } {
  const given = (body ?? {}) as Record<string, unknown>;
  const wrong: Faults = {};
  const read = LADDER_FIELD_NAMES.map((field) => {
    const { min, max } = LADDER_FIELDS[field];
    const value = Number(given[field]);
    if (!Number.isInteger(value) || value < min || value > max) wrong[field] = `${min}부터 ${max}까지 적어 주세요.`;
    return [field, value] as const;
  });
  const toldOf = (rung: RungName) => {
    const posts = POSTS.filter((post) => [given[`told.${rung}`]].flat().includes(post));
    if (posts.length === 0) wrong[`told.${rung}`] = '한 사람 이상 골라 주세요.';
    return posts;
  };
  const told = {
    D3: toldOf('D3'),
    D1: toldOf('D1'),
    DDAY: toldOf('DDAY'),
    OVERDUE: toldOf('OVERDUE'),
    SUPPLEMENT_LAPSED: toldOf('SUPPLEMENT_LAPSED'),
  };
  return {
    ladder: {
      departmentCode,
      ...(Object.fromEntries(read) as Record<LadderField, number>),
      told,
    },
    wrong: Object.keys(wrong).length === 0 ? null : wrong,
  };
}
