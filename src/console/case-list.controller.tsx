import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../libs/clock/index.js';
import { countsHours } from '../../libs/working-time/index.js';
import { CaseQueries, maskedSummary, type CaseSummary } from '../cases/index.js';
import { Actor, Roles, seesMasked } from '../staff/index.js';
import { CaseConditions } from './case-conditions.service.js';
import { ConsolePages } from './console-pages.js';
import { Departments, narrowed } from './departments.service.js';
import { PersonalReads } from './personal-reads.service.js';
import { CaseListPage, type CaseListItem } from './views/case-list-page.js';

const ROWS = 50;
const NOTHING = { items: [], nextCursor: null };

/** The list behind every figure. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('cases')
export class CaseListController {
  constructor(
    private readonly cases: CaseQueries,
    private readonly conditions: CaseConditions,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { shown, filters, cursor, departmentCode, problem } = await this.conditions.read(query);
    const scope = narrowed(actor, departmentCode);
    const [page, departments, officers] = await Promise.all([
      problem === undefined
        ? this.reads.read(
            actor,
            () => this.cases.list(filters, scope, ROWS, cursor),
            // Rows name no citizen; but whoever searches by a number learns whose it is.
            ({ items }) =>
              filters.phoneIndex === undefined
                ? null
                : {
                    action: 'cases.search-by-phone',
                    subjectKind: 'case',
                    subjects: items.map(({ receiptNo }) => receiptNo),
                  },
          )
        : NOTHING,
      this.departments.visibleTo(actor),
      this.departments.officers(shown.officerId === undefined ? [] : [shown.officerId], actor),
    ]);
    const now = this.clock.now();
    await this.pages.send(
      reply,
      actor,
      '/cases',
      (frame) => (
        <CaseListPage
          frame={frame}
          items={page.items.map((item) => rowOf(seesMasked(actor) ? maskedSummary(item) : item, now))}
          filters={shown}
          hasEarlier={cursor !== undefined}
          nextCursor={page.nextCursor}
          departments={departments}
          officers={officers}
          problem={problem}
        />
      ),
      problem === undefined ? 200 : 400,
    );
  }
}

function rowOf(item: CaseSummary, now: Date): CaseListItem {
  const { petition, stage, targetAt } = item;
  const isOpen = stage !== 'COMPLETED' && stage !== 'VOIDED';
  return {
    ...item,
    petitionName: petition.typeName,
    outcome: item.outcome ?? null,
    officerName: item.officer?.name ?? null,
    isTimed: countsHours(petition.promised ?? petition.period),
    isPaused: item.paused,
    isOverdue: isOpen && targetAt !== null && Date.parse(targetAt) < now.getTime(),
  };
}
