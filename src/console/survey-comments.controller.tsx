import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Actor, Roles } from '../staff/index.js';
import { SurveyResults } from '../surveys/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { readQuery } from './list-filters.js';
import { SurveyCommentsPage } from './views/survey-comments-page.js';

const ROWS = 50;

class CommentsQuery {
  @IsOptional() @MaxLength(20) departmentCode?: string;
  @IsOptional() @MaxLength(500) cursor?: string;
}

/** What citizens wrote, without anything that leads to one of them. */
@ApiExcludeController()
@Roles('leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('reports/comments')
export class SurveyCommentsController {
  constructor(
    private readonly results: SurveyResults,
    private readonly departments: Departments,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, cursor, problem } = await readQuery(CommentsQuery, query);
    const [page, departments] = await Promise.all([
      this.results.comments({}, narrowed(actor, departmentCode), ROWS, cursor),
      this.departments.visibleTo(actor),
    ]);
    await this.pages.send(
      reply,
      actor,
      '/reports/comments',
      (frame) => (
        <SurveyCommentsPage
          frame={frame}
          items={page.items}
          nextCursor={page.nextCursor}
          hasEarlier={cursor !== undefined}
          {...{ departments, departmentCode, problem }}
        />
      ),
      problem === undefined ? 200 : 400,
    );
  }
}
