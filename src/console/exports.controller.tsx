import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { EXPORT_FORMATS, type ExportFormat } from '../reporting/index.js';
import { Actor, NotAllowed, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { UnknownPage } from './console.errors.js';
import { mayAct } from './may-act.js';
import { readForm, type Faults } from './read-form.js';
import { ViewExports } from './view-exports.service.js';
import { withQuery } from './views/case-links.js';
import { ExportPage } from './views/export-page.js';
import { EXPORT_VIEWS, isExportView, type ExportView } from './views/export-views.js';

class ExportForm {
  @Length(5, 200, { message: '파일로 받는 사유를 5자에서 200자까지 적어 주세요.' }) reason!: string;
  @IsIn(EXPORT_FORMATS, { message: '파일 형식을 골라 주세요.' }) format!: ExportFormat;
}

/** Screen 9: exactly the view that one came from as a file, for a reason that is written down. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('exports/:view')
export class ExportPagesController {
  constructor(
    private readonly views: ViewExports,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async ask(
    @Param('view') view: string,
    @Query() query: Record<string, unknown>,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.page(allowed(view, actor), query, actor, reply);
  }

  @Post()
  @HttpCode(200)
  async give(
    @Param('view') view: string,
    @Query() query: Record<string, unknown>,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const chosen = allowed(view, actor);
    const { form, faults } = await readForm(ExportForm, body);
    if (faults !== null) return this.page(chosen, query, actor, reply, faults);
    const file = await this.views.file(chosen, query, actor, form);
    await reply
      .type(file.type)
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .send(file.body);
  }

  private async page(
    view: ExportView,
    query: Record<string, unknown>,
    actor: Actor,
    reply: FastifyReply,
    faults?: Faults,
  ): Promise<void> {
    const { conditions, problem } = await this.views.conditions(view, query, actor);
    await this.pages.send(
      reply,
      actor,
      EXPORT_VIEWS[view].path,
      (frame) => (
        <ExportPage
          frame={frame}
          view={view}
          href={withQuery(`/exports/${view}`, query)}
          backHref={withQuery(EXPORT_VIEWS[view].path, query)}
          conditions={conditions}
          problem={problem}
          faults={faults}
        />
      ),
      faults === undefined && problem === undefined ? 200 : 400,
    );
  }
}

/** @throws UnknownPage 404, NotAllowed 403 */
function allowed(view: string, actor: Actor): ExportView {
  if (!isExportView(view)) throw new UnknownPage();
  if (!mayAct(actor, EXPORT_VIEWS[view].roles)) throw new NotAllowed();
  return view;
}
