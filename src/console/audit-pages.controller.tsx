import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, Length, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock, kstDate, kstInstant } from '../../libs/clock/index.js';
import type { Problem } from '../../libs/http/index.js';
import { monthsBefore } from '../reporting/index.js';
import {
  Actor,
  AuditChain,
  AuditExport,
  AuditReviews,
  AuditTrail,
  type ChainVerdict,
  Roles,
  WholeCounty,
} from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { cursorOf } from './list-cursor.js';
import { mayAct } from './may-act.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { type AuditFilters, AuditPage, AuditReviewPage, AuditVerifyPage } from './views/audit-pages.js';

const PATH = '/audit';
const ROWS = 50;
const MONTHS = 12;
const DAY_MS = 86_400_000;
const DAY = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const NO_DAY = { message: '있는 날짜를 골라 주세요.' };
const UNREADABLE = { message: '주소에 읽을 수 없는 조건이 있습니다.' };

class FilterForm implements AuditFilters {
  @IsOptional() @MaxLength(100, UNREADABLE) subject?: string;
  @IsOptional() @Matches(DAY, NO_DAY) from?: string;
  @IsOptional() @Matches(DAY, NO_DAY) to?: string;
  @IsOptional() @MaxLength(100, UNREADABLE) actorId?: string;
  @IsOptional() @MaxLength(100, UNREADABLE) action?: string;
}

class ExportForm {
  @Matches(DAY, NO_DAY) from!: string;
  @Matches(DAY, NO_DAY) to!: string;
  @IsOptional() @MaxLength(100, UNREADABLE) subject?: string;
  @Length(5, 200, { message: '사유를 5자에서 200자까지 적어 주세요.' }) reason!: string;
}

class SignForm {
  @Matches(/^20\d\d-(0[1-9]|1[0-2])$/, UNREADABLE) month!: string;
  @Length(5, 2000, { message: '살펴본 것과 결과를 5자 이상 적어 주세요.' }) note!: string;
}

/** The audit trail: who had whose data, the monthly review, whether it is whole. */
@ApiExcludeController()
@Controller('audit')
@Roles('auditor', 'admin')
@WholeCounty()
export class AuditPages {
  constructor(
    private readonly trail: AuditTrail,
    private readonly exports: AuditExport,
    private readonly chain: AuditChain,
    private readonly reviews: AuditReviews,
    private readonly dataSource: DataSource,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(FilterForm, query);
    await this.listPage(reply, actor, form, { cursor: cursorOf(query), faults: faults ?? undefined });
  }

  @Post('export')
  @HttpCode(200)
  async export(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(ExportForm, body);
    const { from, to, subject, reason } = form;
    if (faults !== null) return this.listPage(reply, actor, { subject }, { faults });
    let csv = '';
    const refusal = await refusalOf(async () => {
      csv = await this.exports.csv(actor, { from: beginOf(from), to: endOf(to), subject }, reason);
    });
    if (refusal !== null) return this.listPage(reply, actor, { subject, from, to }, { refusal });
    await reply
      .header('content-disposition', 'attachment; filename="audit.csv"')
      .header('cache-control', 'no-store')
      .type('text/csv; charset=utf-8')
      .send(csv);
  }

  @Get('review')
  async review(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { month, done } = (query ?? {}) as { month?: unknown; done?: unknown };
    await this.reviewPage(reply, actor, typeof month === 'string' ? month : undefined, { done: done === 'signed' });
  }

  @Post('review')
  @HttpCode(303)
  @Roles('auditor')
  async sign(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(SignForm, body);
    if (faults !== null) return this.reviewPage(reply, actor, form.month, { faults });
    const refusal = await refusalOf(() => this.reviews.sign(actor, form.month, form.note));
    if (refusal !== null) return this.reviewPage(reply, actor, form.month, { refusal });
    await reply.redirect(`${PATH}/review?month=${form.month}&done=signed`, 303);
  }

  @Get('verify')
  async verifyForm(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.verifyPage(reply, actor, null);
  }

  @Post('verify')
  @HttpCode(200)
  async verify(@Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const verdict = await this.chain.verify();
    await this.trail.write(this.dataSource.manager, [
      {
        actor,
        action: 'audit.verify',
        subjectKind: 'audit',
        subjects: [],
        detail: { intact: verdict.intact, headPosition: verdict.headPosition },
      },
    ]);
    await this.verifyPage(reply, actor, verdict);
  }

  private async listPage(
    reply: FastifyReply,
    actor: Actor,
    filters: AuditFilters,
    { cursor, ...more }: { cursor?: string; faults?: Faults; refusal?: Problem },
  ): Promise<void> {
    const { subject, actorId, action, from, to } = filters;
    const page =
      more.faults === undefined
        ? await this.trail.list(this.dataSource.manager, {
            from: from && beginOf(from),
            to: to && endOf(to),
            subject,
            actorId,
            action,
            limit: ROWS,
            cursor,
          })
        : { items: [], nextCursor: null };
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <AuditPage
          frame={frame}
          items={page.items}
          filters={{ ...filters }}
          hasEarlier={cursor !== undefined}
          nextCursor={page.nextCursor}
          {...more}
        />
      ),
      more.refusal?.status ?? (more.faults === undefined ? 200 : 400),
    );
  }

  private async reviewPage(
    reply: FastifyReply,
    actor: Actor,
    asked: string | undefined,
    more: { done?: boolean; faults?: Faults; refusal?: Problem },
  ): Promise<void> {
    const today = kstDate(this.clock.realNow());
    const months = Array.from({ length: MONTHS }, (_, back) => monthsBefore(today, back).slice(0, 7));
    // The month before this one is the one that waits for its reviewer.
    const month = months.find((one) => one === asked) ?? months[1]!;
    const review = await this.reviews.of(month);
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <AuditReviewPage
          frame={frame}
          review={review}
          months={months}
          signs={mayAct(actor, ['auditor']) && month < today.slice(0, 7)}
          {...more}
        />
      ),
      more.refusal?.status ?? (more.faults === undefined ? 200 : 400),
    );
  }

  private async verifyPage(reply: FastifyReply, actor: Actor, verdict: ChainVerdict | null): Promise<void> {
    await this.pages.send(reply, actor, PATH, (frame) => <AuditVerifyPage frame={frame} verdict={verdict} />);
  }
}

/** The first instant of a day. */
function beginOf(day: string): string {
  return kstInstant(day).toISOString();
}

/** The first instant after a day. */
function endOf(day: string): string {
  return new Date(kstInstant(day).getTime() + DAY_MS).toISOString();
}
