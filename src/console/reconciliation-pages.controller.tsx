import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { v7 } from 'uuid';
import type { Problem } from '../../libs/http/index.js';
import { type Finding, ReconciliationNotFound, ReconciliationReports, SendUnsent } from '../saeol/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { readForm, refusalOf } from './read-form.js';
import { FINDING_NAMES } from './views/link-words.js';
import { ReconciliationPage, ReconciliationsPage, UnsentPage } from './views/reconciliation-pages.js';

const ROWS = 50;
const STALE_FORM = { message: '화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요.' };

class SendForm {
  @Type(() => Number) @IsInt(STALE_FORM) @Min(1, STALE_FORM) count!: number;
  @Matches(/^[\w-]{8,100}$/, STALE_FORM) key!: string;
}

/** What a comparison with Saeol found, and sending what is still worth sending. */
@ApiExcludeController()
@Controller('link')
@Roles('operator', 'admin')
@WholeCounty()
export class ReconciliationPages {
  constructor(
    private readonly reports: ReconciliationReports,
    private readonly unsent: SendUnsent,
    private readonly pages: ConsolePages,
  ) {}

  @Get('reconciliations')
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const cursor = cursorOf(query);
    const { items, nextCursor } = await this.reports.list(ROWS, cursor);
    await this.pages.send(reply, actor, '/link', (frame) => (
      <ReconciliationsPage frame={frame} reports={items} hasEarlier={cursor !== undefined} nextCursor={nextCursor} />
    ));
  }

  @Get('reconciliations/:id')
  async one(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const report = await this.reports.one(id);
    if (report === null) throw new ReconciliationNotFound();
    const { kind: asked } = (query ?? {}) as { kind?: unknown };
    const kind = Object.keys(FINDING_NAMES).find((one) => one === asked) as Finding['kind'] | undefined;
    const cursor = cursorOf(query);
    const { items, nextCursor } = await this.reports.findings(id, ROWS, cursor, kind);
    await this.pages.send(reply, actor, '/link', (frame) => (
      <ReconciliationPage
        frame={frame}
        report={report}
        findings={items}
        kind={kind}
        hasEarlier={cursor !== undefined}
        nextCursor={nextCursor}
      />
    ));
  }

  @Get('unsent')
  async listUnsent(@Query('sent') sent: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const isNumber = typeof sent === 'string' && /^\d{1,6}$/.test(sent);
    await this.unsentPage(reply, actor, { sent: isNumber ? Number(sent) : undefined });
  }

  @Post('unsent')
  @HttpCode(303)
  async send(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(SendForm, body);
    if (faults !== null) return this.unsentPage(reply, actor, { refusal: { status: 400, detail: STALE_FORM.message } });
    let sent = 0;
    const refusal = await refusalOf(async () => {
      ({ sent } = await this.unsent.send(form.count, form.key, actor));
    });
    if (refusal !== null) return this.unsentPage(reply, actor, { refusal });
    await reply.redirect(`/link/unsent?sent=${sent}`, 303);
  }

  private async unsentPage(
    reply: FastifyReply,
    actor: Actor,
    more: { sent?: number; refusal?: Pick<Problem, 'status' | 'detail'> },
  ): Promise<void> {
    const { count, items } = await this.unsent.list();
    await this.pages.send(
      reply,
      actor,
      '/link',
      (frame) => <UnsentPage frame={frame} count={count} items={items} sendKey={v7()} {...more} />,
      more.refusal?.status,
    );
  }
}
