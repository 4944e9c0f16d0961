import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import {
  CaseNotFound,
  EXCLUSION_REASONS,
  Intervals,
  type ExclusionReason,
  type IntervalAnswer,
} from '../cases/index.js';
import { Actor, Roles } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { PetitionFile } from './petition-file.service.js';
import { readForm, refusalOf, type Faults } from './read-form.js';
import { caseHref, withQuery } from './views/case-links.js';
import { CaseIntervalsPage, type AskedEdit } from './views/case-intervals-page.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const BEGINS = { message: '시작하는 날을 고르거나 2026-06-01처럼 적어 주세요.' };
const ENDS = { message: '끝나는 날을 고르거나 2026-06-01처럼 적어 주세요.' };

class IntervalForm {
  @IsIn(EXCLUSION_REASONS, { message: '사유를 골라 주세요.' }) reason!: ExclusionReason;
  @Matches(DAY, BEGINS) @IsISO8601({ strict: true }, BEGINS) from!: string;
  @IsOptional() @Matches(DAY, ENDS) @IsISO8601({ strict: true }, ENDS) to?: string;
  @IsOptional() @MaxLength(200, { message: '메모는 200자까지 적을 수 있습니다.' }) note?: string;
  /** First it is shown what moves; then it is done. */
  @IsIn(['preview', 'do']) act!: 'preview' | 'do';
}

class RemoveForm {
  @IsIn(['preview', 'do']) act!: 'preview' | 'do';
}

interface Answer {
  asked?: Partial<AskedEdit>;
  preview?: IntervalAnswer;
  faults?: Faults;
  refusal?: string;
  status?: number;
}

/** Time left out of one case, as an operator enters it (Decree art. 20): what moves is shown before it does. */
@ApiExcludeController()
@Roles('operator', 'admin')
@Controller('cases/:receiptNo/intervals')
export class CaseIntervalsController {
  constructor(
    private readonly intervals: Intervals,
    private readonly files: PetitionFile,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(
    @Param('receiptNo') receiptNo: string,
    @Query('done') done: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.page(receiptNo, actor, reply, {}, done === 'entered' || done === 'removed' ? done : undefined);
  }

  @Post()
  @HttpCode(200)
  async enter(
    @Param('receiptNo') receiptNo: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(IntervalForm, body);
    if (faults !== null) return this.page(receiptNo, actor, reply, { asked: form, faults, status: 400 });
    const { reason, from, to = null, note = null, act } = form;
    const asked = { reason, from, to, note };
    await this.edit(receiptNo, actor, reply, act, { ...asked, id: null }, (preview) =>
      this.intervals.enter(receiptNo, asked, actor, preview),
    );
  }

  @Post(':id/remove')
  @HttpCode(200)
  async remove(
    @Param('receiptNo') receiptNo: string,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { act }: RemoveForm,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.edit(receiptNo, actor, reply, act, { id }, (preview) =>
      this.intervals.remove(receiptNo, id, actor, preview),
    );
  }

  private async edit(
    receiptNo: string,
    actor: Actor,
    reply: FastifyReply,
    act: 'preview' | 'do',
    asked: AskedEdit,
    edit: (preview: boolean) => Promise<IntervalAnswer>,
  ): Promise<void> {
    let preview: IntervalAnswer | undefined;
    const refusal = await refusalOf(async () => {
      preview = await edit(act === 'preview');
    });
    if (refusal !== null) {
      return this.page(receiptNo, actor, reply, { asked, refusal: refusal.detail, status: refusal.status });
    }
    if (act === 'preview') return this.page(receiptNo, actor, reply, { asked, preview });
    const done = asked.id === null ? 'entered' : 'removed';
    await reply.redirect(withQuery(`${caseHref(receiptNo)}/intervals`, { done }), 303);
  }

  private async page(
    receiptNo: string,
    actor: Actor,
    reply: FastifyReply,
    { status = 200, ...answer }: Answer,
    done?: 'entered' | 'removed',
  ): Promise<void> {
    const petition = await this.files.open(receiptNo, actor);
    if (petition === null) throw new CaseNotFound();
    const intervals = await this.intervals.list(receiptNo, actor);
    await this.pages.send(
      reply,
      actor,
      '/cases',
      (frame) => <CaseIntervalsPage frame={frame} petition={petition} intervals={intervals} done={done} {...answer} />,
      status,
    );
  }
}
