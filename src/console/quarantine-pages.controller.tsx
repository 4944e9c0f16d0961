import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional, Length, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../libs/http/index.js';
import { Quarantine, type QuarantineFilters, QuarantineReplay } from '../saeol/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { withQuery } from './views/case-links.js';
import { count } from './views/figures.js';
import { WAY_NAMES } from './views/link-words.js';
import { QuarantinedPage, QuarantinePage, QuarantineReplayPage } from './views/quarantine-pages.js';

const PATH = '/link/quarantine';
const ROWS = 50;
/** One act replays this many at most. */
const MOST_AT_ONCE = 1_000;
const UNREADABLE = { message: '주소에 읽을 수 없는 조건이 있습니다.' };

class FilterForm implements QuarantineFilters {
  @IsOptional() @Matches(/^[A-Z]+\.[A-Z_]+$/, UNREADABLE) code?: string;
  @IsOptional() @IsIn(Object.keys(WAY_NAMES), UNREADABLE) source?: string;
  @IsOptional() @Matches(/^[a-z_]{1,40}$/, UNREADABLE) column?: string;
  @IsOptional() @Matches(/^\d{18}$/, UNREADABLE) receiptNo?: string;
  @IsOptional() @MaxLength(100, UNREADABLE) file?: string;
}

class ReasonForm {
  @Length(2, 200, { message: '사유를 2자에서 200자까지 적어 주세요.' }) reason!: string;
}

/** Records that could not be taken or applied: seen, taken again, given up. */
@ApiExcludeController()
@Controller('link/quarantine')
@Roles('operator', 'admin')
@WholeCounty()
export class QuarantinePages {
  constructor(
    private readonly quarantine: Quarantine,
    private readonly replays: QuarantineReplay,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form: filters, faults } = await readForm(FilterForm, query);
    const cursor = cursorOf(query);
    const problem = faults === null ? undefined : UNREADABLE.message;
    const [page, groups] = await Promise.all([
      faults === null ? this.quarantine.list(ROWS, cursor, filters) : { items: [], nextCursor: null },
      this.quarantine.groups(),
    ]);
    await this.pages.send(
      reply,
      actor,
      '/link',
      (frame) => (
        <QuarantinePage
          frame={frame}
          items={page.items}
          groups={groups}
          filters={{ ...filters }}
          hasEarlier={cursor !== undefined}
          nextCursor={page.nextCursor}
          done={doneOf(query)}
          problem={problem}
        />
      ),
      faults === null ? 200 : 400,
    );
  }

  @Get('replay')
  async previewReplay(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form: filters, faults } = await readForm(FilterForm, query);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    const { length } = await this.quarantine.ids(filters, MOST_AT_ONCE + 1);
    await this.pages.send(reply, actor, '/link', (frame) => (
      <QuarantineReplayPage frame={frame} filters={{ ...filters }} records={length} most={MOST_AT_ONCE} />
    ));
  }

  @Post('replay')
  @HttpCode(303)
  async replayAll(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form: filters, faults } = await readForm(FilterForm, body);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    const { replayed, stillQuarantined } = await this.replays.replayAll(filters, MOST_AT_ONCE, actor);
    await reply.redirect(withQuery(PATH, { replayed: String(replayed), still: String(stillQuarantined) }), 303);
  }

  @Get(':id')
  async see(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.recordPage(id, actor, reply, {});
  }

  /** Reads, and so answers with the page; the reason stands in the audit trail and in no address. */
  @Post(':id/open')
  @HttpCode(200)
  async open(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(ReasonForm, body);
    if (faults !== null) return this.recordPage(id, actor, reply, { faults: { open: faults.reason! } });
    await this.recordPage(id, actor, reply, { reason: form.reason });
  }

  @Post(':id/replay')
  @HttpCode(303)
  async replay(
    @Param('id', ParseUUIDPipe) id: string,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const refusal = await refusalOf(() => this.replays.replay(id, actor));
    if (refusal?.status === 409) return this.recordPage(id, actor, reply, { refusal });
    if (refusal !== null) throw refusal;
    await reply.redirect(`${PATH}?replayed=1&still=0`, 303);
  }

  @Post(':id/discard')
  @HttpCode(303)
  async discard(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(ReasonForm, body);
    if (faults !== null) return this.recordPage(id, actor, reply, { faults: { discard: faults.reason! } });
    await this.quarantine.discard(id, form.reason, actor);
    await reply.redirect(`${PATH}?done=discarded`, 303);
  }

  private async recordPage(
    id: string,
    actor: Actor,
    reply: FastifyReply,
    { reason = null, faults, refusal }: { reason?: string | null; faults?: Faults; refusal?: Problem },
  ): Promise<void> {
    const record = await this.quarantine.see(id, actor, reason);
    await this.pages.send(
      reply,
      actor,
      '/link',
      (frame) => (
        <QuarantinedPage frame={frame} record={record} isOpened={reason !== null} faults={faults} refusal={refusal} />
      ),
      refusal?.status ?? (faults === undefined ? 200 : 400),
    );
  }
}

function doneOf(query: unknown): string | undefined {
  const { done, replayed, still } = (query ?? {}) as Record<string, unknown>;
  if (done === 'discarded') return '기록을 버렸습니다.';
  if (!isNumber(replayed) || !isNumber(still)) return undefined;
  const rest = still === '0' ? '' : ` ${count(Number(still))}건은 여전히 잘못되어 격리함에 남았습니다.`;
  return `${count(Number(replayed))}건을 다시 적용했습니다.${rest}`;
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,6}$/.test(value);
}
