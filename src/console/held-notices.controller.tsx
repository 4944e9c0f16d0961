import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, Length, Matches, Min, ValidateIf } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Problem } from '../../libs/http/index.js';
import { HeldNotices } from '../messaging/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments } from './departments.service.js';
import { PersonalReads } from './personal-reads.service.js';
import { readForm, refusalOf, type Faults } from './read-form.js';
import { HeldNoticesPage, type HeldDone } from './views/held-notices-page.js';

const PATH = '/messages/held';
const STALE = '화면이 오래되었습니다. 건수를 다시 확인해 주세요.';

class HeldForm {
  @IsIn(['send', 'skip'], { message: STALE }) act!: 'send' | 'skip';
  @Type(() => Number) @IsInt({ message: STALE }) @Min(1, { message: STALE }) count!: number;
  /** Made with the page: the same form sent twice sends once. */
  @Matches(/^[\w-]{8,100}$/, { message: STALE }) key!: string;
  @ValidateIf(({ act }: HeldForm) => act === 'skip')
  @Length(2, 200, { message: '보내지 않는 사유를 2자에서 200자까지 적어 주세요.' })
  reason!: string;
}

interface Answer {
  done?: { what: HeldDone; notices: number };
  faults?: Faults;
  refusal?: Problem;
}

/** Screen 12: what was held back because too much changed at once, and an operator's word on all of it. */
@ApiExcludeController()
@Roles('operator', 'admin')
@WholeCounty()
@Controller('messages/held')
export class HeldNoticesController {
  constructor(
    private readonly held: HeldNotices,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(
    @Query() { sent, skipped }: { sent?: unknown; skipped?: unknown },
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = doneOf('sent', sent) ?? doneOf('skipped', skipped);
    await this.page(actor, reply, { done });
  }

  @Post()
  @HttpCode(303)
  async settle(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(HeldForm, body);
    if (faults !== null) return this.page(actor, reply, { faults });
    const { act, count, key, reason } = form;
    let settled = 0;
    const refusal = await refusalOf(async () => {
      settled = await (act === 'send' ? this.held.send(count, key, actor) : this.held.skip(count, reason, actor));
    });
    if (refusal !== null) return this.page(actor, reply, { refusal });
    await reply.redirect(`${PATH}?${act === 'send' ? 'sent' : 'skipped'}=${settled}`, 303);
  }

  private async page(actor: Actor, reply: FastifyReply, answer: Answer): Promise<void> {
    const groups = await this.reads.read(
      actor,
      () => this.held.groups(),
      (found) => {
        const subjects = found.flatMap(({ receiptNos }) => receiptNos);
        return subjects.length === 0 ? null : { action: 'messages.list', subjectKind: 'case', subjects };
      },
    );
    const departments = await this.departments.visibleTo(actor);
    await this.pages.send(
      reply,
      actor,
      '/messages',
      (frame) => (
        <HeldNoticesPage frame={frame} groups={groups} departments={departments} newKey={uuidv7()} {...answer} />
      ),
      answer.refusal?.status ?? (answer.faults === undefined ? 200 : 400),
    );
  }
}

function doneOf(what: HeldDone, notices: unknown): Answer['done'] {
  return typeof notices === 'string' && /^\d{1,6}$/.test(notices) ? { what, notices: Number(notices) } : undefined;
}
