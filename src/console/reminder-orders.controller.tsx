import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { CaseNotFound } from '../cases/index.js';
import { maskedForCounty, ReminderOrders } from '../reporting/index.js';
import { Actor, Roles, seesMasked, type Role } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { readQuery } from './list-filters.js';
import { mayAct } from './may-act.js';
import { PersonalReads } from './personal-reads.service.js';
import { withQuery } from './views/case-links.js';
import { ReminderOrderPage, ReminderOrdersPage } from './views/reminder-orders-page.js';

/** What is past its statutory deadline goes on one sheet, where a county keeps the law. */
const ROWS = 200;
/** The petition inspector (민원심사관), as the API has it. */
const ISSUES: readonly Role[] = ['inspector', 'admin'];
const PATH = '/reports/reminder-orders';

class OverdueQuery {
  @IsOptional() @MaxLength(20) departmentCode?: string;
  @IsOptional() @MaxLength(500) cursor?: string;
}

/** Cases past their statutory deadline, and the reminder orders (독촉장, Decree art. 28) about them, ready to be printed. */
@ApiExcludeController()
@Roles('head', 'inspector', 'county', 'auditor', 'admin')
@Controller('reports/reminder-orders')
export class ReminderOrderPagesController {
  constructor(
    private readonly orders: ReminderOrders,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { departmentCode, cursor, problem } = await readQuery(OverdueQuery, query);
    const scope = narrowed(actor, departmentCode);
    const page = await this.reads.read(
      actor,
      () => this.orders.list(scope, {}, ROWS, cursor),
      ({ items }) =>
        items.length === 0
          ? null
          : {
              action: 'reports.reminder-orders',
              subjectKind: 'case',
              subjects: items.map(({ receiptNo }) => receiptNo),
            },
    );
    const departments = await this.departments.visibleTo(actor);
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <ReminderOrdersPage
          frame={frame}
          items={seesMasked(actor) ? page.items.map(maskedForCounty) : page.items}
          departments={departments}
          departmentCode={departmentCode}
          today={kstDate(this.clock.now())}
          hasEarlier={cursor !== undefined}
          nextCursor={page.nextCursor}
          problem={problem}
        />
      ),
      problem === undefined ? 200 : 400,
    );
  }

  @Get(':receiptNo')
  async show(
    @Param('receiptNo') receiptNo: string,
    @Query('done') done: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.reads.read(
      actor,
      async () => (await this.orders.list(actor.departmentScope, { receiptNo }, 1)).items[0],
      (one) =>
        one === undefined
          ? null
          : {
              action: 'reports.reminder-orders',
              subjectKind: 'case',
              subjects: [receiptNo],
              departmentCode: one.departmentCode,
            },
    );
    if (found === undefined) throw new CaseNotFound();
    const today = kstDate(this.clock.now());
    await this.pages.send(reply, actor, PATH, (frame) => (
      <ReminderOrderPage
        frame={frame}
        overdue={seesMasked(actor) ? maskedForCounty(found) : found}
        today={today}
        mayIssue={mayAct(actor, ISSUES)}
        isDone={done === 'issued'}
      />
    ));
  }

  @Post(':receiptNo')
  @HttpCode(303)
  @Roles('inspector', 'admin')
  async issue(@Param('receiptNo') receiptNo: string, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.orders.issue(receiptNo, actor);
    await reply.redirect(withQuery(`${PATH}/${encodeURIComponent(receiptNo)}`, { done: 'issued' }), 303);
  }
}
