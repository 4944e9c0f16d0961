import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, Length, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Actor, Roles } from '../staff/index.js';
import { FollowUpDesk } from '../surveys/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { readQuery } from './list-filters.js';
import { CLOSES_FOLLOW_UPS, mayAct } from './may-act.js';
import { PersonalReads } from './personal-reads.service.js';
import { readForm, refusalOf } from './read-form.js';
import { FollowUpsPage, type FollowUpFilters } from './views/follow-ups-page.js';

const ROWS = 50;

class FollowUpQuery implements FollowUpFilters {
  @IsOptional() @IsIn(['OPEN', 'CLOSED', 'WITHDRAWN']) state?: FollowUpFilters['state'];
  @IsOptional() @MaxLength(20) departmentCode?: string;
  @IsOptional() @IsIn(['closed']) done?: 'closed';
  @IsOptional() @MaxLength(500) cursor?: string;
}

class CloseForm {
  @Length(2, 1000, { message: '무엇을 했는지 2자에서 1,000자까지 적어 주세요.' }) note!: string;
}

/** Low answers: what the head of the department did about each. */
@ApiExcludeController()
@Roles('head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('follow-ups')
export class FollowUpPagesController {
  constructor(
    private readonly desk: FollowUpDesk,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.page(query, actor, reply);
  }

  @Post(':id/close')
  @HttpCode(303)
  @Roles('head', 'operator', 'admin')
  async close(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(CloseForm, body);
    if (faults !== null) return this.page({}, actor, reply, { id, why: faults.note ?? '' }, 400);
    const refusal = await refusalOf(() => this.desk.close(id, form.note, actor));
    if (refusal !== null) return this.page({}, actor, reply, { id, why: refusal.detail }, refusal.status);
    await reply.redirect('/follow-ups?done=closed', 303);
  }

  private async page(
    query: unknown,
    actor: Actor,
    reply: FastifyReply,
    fault?: { id: string; why: string },
    status?: number,
  ): Promise<void> {
    const { cursor, done, problem, ...filters } = await readQuery(FollowUpQuery, query);
    const { state = 'OPEN', departmentCode } = filters;
    const scope = narrowed(actor, departmentCode);
    const page =
      problem === undefined
        ? await this.reads.read(
            actor,
            () => this.desk.list(scope, state, ROWS, cursor),
            ({ items }) => {
              const subjects = items.flatMap(({ receiptNo }) => receiptNo ?? []);
              return subjects.length === 0 ? null : { action: 'surveys.follow-ups', subjectKind: 'case', subjects };
            },
          )
        : { items: [], nextCursor: null };
    const departments = await this.departments.visibleTo(actor);
    await this.pages.send(
      reply,
      actor,
      '/follow-ups',
      (frame) => (
        <FollowUpsPage
          frame={frame}
          items={page.items}
          filters={filters}
          departments={departments}
          mayClose={mayAct(actor, CLOSES_FOLLOW_UPS)}
          isDone={done === 'closed'}
          fault={fault}
          hasEarlier={cursor !== undefined}
          nextCursor={page.nextCursor}
          problem={problem}
        />
      ),
      status ?? (problem === undefined ? 200 : 400),
    );
  }
}
