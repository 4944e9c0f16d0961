import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, Length, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import { CODED_COLUMNS, type CodedColumn, Codes, Quarantine } from '../saeol/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { withQuery } from './views/case-links.js';
import { CodesPage, type TypedCode } from './views/codes-page.js';

const PATH = '/link/codes';

class ColumnForm {
  @IsIn(CODED_COLUMNS) column!: CodedColumn;
}

class LineForm extends ColumnForm {
  @Length(1, 60, { message: '코드를 60자까지 적어 주세요.' }) code!: string;
}

class MeaningForm extends LineForm {
  @Length(1, 60, { message: '뜻을 골라 주세요.' }) meaning!: string;
  @IsOptional() @MaxLength(200, { message: '200자까지 적어 주세요.' }) note?: string;
}

/** The code map of this county. */
@ApiExcludeController()
@Controller('link/codes')
@Roles('operator', 'admin')
@WholeCounty()
export class CodePages {
  constructor(
    private readonly codes: Codes,
    private readonly quarantine: Quarantine,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { code, meaning, note, done } = (query ?? {}) as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : undefined);
    await this.page(reply, actor, columnOf(query), {
      typed: { code: text(code), meaning: text(meaning), note: text(note) },
      done: text(done),
    });
  }

  @Post()
  @HttpCode(303)
  async set(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(MeaningForm, body);
    const column = columnOf(form);
    if (faults !== null) return this.page(reply, actor, column, { faults, typed: form });
    const { code, meaning, note = null } = form;
    const refusal = await refusalOf(() => this.codes.set({ column, code, meaning, note }, actor));
    if (refusal !== null) return this.page(reply, actor, column, { refusal, typed: form });
    await reply.redirect(withQuery(PATH, { column, done: 'set' }), 303);
  }

  @Post('remove')
  @HttpCode(303)
  async remove(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(LineForm, body);
    const column = columnOf(form);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    const refusal = await refusalOf(() => this.codes.remove(column, form.code, actor));
    if (refusal !== null) return this.page(reply, actor, column, { refusal });
    await reply.redirect(withQuery(PATH, { column, done: 'removed' }), 303);
  }

  private async page(
    reply: FastifyReply,
    actor: Actor,
    column: CodedColumn,
    more: { typed?: TypedCode; done?: string; faults?: Faults; refusal?: Problem },
  ): Promise<void> {
    const [lines, groups] = await Promise.all([this.codes.list(), this.quarantine.groups()]);
    const waiting = groups.filter((group) => group.code === 'SAEOL.UNKNOWN_CODE' && group.column === column);
    await this.pages.send(
      reply,
      actor,
      '/link',
      (frame) => (
        <CodesPage
          frame={frame}
          column={column}
          lines={lines.filter((line) => line.column === column)}
          waiting={waiting.reduce((sum, { records }) => sum + records, 0)}
          {...more}
        />
      ),
      more.refusal?.status ?? (more.faults === undefined ? 200 : 400),
    );
  }
}

function columnOf(sent: unknown): CodedColumn {
  const { column } = (sent ?? {}) as { column?: unknown };
  return CODED_COLUMNS.find((one) => one === column) ?? CODED_COLUMNS[0]!;
}
