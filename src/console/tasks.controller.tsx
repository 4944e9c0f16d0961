import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { TASK_CLOSINGS, Tasks, type TaskClosing } from '../cases/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { readQuery } from './list-filters.js';
import { CLOSES_TASKS, mayAct } from './may-act.js';
import { PersonalReads } from './personal-reads.service.js';
import { withQuery } from './views/case-links.js';
import { TasksPage, type TaskFilters } from './views/tasks-page.js';

const ROWS = 50;
/** Pages that hold the buttons: to the one that was used the answer leads. */
const PAGE = /^\/(tasks|mine|cases\/\d{18})$/;

class TaskQuery implements TaskFilters {
  @IsOptional() @IsIn(['open', 'closed']) state?: 'open' | 'closed';
  @IsOptional() @MaxLength(20) departmentCode?: string;
  @IsOptional() @MaxLength(40) officerId?: string;
  @IsOptional() @Matches(/^\d{18}$/) receiptNo?: string;
  @IsOptional() @IsIn(TASK_CLOSINGS) done?: TaskClosing;
  @IsOptional() @MaxLength(500) cursor?: string;
}

class CloseForm {
  @IsIn(TASK_CLOSINGS) closedAs!: TaskClosing;
  @IsOptional() @Matches(PAGE) page?: string;
}

/** Citizens whom no message reached: somebody telephones, posts or visits, and says so here. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly tasks: Tasks,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { cursor, problem, done, ...filters } = await readQuery(TaskQuery, query);
    const { state = 'open', departmentCode, ...same } = filters;
    const scope = narrowed(actor, departmentCode);
    const page =
      problem === undefined
        ? await this.reads.read(
            actor,
            () => this.tasks.list(scope, { ...same, open: state === 'open' }, ROWS, cursor),
            ({ items }) =>
              items.length === 0
                ? null
                : { action: 'tasks.list', subjectKind: 'case', subjects: items.map(({ receiptNo }) => receiptNo) },
          )
        : { items: [], nextCursor: null };
    const [departments, officers] = await Promise.all([
      this.departments.visibleTo(actor),
      this.departments.officers(
        [...page.items.map(({ officerId }) => officerId), filters.officerId].filter((id) => id != null),
        actor,
      ),
    ]);
    await this.pages.send(
      reply,
      actor,
      '/tasks',
      (frame) => (
        <TasksPage
          frame={frame}
          tasks={page.items}
          filters={filters}
          officers={officers}
          departments={departments}
          mayClose={mayAct(actor, CLOSES_TASKS)}
          done={done}
          hasEarlier={cursor !== undefined}
          nextCursor={page.nextCursor}
          problem={problem}
        />
      ),
      problem === undefined ? 200 : 400,
    );
  }

  @Post(':id/close')
  @HttpCode(303)
  @Roles('officer', 'leader', 'head', 'operator', 'admin')
  async close(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { closedAs, page = '/tasks' }: CloseForm,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.reads.read(
      actor,
      () => this.tasks.close(id, closedAs, actor.id, actor.departmentScope),
      ({ receiptNo, departmentCode }) => ({
        action: 'tasks.close',
        subjectKind: 'case',
        subjects: [receiptNo],
        departmentCode,
      }),
    );
    await reply.redirect(withQuery(page, { done: closedAs }), 303);
  }
}
