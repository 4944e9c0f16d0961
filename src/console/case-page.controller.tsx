import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { CaseNotFound, CasePeople, TASK_CLOSINGS } from '../cases/index.js';
import { Actor, Roles, type Role } from '../staff/index.js';
import { CaseDossiers } from './case-dossier.service.js';
import { ConsolePages } from './console-pages.js';
import { Departments } from './departments.service.js';
import { CLOSES_TASKS, mayAct } from './may-act.js';
import { PersonalReads } from './personal-reads.service.js';
import { readForm, type Faults } from './read-form.js';
import { CasePage, type OpenedPeople } from './views/case-page.js';

/** As the API has it: the county's overview and the auditor see nobody's number. */
const UNMASKS: readonly Role[] = ['officer', 'leader', 'head', 'inspector', 'operator', 'admin'];

class UnmaskForm {
  @Length(5, 200, { message: '연락처를 보는 사유를 5자에서 200자까지 적어 주세요.' }) reason!: string;
}

/** Screen 11: one case with everything that happened to it. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller('cases/:receiptNo')
export class CasePageController {
  constructor(
    private readonly dossiers: CaseDossiers,
    private readonly people: CasePeople,
    private readonly departments: Departments,
    private readonly reads: PersonalReads,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(
    @Param('receiptNo') receiptNo: string,
    @Query('done') closing: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.page(receiptNo, actor, reply, { done: TASK_CLOSINGS.find((one) => one === closing) });
  }

  /** Answers with the page itself: what it shows stands in no address and in no cache. */
  @Post('people')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Roles('officer', 'leader', 'head', 'inspector', 'operator', 'admin')
  async unmask(
    @Param('receiptNo') receiptNo: string,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form, faults } = await readForm(UnmaskForm, body);
    if (faults !== null) return this.page(receiptNo, actor, reply, { faults });
    const opened = await this.reads.read(
      actor,
      (tx) => this.people.opened(tx, receiptNo, actor.departmentScope),
      (found) =>
        found && {
          action: 'cases.unmask',
          subjectKind: 'case',
          subjects: [receiptNo],
          departmentCode: found.departmentCode,
          reason: form.reason,
        },
    );
    if (opened === null) throw new CaseNotFound();
    await this.page(receiptNo, actor, reply, { opened });
  }

  private async page(
    receiptNo: string,
    actor: Actor,
    reply: FastifyReply,
    answer: { done?: (typeof TASK_CLOSINGS)[number]; opened?: OpenedPeople; faults?: Faults },
  ): Promise<void> {
    const dossier = await this.reads.read(
      actor,
      (tx) => this.dossiers.of(tx, receiptNo, actor),
      ({ petition }) => ({
        action: 'cases.read',
        subjectKind: 'case',
        subjects: [receiptNo],
        departmentCode: petition.departmentCode,
      }),
    );
    const officers = await this.departments.officers(
      [
        ...dossier.messages.flatMap(({ recipientId }) => recipientId ?? []),
        ...dossier.preNotices.flatMap(({ recipient }) => recipient?.id ?? []),
      ],
      actor,
    );
    await this.pages.send(
      reply,
      actor,
      '/cases',
      (frame) => (
        <CasePage
          frame={frame}
          dossier={dossier}
          officers={officers}
          may={{ operate: mayAct(actor), unmask: mayAct(actor, UNMASKS), closeTasks: mayAct(actor, CLOSES_TASKS) }}
          newKey={uuidv7()}
          {...answer}
        />
      ),
      answer.faults === undefined ? 200 : 400,
    );
  }
}
