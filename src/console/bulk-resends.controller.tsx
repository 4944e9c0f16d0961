import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Length, Matches, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { kstInstant, toKst } from '../../libs/clock/index.js';
import type { Problem } from '../../libs/http/index.js';
import { BulkResends, type BulkFilter } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { readQuery } from './list-filters.js';
import { readForm, refusalOf, type Faults } from './read-form.js';
import { BulkResendPage, BulkResendsPage, type BulkFields } from './views/bulk-resends-page.js';
import { CHANNEL_NAMES, OCCASION_NAMES } from './views/words.js';

const LATEST = 20;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const DAY_MS = 86_400_000;

class BulkQuery implements BulkFields {
  @IsOptional() @IsIn(Object.keys(OCCASION_NAMES)) occasion?: string;
  @IsOptional() @IsIn(Object.keys(CHANNEL_NAMES)) channel?: string;
  @IsOptional() @Matches(DAY) fromDay?: string;
  @IsOptional() @Matches(DAY) toDay?: string;
  /** The form was sent: also without a condition there is something to count. */
  @IsOptional() @IsIn(['1']) counted?: '1';
}

class BulkForm extends BulkQuery {
  @Type(() => Number) @IsInt() @Min(1, { message: '다시 보낼 알림이 없습니다.' }) count!: number;
  @Length(2, 200, { message: '사유를 2자에서 200자까지 적어 주세요.' }) reason!: string;
  /** Made with the page: the same form sent twice is one resend. */
  @Matches(/^[\w-]{8,100}$/, { message: '화면이 오래되었습니다. 다시 세어 주세요.' }) key!: string;
}

interface Answer {
  problem?: string;
  faults?: Faults;
  refusal?: Problem;
}

/** Screen 12: many notices again after an outage or a wrong setting: counted first, then worked off while one may leave. */
@ApiExcludeController()
@Roles('operator', 'admin')
@WholeCounty()
@Controller('messages/resends')
export class BulkResendPages {
  constructor(
    private readonly bulk: BulkResends,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { problem, ...fields } = await readQuery(BulkQuery, query);
    await this.list(fields, actor, reply, { problem });
  }

  @Post()
  @HttpCode(303)
  async ask(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(BulkForm, body);
    const { count, reason, key, ...fields } = form;
    if (faults !== null) return this.list(fields, actor, reply, { faults });
    let id = '';
    const refusal = await refusalOf(
      async () => (id = (await this.bulk.ask(filterOf(fields), count, reason, key, actor)).id),
    );
    if (refusal !== null) return this.list(fields, actor, reply, { refusal });
    await reply.redirect(`/messages/resends/${id}`, 303);
  }

  @Get(':id')
  async one(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const resend = await this.bulk.one(id);
    await this.pages.send(reply, actor, '/messages', (frame) => <BulkResendPage frame={frame} resend={resend} />);
  }

  @Post(':id/stop')
  @HttpCode(303)
  async stop(@Param('id', ParseUUIDPipe) id: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.bulk.stop(id, actor);
    await reply.redirect(`/messages/resends/${id}`, 303);
  }

  private async list(fields: BulkFields, actor: Actor, reply: FastifyReply, answer: Answer): Promise<void> {
    const [latest, count] = await Promise.all([
      this.bulk.latest(LATEST),
      fields.counted === '1' && answer.problem === undefined ? this.bulk.count(filterOf(fields)) : null,
    ]);
    const { problem, faults, refusal } = answer;
    await this.pages.send(
      reply,
      actor,
      '/messages',
      (frame) => (
        <BulkResendsPage
          frame={frame}
          fields={fields}
          count={count}
          latest={latest}
          newKey={uuidv7()}
          problem={problem ?? refusal?.detail}
          faults={faults}
        />
      ),
      refusal?.status ?? (problem === undefined && faults === undefined ? 200 : 400),
    );
  }
}

/** Days of Korea, the last one included, become instants. */
function filterOf({ occasion, channel, fromDay, toDay }: BulkFields): BulkFilter {
  return {
    ...(occasion === undefined ? {} : { occasion: occasion as BulkFilter['occasion'] }),
    ...(channel === undefined ? {} : { channel: channel as BulkFilter['channel'] }),
    ...(fromDay === undefined ? {} : { from: toKst(kstInstant(fromDay, '00:00')) }),
    ...(toDay === undefined ? {} : { to: toKst(new Date(kstInstant(toDay, '00:00').getTime() + DAY_MS)) }),
  };
}
