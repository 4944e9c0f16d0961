import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Retentions } from '../cases/index.js';
import { Actor, DestructionRuns, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { mayAct } from './may-act.js';
import { readForm, type Faults } from './read-form.js';
import { DestructionPage } from './views/destruction-page.js';

const ROWS = 50;
const PATH = '/destruction-runs';
const DAYS = { message: '1일에서 3650일 사이로 적어 주세요.' };

class RetentionForm {
  @Type(() => Number) @IsInt(DAYS) @Min(1, DAYS) @Max(3_650, DAYS) days!: number;
  @Type(() => Number) @IsInt(DAYS) @Min(1, DAYS) @Max(3_650, DAYS) refusedDays!: number;
}

/** How long personal data are kept; what was destroyed, and when. */
@ApiExcludeController()
@Controller('destruction-runs')
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
export class DestructionPages {
  constructor(
    private readonly runs: DestructionRuns,
    private readonly retentions: Retentions,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { done } = (query ?? {}) as { done?: unknown };
    await this.page(query, actor, reply, { isSet: done === 'set' });
  }

  @Post('retention')
  @HttpCode(303)
  @Roles('admin')
  async setRetention(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(RetentionForm, body);
    if (faults !== null) return this.page({}, actor, reply, { faults });
    await this.retentions.set(form, actor);
    await reply.redirect(`${PATH}?done=set`, 303);
  }

  private async page(
    query: unknown,
    actor: Actor,
    reply: FastifyReply,
    answer: { isSet?: boolean; faults?: Faults },
  ): Promise<void> {
    const cursor = cursorOf(query);
    const [retention, { items, nextCursor }] = await Promise.all([
      this.retentions.current(),
      this.runs.list({ limit: ROWS, cursor }),
    ]);
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <DestructionPage
          frame={frame}
          retention={retention}
          maySet={mayAct(actor, ['admin'])}
          runs={items}
          hasEarlier={cursor !== undefined}
          nextCursor={nextCursor}
          {...answer}
        />
      ),
      answer.faults === undefined ? 200 : 400,
    );
  }
}
